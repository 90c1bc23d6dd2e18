"""Names in highlighted code as links: where they begin and end among its tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pygments.token import Name, Operator

from hexapla.render.web.markup import tag
from hexapla.render.web.spans import MARKUP, Word


def linked(tokens: Iterable[Word], links: Mapping[str, str]) -> Iterator[Word]:
    """The tokens with the first mention of each name as a link, which begins and ends as markup.

    A name counts only as a whole: `nn.Linear`, and not what ends or begins so.
    """
    left, run = dict(links), list[Word]()
    for token in tokens:
        kind, word = token
        if kind[:1] == Name or (word == "." and kind is Operator):
            run.append(token)
            continue
        if run:
            yield from _named(run, left)
            run = []
        yield token
    if run:
        yield from _named(run, left)


def _named(run: list[Word], left: dict[str, str]) -> Iterator[Word]:
    """A dotted name; a link if its address is left, which it is for the first alone."""
    name = "".join([word for _, word in run]).removeprefix("@")
    url = left.pop(name, "")
    if not url:
        yield from run
        return
    yield MARKUP, tag("a", "", href=url, class_="doc").removesuffix("</a>")
    yield from run
    yield MARKUP, "</a>"
