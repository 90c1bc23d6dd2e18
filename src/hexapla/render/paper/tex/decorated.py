"""Accents, lines and boxes, colours and sizes, and what only takes room."""

from __future__ import annotations

import re
import unicodedata

from hexapla.render.paper.marks import string
from hexapla.render.paper.tex.colours import COLOURS
from hexapla.render.paper.tex.glyphs import escaped
from hexapla.render.paper.tex.lengths import length
from hexapla.render.paper.tex.level import Level, alone, as_list, part, parts, plain
from hexapla.render.paper.tex.tree import Tree

# What Typst calls the accents, and those that it draws as long as what is below them.
ACCENTS = {
    "\\acute": "acute",
    "\\grave": "grave",
    "\\ddot": "dot.double",
    "\\tilde": "tilde",
    "\\bar": "macron",
    "\\breve": "breve",
    "\\check": "caron",
    "\\hat": "hat",
    "\\vec": "arrow",
    "\\dot": "dot",
    "\\mathring": "circle",
    "\\widecheck": "caron",
    "\\widehat": "hat",
    "\\widetilde": "tilde",
    "\\overrightarrow": "arrow",
    "\\overleftarrow": "arrow.l",
    "\\overleftrightarrow": "arrow.l.r",
    "\\overleftharpoon": "harpoon.lt",
    "\\overrightharpoon": "harpoon",
}
OVER = {"\\Overrightarrow": "⇒"}
UNDER = {
    "\\underleftarrow": "←",
    "\\underrightarrow": "→",
    "\\underleftrightarrow": "↔",
    "\\utilde": "∼",
}
CALLED = {
    "\\overgroup": "overparen",
    "\\undergroup": "underparen",
    "\\overlinesegment": "overline",
    "\\underlinesegment": "underline",
}
# Accents within words, by the commands that set them.
COMBINING = {
    "\\'": "\u0301",
    "\\`": "\u0300",
    "\\^": "\u0302",
    "\\~": "\u0303",
    "\\=": "\u0304",
    "\\u": "\u0306",
    "\\.": "\u0307",
    '\\"': "\u0308",
    "\\c": "\u0327",
    "\\r": "\u030a",
    "\\H": "\u030b",
    "\\v": "\u030c",
    "\\textcircled": "\u20dd",
}
# What is drawn through or around a part: the call, and what it is given before the part.
ENCLOSED = {
    "\\cancel": "cancel(",
    "\\bcancel": "cancel(inverted:#true,",
    "\\xcancel": "cancel(cross:#true,",
    "\\sout": "maths.struck(",
    "\\phase": "maths.phase(",
    "\\angl": "maths.angle(",
}
SIZES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.44, 1.728, 2.074, 2.488)  # of \tiny to \Huge
HEX = re.compile(r"#?([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")


def accent(node: Tree, level: Level) -> str:
    label, base = node["label"], part(node["base"], level)
    if label in COMBINING:
        return _letter(node)
    if name := ACCENTS.get(label):
        short = "" if node.get("isStretchy") or len(base) == 1 else ",size:#1em"
        return f"accent({base},{name}{short})"
    return _stretched(label, base, level)


def _letter(node: Tree) -> str:
    """A letter of a word with its accent."""
    base = plain(as_list(node["base"])) or ""
    return string(unicodedata.normalize("NFC", base[:1] + COMBINING[node["label"]] + base[1:]))


def accent_under(node: Tree, level: Level) -> str:
    return _stretched(node["label"], part(node["base"], level), level)


def _stretched(label: str, base: str, level: Level) -> str:
    if name := CALLED.get(label):
        return f"{name}({base})"
    if mark := OVER.get(label):
        return f"maths.over({mark},{base})"
    if mark := UNDER.get(label):
        return f"maths.under({escaped(mark)},{base})"
    level.unknown.append(label)
    return f"maths.unknown({base})"


def line(node: Tree, level: Level) -> str:
    """A line above or below: the type of the node is what Typst calls it."""
    return f"{node['type']}({part(node['body'], level)})"


def enclosed(node: Tree, level: Level) -> str:
    label = node["label"]
    if call := ENCLOSED.get(label):
        return f"{call}{part(node['body'], level)})"
    inside = part(node["body"], level.styled("text"))  # which says its style itself
    if label == "\\fbox":
        return f"maths.boxed({inside})"
    if label == "\\colorbox":
        return f'maths.painted("{_colour(node["backgroundColor"], level)}",{inside})'
    if label == "\\fcolorbox":
        fill, edge = (_colour(node[f"{one}Color"], level) for one in ("background", "border"))
        return f'maths.painted("{fill}",stroke:"{edge}",{inside})'
    level.unknown.append(label)
    return inside


def coloured(node: Tree, level: Level) -> str:
    made = parts(node["body"], level)
    return f'maths.ink("{_colour(node["color"], level)}",{made})' if made else ""


def _colour(name: str, level: Level) -> str:
    """As #rrggbb or #rgb; what we do not know is black."""
    if name in COLOURS:
        return COLOURS[name]
    if found := HEX.fullmatch(name):
        return f"#{found[1]}"
    level.unknown.append(f"the colour {name}")
    return "#000000"


def resized(node: Tree, level: Level) -> str:
    made = parts(node["body"], level)
    factor = SIZES[node["size"] - 1]
    return f"maths.sized(#{factor:g},{made})" if made and factor != 1 else made


def phantom(node: Tree, level: Level) -> str:
    made = parts(node["body"], level)
    return f"maths.phantom({made})" if made else ""


def tall_phantom(node: Tree, level: Level) -> str:
    return f"maths.vphantom({alone(node['body'], level)})"


def smash(node: Tree, level: Level) -> str:
    """What takes no room above or below; with a phantom in it, \\hphantom."""
    match as_list(node["body"]):
        case [{"type": "ordgroup", "body": [{"type": "phantom", "body": list(body)}]}]:
            inside = {"type": "ordgroup", "mode": "math", "body": body}
            return f"maths.hphantom({alone(inside, level)})"
        case _:
            return part(node["body"], level)


def lap(node: Tree, level: Level) -> str:
    side = {"llap": "1", "rlap": "0", "clap": "0.5"}[node["alignment"]]
    return f"maths.lap(#{side},{alone(node['body'], level)})"


def raised(node: Tree, level: Level) -> str:
    return f"maths.raised(#{length(node['dy'])},{alone(node['body'], level)})"


def rule(node: Tree, level: Level) -> str:
    shift = length(node["shift"]) if node.get("shift") else "0em"
    return f"maths.rule(#{length(node['width'])},#{length(node['height'])},#{shift})"


def kern(node: Tree, level: Level) -> str:
    """A space; where it stands between atoms, with what TeX puts there (see spacing)."""
    more = f"+{node['more'] / 18:.4f}em" if node.get("more") else ""
    return f"#h({length(node['dimension'])}{more})"


def unwrapped(node: Tree, level: Level) -> str:
    """A box that changes nothing of what is in it."""
    return parts(as_list(node["body"]), level)
