"""Formulas set by a program for it, all at once: by KaTeX, for the website."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from hexapla.model.nodes import Node, Place
from hexapla.model.problems import Problem, bad_formula
from hexapla.model.walk import walk
from hexapla.render.formulas import Formula, Program, Translator, formula_of

KATEX = Program("""
function read(tex, displayMode, macros) {
  const options = {displayMode, macros, output: "htmlAndMathml",
                   strict: false, trust: false, maxSize: 50, maxExpand: 1000};
  return katex.renderToString(tex, options);
}
""")


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


class Typesetter(Translator[Typeset]):
    """Sets formulas, each once."""

    def __init__(self, by: Program = KATEX) -> None:
        super().__init__(by, lambda _, html, error: Typeset(html, error))


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
