"""The Markdown we read: CommonMark with tables, mathematics, footnotes and MyST's additions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import cache
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

# markdown-it drops what nests deeper than this; whoever reads the pieces must stop before.
NESTING = 100
INLINE_NESTING = 20  # marks within marks beyond this are left out, their words are kept
LINED = ("lineno-start", "emphasize-lines")  # of code
ATTRIBUTES = ("id", "class", "width", "height", "align", "attribution", *LINED)
# What attributes in braces may stand behind; `[words]{.class}` is a span.
MARKED = ("image", "code_inline", "link_close", "span_close")

# What a page defines for all of it, such as the addresses of `[links][]`.
Definitions = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A token with what stands within it. `kind` is its type in markdown-it, without "_open".

    `line` counts from 1; of a fence, `closed` says whether its end was found.
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
    return linear(parser)


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
    return linear(_styled(parser, style))


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

Placed = Iterable[tuple[Token, int | None]]  # tokens with their lines, as far as they are known


def _tree(tokens: Iterable[Token], first: int) -> tuple[Piece, ...]:
    """The tokens of blocks as trees."""
    placed = ((token, first + token.map[0] if token.map else None) for token in tokens)
    return _nest(placed, first, NESTING + 1)


def _inline(tokens: Iterable[Token], text: str, first: int) -> tuple[Piece, ...]:
    """The tokens within a paragraph as trees."""
    return _nest(_place(tokens, text, first), first, INLINE_NESTING)


def _nest(tokens: Placed, first: int, limit: int) -> tuple[Piece, ...]:
    """Kept without recursion: marks within a line may nest as deep as they like."""
    stack: list[tuple[Token | None, int, list[Piece]]] = [(None, first, [])]
    skipped = 0
    for token, known in tokens:
        line = known or stack[-1][1]
        if token.nesting > 0 and len(stack) > limit:
            skipped += 1
        elif token.nesting > 0:
            stack.append((token, line, []))
        elif token.nesting < 0 and skipped:
            skipped -= 1
        elif token.nesting < 0:
            opened, line, inside = stack.pop()
            stack[-1][2].append(_piece(opened or token, line, tuple(inside)))
        elif token.type == "inline":
            inside_line = _inline(token.children or (), token.content, line)
            stack[-1][2].append(Piece("inline", line, inside=inside_line))
        else:
            stack[-1][2].append(_piece(token, line, ()))
    return tuple(stack[0][2])


def _place(tokens: Iterable[Token], text: str, line: int) -> Placed:
    """Tokens within a paragraph do not know their lines: they are found again in its text."""
    seen = 0
    for token in tokens:
        start, end = _span(token, text, seen)
        line += text.count("\n", seen, start)
        yield token, line
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
        case "cited" | "mention" | "substitution" | "note":
            start, length = text.find(token.markup, seen), len(token.markup)
        case _:
            return seen, seen
    return (seen, seen) if start < 0 else (start, start + length)


def _piece(token: Token, line: int, inside: tuple[Piece, ...]) -> Piece:
    kind = token.type.removesuffix("_open")
    content, info = token.content, token.info
    match kind:
        case "myst_role":
            info = str(token.meta["name"])
        case "footnote_ref" | "footnote_reference":
            info = str(token.meta["label"])
        case "image":
            content = "".join(_words(token.children or ()))
        case _:
            pass
    attrs = {name: str(value) for name, value in token.attrs.items()}
    return Piece(
        kind, line, token.tag, content, info, attrs, inside, _is_closed(token), token.hidden
    )


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
    if token.type not in ("fence", "colon_fence") or not token.map:
        return True
    start, end = token.map
    return end - start > token.content.count("\n") + 1
