"""Formulas set by KaTeX, all at once. The only import of a JavaScript engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from py_mini_racer import MiniRacer

# Each formula gets macros of its own, so that a \gdef in one changes no other.
SET = """
function set(formulas, macros) {
  return formulas.map(([tex, displayMode]) => {
    try {
      const options = {displayMode, macros: {...macros}, output: "htmlAndMathml",
                       strict: false, trust: false, maxSize: 50, maxExpand: 1000};
      return [katex.renderToString(tex, options), ""];
    } catch (error) {
      return ["", String(error.message).replace("KaTeX parse error: ", "")];
    }
  });
}
"""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in LaTeX; `display` ones stand on a line of their own."""

    tex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Typeset:
    """A formula as HTML with MathML, or what is wrong with it."""

    html: str
    error: str = ""


def typeset(formulas: Iterable[Formula], macros: Mapping[str, str]) -> dict[Formula, Typeset]:
    """All formulas set; each kind once, in one call."""
    wanted = tuple(dict.fromkeys(formulas))
    if not wanted:
        return {}
    katex = files("hexapla.render.web") / "assets" / "katex" / "katex.min.js"
    with MiniRacer() as engine:
        engine.eval(katex.read_text(encoding="utf-8"))
        engine.eval(SET)
        done = engine.call("set", [[one.tex, one.display] for one in wanted], dict(macros))
    return {one: Typeset(*result) for one, result in zip(wanted, done, strict=True)}
