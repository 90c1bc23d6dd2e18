"""Words for slides, as they stand on pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hexapla.model.nodes import Block, Inline, Place, Span
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading, Role


def _shown(kind: str) -> Callable[[str, Place, Reading], tuple[Inline, ...]]:
    def make(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
        return (Span("span", page.line(content, at.line, page), classes=(kind,), at=at),)

    return make


def _hidden(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return ()


def _slide(found: Found, page: Reading) -> tuple[Block, ...]:
    return page.body(found)


DIRECTIVES: Mapping[str, Directive] = {"slide": Directive(_slide)}
ROLES: Mapping[str, Role] = {
    "slide": Role(_shown("slide")),
    "slide:new": Role(_shown("slide-new")),
    "slide:only": Role(_hidden),
    "slide:new-only": Role(_hidden),
}
