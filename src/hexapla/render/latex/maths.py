"""Formulas as their authors typed them, in the environments of LaTeX that number them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hexapla.model.book import Page
from hexapla.model.equations import split
from hexapla.model.nodes import Display
from hexapla.model.problems import bad_formula
from hexapla.render.formulas import Formula, Program, Translator, formulas_in
from hexapla.render.latex.escaping import CONTROLS, code
from hexapla.render.latex.frame import Frame
from hexapla.render.latex.nesting import indented

WHOLE = re.compile(r"\\begin\{(align|alignat|gather|flalign|multline)\*\}(.*)\\end\{\1\*\}", re.S)
INNER = re.compile(r"\\(begin|end)\{(align|gather|alignat)\*?\}")
TAG = re.compile(r"[ \t]*\\tag\*?\s*\{((?:[^{}]|\{[^{}]*\})*)\}[ \t]*")
COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?")
# What of a formula cannot be read: KaTeX knows no command that does more than set type.
CHECK = """
function read(tex, displayMode, macros) {
  katex.__parse(tex, {displayMode, macros, strict: false, maxExpand: 1000});
  return "";
}
"""
# What KaTeX knows, and what would read a file in LaTeX.
FILES = re.compile(r"\\includegraphics(?![A-Za-z])")


class Checked:
    """Reads the formulas of pages, each once."""

    def __init__(self) -> None:
        self._wrong = Translator(Program(CHECK), lambda one, _, error: _refused(one) or error)

    def __call__(self, page: Page, macros: Mapping[str, str]) -> Mapping[str, str]:
        """Of the formulas of a page that cannot be set, what is wrong, by their text."""
        read = self._wrong(formulas_in(page.body), macros)
        return {formula.tex: wrong for formula, wrong in read.items() if wrong}


def _refused(formula: Formula) -> str:
    return "\\includegraphics reads a file" if FILES.search(formula.tex) else ""


def inline_formula(tex: str) -> str:
    """A formula within a line; no comment hides what follows it."""
    tex = " ".join(COMMENT.sub(r"\1", CONTROLS.sub("", tex)).split())
    tex = f"{tex} " if re.search(r"(?<!\\)(\\\\)*\\$", tex) else tex
    return f"${tex}$" if tex else ""


def display(node: Display, frame: Frame) -> str:
    r"""A displayed formula: \[ … \], an equation, or the rows of an align."""
    if wrong := frame.wrong.get(node.tex):
        frame.told.problems.append(bad_formula(wrong, node.at))
        return f"\\begin{{center}}\n\\broken{{{code(node.tex)}}}\n\\end{{center}}"
    tex = re.sub(r"\n\s*\n", "\n", CONTROLS.sub("", node.tex).strip("\n ")).rstrip()
    if not tex:
        return frame.spot(node.label)
    if node.rows and (whole := WHOLE.fullmatch(tex)):
        return _rowed(node, whole, frame)
    if node.number or node.label:
        return _numbered(node, tex, frame)
    if WHOLE.fullmatch(tex):
        return tex
    return f"\\[\n{indented(_inner(tex))}\n\\]"


def _numbered(node: Display, tex: str, frame: Frame) -> str:
    told = frame.count.item("equation", node.number) if node.number else None
    label = frame.label(node.label)
    if told is None:  # its author calls it something else than a number, or nothing
        tag = f"\\tag{{{node.number}}}" if node.number else ""
        if not tag:
            return f"{frame.spot(node.label)}\\[\n{indented(_inner(tex))}\n\\]"
        return f"\\begin{{equation}}{tag}{label}\n{indented(_inner(tex))}\n\\end{{equation}}"
    return f"{told}\\begin{{equation}}{label}\n{indented(_inner(tex))}\n\\end{{equation}}"


def _rowed(node: Display, whole: re.Match[str], frame: Frame) -> str:
    """Rows that LaTeX counts: those without a number say so."""
    counts = iter(node.rows)
    told, rows = "", []
    for text in split(whole[2]):
        bare = TAG.sub("", text).strip()
        if bare == text.strip():  # it has no number
            rows.append(f"{bare} \\notag" if bare else "")
            continue
        row = next(counts)
        due = None if row.tag else frame.count.item("equation", row.number)
        tag = f" \\tag{{{row.tag or row.number}}}" if due is None else ""
        told += due or ""
        label = frame.label(row.label)
        rows.append(f"{bare}{tag}{f' {label}' if label else ''}")
    if rows and not rows[-1]:
        rows.pop()
    body = " \\\\\n".join(rows)
    return f"{told}\\begin{{{whole[1]}}}\n{indented(body)}\n\\end{{{whole[1]}}}"


def _inner(tex: str) -> str:
    """A formula within another environment: `align*` as `aligned`."""
    made = INNER.sub(lambda found: f"\\{found[1]}{{{_INNER[found[2]]}}}", tex)
    several = any(True for _ in list(split(made))[1:])
    return f"\\begin{{gathered}}\n{indented(made)}\n\\end{{gathered}}" if several else made


_INNER = {"align": "aligned", "gather": "gathered", "alignat": "alignedat"}
