"""Files of the book that are taken into a page: text and code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from pygments.lexers import find_lexer_class_for_filename

from hexapla.model.nodes import Block, Heading, Node
from hexapla.model.problems import bad_directive, missing_file, outside
from hexapla.model.walk import rewrite
from hexapla.source import excerpt
from hexapla.source.excerpt import Excerpt, Unclear, said
from hexapla.source.found import Found
from hexapla.source.meta import front_matter
from hexapla.source.reading import Directive, Reading, Role
from hexapla.source.taken import DEEPEST
from hexapla.source.vocabulary.code import LISTED, listed

MOST = 5_000_000  # characters that a page may take in altogether
TAKEN = "hexapla-taken"  # where a page keeps how many it has
LANGUAGES = ("lang", "language", "code")  # the options that say in which language a file is
PARTS = frozenset(excerpt.OPTIONS) - {"pyobject"}
IGNORED = frozenset({"encoding", "tab-width", "relative-images", "relative-docs", "parser"})


def _include(found: Found, page: Reading) -> tuple[Block, ...]:
    """A file in Markdown, read as if it stood here; or else its text as it is."""
    path = _path(found, page)
    if path is None:
        return ()
    if "literal" in found.options or any(option in found.options for option in LANGUAGES):
        return _literal(path, found, page)
    inner = page.taking(path)
    blocks: list[Block] = []
    for piece in _pieces(page.texts[path], found, page):
        text, skipped = front_matter(piece.text) if piece.line == 1 else (piece.text, 0)
        blocks += page.blocks(text, piece.line + skipped, inner)
    return _lowered(tuple(blocks), found, page)


def _literalinclude(found: Found, page: Reading) -> tuple[Block, ...]:
    path = _path(found, page)
    return () if path is None else _literal(path, found, page)


def _literal(path: str, found: Found, page: Reading) -> tuple[Block, ...]:
    """The text of a file as it is, as code in the language that its name tells."""
    pieces = _pieces(page.texts[path], found, page)
    if not pieces:
        return ()
    language = next(filter(None, map(found.text, LANGUAGES)), "") or _language(path)
    code = "\n".join(piece.text for piece in pieces)
    return (listed(found, code, language, page, matching=pieces[0].line),)


def _path(found: Found, page: Reading) -> str | None:
    """The file that is meant, if it is there and may be taken in here."""
    path = page.within(found.argument)
    if path is None:
        page.report(outside(found.argument, found.at))
    elif path not in page.texts:
        known = path in page.files or path in page.pages  # then it was said why it has no text
        if not known:
            page.report(missing_file(path, page.files, found.at))
    elif why := _refused(path, found, page):
        page.report(bad_directive(found.name, why, found.at))
    else:
        return path
    return None


def _refused(path: str, found: Found, page: Reading) -> str:
    """Why a file may not be taken in; "" if it may."""
    if found.name == "include" and path in (*page.chain, page.file):
        return f"'{path}' takes itself in, by way of {' and '.join((*page.chain, page.file))}"
    if len(page.chain) >= DEEPEST:
        return f"files are taken in more than {DEEPEST} deep"
    taken = page.known[TAKEN] = page.known.get(TAKEN, 0) + len(page.texts[path])
    return f"the page takes in more than {MOST} characters" if taken > MOST else ""


def _pieces(text: str, found: Found, page: Reading) -> tuple[Excerpt, ...]:
    try:
        return excerpt.excerpt(text, found)
    except Unclear as why:
        page.report(bad_directive(found.name, str(why), found.at))
        return ()


def _lowered(blocks: tuple[Block, ...], found: Found, page: Reading) -> tuple[Block, ...]:
    """The blocks with their headings so many levels further down."""
    offset = said(found, "heading-offset")
    if not offset:
        return blocks
    if not offset.isdecimal() or int(offset) > 5:
        what = f"the heading-offset '{offset}' is not a number from 0 to 5"
        page.report(bad_directive(found.name, what, found.at))
        return blocks

    def lower(node: Node) -> Node:
        if not isinstance(node, Heading):
            return node
        return replace(node, level=min(node.level + int(offset), 6))

    return rewrite(blocks, lower, Heading)


@cache
def _language(path: str) -> str:
    """The language of a file, by its name; "" where that tells none."""
    lexer = find_lexer_class_for_filename(path.rpartition("/")[2])
    return lexer.aliases[0] if lexer and lexer.aliases else ""


SOURCE = "the path of the file"
DIRECTIVES: Mapping[str, Directive] = {
    "include": Directive(
        _include,
        frozenset({"literal", "heading-offset", *LANGUAGES}) | PARTS | LISTED | IGNORED,
        needs=SOURCE,
    ),
    "literalinclude": Directive(
        _literalinclude,
        frozenset({"pyobject", *LANGUAGES}) | PARTS | LISTED | IGNORED,
        needs=SOURCE,
    ),
}
ROLES: Mapping[str, Role] = {}
