"""What stands above and below, and fractions and roots."""

from __future__ import annotations

import re

from hexapla.render.paper.tex.delimiters import fenced
from hexapla.render.paper.tex.glyphs import EMPTY, character
from hexapla.render.paper.tex.lengths import length
from hexapla.render.paper.tex.level import NAMES, SMALLER, Level, part, parts, script
from hexapla.render.paper.tex.tree import Tree

INTEGRALS = "∫∬∭∮∯∰⨌"  # which Typst gives no limits
PRIME = "′"
TOKEN = re.compile(r'\\.|"(?:[^"\\]|\\.)*"|[()]|[^\\"()]+', re.S)
NAME = re.compile(r"[a-z]+(?:\.[a-z]+)*|\d+")


def scripted(node: Tree, level: Level) -> str:
    base, below, above = node.get("base"), node.get("sub"), node.get("sup")
    if base and base["type"] == "horizBrace":
        said, other = (above, below) if base["isOver"] else (below, above)
        if said and not other:
            return brace(base, level, said)
    primes, above = _primes(above)
    made = _base(base, level) if base else EMPTY
    under = script(below, level) if below else ""
    over = script(above, level) if above else ""
    if _single(made):
        return (
            made + "'" * primes + (f"_({under})" if under else "") + (f"^({over})" if over else "")
        )
    over = " ".join(PRIME * primes) + over
    return f"attach({made}{f',t:{over}' if over else ''}{f',b:{under}' if under else ''})"


def _primes(above: Tree | None) -> tuple[int, Tree | None]:
    """How many primes it begins with, and the rest of it."""
    if above is None or above["type"] != "ordgroup":
        return 0, above
    body = above["body"]
    count = next(
        (n for n, one in enumerate(body) if one.get("text") != PRIME),
        len(body),
    )
    return count, {**above, "body": body[count:]} if body[count:] else None


def _base(node: Tree, level: Level) -> str:
    """What has something above or below it: beside it, or as limits."""
    made = part(node, level)
    match node:
        case {"type": "op", "limits": True, "alwaysHandleSupSub": True}:
            return f"limits({made})"
        case {"type": "op", "limits": False, "symbol": True, "name": str(name)}:
            return made if name in INTEGRALS else f"scripts({made})"
        case {"type": "operatorname", "limits": True}:
            return f"limits({made})"
        case {"type": "atom", "family": "rel"} | {"type": "mclass", "mclass": "mrel"}:
            return f"scripts({made})"
        case {"type": "htmlmathml" | "struck" | "xArrow"}:
            return f"scripts({made})"
        case _:
            return made


def _single(made: str) -> bool:
    """Whether it is one thing to Typst: a character, a name, a word, or one call."""
    tokens = TOKEN.findall(made)
    if len(tokens) == 1:
        return len(made) == 1 or made[0] in '\\"' or NAME.fullmatch(made) is not None
    depth = 0
    for at, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if depth == 0 and at and at + 1 < len(tokens):
            return False
    return len(tokens) > 2 and tokens[1] == "(" and NAME.fullmatch(tokens[0]) is not None


def brace(node: Tree, level: Level, said: Tree | None = None) -> str:
    """A brace above or below, and what is said of it."""
    kind = "bracket" if node["label"].endswith("bracket") else "brace"
    words = f",{script(said, level)}" if said else ""
    return f"{'over' if node['isOver'] else 'under'}{kind}({part(node['base'], level)}{words})"


def fraction(node: Tree, level: Level) -> str:
    inner = level.styled("text" if level.style == "display" else SMALLER[level.style])
    above, below = part(node["numer"], inner), part(node["denom"], inner)
    thick, sides = node.get("barSize"), (node.get("leftDelim"), node.get("rightDelim"))
    if not node["hasBarLine"]:
        if sides == ("(", ")"):
            return f"binom({above},{below})"
        made = f"maths.stack(#0pt,{above},{below})"
    elif thick:
        made = f"maths.stack(#{length(thick)},{above},{below})"
    else:
        made = f"frac({above},{below})"
    return fenced(sides[0] or ".", made, sides[1] or ".") if any(sides) else made


def root(node: Tree, level: Level) -> str:
    body = part(node["body"], level)
    index = node.get("index")
    if not index:
        return f"sqrt({body})"
    return f"root({part(index, level.styled('scriptscript'))},{body})"


def styled(node: Tree, level: Level) -> str:
    """What follows \\displaystyle and the like."""
    style = node["style"]
    made = parts(node["body"], level.styled(style))
    return (
        made if style == level.style or not made else f"{NAMES[level.styled(style).style]}({made})"
    )


def arrow(node: Tree, level: Level) -> str:
    """An arrow as long as what stands above and below it."""
    mark = ARROWS.get(node["label"])
    if mark is None:
        level.unknown.append(node["label"])
        mark = "→"
    sides = (node.get("body"), node.get("below"))
    above, below = (script(one, level) if one else EMPTY for one in sides)
    long = ",more:#2em" if node["label"].startswith("\\\\cd") else ""
    return f"maths.arrow({character(mark, 'rel')},{above},{below}{long})"


ARROWS = {
    "\\xleftarrow": "←",
    "\\xrightarrow": "→",
    "\\xLeftarrow": "⇐",
    "\\xRightarrow": "⇒",
    "\\xleftrightarrow": "↔",
    "\\xLeftrightarrow": "⇔",
    "\\xhookleftarrow": "↩",
    "\\xhookrightarrow": "↪",
    "\\xmapsto": "↦",
    "\\xrightharpoondown": "⇁",
    "\\xrightharpoonup": "⇀",
    "\\xleftharpoondown": "↽",
    "\\xleftharpoonup": "↼",
    "\\xrightleftharpoons": "⇌",
    "\\xleftrightharpoons": "⇋",
    "\\xlongequal": "=",
    "\\xtwoheadrightarrow": "↠",
    "\\xtwoheadleftarrow": "↞",
    "\\xtofrom": "⇄",
    "\\xrightleftarrows": "⇄",
    "\\xrightequilibrium": "⇌",
    "\\xleftequilibrium": "⇋",
    "\\\\cdrightarrow": "→",
    "\\\\cdleftarrow": "←",
    "\\\\cdlongequal": "=",
}
