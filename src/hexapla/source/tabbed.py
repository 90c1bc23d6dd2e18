"""The older form of tabs: neighbouring `{tabbed}` blocks are one set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hexapla.model.nodes import Block, Tabs
from hexapla.source.dialect import Piece

TABBED = re.compile(r"\s*\{tabbed\}")
APART = re.compile(r"^:?new-group:", re.MULTILINE)


def join(made: Iterable[tuple[Piece, tuple[Block, ...]]]) -> Iterator[Block]:
    """What pieces became, with the tabs of neighbouring ones put together."""
    ahead: Tabs | None = None
    for piece, blocks in made:
        match blocks:
            case [Tabs() as tabs] if TABBED.match(piece.info):
                if ahead and not APART.search(piece.content):
                    ahead = replace(ahead, tabs=(*ahead.tabs, *tabs.tabs))
                    continue
                yield from (ahead,) if ahead else ()
                ahead = tabs
            case _:
                yield from (ahead,) if ahead else ()
                ahead = None
                yield from blocks
    yield from (ahead,) if ahead else ()
