"""Where a part of a formula stands, and the parts of it set one after the other."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from hexapla.render.paper.tex.glyphs import EMPTY, character, joined
from hexapla.render.paper.tex.spacing import spaced
from hexapla.render.paper.tex.tree import Style, Tree

# What Typst calls TeX's styles, and the style of what stands above or below.
NAMES: dict[Style, str] = {
    "display": "display",
    "text": "inline",
    "script": "script",
    "scriptscript": "sscript",
}
SMALLER: dict[Style, Style] = {
    "display": "script",
    "text": "script",
    "script": "scriptscript",
    "scriptscript": "scriptscript",
}
SLASH = "\u0338"  # what \not comes as, before what it strikes out


@dataclass(frozen=True, slots=True)
class Level:
    """The style of a part, what sets a node of it, and what was found in the whole formula."""

    style: Style
    setter: Callable[[Tree, Level], str]
    unknown: list[str] = field(default_factory=list)  # what we cannot set
    tags: list[str] = field(default_factory=list)  # numbers of rows

    def styled(self, style: Style) -> Level:
        return self if style == self.style else replace(self, style=style)


def part(node: Tree | None, level: Level) -> str:
    """A node as the argument of a function: never nothing."""
    return (level.setter(node, level) if node else "") or EMPTY


def parts(nodes: Sequence[Tree], level: Level) -> str:
    """Nodes one after the other; may be nothing."""
    found = [*_merged(_chosen(nodes, level.style))]
    if any(node["type"] == "kern" for node in found):
        found = [*spaced(found, level.style)]
    return joined(level.setter(node, level) for node in found)


def script(node: Tree, level: Level) -> str:
    """What stands above or below."""
    return part(node, level.styled(SMALLER[level.style]))


def alone(node: Tree | None, level: Level) -> str:
    """A node that becomes a formula of its own, in a box: it must say its style."""
    made = part(node, level)
    return made if level.style == "text" else f"{NAMES[level.style]}({made})"


def as_list(body: object) -> list[Tree]:
    """The body of a node, which is a node or several."""
    match body:
        case dict():
            return [body]
        case list():
            return body
        case _:
            return []


def plain(nodes: Iterable[Tree]) -> str | None:
    """The characters of nodes that are nothing but letters and digits; None for others."""
    found = []
    for node in nodes:
        match node:
            case {"type": "mathord" | "textord" | "atom", "text": str(text)}:
                found.append(text)
            case {"type": "ordgroup", "body": list(body)}:
                found.append(plain(body) or " ")
            case _:
                return None
    whole = "".join(found)
    return (
        whole if whole.isalnum() and all(len(one) < 2 or one.isalnum() for one in found) else None
    )


def struck(node: Tree, level: Level) -> str:
    """What \\not stands before: the character that says so, or a line through it."""
    body = node["body"]
    if body.get("type") in ("atom", "textord", "mathord"):
        char = unicodedata.normalize("NFC", body["text"] + SLASH)
        if len(char) == 1:
            return character(char, body.get("family", "ord"))
    return f'class("relation",cancel({part(body, level)}))'


def _chosen(nodes: Sequence[Tree], style: Style) -> Sequence[Tree]:
    """The nodes, with what \\mathchoice has for this style in its place."""
    if not any(node["type"] == "mathchoice" for node in nodes):
        return nodes
    return [
        one for node in nodes for one in (node[style] if node["type"] == "mathchoice" else (node,))
    ]


def _merged(nodes: Sequence[Tree]) -> Iterator[Tree]:
    """The nodes, with the digits of a number in one, and with \\not in what it strikes out."""
    number, struck = "", False
    for at, node in enumerate(nodes):
        following = nodes[at + 1] if at + 1 < len(nodes) else {}
        if _digit(node) or (number and node.get("text") == "." and _digit(following)):
            number += str(node["text"])
            continue
        if number:
            yield {"type": "number", "text": number}
            number = ""
        if _slash(node):
            struck = True
            continue
        yield {"type": "struck", "body": node} if struck else node
        struck = False
    if number:
        yield {"type": "number", "text": number}


def _digit(node: Tree) -> bool:
    return node.get("type") == "textord" and node["text"].isdigit() and node["mode"] == "math"


def _slash(node: Tree) -> bool:
    return node.get("type") == "htmlmathml" and [one.get("text") for one in node["mathml"]] == [
        SLASH
    ]
