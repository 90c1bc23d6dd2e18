"""Which kinds of nodes can stand within which: what may be passed over where some are sought."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from typing import Any, get_args

from hexapla.model import nodes
from hexapla.model.nodes import Node

WORD = re.compile(r"\w+")
UNIONS = {"Block": nodes.Block, "Inline": nodes.Inline}
Kind = Any  # a class of nodes, which mypy does not take for a key
# What is done with a node of a kind: whether it is one of those sought, and its fields to look in.
Step = tuple[bool, tuple[str, ...]]
PASSED: Step = (False, ())


class Way(dict[Kind, Step]):
    """The steps on the way to nodes of some kinds; to all nodes, where none are named."""

    def __init__(self, sought: Iterable[Kind]) -> None:
        self.sought = frozenset(sought)

    def __missing__(self, kind: Kind) -> Step:
        names = (name for name, held in holding(kind).items() if self._leads(held))
        found = (not self.sought or kind in self.sought, tuple(names))
        self[kind] = step = found if any(found) else PASSED
        return step

    def _leads(self, held: Iterable[Kind]) -> bool:
        return not self.sought or any(
            kind in self.sought or _reach(kind) & self.sought for kind in held
        )


# What can have a label of an author's.
LABELLED: tuple[Kind, ...] = tuple(
    kind for kind in Node.__subclasses__() if "label" in (one.name for one in fields(kind))
)


@cache
def way(*sought: Kind) -> Way:
    return Way(sought)


EVERY = way()


@cache
def holding(kind: Kind) -> dict[str, frozenset[Kind]]:
    """The fields of a kind that hold nodes and nothing else, in reading order, and which kinds."""
    named = {word: frozenset(get_args(union)) for word, union in UNIONS.items()}
    named |= {each.__name__: frozenset((each,)) for each in Node.__subclasses__()}
    held = {
        each.name: [named[word] for word in WORD.findall(str(each.type)) if word in named]
        for each in fields(kind)
    }
    return {name: frozenset().union(*kinds) for name, kinds in held.items() if kinds}


@cache
def _reach(kind: Kind) -> frozenset[Kind]:
    """All kinds that can stand somewhere within a node."""
    found: set[Kind] = set()
    ahead = [kind]
    while ahead:
        inner = frozenset[Kind]().union(*holding(ahead.pop()).values()) - found
        found |= inner
        ahead += inner
    return frozenset(found)
