"""What the pages of a site share: style sheet, scripts, fonts, and what draws its charts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from hexapla.model.book import Book, Variant
from hexapla.ports import Artifact
from hexapla.render.web.colouring import styled
from hexapla.render.web.fonts import font_faces
from hexapla.render.web.frames import BEFORE, OWN, own, taken
from hexapla.render.web.templates import filled
from hexapla.render.web.wording import wording

# The parts of the style sheet, in their order; the rules for the variants follow them.
STYLES = (
    *("palette", "layout", "prose", "code", "compare", "popups", "boxes", "take", "find"),
    *("theme", "print"),
)
# The parts of the script, in their order: each may use what those before it give.
SCRIPTS = (
    *("start", "variants", "tabs", "links", "copy", "folds", "compare", "popups"),
    *("colours", "frames", "contents", "zoom", "margin", "faces", "takeaway", "report"),
    *("search", "map", "progress", "announcement", "keep"),
)


@cache
def faces() -> tuple[Artifact, ...]:
    """The fonts of formulas with their style sheet, and those of text."""
    kept = (file for file in _sorted(_at("katex")) if file.name in ("katex.min.css", "LICENSE"))
    return (
        *(Artifact(f"assets/katex/{file.name}", file.read_bytes()) for file in kept),
        *_folder("katex/fonts"),
        *_folder("fonts"),
    )


def _folder(name: str) -> Iterator[Artifact]:
    return (Artifact(f"assets/{name}/{one.name}", one.read_bytes()) for one in _sorted(_at(name)))


def assets(book: Book, variants: tuple[Variant, ...], language: str) -> Iterator[Artifact]:
    """The files of ours that every site has, with what the book's theme adds to them."""
    style = sheet(STYLES)
    more = "".join(_own(book, ".css"))
    theme = styled(book.config.theme)
    yield Artifact("assets/book.css", _bytes(style + _chosen(variants) + theme + more))
    yield Artifact("assets/early.js", _bytes(_text("scripts/early.js")))
    yield Artifact("assets/book.js", _bytes(_script(book, language)))
    yield Artifact("assets/icon.svg", _bytes(_text("icon.svg")))
    yield from faces()


def libraries(names: tuple[str, ...]) -> Iterator[Artifact]:
    """The scripts that draw the charts of this book, with their licences."""
    if not names:
        return
    yield Artifact(OWN, own())
    for name in names:
        yield Artifact(f"assets/{name}", taken(BEFORE.get(name, "") + _text(name)))
    for name in sorted({f"{re.split('[-.]', name)[0]}.LICENSE" for name in names}):
        yield Artifact(f"assets/{name}", _at(name).read_bytes())


def sheet(names: tuple[str, ...]) -> str:
    """Some parts of the style sheet, with the fonts of text."""
    return "\n".join((font_faces(), *(_text(f"{name}.css") for name in names)))


def _script(book: Book, language: str) -> str:
    """All parts of the script as one, after the words that it says, and those of the book."""
    words = json.dumps(dict(wording(language)), ensure_ascii=False)
    parts = (_text(f"scripts/{name}.js") for name in SCRIPTS)
    return "\n".join((f"window.hexapla.words = {words};", *parts, *_own(book, ".js")))


def _own(book: Book, suffix: str) -> Iterator[str]:
    """The texts of the book's own style sheets or scripts, each on lines of its own."""
    return (f"\n{text}\n" for path, text in book.theme.items() if path.endswith(suffix))


def _chosen(variants: tuple[Variant, ...]) -> str:
    """Rules that show what is for the chosen variant, and hide what is for others alone."""
    return filled("variants.css", names=[_quoted(one.name) for one in variants])


def _quoted(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else f"\\{ord(c):x} " for c in name)


@cache
def _text(name: str) -> str:
    return _at(name).read_text(encoding="utf-8")


def _at(name: str) -> Traversable:
    return files("hexapla.render.web").joinpath("assets", *name.split("/"))


def _sorted(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda file: file.name)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
