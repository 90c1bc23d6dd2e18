"""KaTeX's parse tree of a whole formula as Typst: a setter for each type of its nodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hexapla.render.paper.marks import string
from hexapla.render.paper.tex import arrays, atoms, decorated, delimiters, level, scripts
from hexapla.render.paper.tex.level import Level
from hexapla.render.paper.tex.tree import Tree

SETTERS: dict[str, Callable[[Tree, Level], str]] = {
    "accent": decorated.accent,
    "accentUnder": decorated.accent_under,
    "array": arrays.array,
    "atom": atoms.symbol,
    "cdlabel": arrays.commutative,
    "cdlabelparent": arrays.commutative_arrow,
    "color": decorated.coloured,
    "delimsizing": delimiters.sized,
    "enclose": decorated.enclosed,
    "font": atoms.font,
    "genfrac": scripts.fraction,
    "hbox": decorated.unwrapped,
    "horizBrace": scripts.brace,
    "htmlmathml": atoms.in_words,
    "kern": decorated.kern,
    "lap": decorated.lap,
    "leftright": arrays.between,
    "mathchoice": atoms.chosen,
    "mathord": atoms.symbol,
    "mclass": atoms.classed,
    "middle": delimiters.middle,
    "number": atoms.number,  # ours: its digits in one
    "op": atoms.operator,
    "operatorname": atoms.operator_name,
    "ordgroup": atoms.group,
    "overline": decorated.line,
    "phantom": decorated.phantom,
    "pmb": atoms.bold,
    "raisebox": decorated.raised,
    "rule": decorated.rule,
    "sizing": decorated.resized,
    "smash": decorated.smash,
    "spacing": atoms.spacing,
    "sqrt": scripts.root,
    "struck": level.struck,  # ours: what \not stands before
    "styling": scripts.styled,
    "supsub": scripts.scripted,
    "text": atoms.words,
    "textord": atoms.symbol,
    "underline": decorated.line,
    "vcenter": decorated.unwrapped,
    "verb": atoms.verbatim,
    "vphantom": decorated.tall_phantom,
    "xArrow": scripts.arrow,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A formula as Typst, what of it we do not know, and how many rows have numbers."""

    typst: str
    unknown: tuple[str, ...] = ()
    tags: int = 0


def written(tree: list[Tree], *, display: bool) -> Written:
    """A formula from its tree."""
    at = Level("display" if display else "text", _set)
    made = arrays.whole(tree, at) if display else level.parts(tree, at)
    return Written(made, tuple(at.unknown), len(at.tags))


def _set(node: Tree, at: Level) -> str:
    setter = SETTERS.get(node["type"])
    if setter is None:
        at.unknown.append(node["type"])
        return f"maths.unknown({string(node['type'])})"
    return setter(node, at)
