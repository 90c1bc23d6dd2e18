"""Pages of the book on paper, for docs/gallery.md.

    hexapla build book --to pdf,print --variant pytorch
    python benchmarks/paper/gallery.py

Each picture is a WebP file in docs/img/gallery: a page, or two that lie side by side. Equal PDFs
give equal pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "docs" / "img" / "gallery"
BUILT = ROOT / "book" / "_build"
WIDTH = 660  # pixels of a page
QUALITY = 55
EDGE = "#c8ccd2"


@dataclass(frozen=True)
class Kind:
    """A kind of page: the beginning of its text, in which edition, how many of them."""

    name: str
    begins: str
    edition: str = "pdf"
    pages: int = 1


KINDS = (
    Kind("title", r"Deep Learning"),
    Kind("contents", r"Contents\s"),
    Kind("opening", r"CHAPTER 2"),
    Kind("mathematics", r"(?s)3 Linear.*long weights must pay"),
    Kind("code", r"(?s)1 Introduction.*cold today"),
    Kind("table", r"Notation Operations"),
    Kind("works", r"(?s)1 Introduction.*Okabe, M"),
    Kind("index", r"Index\s"),
    Kind("print", r"(?s)4 1 Introduction", "print", 2),
)


def main() -> None:
    books = {name: _opened(name) for name in ("pdf", "print")}
    for kind in KINDS:
        pages = [*_found(kind, books[kind.edition])]
        picture = Image.new("RGB", (sum(one.width for one in pages), pages[0].height))
        for at, one in enumerate(pages):
            picture.paste(one, (at * one.width, 0))
        path = GALLERY / f"paper-{kind.name}.webp"
        picture.save(path, quality=QUALITY, method=6)
        print(f"{path.name}: {path.stat().st_size // 1000} kB")


def _opened(edition: str) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(next((BUILT / edition).glob("*-pytorch.pdf")))


def _found(kind: Kind, book: pypdfium2.PdfDocument) -> Iterator[Image.Image]:
    """The first page whose text begins so, and those after it."""
    texts = (page.get_textpage().get_text_range() for page in book)
    first = next(at for at, text in enumerate(texts) if re.match(kind.begins, text))
    for at in range(first, first + kind.pages):
        page = book[at]
        drawn = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
        yield ImageOps.expand(drawn, border=1, fill=EDGE)


if __name__ == "__main__":
    main()
