"""What is passed over, where nodes of some kinds are sought, holds none of them."""

from __future__ import annotations

from collections.abc import Iterator

import test_manual as manual
from hexapla.model.nodes import Node
from hexapla.model.walk import holds, rewrite, walk

KINDS = tuple(Node.__subclasses__())


def test_nodes_of_a_kind_are_those_among_all() -> None:
    for nodes in _every_example():
        everything = [*walk(nodes)]
        for kind in KINDS:
            wanted = [node for node in everything if isinstance(node, kind)]
            assert [*map(id, walk(nodes, kind))] == [*map(id, wanted)]
            assert holds(nodes, kind) == bool(wanted)
            assert _gone_through(nodes, kind) == {*map(id, wanted)}


def _gone_through(nodes: tuple[Node, ...], kind: type[Node]) -> set[int]:
    """What is handed to a change of nodes of a kind, told by identity."""
    handed: set[int] = set()

    def change(node: Node) -> Node:
        handed.add(id(node))
        return node

    assert rewrite(nodes, change, kind) is nodes
    return handed


def _every_example() -> Iterator[tuple[Node, ...]]:
    """The examples of the manual, where nodes of nearly all kinds stand."""
    pages = (manual.fences(path.read_text(encoding="utf-8"))[0] for path in manual.PAGES)
    for example, _ in (one for found in pages for one in manual.examples(found)):
        for page in manual.book_of(example.body)[0].pages():
            yield (*page.title, *page.body)
