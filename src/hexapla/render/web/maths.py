"""Formulas set by a program for it, all at once: by KaTeX, for the website."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from hexapla.model.nodes import Display, Math, Node, Place
from hexapla.model.problems import Problem, bad_formula
from hexapla.model.walk import walk
from hexapla.render.engine import Engine, started

# Each formula gets macros of its own, so that a \gdef in one changes no other. All come
# back as one text, with a NUL between two: to put them into JSON takes as long as to set them.
SET = """
function set(formulas, macros) {
  return formulas.map(([tex, displayMode]) => {
    try {
      const options = {displayMode, macros: {...macros}, output: "htmlAndMathml",
                       strict: false, trust: false, maxSize: 50, maxExpand: 1000};
      return katex.renderToString(tex, options);
    } catch (error) {
      return "!" + String(error.message).replace("KaTeX parse error: ", "");
    }
  }).map((done) => done.replaceAll("\\0", "\\ufffd")).join("\\0");
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


@dataclass(frozen=True, slots=True)
class Typeset:
    """A formula as HTML with MathML, or what is wrong with it."""

    html: str
    error: str = ""


def unset(nodes: Iterable[Node], formulas: Mapping[Formula, Typeset]) -> Iterator[Problem]:
    """What is wrong with formulas that could not be set, each at its line."""
    wrong = any(done.error for done in formulas.values())
    for node in walk(nodes) if wrong else ():
        formula = formula_of(node)
        if formula and (done := formulas.get(formula)) and done.error:
            yield bad_formula(done.error, _line(formula, done.error, node.at))


def _line(formula: Formula, error: str, at: Place) -> Place:
    """The line of a formula in which something is found wrong."""
    found = re.search(r"at position (\d+)", error)
    before = formula.tex[: int(found[1])] if found and formula.display else ""
    return replace(at, line=at.line + before.count("\n"))


@dataclass(frozen=True, slots=True)
class Setter:
    """A program that sets formulas: its file among the website's assets, and a script that makes
    the function `set` of it, as above."""

    file: str
    script: str


KATEX = Setter("katex/katex.min.js", SET)


class Typesetter:
    """Sets formulas, each kind once; its engine is started with the first and then kept."""

    def __init__(self, by: Setter = KATEX) -> None:
        self._by = by
        self._done: dict[tuple[str, Formula], Typeset] = {}
        self._engine: Engine | None = None

    def __call__(
        self, formulas: Iterable[Formula], macros: Mapping[str, str]
    ) -> dict[Formula, Typeset]:
        """All formulas set, with these macros; those that are new in one call."""
        wanted = tuple(dict.fromkeys(formulas))
        given = json.dumps(dict(macros))
        new = [one for one in wanted if (given, one) not in self._done]
        if new:
            if self._engine is None:
                self._engine = started(self._by.file, script=self._by.script)
            said = json.dumps([[one.tex, one.display] for one in new])
            done = str(self._engine.eval(f"set({said}, {given})")).split("\0")
            texts = zip(new, done, strict=True)
            self._done |= {(given, one): _typeset(text) for one, text in texts}
        return {one: self._done[given, one] for one in wanted}


class Later(Mapping[Formula, Typeset]):
    """Formulas that are set when the first of them is asked for: an engine has threads, and a
    process that has none can still be forked."""

    def __init__(
        self, typeset: Typesetter, formulas: Iterable[Formula], macros: Mapping[str, str]
    ) -> None:
        self._set = partial(typeset, tuple(dict.fromkeys(formulas)), macros)

    def __getitem__(self, formula: Formula) -> Typeset:
        return self._done[formula]

    def __iter__(self) -> Iterator[Formula]:
        return iter(self._done)

    def __len__(self) -> int:
        return len(self._done)

    @cached_property
    def _done(self) -> Mapping[Formula, Typeset]:
        return self._set()


def _typeset(text: str) -> Typeset:
    return Typeset("", text[1:]) if text.startswith("!") else Typeset(text)
