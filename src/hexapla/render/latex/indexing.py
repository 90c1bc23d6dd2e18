"""What the index is made from: marks for makeindex."""

from __future__ import annotations

import re

from hexapla.model.nodes import IndexTerm, Inline
from hexapla.model.walk import plain
from hexapla.render.latex.escaping import escaped
from hexapla.render.latex.frame import Frame

MARKS = re.compile(r'[!@|"]')


def indexed(term: IndexTerm, frame: Frame) -> str:
    r"""\index{network!recurrent|textbf}"""
    words = term.words[:-1] if term.also else term.words
    entry = "!".join(_entry(one, frame) for one in words)
    if term.also:
        return f"\\index{{{entry}|{term.also}{{{_quoted(escaped(plain(term.words[-1])))}}}}}"
    return f"\\index{{{entry}{'|textbf' if term.main else ''}}}"


def _entry(words: tuple[Inline, ...], frame: Frame) -> str:
    """The words of a line; where they are more than words, sorted by these."""
    bare = _quoted(escaped(plain(words)))
    shown = _quoted(frame.argument().lines(words))
    return bare if shown == bare else f"{bare}@{shown}"


def _quoted(text: str) -> str:
    """A text in which makeindex sees no marks of its own."""
    return MARKS.sub(r'"\g<0>', text.replace("\n", " "))
