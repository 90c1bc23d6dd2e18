"""The table [paper] of book.toml: how the book looks on paper, on a screen and from a printer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hexapla.model.nodes import Place
from hexapla.model.paper import PRINTED, Paper, PaperFonts
from hexapla.source import shape
from hexapla.source.theme import FAMILY
from hexapla.source.typed import Check

# In millimetres: sheets of ISO 216 and of North America, and sizes that books have.
SIZES = {
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "b5": (176.0, 250.0),
    "letter": (215.9, 279.4),
    "crown": (189.0, 246.0),
    "royal": (156.0, 234.0),
}
UNITS = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,3})?) ?(mm|cm|in|pt)")
SIZE = re.compile(
    r"(\d{1,4}(?:\.\d{1,3})?) ?(mm|cm|in)? ?[x×] ?(\d{1,4}(?:\.\d{1,3})?) ?(mm|cm|in)"
)
STANDARDS = (
    *("1.4", "1.5", "1.6", "1.7", "2.0", "ua-1"),
    *("a-1a", "a-1b", "a-2a", "a-2b", "a-2u", "a-3a", "a-3b", "a-3u", "a-4", "a-4e", "a-4f"),
)
SMALLEST, LARGEST = 60.0, 1200.0  # millimetres that a side of a page has
LEAST = 40.0  # millimetres that are left for the text
POINTS = (5.0, 30.0)  # that a font may be high
LINE = 12.55  # millimetres of a line for each point of its font: some 75 characters
AROUND = 36.0  # millimetres beside the text, at least
SIDES = ("inside", "outside", "top", "bottom")
USES = ("text", "heads", "code", "maths", "system")
# The keys that mean what they say.
PLAIN = ("code_width", "solutions", "chapters", "justify", "qr", "colour", "two_sided")


@dataclass(frozen=True, slots=True)
class Table:
    """What the tables say of an edition, the first that says something of a key."""

    tables: tuple[tuple[shape.Print, tuple[str, ...]], ...]
    check: Check

    def said(self, *keys: str) -> Any:
        """What is said under a key, None if nothing is."""
        return self._found(keys)[0]

    def bad(self, what: str, *keys: str) -> None:
        """Tell what is wrong with what is said under a key."""
        self.check.bad(what, *self._found(keys)[1], *keys)

    def at(self, *keys: str) -> Place:
        return self.check.at(*self._found(keys)[1], *keys)

    def _found(self, keys: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        for table, path in self.tables:
            value: Any = table
            for key in keys:
                value = getattr(value, key)
            if value not in (None, ""):
                return value, path
        return None, self.tables[0][1]

    def length(self, *keys: str) -> float | None:
        """A length in millimetres."""
        text = self.said(*keys)
        match = LENGTH.fullmatch(text or "")
        if text and not match:
            self.bad(f"'{text}' is no length, like 20mm, 2.5cm, 0.75in or 10pt", *keys)
        return float(match[1]) * UNITS[match[2]] if match else None


def paper(said: shape.Paper, check: Check) -> Paper:
    """The edition for screens."""
    return _paper(Table(((said, ("paper",)),), check), Paper())


def printed(said: shape.Paper, check: Check) -> Paper:
    """The edition for printers: what [paper.print] says and, beyond that, [paper]."""
    own = Check(check.origin)
    tables = (said.print, ("paper", "print")), (said, ("paper",))
    paper = _paper(Table(tables, own), PRINTED)
    told = {one.at for one in check.problems}  # of what holds for screens, too
    check.problems.extend(one for one in own.problems if one.at not in told)
    return paper


def _paper(table: Table, usual: Paper) -> Paper:
    """The edition that the tables say, as usual where they say nothing."""
    width, height = _size(table, usual)
    font_size = _font_size(table, usual)
    given = {key: table.said(key) for key in PLAIN}
    paper = replace(
        usual,
        width=width,
        height=height,
        bleed=table.length("bleed") or 0.0,
        fonts=_fonts(table),
        font_size=font_size,
        depth=usual.depth if table.said("contents") is None else table.said("contents"),
        standards=_standards(table, usual),
        **{key: value for key, value in given.items() if value is not None},
    )
    return _with_margins(paper, table)


def _size(table: Table, usual: Paper) -> tuple[float, float]:
    text = table.said("size") or ""
    if not text:
        return usual.width, usual.height
    if text.lower() in SIZES:
        return SIZES[text.lower()]
    if match := SIZE.fullmatch(text):
        sides = (
            float(match[1]) * UNITS[match[2] or match[4]],
            float(match[3]) * UNITS[match[4]],
        )
        if all(SMALLEST <= side <= LARGEST for side in sides):
            return sides
    what = f"'{text}' is no size of a page; write {', '.join(SIZES)}, or like 170x240mm, 7x10in"
    table.bad(what, "size")
    return usual.width, usual.height


def _font_size(table: Table, usual: Paper) -> float:
    size = table.length("font_size")
    if size is None:
        return usual.font_size
    points = round(size / UNITS["pt"], 3)
    if POINTS[0] <= points <= POINTS[1]:
        return points
    table.bad(f"a font is {POINTS[0]:g}pt to {POINTS[1]:g}pt high, not {points:g}pt", "font_size")
    return usual.font_size


def _with_margins(paper: Paper, table: Table) -> Paper:
    """The edition with margins: those that are said, and others as pages of its size have them."""
    beside = paper.width - min(paper.width - AROUND, LINE * paper.font_size)
    inner = 0.45 if paper.two_sided else 0.5
    usual = (beside * inner, beside * (1 - inner), paper.height * 0.1, paper.height * 0.108)
    said = [table.length("margins", side) for side in SIDES]
    sides = [own if given is None else given for own, given in zip(usual, said, strict=True)]
    room = min(paper.width - sides[0] - sides[1], paper.height - sides[2] - sides[3])
    if room < LEAST:
        side = next(side for side, given in zip(SIDES, said, strict=True) if given is not None)
        what = f"the margins leave {room:.0f} mm for the text, and {LEAST:.0f} are the least"
        table.bad(what, "margins", side)
        sides = [*usual]
    inside, outside, top, bottom = (round(side, 3) for side in sides)
    return replace(paper, inside=inside, outside=outside, top=top, bottom=bottom)


def _fonts(table: Table) -> PaperFonts:
    text, heads, code, maths, system = (tuple(_families(table, use)) for use in USES)
    at = table.at("fonts", "folder")
    folder = table.check.inside(table.said("fonts", "folder") or "", at)
    return PaperFonts(text, heads, code, maths, folder, system, at=_of_fonts(table))


def _families(table: Table, use: str) -> Iterator[str]:
    said = table.said("fonts", use) or ()
    for family in (said,) if isinstance(said, str) else said:
        if FAMILY.fullmatch(family):
            yield family
        else:
            what = f"'{family}' is no name of a font: it has letters, digits, spaces, - and ."
            table.bad(what, "fonts", use)


def _of_fonts(table: Table) -> Place:
    use = next((use for use in USES if table.said("fonts", use)), "text")
    return table.at("fonts", use)


def _standards(table: Table, usual: Paper) -> tuple[str, ...]:
    said = table.said("standards")
    if said is None:
        return usual.standards
    for name in said:
        if name.lower() not in STANDARDS:
            what = f"there is no standard '{name}'; there are: {', '.join(STANDARDS)}"
            table.bad(what, "standards")
    known = tuple(dict.fromkeys(name.lower() for name in said if name.lower() in STANDARDS))
    archives = [name for name in known if name.startswith("a-")]
    versions = [name for name in known if name[0].isdigit()]
    if len(archives) > 1 or len(versions) > 1:
        table.bad("a PDF has one version, and is of one standard for archives", "standards")
        return usual.standards
    return known
