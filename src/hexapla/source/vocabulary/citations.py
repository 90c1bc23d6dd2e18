"""Citations, and the lists of what is cited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from hexapla.model.nodes import Bibliography, Block, Citation, Cited, Inline, Place
from hexapla.model.problems import bad_role
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading, Role


def _bibliography(found: Found, page: Reading) -> tuple[Block, ...]:
    return (Bibliography(at=found.at),)


def _parenthetical(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return _cite("parenthetical", content, at, page)


def _textual(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return _cite("textual", content, at, page)


def _cite(
    form: Literal["parenthetical", "textual"], content: str, at: Place, page: Reading
) -> tuple[Inline, ...]:
    works = tuple(Cited(key.strip(), at=at) for key in content.split(",") if key.strip())
    if not works:
        page.report(bad_role("cite", "name the key of a work", at))
        return ()
    return (Citation(form, works, at=at),)


DIRECTIVES: Mapping[str, Directive] = {"bibliography": Directive(_bibliography)}
ROLES: Mapping[str, Role] = {
    "cite": Role(_parenthetical),
    "cite:p": Role(_parenthetical),
    "cite:t": Role(_textual),
}
