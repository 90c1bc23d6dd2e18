"""The sources of a PDF while they are set: what Typst says of them, told where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from hexapla.model.nodes import NOWHERE, Place
from hexapla.model.paper import PaperFonts
from hexapla.model.problems import (
    Problem,
    Problems,
    doubtful_setting,
    missing_font,
    missing_glyphs,
    no_standard,
    not_typeset,
    unfit_picture,
)
from hexapla.publish.cards import CARDS
from hexapla.publish.diagnosed import Said, diagnosed
from hexapla.publish.mended import mended, place
from hexapla.publish.pictures import FOLDER

STANDARD = re.compile(r"((?:PDF/[\w-]+(?:, )?)+) error: (.*)")
GLYPHS = re.compile(r'the text `"(.*)"` could not be displayed with font `"(.*)"`')
FAMILY = re.compile(r"unknown font family: (.*)")
MOST = 40  # signs without a font that are named for a file


@dataclass(slots=True)
class Signs:
    """Those of a file of the book that no font has: where the first stands."""

    at: Place
    font: str
    signs: dict[str, None] = field(default_factory=dict)

    def problem(self) -> Problem:
        shown = " ".join([*self.signs][:MOST])
        return missing_glyphs(shown + (" …" if len(self.signs) > MOST else ""), self.font, self.at)


@dataclass(slots=True)
class Proof:
    """Sources in a folder, the standards that they are set to, and what was found so far."""

    root: Path
    fonts: PaperFonts
    standards: tuple[str, ...]
    _found: list[Problem] = field(default_factory=list)
    _signs: dict[str, Signs] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def mended(self, said: str) -> bool:
        """Put marks in place of what cannot be set; whether there is hope that this helps."""
        errors = [one for one in diagnosed(said) if one.kind == "error"]
        # What is not closed is the cause of what else is wrong below it.
        errors = [one for one in errors if one.text.startswith("unclosed")] or errors
        helped = [self._less(one) or self._cut(one) for one in errors]
        return any(helped)

    def carded(self, picture: str) -> None:
        """Put a grey card in place of a picture that Typst cannot read."""
        file = self.root / picture
        file.write_bytes(CARDS[file.suffix.lower()])
        name = picture.removeprefix(FOLDER)
        self._found.append(unfit_picture(name, "Typst cannot read it", self.shown(picture)))

    def problems(self, said: str = "") -> Problems:
        """All that was found, and what Typst says at the end, once each."""
        signs = (one.problem() for one in self._signs.values())
        warnings = (self._warning(one) for one in diagnosed(said))
        return tuple(dict.fromkeys((*self._found, *signs, *warnings)))

    def shown(self, path: str) -> Place:
        """Where in the book the first block stands that names one of the files."""
        for file in sorted(self.root.glob("*/**/*.typ")):
            text = self._text(file.relative_to(self.root).as_posix())
            before, found, _ = text.partition(f'"/{path}"')
            if found:
                return place(text, before.count("\n") + 1)
        return NOWHERE

    def at(self, said: Said) -> Place:
        """Where in the book that stands of which something is said."""
        places = (place(self._text(file), line) for file, line in said.spots)
        return next((one for one in places if one != NOWHERE), NOWHERE)

    def _less(self, said: Said) -> bool:
        """Do without the standards that the sources do not meet; whether that is what it is."""
        match = STANDARD.fullmatch(said.text)
        if match is None:
            return False
        named = [name.removeprefix("PDF/").lower() for name in match[1].split(", ")]
        # It names all; those for archives want the most.
        wanting = [name for name in named if name.startswith("a-")] or named
        self.standards = tuple(one for one in self.standards if one not in wanting)
        if glyphs := GLYPHS.fullmatch(match[2]):
            found = self.at(said)
            at = self.fonts.at if found == NOWHERE else found  # in words of our own
            signs = self._signs.setdefault(at.file, Signs(at, glyphs[2])).signs
            signs |= dict.fromkeys(glyphs[1])
        else:
            why = f"{match[2]} ({said.hint})" if said.hint else match[2]
            dropped = ", ".join(f"PDF/{name.upper()}" for name in wanting)
            self._found.append(no_standard(dropped, why, self.at(said)))
        return True

    def _cut(self, said: Said) -> bool:
        """Put a mark in place of the block in which the error is, if it is in one."""
        for file, line in said.spots:
            text = self._text(file)
            changed = mended(text, line, said.text)
            if changed is not None:
                self._found.append(not_typeset(said.text, place(text, line)))
                self._texts[file] = changed
                (self.root / file).write_text(changed, encoding="utf-8")
                return True
        return False

    def _warning(self, said: Said) -> Problem:
        if family := FAMILY.fullmatch(said.text):
            return missing_font(self._called(family[1]), self.fonts.folder, self.fonts.at)
        what = f"{said.text} ({said.hint})" if said.hint else said.text
        return doubtful_setting(what, self.at(said))

    def _called(self, family: str) -> str:
        """The family as book.toml has it: Typst tells it in small letters."""
        fonts = self.fonts
        names = (*fonts.text, *fonts.heads, *fonts.code, *fonts.maths, *fonts.system)
        return next((name for name in names if name.lower() == family), family)

    def _text(self, file: str) -> str:
        if file not in self._texts:
            self._texts[file] = (self.root / file).read_text(encoding="utf-8")
        return self._texts[file]
