"""Footnotes stand where they are marked; a mark in a caption has its text after the float."""

from __future__ import annotations

from hexapla.render.latex.frame import Frame


def note(number: int, frame: Frame) -> str:
    """The mark of a footnote, with its text where it is the first; "" for one that is not there."""
    known = frame.notes.get(number)
    if known is None:
        return ""
    name = f"fn:{frame.names.of(frame.page.id)}:{number}"
    if number in frame.told.noted:
        return f"\\protect\\footref{{{name}}}" if frame.moving else f"\\footref{{{name}}}"
    frame.told.noted.add(number)
    label = f"\\label{{{name}}}" if frame.marks.get(number, 0) > 1 else ""
    text = label + frame.argument().blocks(known.body).strip()
    if frame.moving:
        frame.told.notes.append(text)
        return "\\protect\\footnotemark{}"
    return f"\\footnote{{{text}}}"


def noted(frame: Frame) -> str:
    """The texts of the footnotes that are marked in the caption or heading just written."""
    texts, frame.told.notes[:] = [*frame.told.notes], []
    if not texts:
        return ""
    back = f"\\addtocounter{{footnote}}{{{1 - len(texts)}}}\n" if len(texts) > 1 else ""
    step = "\n\\stepcounter{footnote}\n"
    return "\n" + back + step.join(f"\\footnotetext{{{text}}}" for text in texts)
