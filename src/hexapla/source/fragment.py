"""Markdown that code gave, as nodes: prose, tables and formulas, and nothing that acts on a book.

It is CommonMark as Jupyter shows it, not the language of pages: it has no directives, defines no
labels, and shows no picture of another site.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hexapla.model.book import Config
from hexapla.model.nodes import Block, Display, Heading, Image, Link, Node, Reference, Text
from hexapla.model.problems import Problem
from hexapla.model.walk import plain, rewrite
from hexapla.source import blocks, dialect, inlines
from hexapla.source.address import SCHEME
from hexapla.source.dialect import Piece
from hexapla.source.reading import Reading, places


def fragment(text: str) -> tuple[Block, ...]:
    """The nodes of a text; none where it nests beyond all measure."""
    return rewrite(_read(text), _alone)


def leading(text: str) -> tuple[Block, ...]:
    """The same of a text that may link to pages of the book, as their files or in the site."""

    def alone(node: Node) -> Node:
        match node:
            case Link():
                return node
            case Reference("link", target, inside):
                return Link(inside or (Text(target),), target)
            case _:
                return _alone(node)

    return rewrite(_read(text), alone)


def _read(text: str) -> tuple[Block, ...]:
    pieces = dialect.read_plain(text)
    reading = Reading("", Config(""), _unsaid, places(""), blocks.read, inlines.read, frozenset())
    return blocks.convert(_still(pieces or ()), reading)


def _unsaid(problem: Problem) -> None:
    """What is wrong with an output is not for its author to mend in the text."""


def _still(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces with fences that hold code, whatever they say of themselves."""
    return tuple(
        replace(
            piece,
            info="" if piece.info.lstrip().startswith("{") else piece.info,
            inside=_still(piece.inside),
        )
        for piece in pieces
    )


def _alone(node: Node) -> Node:
    """A node without ties to the book."""
    match node:
        case Heading(level, inside):
            return Heading(min(level + 3, 6), inside)
        case Display(tex):
            return Display(tex)
        case Image(source, alt) if not source.startswith("data:image/"):
            return Link((Text(alt or source),), source) if SCHEME.match(source) else Text(alt)
        case Link(inside, url) if not SCHEME.match(url):
            return Text(plain(inside))
        case Reference(inside=inside):
            return Text(plain(inside))
        case _:
            return node
