"""References to labels and pages of the book."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hexapla.model.nodes import Inline, Place, Reference, ReferenceForm, Text
from hexapla.model.problems import bad_role
from hexapla.source.address import find_page
from hexapla.source.labels import label
from hexapla.source.reading import Reading, Role

NAMED = re.compile(r"(.*?)\s*<([^<>]+)>", re.S)  # words of one's own, then <the target>


def _numref(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return _refer("numref", content, at, page)


def _eq(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return _refer("eq", content, at, page)


def _ref(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return _refer("ref", content, at, page)


def _doc(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return _refer("doc", content, at, page)


def _refer(form: ReferenceForm, content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    match = NAMED.fullmatch(content)
    text, target = (match[1], match[2].strip()) if match else ("", content)
    if not target:
        page.report(bad_role(form, "name what it refers to", at))
        return ()
    target = find_page(target, page) if form == "doc" else label(target)
    inside = (Text(text, at=at),) if text else ()
    return (Reference(form, target, inside, at=at),)


ROLES: Mapping[str, Role] = {
    "doc": Role(_doc),
    "eq": Role(_eq),
    "math:numref": Role(_eq),
    "numref": Role(_numref),
    "ref": Role(_ref),
}
