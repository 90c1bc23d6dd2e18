"""Names for the cells of a page, by which an address finds them: cell-4."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping

from hexapla.model.nodes import Cell


def numbered(seen: Mapping[str, Iterable[Cell]], taken: Collection[str] = ()) -> dict[int, str]:
    """The name of each cell by its identity, from the cells that each variant sees.

    They are counted as a reader of one variant counts them, so that those which do the same in two
    variants have the same name; what several variants share has one number for all of them. A name
    that is taken, since a heading is called “Cell 4”, is passed over.
    """
    left = {variant: deque(cells) for variant, cells in seen.items()}
    owners: dict[int, dict[str, None]] = {}
    for variant, cells in left.items():
        for cell in cells:
            owners.setdefault(id(cell), {})[variant] = None
    counts = dict.fromkeys(left, 0)
    names: dict[int, str] = {}
    for cell in _in_order(left, owners):
        number = max(counts[variant] for variant in owners[id(cell)]) + 1
        while f"cell-{number}" in taken:
            number += 1
        counts |= dict.fromkeys(owners[id(cell)], number)
        names[id(cell)] = f"cell-{number}"
    return names


def _in_order(
    left: Mapping[str, deque[Cell]], owners: Mapping[int, Iterable[str]]
) -> Iterator[Cell]:
    """Each cell once all before it have been, for all who see it; takes them away."""
    while ready := [
        cells[0]
        for cells in left.values()
        if cells
        and all(left[other] and left[other][0] is cells[0] for other in owners[id(cells[0])])
    ]:
        for variant in owners[id(ready[0])]:
            left[variant].popleft()
        yield ready[0]
