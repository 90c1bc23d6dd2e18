"""Fences of code and directives -> nodes."""

from __future__ import annotations

from hexapla.model.nodes import Block, CodeBlock, Diagram, Target, Unknown
from hexapla.model.problems import bad_directive, close, unclosed, unknown_directive, unknown_option
from hexapla.source.dialect import Piece
from hexapla.source.found import Found, opened
from hexapla.source.reading import Reading
from hexapla.source.vocabulary import DIRECTIVES
from hexapla.source.vocabulary.code import LISTED, listed

EVERYWHERE = frozenset({"label", "name", "class"})  # options of every directive


def fence(piece: Piece, page: Reading) -> tuple[Block, ...]:
    """A directive, or else code."""
    at = page.at(piece.line)
    found = opened(piece.info, piece.content, piece.line, page.at)
    if not piece.closed:
        page.report(unclosed(f"'{found.name}'" if found else "a block of code", at))
    if found:
        return _directive(found, page)
    if piece.info.strip() == "mermaid":
        return (Diagram(piece.content.strip("\n"), at=at),)
    attributes = {name: piece.attrs[name] for name in LISTED & piece.attrs.keys()}
    plain = Found("```", "", piece.content, piece.line, page.at, options=attributes)
    language = piece.info.strip().split(" ")[0]
    return (listed(plain, piece.content.rstrip("\n"), language, page),)


def colons(piece: Piece, page: Reading) -> tuple[Block, ...]:
    """A directive; what colons hold is never code."""
    if opened(piece.info, "", piece.line, page.at) is not None:
        return fence(piece, page)
    name, at = piece.info.strip(), page.at(piece.line)
    if name:
        what = f"name a directive in braces, like {{{name}}}"
    else:
        what = "nothing is open that this could close; what holds a fence needs a longer one itself"
    page.report(bad_directive(":::", what, at))
    return page.blocks(piece.content, piece.line + 1, page.deeper())


def indented(piece: Piece, page: Reading) -> tuple[Block, ...]:
    """Code that is set off by four spaces."""
    return (CodeBlock(piece.content.rstrip("\n"), at=page.at(piece.line)),)


def _directive(found: Found, page: Reading) -> tuple[Block, ...]:
    named = (Target(found.label, at=found.at),) if found.label else ()
    directive = DIRECTIVES.get(found.name)
    if directive is None:
        page.report(unknown_directive(found.name, DIRECTIVES, found.at))
        return (*named, Unknown(found.name, page.body(found), at=found.at))
    if found.why:
        page.report(bad_directive(found.name, f"its options cannot be read: {found.why}", found.at))
    options = EVERYWHERE | directive.options
    for option in found.options:
        if option not in options and (not directive.open or close(option, options)):
            page.report(unknown_option(option, found.name, options, found.option(option)))
    if directive.needs and not found.argument:
        page.report(bad_directive(found.name, f"say {directive.needs} after its name", found.at))
        return (*named, Unknown(found.name, page.body(found), at=found.at))
    made = (*named, *directive.make(found, page))
    if not directive.bare or not found.body.strip():
        return made
    what = "it holds no text; what stands in it is shown after it"
    page.report(bad_directive(found.name, what, page.at(found.first)))
    return (*made, *page.body(found))
