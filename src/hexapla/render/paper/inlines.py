"""What stands within a line, as Typst."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from hexapla.model.nodes import (
    Break,
    Citation,
    Claim,
    CodeSpan,
    Emphasis,
    FootnoteReference,
    Image,
    IndexMark,
    Inline,
    Link,
    Math,
    RawInline,
    Reference,
    Span,
    Strikethrough,
    Strong,
    Text,
    Value,
    Varied,
)
from hexapla.model.walk import plain
from hexapla.render.cleaning import SCHEMES
from hexapla.render.formulas import Formula
from hexapla.render.paper.frame import Frame
from hexapla.render.paper.marks import escaped, label, string
from hexapla.render.paper.pictures import within_a_line

# The functions that set apart words of each kind; those of a dfn are emphasized.
SPANS = {
    "sub": "sub",
    "sup": "super",
    "kbd": "kbd",
    "u": "underline",
    "small": "smaller",
    "mark": "highlight",
    "dfn": "emph",
    "samp": "samp",
    "badge": "badge",
    "button": "button",
}
# The same for elements of HTML that the author opens and closes.
ELEMENTS = {
    "b": "strong",
    "strong": "strong",
    "i": "emph",
    "em": "emph",
    "u": "underline",
    "s": "strike",
    "del": "strike",
    "sub": "sub",
    "sup": "super",
    "kbd": "kbd",
    "mark": "highlight",
    "small": "smaller",
}
TAG = re.compile(r"\s*<(/?)([a-zA-Z]+)[^<>]*>\s*")
SCHEME = re.compile(r"([^/?#]*?):")
# Within a long word of code a line may end after these.
JOINTS = re.compile(r"(?<=[\w\])'\"][._/(,=\[:-])(?=[^\s._/(,=\[:-])")
LONG = 16
# Forms of references that name what they lead to, so that its page is worth saying.
PAGED = ("numref", "eq", "ref", "doc", "any", "link")
NUMBER = re.compile(r" (?=[\d.\\]+[a-z]?$)")  # before a number that is the last of what it names
WIDE = re.compile(r"[\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")


def inlines(nodes: Iterable[Inline], frame: Frame) -> str:
    """A line of text. Elements of HTML are closed at its end at the latest."""
    listed = tuple(nodes)
    opened: list[str] = []
    made: list[str] = []
    for at, node in enumerate(listed):
        if isinstance(node, RawInline):
            made.append(_element(node.html, opened))
        elif isinstance(node, Break) and not node.hard:
            made.append("" if _between_wide(listed, at) else "\n")
        else:
            made.append(_inline(node, frame))
    return "".join(made) + "];" * len(opened)


def content(nodes: Iterable[Inline], frame: Frame) -> str:
    """A line of text as content: in its brackets."""
    return f"[{inlines(nodes, frame)}]"


def spot(anchor: str, frame: Frame) -> str:
    """A spot that can be led to; "" where there is no anchor."""
    return _once(f"#spot({frame.label(anchor)});", frame) if anchor else ""


def address(url: str, frame: Frame) -> str:
    """Where a link leads: out of the book, or to a file of it on its website; "" for nowhere."""
    if url in frame.files:
        return f"{frame.beside}{url}" if frame.beside else ""
    bare = re.sub(r"[\x00-\x20\x7f]+", lambda m: "%20" * (" " in m[0]), url.strip())
    scheme = SCHEME.match(bare)
    return bare if scheme and scheme[1].lower() in SCHEMES else ""


def formula(tex: str, frame: Frame) -> str:
    """A formula within a line, or its source where it cannot be set."""
    done = frame.formulas.get(Formula(tex))
    if done is None or done.error:
        return f"#bad-formula({string(tex)});"
    return f"#formula({string(tex)}, ${done.typst}$);"


def _inline(node: Inline, frame: Frame) -> str:  # noqa: C901, PLR0911, PLR0912
    """A case for every kind, however many there are."""
    match node:
        case Text(words):
            return escaped(words)
        case Emphasis(inside):
            return f"#emph[{inlines(inside, frame)}];"
        case Strong(inside):
            return f"#strong[{inlines(inside, frame)}];"
        case Strikethrough(inside):
            return f"#strike[{inlines(inside, frame)}];"
        case CodeSpan(code):
            return f"#code({', '.join(_pieces(code))});"
        case Math(tex):
            return formula(tex, frame)
        case Break():
            return "#linebreak();"
        case RawInline(html):
            return _element(html, [])
        case Image():
            return within_a_line(node, frame)
        case Link():
            return _link(node, frame)
        case Reference():
            return _reference(node, frame)
        case Citation(inside=inside, anchor=anchor):
            return spot(anchor, frame) + inlines(inside, frame)
        case FootnoteReference(name):
            mark = frame.spots.marks.get(id(node), f"#super[{escaped(f'[{name}]')}];")
            return _once(mark, frame)
        case Span():
            return _span(node, frame)
        case IndexMark(anchor=anchor):
            return _once(f"#index-mark({frame.label(anchor)});", frame) if anchor else ""
        case Varied(inside=inside) | Claim(inside=inside):
            return inlines(inside, frame)
        case Value(name):
            return escaped(name)
        case _:
            assert_never(node)


def _once(made: str, frame: Frame) -> str:
    """What is not repeated where the words of a title stand elsewhere."""
    return f"#once[{made}];" if frame.titled else made


def _pieces(code: str) -> Iterator[str]:
    """Code in pieces that a line may end after: words alone are broken that are long."""
    piece = ""
    for word in re.split(r"(?<=\s)(?=\S)", code):
        parts = JOINTS.split(word) if len(word) > LONG else [word]
        for part in parts[:-1]:
            yield string(piece + part)
            piece = ""
        piece += parts[-1]
    yield string(piece)


def _link(node: Link, frame: Frame) -> str:
    there, inside = address(node.url, frame), inlines(node.inside, frame)
    said = ", bare: true" if _says(plain(node.inside), there) else ""
    said += ", titled: true" if frame.titled else ""
    return f"#away({string(there)}{said})[{inside}];" if there else inside


def _says(words: str, url: str) -> bool:
    """Whether the words of a link are its address, or enough of it to find the thing by."""
    end = words.strip().rpartition(":")[2].strip("/")
    return len(end) > len("a.b/c") and end in url


def _reference(node: Reference, frame: Frame) -> str:
    inside = inlines(node.inside, frame) or escaped(node.target)
    if not node.page:
        return inside
    if node.form in ("numref", "any"):
        inside = NUMBER.sub("~", inside)
    if frame.titled:
        return f"#led({label(node.page, node.anchor)})[{inside}];"
    paged = ", paged: true" if node.form in PAGED and id(node) in frame.spots.first else ""
    return f"#to({label(node.page, node.anchor)}{paged})[{inside}];"


def _span(node: Span, frame: Frame) -> str:
    inside, begins = inlines(node.inside, frame), spot(node.label, frame)
    match node.kind:
        case "icon":
            return f"{begins}#icon({string(node.title)});"
        case "abbr":
            full = f" ({escaped(node.title)})" if id(node) in frame.spots.first else ""
            return f"{begins}{inside}{full}"
        case "span":
            return begins + inside
        case kind:
            return f"{begins}#{SPANS[kind]}[{inside}];"


def _element(html: str, opened: list[str]) -> str:
    """A piece of HTML: it opens an element, closes the one that is open, or is no words at all."""
    match = TAG.fullmatch(html)
    name = match[2].lower() if match else ""
    if name == "br":
        return "#linebreak();"
    if match and match[1]:
        if not opened or opened[-1] != name:
            return ""
        opened.pop()
        return "];"
    if name not in ELEMENTS:
        return ""
    opened.append(name)
    return f"#{ELEMENTS[name]}["


def _between_wide(nodes: tuple[Inline, ...], at: int) -> bool:
    """Whether the end of a line stands between letters that have no spaces between them."""
    match nodes[at - 1 : at + 2]:
        case (Text(before), _, Text(after)):
            return bool(WIDE.match(before[-1:]) and WIDE.match(after[:1]))
        case _:
            return False
