"""Words set apart: sub- and superscripts, keys, abbreviations, badges, buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from hexapla.model.nodes import (
    CodeSpan,
    Emphasis,
    Inline,
    Link,
    Place,
    Reference,
    Span,
    SpanKind,
    Strikethrough,
    Strong,
    Text,
)
from hexapla.model.problems import bad_role, outside
from hexapla.source.address import PAGES, SCHEME, link
from hexapla.source.labels import label
from hexapla.source.paths import within
from hexapla.source.reading import Reading, Role

Make = Callable[[str, Place, Reading], tuple[Inline, ...]]

NAMED = re.compile(r"(.*?)\s*<([^<>]+)>", re.S)  # words of one's own, then <the target>
SHORT = re.compile(r"(.*?)\s*\((.*)\)", re.S)  # what it is short for stands in parentheses
SLOT = re.compile(r"\{([^{}]*)\}")  # what stands for something else in a {sample}
ARROW = re.compile(r"\s*-->\s*")
COLOURS = (
    *("primary", "secondary", "success", "info", "warning", "danger", "light", "muted", "dark"),
    *("white", "black"),
)
ICONS = (
    *("octicon", "fa", "fas", "fab", "far", "material-regular", "material-outlined"),
    *("material-round", "material-sharp", "material-twotone"),
)
EDITOR = "https://www.rfc-editor.org/rfc/rfc{}.html"
PEPS = "https://peps.python.org/pep-{:0>4}/"


def _span(kind: SpanKind) -> Make:
    def make(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
        return (Span(kind, page.line(content, at, page), at=at),)

    return make


def _classed(name: str) -> Make:
    def make(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
        words = ARROW.sub(" ‣ ", content) if name == "menuselection" else content
        return (Span("span", (Text(words.replace("&", "")),), classes=(name,), at=at),)

    return make


def _marked(mark: type[Emphasis | Strong | Strikethrough]) -> Make:
    def make(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
        return (mark(page.line(content, at, page), at=at),)

    return make


def _key(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return (Span("kbd", (Text(content, at=at),), at=at),)


def _code(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return (CodeSpan(content, at=at),)


def _name(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return (Strong((Text(content, at=at),), at=at),)


def _sample(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """Code in which what stands in braces is to be replaced by something."""
    pieces = SLOT.split(content)
    inside: list[Inline] = [
        Emphasis((Text(piece, at=at),), at=at) if number % 2 else Text(piece, at=at)
        for number, piece in enumerate(pieces)
        if piece
    ]
    return (Span("samp", tuple(inside), at=at),) if len(pieces) > 1 else _code(content, at, page)


def _short(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    found = SHORT.fullmatch(content)
    words, long = (found[1], found[2]) if found else (content, "")
    return (Span("abbr", (Text(words, at=at),), long, at=at),)


def _icon(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """A sign, by its name; size and classes that follow it are not needed."""
    name = content.partition(";")[0].removeprefix("fa-").strip()
    return (Span("icon", (), name, at=at),)


def _badge(colour: str, *, line: bool = False) -> Make:
    def make(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
        inside = page.line(content, at, page)
        return (Span("badge", inside, classes=_look(colour, line), at=at),)

    return make


def _badge_link(colour: str, *, line: bool = False) -> Make:
    def make(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
        words, target = _named(content)
        inside = link(target, "", (Text(words, at=at),), at, page)
        return (Span("badge", inside, classes=_look(colour, line), at=at),)

    return make


def _badge_reference(colour: str, *, line: bool = False) -> Make:
    def make(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
        found = NAMED.fullmatch(content)
        inside = (Text(found[1], at=at),) if found else ()
        refers = Reference("ref", label(found[2] if found else content), inside, at=at)
        return (Span("badge", (refers,), classes=_look(colour, line), at=at),)

    return make


def _look(colour: str, line: bool) -> tuple[str, ...]:
    return tuple(name for name in (colour, "line" if line else "") if name)


def _button(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    words, target = _named(content)
    return (Span("button", link(target, "", (Text(words, at=at),), at, page), at=at),)


def _named(content: str) -> tuple[str, str]:
    """The words and the target of `words <target>`; a target alone is its own words."""
    found = NAMED.fullmatch(content)
    return (found[1] or found[2], found[2].strip()) if found else (content, content)


def _download(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """A link to a file of the book that the reader may keep."""
    words, target = _named(content)
    inside = (Text(words, at=at),)
    if SCHEME.match(target) or target.endswith(PAGES):
        return link(target, "", inside, at, page)
    file = within(target, page.folder)
    if file is None:
        page.report(outside(target, at))
        return inside
    return (Link(inside, file, download=True, at=at),)


def _standard(name: str, address: str) -> Make:
    """A numbered document of those who set standards: its number, and what of it is meant."""

    def make(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
        words, target = _named(content)
        number, mark, spot = target.partition("#")
        if not number.isdecimal():
            page.report(bad_role(name, f"'{number}' is not a number", at))
            return (Text(content, at=at),)
        shown = f"{name.upper()} {number}" if words == target else words
        inside = (Text(shown, at=at),)
        return (Link(inside, f"{address.format(number)}{mark}{spot}", at=at),)

    return make


def _badges() -> Iterator[tuple[str, Role]]:
    yield "bdg", Role(_badge(""))
    for colour in COLOURS:
        for line, end in ((False, ""), (True, "-line")):
            yield f"bdg-{colour}{end}", Role(_badge(colour, line=line))
            yield f"bdg-link-{colour}{end}", Role(_badge_link(colour, line=line))
            yield f"bdg-ref-{colour}{end}", Role(_badge_reference(colour, line=line))


ROLES: Mapping[str, Role] = {
    **dict(_badges()),
    **dict.fromkeys(ICONS, Role(_icon)),
    **dict.fromkeys(("sub", "subscript"), Role(_span("sub"))),
    **dict.fromkeys(("sup", "superscript"), Role(_span("sup"))),
    **dict.fromkeys(("u", "underline"), Role(_span("u"))),
    **dict.fromkeys(("del", "delete", "strike"), Role(_marked(Strikethrough))),
    **dict.fromkeys(("code", "literal", "envvar", "option", "regexp", "token"), Role(_code)),
    **dict.fromkeys(("file", "samp"), Role(_sample)),
    **dict.fromkeys(("command", "program"), Role(_name)),
    **dict.fromkeys(("abbr", "abbreviation"), Role(_short)),
    "button": Role(_button),
    "dfn": Role(_span("dfn")),
    "download": Role(_download),
    "emphasis": Role(_marked(Emphasis)),
    "guilabel": Role(_classed("guilabel")),
    "kbd": Role(_key),
    "menuselection": Role(_classed("menuselection")),
    "pep": Role(_standard("pep", PEPS)),
    "rfc": Role(_standard("rfc", EDITOR)),
    "small": Role(_span("small")),
    "span": Role(_span("span")),
    "strong": Role(_marked(Strong)),
}
