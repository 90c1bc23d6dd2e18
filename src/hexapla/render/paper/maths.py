"""LaTeX formulas as Typst mathematics, all at once: KaTeX reads them, `formula` writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hexapla.render.formulas import Formula, Program, Translator
from hexapla.render.paper.tex.formula import written

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
function read(tex, displayMode, macros) {
  const options = {displayMode, macros,
                   strict: false, trust: false, maxSize: 50, maxExpand: 1000};
  return JSON.stringify(katex.__parse(tex, options), plain);
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


class Typesetter(Translator[Set]):
    """Sets formulas, each once."""

    def __init__(self) -> None:
        super().__init__(Program(PARSE), _set)


def _set(formula: Formula, parsed: str, error: str) -> Set:
    if error:
        return Set("", error)
    try:
        made = written(json.loads(parsed), display=formula.display)
    except RecursionError:
        return Set("", "it cannot be set on paper: too much stands within each other")
    unknown = ", ".join(dict.fromkeys(made.unknown))
    return Set(made.typst, f"cannot be set on paper: {unknown}" if unknown else "", made.tags)
