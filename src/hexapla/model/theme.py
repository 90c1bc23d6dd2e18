"""The website of a book: what [web] and [theme] of book.toml say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from hexapla.model.nodes import Place


@dataclass(frozen=True, slots=True)
class Site:
    """How the website is laid out.

    `addresses` says what the address of a page is made of: its name, or the path of its file.
    Without a `cover`, index.html leads to the first page. `extra` are files, and folders whose
    files, are copied to the top of the site. `buttons` are what each page offers for itself.
    """

    addresses: Literal["name", "path"] = "name"
    cover: bool = True
    extra: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()  # of BUTTONS


BUTTONS = ("source", "edit", "issues")


# The colours of the website, as its style sheet names them: --paper, --accent-tint, …
COLOURS = (
    *("paper", "tint", "line", "ink", "soft", "accent", "accent-tint", "note", "tip", "caution"),
    *("danger", "note-tint", "tip-tint", "caution-tint", "danger-tint", "card"),
)
HIDDEN = ("contents", "here", "neighbours", "colours")  # what a theme may leave out
# What pages may be let fetch from other hosts, beyond what they show from there.
ALLOWED = ("script", "style", "font", "image", "media", "frame", "connect")


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of the website, as #rrggbb, in one of its two schemes."""

    name: str  # of COLOURS
    scheme: Literal["light", "dark"]
    value: str
    at: Place = field(default=Place("", 0), compare=False)


@dataclass(frozen=True, slots=True)
class Face:
    """A file of the book that holds a font: its family, and which weights and style it is for."""

    file: str
    family: str
    weight: str = "400"
    style: Literal["normal", "italic"] = "normal"


@dataclass(frozen=True, slots=True)
class ThemeLink:
    """A link of the website's own: to a page, by its file, or to an address."""

    title: str
    url: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """How the website looks, and what stands around its pages.

    `fonts` are the families for "text", "interface" and "code", best first. `folder` is that of
    the book's own templates, styles and scripts; `allow` are the sources that pages may use
    beyond the site itself, by what they are used for.
    """

    colours: tuple[Colour, ...] = ()
    scheme: Literal["system", "light", "dark"] = "system"
    dark_logo: str = ""
    fonts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    faces: tuple[Face, ...] = ()
    links: tuple[ThemeLink, ...] = ()
    footer_links: tuple[ThemeLink, ...] = ()
    footer: str = ""  # Markdown, and so is the next
    announcement: str = ""
    closable: bool = True
    hide: tuple[str, ...] = ()  # of HIDDEN
    folder: str = "theme"
    offline: bool = True
    allow: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
