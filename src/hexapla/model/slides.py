"""What is for slides, as marks among the blocks of a page.

A mark is text for the output "slides" alone, and so nothing to every other writer: pages, books
and notebooks are the same with it and without it.
"""

from __future__ import annotations

from dataclasses import dataclass

from hexapla.model.nodes import Block, Inline, Place, RawBlock, RawInline, Span

SLIDES = "slides"  # the output
# What Jupyter calls the parts of a deck; "-" goes on with what is before it.
JUPYTER = ("slide", "subslide", "fragment", "skip", "notes")
# What a directive around some blocks says: a slide begins with them, or goes on; and they end.
NEW, MORE, END = "new", "more", "end"
ON_SLIDE, ON_NEW_SLIDE = "on-slide", "on-new-slide"  # the classes of words that are on slides


@dataclass(frozen=True, slots=True)
class Mark:
    """Something of that kind begins; where a slide does, its title and classes."""

    kind: str
    title: str = ""
    classes: tuple[str, ...] = ()


def mark(said: Mark, at: Place) -> RawBlock:
    text = f"{said.kind} {' '.join(said.classes)}".strip()
    return RawBlock(f"{text}\n{said.title}", SLIDES, at=at)


def marked(node: Block) -> Mark | None:
    """The mark that a block is; None of what is none."""
    match node:
        case RawBlock(text, of) if of == SLIDES:
            first, _, title = text.partition("\n")
            kind, *classes = first.split() or [MORE]
            return Mark(kind, title, tuple(classes))
        case _:
            return None


def words(inside: tuple[Inline, ...], at: Place, *, new: bool) -> Span:
    """Words that are on a slide, too."""
    return Span("span", inside, classes=(ON_NEW_SLIDE if new else ON_SLIDE,), at=at)


def hidden(text: str, at: Place) -> RawInline:
    """Words that are on slides alone."""
    return RawInline(text, SLIDES, at=at)
