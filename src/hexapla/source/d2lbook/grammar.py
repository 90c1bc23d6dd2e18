"""The Markdown of d2lbook, read only so far as to know where its marks stand.

It is Markdown as Pandoc reads it, with lines and roles of d2lbook's own. Nothing that stands in
code, in formulas or in HTML is a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from hexapla.source.d2lbook.marks import Leaf, LeafKind, Mark, MarkKind, Text
from hexapla.source.linear import linear

NESTING = 100
ROLE = re.compile(r":([A-Za-z][\w:+-]*):(`+)(?!`)(.+?)(?<!`)\2(?!`)", re.S)
# Lines of marks that belong to what stands above them, and those that begin and end prose of tabs.
ATTACHED = ("label", "eqlabel", "width", "height", "bibliography")
_ONE = rf":(?:{'|'.join(ATTACHED)}):[ \t]*(?:`[^`\n]+`|``[^`\n]+``)"
MARKS = re.compile(rf"(?:[ \t]*{_ONE})+[ \t]*$")
BEGIN = re.compile(r":begin_tab:?[ \t]*`+([^`\n]*)`+[ \t]*$")
END = re.compile(r":end_tab:?[ \t]*$")
# What d2lbook leaves as it is, and MyST does not: an address or name after @, {{ words }}.
AT = re.compile(r"@(?=[^\W_]|_\w)")
BRACES = re.compile(r"\{\{(?=[^{}]+\}\})|\{[^\s{}`]+\}(?=`)")
# What begins words for slides, and what ends them.
SLIDES = {"(**": "**)", "[**": "**]", "(~~": "~~)", "[~~": "~~]", "(((": ")))", "[[[": "]]]"}
LINES = (("d2l_marks", MARKS), ("d2l_begin", BEGIN), ("d2l_end", END))
UNDERLINE = re.compile(r"^[ >]*(?:=+|-+)[ \t]*$", re.MULTILINE)  # what makes a line a heading
# Where a mark, or what may hold none, can begin or end.
SIGNS = re.compile(r"[!$:<@\[\]\\`{]")
WITH_SLIDES = re.compile(r"[!$:<@\[\]\\`{()*~]")
ABOVE = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*")

KINDS: dict[str, LeafKind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "fence": "fence",
    "table_open": "table",
    "math_block": "formula",
    "amsmath": "environment",
    "d2l_marks": "marks",
    "d2l_begin": "begin",
    "d2l_end": "end",
    "front_matter": "front",
    "html_block": "other",
    "code_block": "other",
    "hr": "other",
}
Rule = Callable[..., bool]


def leaves(text: Text) -> tuple[Leaf, ...] | None:
    """The blocks of a page in order; None where it nests beyond all measure."""
    try:
        parser = _parser(
            underlined=bool(UNDERLINE.search(text.text)),
            slides=any(sign in text.text for sign in SLIDES),
        )
        tokens = parser.parse(text.text, {})
    except RecursionError:
        return None
    return tuple(_leaves(tokens, text))


def role_marks(text: str, start: int) -> Iterator[Mark]:
    """The roles in a line that is made of them, which begins at that place."""
    for found in re.finditer(r":(\w+):[ \t]*(`+)([^`\n]+)\2", text):
        yield Mark(
            "role",
            start + found.start(),
            start + found.end(),
            found[1],
            found[3],
            ticks=len(found[2]),
        )


# --- tokens to leaves -----------------------------------------------------------------------------


def _leaves(tokens: list[Token], text: Text) -> Iterator[Leaf]:
    for n, token in enumerate(tokens):
        kind = KINDS.get(token.type)
        if kind and token.map:
            yield _leaf(kind, n, tokens, text)


def _leaf(kind: LeafKind, n: int, tokens: list[Token], text: Text) -> Leaf:
    token = tokens[n]
    assert token.map is not None  # noqa: S101, asked before
    first, last = token.map
    while last > first + 1 and kind != "fence" and not text.of_line(last - 1).strip(" \t>"):
        last -= 1  # what a list's last block takes of the empty lines after it
    head = _head(text.of_line(first)) if token.level else _blanks(text.of_line(first))
    inside = _inside(n, tokens)
    return Leaf(
        kind,
        first,
        last,
        text.start(first) + len(head),
        text.start(last - 1) + len(text.of_line(last - 1)),
        head,
        "".join(sign if sign in "> \t" else " " for sign in head),
        token.info.strip(),
        token.content,
        token.markup,
        tuple(mark for inner in inside for mark in _marks(inner, text)),
        last - first > token.content.count("\n") + 1,
        token.level,
    )


def _blanks(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _head(line: str) -> str:
    found = ABOVE.match(line)
    return found[0] if found else ""


def _inside(n: int, tokens: list[Token]) -> Iterator[Token]:
    """The tokens of prose within a block."""
    close = tokens[n].type.replace("_open", "_close")
    if close == tokens[n].type:
        return
    for token in tokens[n + 1 :]:
        if token.type == close and token.level == tokens[n].level:
            return
        if token.type == "inline":
            yield token


def _marks(token: Token, text: Text) -> Iterator[Mark]:
    """The marks of a piece of prose, in order, with their places in the page."""
    if not token.map or not token.content:
        return
    places = _places(token.content, token.map[0], text)
    for mark in _within(token.children or (), 0):
        start, end = places(mark.start), places(mark.end - 1) + 1
        at = places(mark.at) if mark.at else 0
        yield Mark(mark.kind, start, end, mark.name, mark.words, at, mark.ticks)


def _within(tokens: Iterable[Token], offset: int) -> Iterator[Mark]:
    """Marks by their place in the paragraph; those of a picture's words know that in the words."""
    for token in tokens:
        mark: Mark | None = token.meta.get("mark")
        if mark is None:
            continue
        yield Mark(
            mark.kind,
            mark.start + offset,
            mark.end + offset,
            mark.name,
            mark.words,
            mark.at + offset if mark.at else 0,
            mark.ticks,
        )
        if token.type == "image":
            yield from _within(token.children or (), offset + mark.at)


