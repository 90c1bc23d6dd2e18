"""The Markdown of d2lbook, read only so far as to know where its marks stand.

It is Markdown as Pandoc reads it, with lines and roles of d2lbook's own. Nothing that stands in
code, in formulas or in HTML is a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from hexapla.source.d2lbook.marks import Mark, MarkKind
from hexapla.source.linear import linear
from hexapla.source.signs import by_signs

__all__ = ["SLIDES", "Token", "tokens"]

NESTING = 100
ROLE = re.compile(r":([A-Za-z][\w:+-]*):(`+)(?!`)(.+?)(?<!`)\2(?!`)", re.S)
# Lines of marks that belong to what stands above them, and those that begin and end prose of tabs.
ATTACHED = ("label", "eqlabel", "width", "height", "bibliography")
_ONE = rf":(?:{'|'.join(ATTACHED)}):[ \t]*(?:`[^`\n]+`|``[^`\n]+``)"
MARKS = re.compile(rf"(?:[ \t]*{_ONE})+[ \t]*$")
BEGIN = re.compile(r":begin_tab:?[ \t]*`*([^`\n]*)`*[ \t]*$")
END = re.compile(r":end_tab:?[ \t]*$")
# What d2lbook leaves as it is, and MyST does not: an address or name after @, {{ words }}.
AT = re.compile(r"@(?=[^\W_]|_\w)")
BRACES = re.compile(r"\{\{(?=[^{}]+\}\})|\{[^\s{}`]+\}(?=`)")
# H~2~O and x^2^, as Pandoc has them.
RAISED = re.compile(r"(?<!~)~([^\s~^`$@|\\\[\]{}]+)~(?!~)|\^([^\s~^`$@|\\\[\]{}]+)\^")
# What begins words for slides, and what ends them.
SLIDES = {"(**": "**)", "[**": "**]", "(~~": "~~)", "[~~": "~~]", "(((": ")))", "[[[": "]]]"}
LINES = (("d2l_marks", MARKS), ("d2l_begin", BEGIN), ("d2l_end", END))
UNDERLINE = re.compile(r"^[ >]*(?:=+|-+)[ \t]*$", re.MULTILINE)  # what makes a line a heading
Rule = Callable[..., bool]


def tokens(text: str) -> list[Token] | None:
    """The tokens of a page, those of marks with a `Mark` in their `meta`; None where it nests
    beyond all measure."""
    parser = _parser(
        underlined=bool(UNDERLINE.search(text)), slides=any(sign in text for sign in SLIDES)
    )
    try:
        return parser.parse(text, {})
    except RecursionError:
        return None


# --- rules ----------------------------------------------------------------------------------------


@cache
def _parser(*, underlined: bool, slides: bool) -> MarkdownIt:
    """A parser without the rules that a page has no need of: reading is most of the work."""
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("table")
    parser.use(front_matter_plugin).use(amsmath_plugin)
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, double_inline=True)
    parser.disable(["emphasis", "entity", "newline", *([] if underlined else ["lheading"])])
    parser.disable(["balance_pairs", "fragments_join", "text_join"])  # nobody reads the words
    ends = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("table", "d2l_line", _line, {"alt": ends})
    parser.inline.ruler.before("escape", "d2l_role", _role)
    if slides:
        parser.inline.ruler.before("backticks", "d2l_slide", _slide)
    parser.inline.ruler.before("link", "d2l_raised", _raised)
    for name, kind in (("link", "link"), ("image", "image"), ("math_inline", "formula")):
        _note(parser, name, kind)  # type: ignore[arg-type]
    parser.inline.ruler.push("d2l_literal", _literal)
    return by_signs(linear(parser))


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


def _raised(state: Any, silent: bool) -> bool:
    """Words below or above the line."""
    if not (found := RAISED.match(state.src, state.pos)):
        return False
    name, words = ("sub", found[1]) if found[1] else ("sup", found[2])
    return _marked(Mark("raised", state.pos, found.end(), name, words), state, silent)


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
