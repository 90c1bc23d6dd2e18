"""Marks within a line -> roles, links and words of MyST."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

from hexapla.model.problems import bad_mark
from hexapla.source.d2lbook.labelled import is_figure
from hexapla.source.d2lbook.marks import Leaf, Mark
from hexapla.source.d2lbook.source import Source
from hexapla.source.d2lbook.splice import Edit
from hexapla.source.vocabulary import ROLES

SAME = {
    "numref": "numref",
    "ref": "ref",
    "eqref": "eq",
    "cite": "cite",
    "citep": "cite:p",
    "citet": "cite:t",
}
CITES = frozenset({"cite", "citep", "citet"})
ASIDE = frozenset({"label", "eqlabel", "width", "height", "bibliography"})  # for what is above
PAGE = re.compile(r"([^#?:]+)\.(ipynb|html|md)(#.*)?")


def edits(leaf: Leaf, source: Source) -> Iterator[Edit]:
    """What becomes of the marks in a block's words."""
    _uncited(leaf, source)
    for mark in leaf.marks:
        yield from KINDS[mark.kind](mark, source)


def _uncited(leaf: Leaf, source: Source) -> None:
    """Tell of works that are named where nothing can be cited: words of pictures in a line."""
    images = [mark for mark in leaf.marks if mark.kind == "image"]
    if not images or is_figure(leaf, source.text):
        return
    cites = (mark for mark in leaf.marks if mark.kind == "role" and mark.name in CITES)
    for mark in cites:
        if any(one.at <= mark.start < one.end for one in images):
            what = "words instead of a picture in a line cite nothing; its keys stand there"
            source.report(bad_mark(f":{mark.name}:", what, source.at(mark.start)))


def _role(mark: Mark, source: Source) -> Iterator[Edit]:
    if mark.name in ASIDE:
        return
    words = _fit(mark, source)
    if mark.name == "math":
        yield Edit(mark.start, mark.end, f"${words}$")
    elif name := SAME.get(mark.name) or (mark.name if mark.name in ROLES else ""):
        yield Edit(mark.start, mark.end, f"{{{name}}}`{words}`")
    else:
        what = "there is no such role; its words are shown as code"
        source.report(bad_mark(f":{mark.name}:", what, source.at(mark.start)))


def _fit(mark: Mark, source: Source) -> str:
    """What a role names, as it should have been written."""
    words, at = mark.words.strip(), source.at(mark.start)
    if mark.ticks > 1:
        what = f"it stands in double backticks; it is read as :{mark.name}:`{words}`"
        source.report(bad_mark(f":{mark.name}:", what, at))
    if mark.name in CITES:
        keys = [key.strip() for key in words.split(",")]
        if ",".join(keys) != mark.words:
            what = f"there are blanks around its keys; it is read as `{','.join(keys)}`"
            source.report(bad_mark(f":{mark.name}:", what, at))
        return ",".join(key for key in keys if key)
    if words != mark.words and mark.ticks == 1:
        what = f"there are blanks around its label; it is read as `{words}`"
        source.report(bad_mark(f":{mark.name}:", what, at))
    return words


def _link(mark: Mark, source: Source) -> Iterator[Edit]:
    """A link to a page of the book, whatever form of it the link names."""
    found = PAGE.fullmatch(unquote(mark.name))
    if not found or mark.name.startswith("/"):
        return
    folder = posixpath.dirname(source.file)
    page = posixpath.normpath(posixpath.join(folder, f"{found[1]}.md"))
    whole = source.text.text[mark.start : mark.end]
    start = whole.rfind(found[0].partition("#")[0])
    if found[2] != "md" and page in source.pages and start > 0:
        at = mark.start + start + len(found[1]) + 1
        yield Edit(at, at + len(found[2]), "md")


def _raised(mark: Mark, source: Source) -> Iterator[Edit]:
    """H~2~O."""
    yield Edit(mark.start, mark.end, f"{{{mark.name}}}`{mark.words}`")


def _literal(mark: Mark, source: Source) -> Iterator[Edit]:
    """A sign that would mean something here."""
    yield Edit(mark.start, mark.end, f"\\{mark.name}")


def _nothing(mark: Mark, source: Source) -> Iterator[Edit]:
    yield from ()


KINDS: Mapping[str, Callable[[Mark, Source], Iterator[Edit]]] = {
    "role": _role,
    "link": _link,
    "image": _nothing,
    "formula": _nothing,
    "slide": _nothing,  # which is said of all that a pair of them holds
    "unslide": _nothing,
    "raised": _raised,
    "literal": _literal,
}