def _places(content: str, first: int, text: Text) -> Callable[[int], int]:
    """Where each place of a paragraph's content is in the page.

    The lines of the content are those of the page without what stands before and after them.
    """
    spots: list[tuple[int, int]] = []
    seen = 0
    for n, part in enumerate(content.split("\n")):
        start = text.start(first + n)
        found = text.of_line(first + n).rfind(part) if part else 0
        spots.append((seen, start + max(found, 0)))
        seen += len(part) + 1

    def place(at: int) -> int:
        begun, start = next(spot for spot in reversed(spots) if spot[0] <= at)
        return start + at - begun

    return place


# --- rules ----------------------------------------------------------------------------------------


@cache
def _parser(*, underlined: bool, slides: bool) -> MarkdownIt:
    """A parser without the rules that a page has no need of: reading is most of the work."""
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("table")
    parser.use(front_matter_plugin).use(amsmath_plugin)
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, double_inline=True)
    parser.disable(["emphasis", "entity", "newline", *([] if underlined else ["lheading"])])
    ends = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("table", "d2l_line", _line, {"alt": ends})
    parser.inline.ruler.before("escape", "d2l_role", _role)
    if slides:
        parser.inline.ruler.before("backticks", "d2l_slide", _slide)
    for name, kind in (("link", "link"), ("image", "image"), ("math_inline", "formula")):
        _note(parser, name, kind)  # type: ignore[arg-type]
    parser.inline.ruler.push("d2l_literal", _literal)
    parser.inline.terminator_re = WITH_SLIDES if slides else SIGNS
    return linear(parser)


def _line(state: Any, first: int, last: int, silent: bool) -> bool:
    """A line that is a mark, or several, and nothing else."""
    start = state.bMarks[first] + state.tShift[first]
    if state.src[start : start + 1] != ":" or state.sCount[first] - state.blkIndent >= 4:
        return False
    text = state.src[start : state.eMarks[first]]
    for name, pattern in LINES:
        if found := pattern.match(text):
            if not silent:
                state.line = first + 1
                token = state.push(name, "", 0)
                token.map = [first, first + 1]
                token.content = found[1] if found.groups() else found[0]
            return True
    return False


def _role(state: Any, silent: bool) -> bool:
    """`:numref:` before a span of code."""
    if state.src[state.pos] != ":" or not (found := ROLE.match(state.src, state.pos)):
        return False
    mark = Mark("role", state.pos, found.end(), found[1], found[3], ticks=len(found[2]))
    return _marked(mark, state, silent)


def _slide(state: Any, silent: bool) -> bool:
    """What begins words for slides, as `[**` does, or ends them."""
    start, text, ends = state.pos, state.src, state.env.setdefault("slides", set())
    sign = text[start : start + 3]
    if (text, start) in ends or sign in ends:
        ends.discard(sign)
        return _marked(Mark("unslide", start, start + 3, sign), state, silent)
    if sign not in SLIDES:
        return False
    end = text.find(SLIDES[sign], start + 3)
    if end < 0 and sign in ("(((", "[[["):
        ends.add(SLIDES[sign])  # in a later paragraph
    elif end < 0 or (sign[0] == "[" and text[end + 3 : end + 4] in ("(", "[")):
        return False  # a link, whose words are bold
    ends.add((text, end))
    return _marked(Mark("slide", start, start + 3, sign), state, silent)


def _literal(state: Any, silent: bool) -> bool:
    """A sign that means nothing in d2lbook, and something here."""
    sign, before = state.src[state.pos], state.src[state.pos - 1 : state.pos]
    if sign == "@" and (before.isalnum() or before in ("_", "@", "/", ".")):
        return False
    if sign == "$" or any(rule.match(state.src, state.pos) for rule in (AT, BRACES)):
        return _marked(Mark("literal", state.pos, state.pos + 1, sign), state, silent)
    return False


def _marked(mark: Mark, state: Any, silent: bool) -> bool:
    """Note a mark, and go on after it."""
    if not silent:
        state.push(f"d2l_{mark.kind}", "", 0).meta = {"mark": mark}
    state.pos = mark.end
    return True


def _note(parser: MarkdownIt, name: str, kind: MarkKind) -> None:
    """Have a rule of Markdown's say where it found something."""
    rule = next(one for one in parser.inline.ruler.__rules__ if one.name == name)
    inner = rule.fn

    def noting(state: Any, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not inner(state, silent):
            return False
        if not silent:
            _noted(state, kind, start, before)
        return True

    parser.inline.ruler.at(name, noting, {"alt": rule.alt})


def _noted(state: Any, kind: MarkKind, start: int, before: int) -> None:
    opening = {"link": "link_open", "image": "image"}
    for token in state.tokens[before:]:
        if kind == "formula" and token.type == "math_inline_double":
            token.meta = {"mark": Mark(kind, start, state.pos)}
        elif token.type == opening.get(kind) and "mark" not in token.meta:
            address = token.attrs.get("href") or token.attrs.get("src") or ""
            at = start + (2 if kind == "image" else 1)
            title = str(token.attrs.get("title") or "")
            token.meta = {"mark": Mark(kind, start, state.pos, str(address), title, at)}
            return
