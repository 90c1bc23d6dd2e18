"""Characters, words, operators and their classes."""

from __future__ import annotations

from hexapla.render.paper.marks import string
from hexapla.render.paper.tex.glyphs import CLASSES, EMPTY, LIGATURES, character
from hexapla.render.paper.tex.level import Level, as_list, part, parts, plain
from hexapla.render.paper.tex.tree import Tree

# Fonts of KaTeX's as functions of Typst's, outermost first.
FONTS = {
    "mathbf": ("bold", "upright"),
    "mathrm": ("upright",),
    "mathit": ("italic",),
    "mathnormal": ("italic",),
    "mathsf": ("sans", "upright"),
    "mathsfit": ("sans", "italic"),
    "mathtt": ("mono",),
    "mathbb": ("bb",),
    "mathcal": ("cal",),
    "mathfrak": ("frak",),
    "mathscr": ("scr",),
    "boldsymbol": ("bold",),
    "\\textbf": ("bold",),
    "\\textit": ("italic",),
    "\\emph": ("italic",),
    "\\textsf": ("sans",),
    "\\texttt": ("mono",),
}
# In these, several letters are a word.
WORDS = frozenset({"mathbf", "mathrm", "mathit", "mathsf", "mathsfit", "mathtt"})
SPACES = {"~": "\u00a0", "\\nobreakspace": "\u00a0", "\\nobreak": "", "\\allowbreak": ""}


def symbol(node: Tree, level: Level) -> str:
    text: str = node["text"]
    if node["mode"] == "text":
        return string(LIGATURES.get(text, text))
    if node.get("family") == "operator":
        return f'class("binary",{character(text, "bin")})'
    return character(text, node.get("family", "ord"))


def number(node: Tree, level: Level) -> str:
    return str(node["text"])


def spacing(node: Tree, level: Level) -> str:
    blank = SPACES.get(node["text"], " ")
    if node["mode"] == "text":
        return string(blank) if blank else ""
    return {" ": "space", "\u00a0": "space.nobreak"}.get(blank, "")


def group(node: Tree, level: Level) -> str:
    """Braces: an operator that stands alone in them is spaced like a letter."""
    body = node["body"]
    match body:
        case [{"type": "atom", "family": "bin" | "rel" | "punct" as family, "text": text}]:
            return f'class("normal",{character(text, family)})'
        case _:
            return parts(body, level)


def font(node: Tree, level: Level) -> str:
    body, name = as_list(node["body"]), node["font"]
    inside = body[0]["body"] if len(body) == 1 and body[0]["type"] == "ordgroup" else body
    word = (plain(inside) or "") if name in WORDS else ""
    return fonts(name, string(word) if len(word) > 1 else parts(body, level) or EMPTY)


def words(node: Tree, level: Level) -> str:
    return fonts(node.get("font") or "", parts(node["body"], level.styled("text")) or EMPTY)


def fonts(name: str, made: str) -> str:
    for function in reversed(FONTS.get(name, ())):
        made = f"{function}({made})"
    return made


def verbatim(node: Tree, level: Level) -> str:
    return f"mono({string(node['body'])})"


def operator(node: Tree, level: Level) -> str:
    """A large symbol, a named function, or what \\mathop makes one."""
    if node.get("name"):
        if node["symbol"]:
            return character(node["name"], "op")
        return named(node["name"], limits=node["limits"])
    body = as_list(node.get("body"))
    word = plain(body)
    if word and len(word) > 1:
        return named(word, limits=node["limits"])
    return f'class("large",{parts(body, level) or EMPTY})' if body else ""


def operator_name(node: Tree, level: Level) -> str:
    word = plain(node["body"])
    limits = bool(node.get("alwaysHandleSupSub"))
    if word:
        return named(word, limits=limits)
    made = parts(node["body"], level) or EMPTY
    return f"op(upright({made}),limits:#true)" if limits else f"op(upright({made}))"


def named(word: str, *, limits: bool) -> str:
    return f"op({string(word)},limits:#true)" if limits else f"op({string(word)})"


def classed(node: Tree, level: Level) -> str:
    family = node["mclass"].removeprefix("m")
    match node["body"]:
        case []:
            return ""
        case [{"type": "textord" | "atom", "text": text}] if family != "ord":
            return f'class("{CLASSES[family]}",{character(text, family)})'
        case body if family in ("ord", "inner"):
            return parts(body, level)
        case body:
            return f'class("{CLASSES[family]}",{parts(body, level) or EMPTY})'


def chosen(node: Tree, level: Level) -> str:
    """\\mathchoice: what stands for this style."""
    return parts(node[level.style], level)


def in_words(node: Tree, level: Level) -> str:
    """What KaTeX draws in one way and says in another: as it says it."""
    match node["mathml"]:
        case [{"type": "mclass", "mclass": "mrel", "body": [{"text": str(text)}]}]:
            return character(text, "rel")
        case body:
            return parts(body, level)


def bold(node: Tree, level: Level) -> str:
    return f"bold({part({'type': 'ordgroup', 'mode': 'math', 'body': node['body']}, level)})"
