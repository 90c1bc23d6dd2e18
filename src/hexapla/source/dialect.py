"""The Markdown we read: CommonMark with tables, mathematics, footnotes and MyST's additions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.field_list import fieldlist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from hexapla.source import rules
from hexapla.source.linear import linear
from hexapla.source.signs import by_signs

# markdown-it drops what nests deeper than this; whoever reads the pieces must stop before.
NESTING = 100
INLINE_NESTING = 20  # marks within marks beyond this are left out, their words are kept
LINED = ("lineno-start", "emphasize-lines")  # of code
ATTRIBUTES = ("id", "class", "width", "height", "align", "attribution", *LINED)
# What attributes in braces may stand behind; `[words]{.class}` is a span.
MARKED = ("image", "code_inline", "link_close", "span_close")

# What may hold the end of a line.
LONG = frozenset({"code_inline", "math_inline", "math_inline_double", "html_inline", "myst_role"})
LONG |= {"softbreak", "hardbreak", "cited", "mention", "substitution", "note"}

# What a page defines for all of it, such as the addresses of `[links][]`.
Definitions = MutableMapping[str, Any]


@dataclass(slots=True)
class Piece:
    """A token with what stands within it. `kind` is its type in markdown-it, without "_open".

    `line` counts from 1; of a fence, `closed` says whether its end was found. Nobody changes one,
    but Python takes long to make what is frozen, and there are very many of them.
    """

    kind: str
    line: int
    tag: str = ""
    content: str = ""
    info: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[Piece, ...] = ()
    closed: bool = True
    hidden: bool = False  # a paragraph of a tight list


@dataclass(frozen=True, slots=True)
class Style:
    """What is set in another way than it is typed. `quotes` are four, of which two are single."""

    quotes: tuple[str, ...] = ()
    replacements: bool = False
    addresses: bool = False  # a bare address is a link


AS_TYPED = Style()


def read(
    text: str,
    line: int = 1,
    *,
    whole: bool = False,
    known: Definitions | None = None,
    style: Style = AS_TYPED,
) -> tuple[Piece, ...] | None:
    """The pieces of a text that begins on that line; None where it nests beyond all measure.

    Only a whole page may begin with front matter.
    """
    parser = _parser(style, whole=whole)
    try:
        tokens = parser.parse(_even(text), known if known is not None else {})
    except RecursionError:
        return None
    return _tree(tokens, line)


def read_line(
    text: str, line: int = 1, *, known: Definitions | None = None, style: Style = AS_TYPED
) -> tuple[Piece, ...]:
    """The pieces of a text that is all one line of prose, such as a caption."""
    flat = " ".join(text.split())
    try:
        tokens = _parser(style).parseInline(flat, known if known is not None else {})
    except RecursionError:
        return (Piece("text", line, content=flat),)
    return tuple(inner for piece in _tree(tokens, line) for inner in piece.inside)


def read_plain(text: str) -> tuple[Piece, ...] | None:
    """The pieces of a text in plain Markdown with formulas; None where it nests beyond measure."""
    try:
        return _tree(_PLAIN.parse(_even(text), {}), 1)
    except RecursionError:
        return None


def _even(text: str) -> str:
    """The text with one kind of line end, also after its last line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def _plain() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING})
    parser.enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, double_inline=True, allow_labels=False).use(amsmath_plugin)
    return by_signs(linear(parser))


@cache
def _parser(style: Style, *, whole: bool = False) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING})
    parser.enable(["table", "strikethrough"])
    if whole:
        parser.use(front_matter_plugin)
    parser.use(dollarmath_plugin, double_inline=True)
    parser.use(amsmath_plugin)
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.use(colon_fence_plugin)
    parser.use(myst_role_plugin)
    parser.use(myst_block_plugin)
    parser.use(deflist_plugin).use(fieldlist_plugin)
    parser.use(attrs_plugin, after=MARKED, spans=True, allowed=ATTRIBUTES)
    parser.use(attrs_block_plugin, allowed=ATTRIBUTES)
    parser.inline.ruler.before("escape", "substitution", rules.substitution)
    parser.inline.ruler.after("link", "cited", rules.cited)
    parser.inline.ruler.after("image", "note", rules.note)
    parser.inline.ruler.after("link", "mention", rules.mention)
    return by_signs(linear(_styled(parser, style)))


