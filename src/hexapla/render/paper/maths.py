"""LaTeX formulas as Typst mathematics, all at once: KaTeX reads them, `formula` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hexapla.model.nodes import Node
from hexapla.model.walk import walk
from hexapla.render.engine import Engine, started
from hexapla.render.paper.tex.formula import written
from hexapla.render.web.maths import Formula, formula_of

# KaTeX's parse tree of each formula, with its options on the website. Commands that are characters
# come as these: KaTeX has no table that can be read, so each is set once, as MathML.
PARSE = r"""
const CHARACTERS = new Map();
const SYMBOLS = ["text", "name", "delim", "left", "right", "leftDelim", "rightDelim"];
function character(command, mode) {
  const tex = mode === "text" ? "\\text{" + command + "}" : command;
  if (!CHARACTERS.has(tex)) {
    let found = null;
    try {
      const made = katex.renderToString(tex, {output: "mathml", strict: false});
      found = made.match(/<m(?:i|o|n|text)(?: [^>]*)?>([^<]*)<\/m/);
    } catch (error) {}
    const text = found ? found[1] : command;
    CHARACTERS.set(tex, text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
  }
  return CHARACTERS.get(tex);
}
function plain(key, value) {
  if (key === "loc" || key === "lexer") return undefined;
  if (value && value.type && value.type !== "spacing") {
    for (const name of SYMBOLS) {
      if (typeof value[name] === "string" && /^\\./.test(value[name]))
        value[name] = character(value[name], value.mode);
    }
  }
  return value;
}
function parse(formulas, macros) {
  return formulas.map(([tex, displayMode]) => {
    try {
      const options = {displayMode, macros: {...macros},
                       strict: false, trust: false, maxSize: 50, maxExpand: 1000};
      return JSON.stringify(katex.__parse(tex, options), plain);
    } catch (error) {
      return "!" + String(error.message).replace("KaTeX parse error: ", "");
    }
  }).map((done) => done.replaceAll("\0", "\ufffd")).join("\0");
}
"""


@dataclass(frozen=True, slots=True)
class Set:
    """A formula as Typst, or what is wrong with it.

    `typst` stands between dollars, and has none; it needs the module `maths` (assets/maths.typ).
    With `tags`, some rows have numbers: it is the body of a function of `tag`, for maths.numbered.
    """

    typst: str
    error: str = ""
    tags: int = 0


def formulas_in(nodes: Iterable[Node]) -> tuple[Formula, ...]:
    """The formulas of some blocks, each kind once."""
    found = (formula_of(node) for node in walk(nodes))
    return tuple(dict.fromkeys(one for one in found if one))


class Typesetter:
    """Sets formulas, each kind once; its engine is started with the first and then kept."""

    def __init__(self) -> None:
        self._done: dict[tuple[str, Formula], Set] = {}
        self._engine: Engine | None = None

    def __call__(
        self, formulas: Iterable[Formula], macros: Mapping[str, str]
    ) -> dict[Formula, Set]:
        """All formulas set, with these macros; those that are new in one call."""
        wanted = tuple(dict.fromkeys(formulas))
        given = json.dumps(dict(macros))
        new = [one for one in wanted if (given, one) not in self._done]
        if new:
            if self._engine is None:
                self._engine = started("katex/katex.min.js", script=PARSE)
            said = json.dumps([[one.tex, one.display] for one in new])
            done = str(self._engine.eval(f"parse({said}, {given})")).split("\0")
            for one, text in zip(new, done, strict=True):
                self._done[given, one] = _set(text, display=one.display)
        return {one: self._done[given, one] for one in wanted}


def _set(text: str, *, display: bool) -> Set:
    if text.startswith("!"):
        return Set("", text[1:])
    try:
        made = written(json.loads(text), display=display)
    except RecursionError:
        return Set("", "it cannot be set on paper: too much stands within each other")
    unknown = ", ".join(dict.fromkeys(made.unknown))
    return Set(made.typst, f"cannot be set on paper: {unknown}" if unknown else "", made.tags)
