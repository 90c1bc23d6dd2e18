"""Our values as bytes, and back: exact, quick, and a digest of them.

What is packed is our own values and nothing else: unpacking calls no code but their constructors.
The body of a page is unpacked when it is first looked at: most commands look at few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from hashlib import sha256
from operator import attrgetter
from types import MappingProxyType, ModuleType
from typing import Any, TypeVar, cast

import msgspec

from hexapla import ports
from hexapla.engine import digest
from hexapla.forked import mapped
from hexapla.model import (
    book,
    claims,
    inlines,
    leaves,
    library,
    nodes,
    outputs,
    paper,
    problems,
    publication,
    tabs,
    theme,
)
from hexapla.model.book import Book, Page

MODULES: tuple[ModuleType, ...] = (
    *(nodes, inlines, leaves, claims, publication, book, library, tabs, theme, outputs),
    *(paper, problems, ports),
)
KINDS: tuple[type, ...] = tuple(
    {
        kind: None
        for module in MODULES
        for kind in vars(module).values()
        if isinstance(kind, type) and is_dataclass(kind)
    }
)
# What packing raises of values that it has no form for: sets, huge numbers, halves of characters.
UNFIT = (TypeError, ValueError, OverflowError, RecursionError)
T = TypeVar("T")


def pack(value: object) -> bytes:
    """A value as bytes; raises one of UNFIT where it has no form."""
    return msgspec.msgpack.encode(_plain(value))


def unpack(data: bytes) -> Any:
    """The value that these bytes are; raises ValueError where they are none."""
    try:
        return _value(msgspec.msgpack.decode(data))
    except (LookupError, TypeError, AttributeError, RecursionError) as wrong:
        raise ValueError from wrong


def fingerprint(*values: object) -> str:
    """A digest of values: of two that differ in anything, it differs."""
    try:
        return sha256(pack(values)).hexdigest()
    except UNFIT:
        return digest(repr(values))


def page_digest(page: Page) -> str:
    """A fingerprint of a page, which one that has its body packed remembers."""
    return _remembered("page", page, lambda packed: fingerprint(page, packed.data))


def outline_digest(page: Page) -> str:
    """A fingerprint of what other pages show of a page: its title, number, and place."""
    outline = {name: getattr(page, name) for name in PAGE if name not in PRIVATE}
    return _remembered("outline", page, lambda _: fingerprint(outline))


def _remembered(what: str, page: Page, made: Callable[[Packed], str]) -> str:
    packed = SLOT.__get__(page)
    if not isinstance(packed, Packed):
        return made(Packed(b"", packed))
    if what not in packed.digests:
        packed.digests[what] = made(packed)
    return packed.digests[what]


def kept(value: T) -> T:
    """The same value with the bodies of its pages packed, so that this is done once."""
    match value:
        case tuple():
            return cast(T, tuple(map(kept, value)))
        case Book():
            pages = [*value.pages()]
            packed = iter(mapped(_body, pages, pack=bytes, unpack=bytes))
            return cast(T, value.each(lambda page: _kept(page, next(packed))))
        case Page():
            return cast(T, _kept(value, _body(value)))
        case _:
            return value


def _body(page: Page) -> bytes:
    """The body of a page as bytes, none where it is packed already or has no form."""
    try:
        return pack(page.body) if type(page) is Page else b""
    except UNFIT:
        return b""


def _kept(page: Page, data: bytes) -> Page:
    return _page(page, Packed(data, page.body)) if data else page


# --- pages ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Packed:
    """The body of a page as bytes, and as what they are once it was looked at."""

    data: bytes
    body: tuple[nodes.Block, ...] | None = None
    digests: dict[str, str] = field(default_factory=dict)  # of its page; it has but one

    def open(self) -> tuple[nodes.Block, ...]:
        if self.body is None:
            self.body = unpack(self.data)
        return self.body


SLOT: Any = Page.__dict__["body"]


class Kept(Page):
    """A page that has its body packed. To all who ask it is a Page."""

    __slots__ = ()
    __class__ = property(lambda self: Page)  # `replace` makes a Page

    @property
    def body(self) -> tuple[nodes.Block, ...]:
        packed: Packed = SLOT.__get__(self)
        return packed.open()


def _page(page: Page, packed: Packed) -> Page:
    made = object.__new__(Kept)
    for name in PAGE:
        object.__setattr__(made, name, getattr(page, name))
    SLOT.__set__(made, packed)
    return made


PAGE = tuple(one.name for one in fields(Page) if one.name != "body")
# What no other page shows.
PRIVATE = {
    *("meta", "teaches", "wants", "pairs", "needs", "limits", "apart"),
    *("ignore", "kinds", "files"),
}


# --- values as what msgpack knows -----------------------------------------------------------------
# All but the plainest is an array that begins with the number of its form.

PLAINEST = frozenset((type(None), bool, int, float, str, bytes))
TUPLE, LIST, DICT, MAP, PAGES, FIRST = range(6)


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in PLAINEST:
        return value
    if kind is tuple:
        return [TUPLE, *[v if type(v) in PLAINEST else _plain(v) for v in value]]
    form = FORMS.get(kind)
    if form is not None:
        number, get = form
        return [number, *[v if type(v) in PLAINEST else _plain(v) for v in get(value)]]
    return _rare(value)


def _rare(value: Any) -> list[Any]:
    match value:
        case list():
            return [LIST, *map(_plain, value)]
        case dict():
            return [DICT, *_entries(value)]
        case MappingProxyType():
            return [MAP, *_entries(value)]
        case Page():
            held = [_plain(getattr(value, name)) for name in PAGE]
            packed = SLOT.__get__(value)
            data = packed.data if isinstance(packed, Packed) else pack(packed)
            return [PAGES, data, *held]
        case _:
            raise TypeError(f"no form for {type(value).__name__}")


def _entries(mapping: Mapping[Any, Any]) -> list[Any]:
    return [_plain(one) for entry in mapping.items() for one in entry]


def _value(plain: Any) -> Any:
    if type(plain) is not list:
        return plain
    number = plain[0]
    if number == TUPLE:
        return tuple([_value(v) if type(v) is list else v for v in plain[1:]])
    return MAKERS[number]([_value(v) if type(v) is list else v for v in plain[1:]])


def _dict(held: list[Any]) -> dict[Any, Any]:
    return dict(zip(held[::2], held[1::2], strict=True))


def _unpacked(held: list[Any]) -> Page:
    data, *rest = held
    if not isinstance(data, bytes):
        raise TypeError
    given = dict(zip(PAGE, rest, strict=True))
    return _page(Page(**given, body=()), Packed(data))


def _form(number: int, kind: type) -> tuple[int, Callable[[Any], tuple[Any, ...]]]:
    """The number of a kind, and what gets all its fields of a value."""
    names = _names(kind)
    if len(names) > 1:
        return number, attrgetter(*names)
    return number, lambda value: tuple(getattr(value, name) for name in names)


def _names(kind: type) -> tuple[str, ...]:
    """The fields of a kind in the order of its constructor, those by keyword first."""
    return tuple(one.name for one in sorted(fields(kind), key=lambda one: not one.kw_only))


def _maker(kind: type) -> Callable[[list[Any]], Any]:
    """What makes a value of the fields that `_form` gets."""
    by_keyword = [one.name for one in fields(kind) if one.kw_only]
    if by_keyword == ["at"]:  # a node
        return lambda held: kind(*held[1:], at=held[0])
    if by_keyword:
        names = _names(kind)
        return lambda held: kind(**dict(zip(names, held, strict=True)))
    return lambda held: kind(*held)


FORMS = {kind: _form(n, kind) for n, kind in enumerate(KINDS, FIRST) if kind is not Page}
MAKERS: dict[int, Callable[[list[Any]], Any]] = {
    LIST: list,
    DICT: _dict,
    MAP: lambda held: MappingProxyType(_dict(held)),
    PAGES: _unpacked,
    **{n: _maker(kind) for n, kind in enumerate(KINDS, FIRST)},
}
