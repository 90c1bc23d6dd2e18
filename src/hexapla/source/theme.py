"""The table [theme] of book.toml: how the website looks, and what stands around its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Literal

from msgspec.structs import asdict

from hexapla.model.near import Names
from hexapla.model.theme import HIDDEN, Colour, Face, Theme, ThemeLink
from hexapla.source import shape
from hexapla.source.colours import NAMES, colour
from hexapla.source.typed import Check

FAMILY = re.compile(r"[^\W_][\w .+-]*")
WEIGHT = re.compile(r"\d{1,4}(?: \d{1,4})?")
SOURCE = re.compile(r"(?:https|wss)://[A-Za-z0-9*_-]+(?:\.[A-Za-z0-9_-]+)*(?::\d{1,5})?")
FONTS = (".woff2", ".woff", ".ttf", ".otf")
FORMS = f"#rrggbb, rgb(…), hsl(…), oklch(…), or a name: {', '.join(NAMES)}"


def theme(said: shape.Theme, check: Check) -> Theme:
    """The theme that the table says, without what is wrong in it."""
    return Theme(
        colours=tuple(_colours(said, check)),
        scheme=said.scheme,
        dark_logo=check.inside(said.dark_logo, check.at("theme", "dark_logo")),
        fonts=MappingProxyType(dict(_fonts(said.fonts, check))),
        faces=tuple(_faces(said.faces, check)),
        links=tuple(_links(said.links, "links", check)),
        footer_links=tuple(_links(said.footer_links, "footer_links", check)),
        footer=said.footer,
        announcement=said.announcement,
        closable=said.closable,
        hide=tuple(_hidden(said.hide, check)),
        folder=check.inside(said.folder, check.at("theme", "folder")) or Theme().folder,
        offline=said.offline,
        allow=MappingProxyType(dict(_allowed(said.allow, check))),
    )


def _colours(said: shape.Theme, check: Check) -> Iterator[Colour]:
    if said.accent and (value := _colour(said.accent, check, "theme", "accent")):
        yield Colour("accent", "light", value, check.at("theme", "accent"))
    schemes: tuple[tuple[Literal["light", "dark"], shape.Colours], ...]
    schemes = (("light", said.light), ("dark", said.dark))
    for scheme, given in schemes:
        for key, text in asdict(given).items():
            if text and (value := _colour(text, check, "theme", scheme, key)):
                at = check.at("theme", scheme, key)
                yield Colour(key.replace("_", "-"), scheme, value, at)


def _colour(text: str, check: Check, *path: str) -> str | None:
    found = colour(text)
    if found is None:
        check.bad(f"'{text}' is no colour; write {FORMS}", *path)
    return found


def _fonts(said: shape.Fonts, check: Check) -> Iterator[tuple[str, tuple[str, ...]]]:
    for use, given in asdict(said).items():
        families = (given,) if isinstance(given, str) else given
        wrong = [family for family in families if not FAMILY.fullmatch(family)]
        for family in wrong:
            what = f"'{family}' is no name of a font: it has letters, digits, spaces, - and ."
            check.bad(what, "theme", "fonts", use)
        if known := tuple(family for family in families if family not in wrong):
            yield use, known


def _faces(said: tuple[shape.Face, ...], check: Check) -> Iterator[Face]:
    for n, face in enumerate(said):
        path = ("theme", "faces", n)
        if path in check.lost:
            continue
        file = check.inside(face.file, check.at(*path, "file"))
        if not file.lower().endswith(FONTS):
            check.bad(f"a font lies in a file of the book: file = '….woff2', not '{file}'", *path)
        elif not FAMILY.fullmatch(face.family):
            check.bad(f"'{face.family}' is no name of a font", *path, "family")
        elif not WEIGHT.fullmatch(str(face.weight)):
            what = f"'{face.weight}' is no weight: it is a number like 400, or two: '200 800'"
            check.bad(what, *path, "weight")
        else:
            yield Face(file, face.family, str(face.weight), face.style)


def _links(said: tuple[shape.ThemeLink, ...], key: str, check: Check) -> Iterator[ThemeLink]:
    for n, link in enumerate(said):
        path = ("theme", key, n)
        if path in check.lost:
            continue
        if not link.title or bool(link.url) == bool(link.page):
            check.bad("a link has a title, and a `url` or a `page`", *path)
        elif link.url and not link.url.startswith(("https://", "http://", "mailto:")):
            check.bad(f"'{link.url}' is no address: it begins with https://", *path, "url")
        elif link.url or (page := check.inside(link.page, check.at(*path, "page"))):
            yield ThemeLink(link.title, link.url, "" if link.url else page)


def _hidden(said: tuple[str, ...], check: Check) -> Iterator[str]:
    for name in said:
        if name in HIDDEN:
            yield name
            continue
        near = Names(HIDDEN).nearest(name)
        meant = f"did you mean '{near}'?" if near else f"there are: {', '.join(HIDDEN)}"
        check.bad(f"nothing of a page is called '{name}'; {meant}", "theme", "hide")


def _allowed(said: shape.Allow, check: Check) -> Iterator[tuple[str, tuple[str, ...]]]:
    for use, given in asdict(said).items():
        for source in given:
            if not SOURCE.fullmatch(source):
                what = f"'{source}' is no host: write it as https://example.org, without a path"
                check.bad(what, "theme", "allow", use)
        if known := tuple(source for source in given if SOURCE.fullmatch(source)):
            yield use, known