def _styled(parser: MarkdownIt, style: Style) -> MarkdownIt:
    if style.addresses:
        parser.use(gfm_autolink_plugin)
    if style.replacements:
        parser.enable("replacements")
    if style.quotes:
        parser.enable("smartquotes")
        parser.options["quotes"] = style.quotes
    parser.options["typographer"] = style.replacements or bool(style.quotes)
    return parser


_PLAIN = _plain()


# --- tokens to pieces ------------------------------------------------------------------------

Lines = Iterable[int | None]  # of tokens, as far as they are known


def _tree(tokens: Iterable[Token], first: int) -> tuple[Piece, ...]:
    """The tokens of blocks as trees."""
    listed = list(tokens)
    lines = [first + token.map[0] if token.map else None for token in listed]
    return _nest(listed, lines, first, NESTING + 1)


def _inline(token: Token, first: int) -> tuple[Piece, ...]:
    """The tokens within a paragraph as trees."""
    tokens, text = token.children or [], token.content
    lines = _lines(tokens, text, first) if "\n" in text else repeat(first)
    return _nest(tokens, lines, first, INLINE_NESTING)


def _nest(tokens: Iterable[Token], lines: Lines, first: int, limit: int) -> tuple[Piece, ...]:
    """Kept without recursion: marks within a line may nest as deep as they like."""
    above: list[tuple[Token, int, list[Piece]]] = []  # what is open
    inside: list[Piece] = []
    inner, skipped = first, 0
    for token, known in zip(tokens, lines, strict=False):
        line = known or inner
        if token.nesting == 0:
            inside.append(_alone(token, line))
        elif token.nesting > 0 and len(above) >= limit:
            skipped += 1
        elif token.nesting > 0:
            above.append((token, inner, inside))
            inner, inside = line, []
        elif skipped:
            skipped -= 1
        else:
            held, line = tuple(inside), inner
            opened, inner, inside = above.pop()
            inside.append(_piece(opened, line, held))
    return tuple(above[0][2] if above else inside)


def _lines(tokens: Iterable[Token], text: str, line: int) -> Iterator[int]:
    """Tokens within a paragraph do not know their lines: they are found again in its text."""
    seen = 0
    for token in tokens:
        if token.type not in LONG:
            yield line
            continue
        start, end = _span(token, text, seen)
        line += text.count("\n", seen, start)
        yield line
        line += text.count("\n", start, end)
        seen = end


def _span(token: Token, text: str, seen: int) -> tuple[int, int]:
    """Where a token that may hold the end of a line begins and ends in its paragraph."""
    match token.type:
        case "softbreak" | "hardbreak":
            start, length = text.find("\n", seen), 1
        case "myst_role":
            mark = f"{{{token.meta['name']}}}`"
            start, length = text.find(mark, seen), len(mark) + len(token.content) + 1
        case "code_inline" | "math_inline" | "math_inline_double":
            start, length = text.find(token.markup, seen), len(token.content) + 2
        case "html_inline":
            start, length = text.find(token.content, seen), len(token.content)
        case _:
            start, length = text.find(token.markup, seen), len(token.markup)
    return (seen, seen) if start < 0 else (start, start + length)


def _alone(token: Token, line: int) -> Piece:
    """A token that does not open what a later one closes."""
    match token.type:
        case "text" | "softbreak":  # nearly all of them
            return Piece(token.type, line, "", token.content)
        case "inline":
            return Piece("inline", line, inside=_inline(token, line))
        case _:
            return _piece(token, line, ())


def _piece(token: Token, line: int, inside: tuple[Piece, ...]) -> Piece:
    kind, content, info, closed = token.type.removesuffix("_open"), token.content, token.info, True
    match kind:
        case "myst_role":
            info = str(token.meta["name"])
        case "footnote_ref" | "footnote_reference":
            info = str(token.meta["label"])
        case "image":
            content = "".join(_words(token.children or ()))
        case "fence" | "colon_fence":
            closed = _is_closed(token)
        case _:
            pass
    attrs = {name: str(value) for name, value in token.attrs.items()} if token.attrs else {}
    return Piece(kind, line, token.tag, content, info, attrs, inside, closed, token.hidden)


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield from _words(token.children or ())
        else:
            yield token.content


def _is_closed(token: Token) -> bool:
    """A fence that was closed has one line more than its content and its first line."""
    start, end = token.map or (0, token.content.count("\n") + 2)
    return end - start > token.content.count("\n") + 1
