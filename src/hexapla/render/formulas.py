"""The formulas of a book, and what a program makes of them: all at once, and each once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from hexapla.model.nodes import Display, Math, Node
from hexapla.model.walk import walk
from hexapla.render.engine import Engine, started

T = TypeVar("T")

# Each formula gets macros of its own, so that a \gdef in one changes no other. All come back as
# one text, with a NUL between two: to put them into JSON takes as long as to set them.
EACH = r"""
function each(formulas, macros) {
  return formulas.map(([tex, displayMode]) => {
    try {
      return read(tex, displayMode, {...macros});
    } catch (error) {
      const around = /^KaTeX parse error: |^ParseError: |\nvar temml[^]*$/g;
      return "!" + String(error.message).replace(around, "");
    }
  }).map((done) => done.replaceAll("\0", "\ufffd")).join("\0");
}
"""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in LaTeX; `display` ones stand on a line of their own."""

    tex: str
    display: bool = False


def formula_of(node: Node) -> Formula | None:
    """The formula that a node is, if it is one."""
    match node:
        case Math(tex):
            return Formula(tex)
        case Display(tex):
            return Formula(tex, display=True)
        case _:
            return None


def formulas_in(nodes: Iterable[Node]) -> tuple[Formula, ...]:
    """The formulas of some nodes, each kind once."""
    found = map(formula_of, walk(nodes, Math, Display))
    return tuple(dict.fromkeys(one for one in found if one))


@dataclass(frozen=True, slots=True)
class Program:
    """What reads formulas: its file among the website's assets, and a script that makes the
    function `read` of it, from a formula, whether it is displayed, and macros, to a text that
    begins with no "!". It throws what is wrong with the formula."""

    script: str
    file: str = "katex/katex.min.js"


class Translator(Generic[T]):
    """Has a program read formulas, each once; its engine is started with the first and then kept.

    `made` is what becomes of a formula, of its text, and of what is wrong with it: "" for nothing.
    """

    def __init__(self, by: Program, made: Callable[[Formula, str, str], T]) -> None:
        self._by = by
        self._made = made
        self._done: dict[tuple[str, Formula], T] = {}
        self._engine: Engine | None = None

    def __call__(self, formulas: Iterable[Formula], macros: Mapping[str, str]) -> dict[Formula, T]:
        """All formulas read, with these macros; those that are new in one call."""
        wanted = tuple(dict.fromkeys(formulas))
        given = json.dumps(dict(macros))
        new = [one for one in wanted if (given, one) not in self._done]
        if new:
            for one, text in zip(new, self._read(new, given), strict=True):
                wrong = text.startswith("!")
                made = self._made(one, "" if wrong else text, text[1:] if wrong else "")
                self._done[given, one] = made
        return {one: self._done[given, one] for one in wanted}

    def _read(self, formulas: Iterable[Formula], macros: str) -> list[str]:
        if self._engine is None:
            self._engine = started(self._by.file, script=self._by.script + EACH)
        said = json.dumps([[one.tex, one.display] for one in formulas])
        return str(self._engine.eval(f"each({said}, {macros})")).split("\0")
