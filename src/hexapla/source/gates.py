"""Directives whose body is all that stands between a start and an end: `{exercise-start}`.

What stands between may hold cells and headings, which an author's editor then sees as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from hexapla.model.nodes import Block, Exercise, Solution
from hexapla.model.problems import bad_directive, unclosed
from hexapla.source.dialect import Piece
from hexapla.source.reading import Reading

GATE = re.compile(r"\s*\{(exercise|solution)-(start|end)\}")

# How pieces become nodes: one of them, and several below each other.
One = Callable[[Piece, Reading], tuple[Block, ...]]
Several = Callable[[Sequence[Piece], Reading], tuple[Block, ...]]


def is_gate(piece: Piece) -> bool:
    """Whether a piece is the start or the end of a directive."""
    return piece.kind in ("fence", "colon_fence") and GATE.match(piece.info) is not None


def through(
    pieces: Sequence[Piece], page: Reading, one: One, several: Several
) -> tuple[tuple[Block, ...], int]:
    """What the gate at the head of the pieces makes, and how many pieces it takes."""
    name, which = _gate(pieces[0])
    at = page.at(pieces[0].line)
    if which == "end":
        what = f"no {{{name}-start}} stands before it for it to end"
        page.report(bad_directive(f"{name}-end", what, at))
        return (), 1
    end = _end(pieces, name)
    if end is None:
        page.report(unclosed(f"'{name}-start'", at))
        end = 0
    opened = replace(pieces[0], info=pieces[0].info.replace("-start}", "}", 1))
    body = several(pieces[1:end], page.deeper()) if end else ()
    return tuple(_filled(node, body) for node in one(opened, page)), end + 1


def _gate(piece: Piece) -> tuple[str, str]:
    match = GATE.match(piece.info) if piece.kind in ("fence", "colon_fence") else None
    return (match[1], match[2]) if match else ("", "")


def _end(pieces: Sequence[Piece], name: str) -> int | None:
    """Where the gate at the head of the pieces is shut; those within it come first."""
    depth = 0
    for n, piece in enumerate(pieces):
        match _gate(piece):
            case (inner, "start") if inner == name:
                depth += 1
            case (inner, "end") if inner == name:
                depth -= 1
                if not depth:
                    return n
            case _:
                pass
    return None


def _filled(node: Block, body: tuple[Block, ...]) -> Block:
    match node:
        case Exercise() | Solution():
            return replace(node, body=(*node.body, *body))
        case _:
            return node
