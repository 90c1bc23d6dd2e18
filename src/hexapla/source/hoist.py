"""The hidden cells of values go before the block in which these are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hexapla.model.nodes import Block, Cell
from hexapla.model.walk import holds
from hexapla.source.reading import Reading


def hoisted(groups: Iterable[tuple[Block, ...]], page: Reading) -> Iterator[tuple[Block, ...]]:
    """Blocks, made one group after another, and before each group the cells of the values in it.

    They go as far out as they can: a list, a table or a caption is no place for a cell. But what
    stands after a cell may need what that gives, and stays after it.
    """
    before: list[Block] = []
    waiting = len(page.ahead)
    for group in groups:
        cells: tuple[Block, ...] = ()
        if len(page.ahead) > waiting and (page.depth == 0 or holds(before, Cell)):
            cells = tuple(page.ahead[waiting:])
            del page.ahead[waiting:]
        waiting = len(page.ahead)
        before += group
        yield (*cells, *group)
