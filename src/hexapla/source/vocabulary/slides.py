"""What of a page is on slides: marks as Jupyter has them, a directive, and roles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from hexapla.model.nodes import Block, Inline, Place
from hexapla.model.problems import bad_directive
from hexapla.model.slides import END, JUPYTER, MORE, NEW, Mark, hidden, mark, words
from hexapla.model.walk import plain
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading, Role

KEYS = ("slideshow", "slide")  # under which notebooks and pages say what a cell is


def of_cell(metadata: object, page: Reading, at: Place) -> Iterator[Block]:
    """The mark that the metadata of a cell makes, or a line of +++ with such."""
    given = metadata if isinstance(metadata, dict) else {}
    for value in (given[key] for key in KEYS if key in given):
        kind = value.get("slide_type") if isinstance(value, dict) else value
        if kind in JUPYTER:
            yield mark(Mark(kind), at)
            return
        if kind not in ("-", "", None):
            what = f"a slide_type is one of {', '.join(JUPYTER)}, -, and not '{kind}'"
            page.report(bad_directive("slide", what, at))


def of_break(text: str, page: Reading, at: Place) -> tuple[Block, ...]:
    """What a line of +++ says; metadata of other kinds are other tools' affair."""
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return ()
    return tuple(of_cell(said, page, at))


def _slide(found: Found, page: Reading) -> tuple[Block, ...]:
    title, argument = found.text("title"), found.argument
    if argument not in ("", NEW):
        what = f"it is 'new' where a slide begins, and nothing else, not '{argument}'"
        page.report(bad_directive(found.name, what, found.at))
    kind = NEW if argument == NEW or title else MORE
    begun = mark(Mark(kind, title, found.classes), found.at)
    return (begun, *page.body(found), mark(Mark(END), found.at))


def _shown(*, new: bool) -> Callable[[str, Place, Reading], tuple[Inline, ...]]:
    def make(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
        return (words(page.line(content, at, page), at, new=new),)

    return make


def _hidden(*, new: bool) -> Callable[[str, Place, Reading], tuple[Inline, ...]]:
    def make(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
        said = plain(page.line(content, at, page))
        return (words((hidden(said, at),), at, new=new),)

    return make


DIRECTIVES: Mapping[str, Directive] = {"slide": Directive(_slide, frozenset({"title"}))}
ROLES: Mapping[str, Role] = {
    "slide": Role(_shown(new=False)),
    "slide:new": Role(_shown(new=True)),
    "slide:only": Role(_hidden(new=False)),
    "slide:new-only": Role(_hidden(new=True)),
}
