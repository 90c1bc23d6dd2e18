"""Going through trees of nodes: children, walk, rewrite, and the words in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from operator import is_
from typing import TypeVar, overload

from hexapla.model.nodes import (
    Block,
    Break,
    Cell,
    Citation,
    CodeSpan,
    Footnote,
    FootnoteReference,
    Image,
    Inline,
    Link,
    Math,
    Media,
    Node,
    Table,
    Text,
    VariantBlock,
    Varied,
)
from hexapla.model.reach import EVERY, PASSED, Kind, Step, Way, way

N = TypeVar("N", bound=Node)
M = TypeVar("M", bound=Node)
SKIPPED = "skip-execution"
VALUE = "value"  # the tag of a hidden cell that gives a value within a line


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside a node, in reading order."""
    for name in EVERY[type(node)][1]:
        value = getattr(node, name)
        if type(value) is tuple:
            yield from value
        elif value is not None:
            yield value


@overload
def walk(nodes: Iterable[Node]) -> Iterator[Node]: ...
@overload  # for two kinds, which mypy would not take together as their union
def walk(nodes: Iterable[Node], one: type[N], other: type[M], /) -> Iterator[N | M]: ...
@overload
def walk(nodes: Iterable[Node], *kinds: type[N]) -> Iterator[N]: ...
def walk(nodes: Iterable[Node], *kinds: Kind) -> Iterator[Node]:
    """Every node of the trees that is of one of some kinds, if any are named; parents first."""
    steps = way(*kinds)
    ahead = [*nodes][::-1]  # no recursion: a hostile page may nest deeper than Python's stack
    while ahead:
        node = ahead.pop()
        if (step := steps[type(node)]) is PASSED:  # most of a page
            continue
        sought, names = step
        if sought:
            yield node
        for name in names[::-1]:
            value = getattr(node, name)
            if type(value) is tuple:
                ahead += value[::-1]
            elif value is not None:
                ahead.append(value)


def holds(nodes: Iterable[Node], *kinds: Kind) -> bool:
    """Whether a node of one of these kinds is anywhere in the trees."""
    return any(True for _ in walk(nodes, *kinds))


def by_kind(nodes: Iterable[Node], *kinds: Kind) -> dict[Kind, list[Node]]:
    """The nodes of the trees that are of some kinds, by their kind; those of one in their order."""
    found: dict[Kind, list[Node]] = {}
    for node in walk(nodes, *kinds):
        found.setdefault(type(node), []).append(node)
    return found


def rewrite(nodes: tuple[N, ...], change: Callable[[Node], Node], *kinds: Kind) -> tuple[N, ...]:
    """The same trees with every node put through `change`, children before parents.

    Where kinds are named, only their nodes are. A node whose children are unchanged is handed to
    `change` as it is.
    """
    return _rewritten(nodes, change, way(*kinds))  # type: ignore[return-value]


def spliced(
    nodes: tuple[N, ...], split: Callable[[Text], tuple[Inline, ...]], skipped: tuple[type, ...]
) -> tuple[N, ...]:
    """The same trees with each Text made into several nodes; `skipped` kinds stay as they are."""
    return _splice(nodes, split, skipped)  # type: ignore[return-value]


def runs(cell: Cell) -> bool:
    """Whether a cell is run, and not only shown."""
    return SKIPPED not in cell.tags


def cells_of(body: Iterable[Block], variant: str) -> Iterator[Cell]:
    """The cells that one variant sees, in order: how results are joined to cells."""
    steps = way(Cell)
    for node in body:
        if steps[type(node)] is PASSED:  # most of a page
            continue
        match node:
            case Cell():
                if applies(node.variants, variant):
                    yield node
            case VariantBlock():
                if applies(node.variants, variant):
                    yield from cells_of(node.body, variant)
            case Table(head, rows):
                data = (datum for row in (head, *rows) for datum in row.data if datum.body)
                yield from cells_of((block for datum in data for block in datum.body), variant)
            case _:
                yield from cells_of(children(node), variant)  # type: ignore[arg-type]


def counted(body: Iterable[Block]) -> Iterator[tuple[int, Cell]]:
    """All cells of a page, whichever variants see them, with their numbers on it, from 0."""
    yield from enumerate(walk(body, Cell))


def noted(nodes: Iterable[Node]) -> Iterator[tuple[FootnoteReference, tuple[str, ...]]]:
    """The marks of footnotes outside of footnotes, and the variants that see each: () for all."""
    return seen_by(nodes, FootnoteReference, beside=Footnote)


def seen_by(
    nodes: Iterable[Node], kind: type[N], *, beside: type[Node], variants: tuple[str, ...] = ()
) -> Iterator[tuple[N, tuple[str, ...]]]:
    """The nodes of a kind, but for those in nodes of another, and the variants that see each."""
    for node in nodes:
        match node:
            case kind():
                yield node, variants
            case VariantBlock(own) | Varied(own):
                both = tuple(one for one in own if applies(variants, one)) or own
                yield from seen_by(children(node), kind, beside=beside, variants=both)
            case Text() | beside():
                pass
            case _:
                yield from seen_by(children(node), kind, beside=beside, variants=variants)


def applies(variants: tuple[str, ...], variant: str) -> bool:
    """Whether something marked with these variants is there for this one."""
    return not variants or variant in variants


NAMING: tuple[Kind, ...] = (Image, Link, Media)  # what may name files of the book


def files_of(node: Node) -> tuple[str, ...]:
    """The files that a node shows or links to, if these are files of the book."""
    match node:
        case Image(source=file):
            return (file,)
        case Link(url=file):
            return (file, file.partition("#")[0])
        case Media(source=file, poster=poster):
            return (file, poster)
        case _:
            return ()


def plain(inlines: Iterable[Inline]) -> str:
    """The words of a line, without its marks; of words by variant, the first."""
    words = []
    for node in _read(inlines):
        match node:
            case Text(text):
                words.append(text)
            case CodeSpan(code):
                words.append(code)
            case Math(tex):
                words.append(tex)
            case Image(alt=alt):
                words.append(alt)
            case Break():
                words.append(" ")
            case _:
                pass
    return "".join(words)


def _read(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node of a line but what only other variants see than the one before it."""
    ahead = [*_first(nodes)][::-1]
    while ahead:
        node = ahead.pop()
        yield node
        if isinstance(node, Citation) and node.inside:  # what it is made from is in it
            ahead += [*_first(node.inside)][::-1]
        elif EVERY[type(node)][1]:
            ahead += [*_first(children(node))][::-1]


def _first(nodes: Iterable[Node]) -> Iterator[Node]:
    before: Node | None = None
    for node in nodes:
        if not (isinstance(node, Varied) and isinstance(before, Varied)):
            yield node
        before = node


def _splice(
    nodes: tuple[object, ...],
    split: Callable[[Text], tuple[Inline, ...]],
    skipped: tuple[type, ...],
) -> tuple[object, ...]:
    new: list[object] = []
    for node in nodes:
        if isinstance(node, Text):
            new += split(node)
            continue
        changed: dict[str, object] = {}
        for name in EVERY[type(node)][1] if isinstance(node, Node) else ():
            value = getattr(node, name)
            if isinstance(value, tuple) and value and not isinstance(node, skipped):
                inner = _splice(value, split, skipped)
                if inner is not value:
                    changed[name] = inner
        new.append(replace(node, **changed) if changed else node)  # type: ignore[type-var]
    same = len(new) == len(nodes) and all(a is b for a, b in zip(new, nodes, strict=True))
    return nodes if same else tuple(new)


def _rewritten(
    nodes: tuple[Node, ...], change: Callable[[Node], Node], steps: Way
) -> tuple[Node, ...]:
    """The nodes with what is in them rewritten: the same tuple, where nothing is."""
    new = [
        node if (step := steps[type(node)]) is PASSED else _rewrite(node, change, steps, step)
        for node in nodes
    ]
    return nodes if all(map(is_, new, nodes)) else tuple(new)


def _rewrite(node: Node, change: Callable[[Node], Node], steps: Way, step: Step) -> Node:
    sought, names = step
    changed: dict[str, object] = {}
    for name in names:
        value = getattr(node, name)
        if type(value) is tuple:
            new: object = _rewritten(value, change, steps)
        elif value is not None and steps[type(value)] is not PASSED:
            new = _rewrite(value, change, steps, steps[type(value)])
        else:
            continue
        if new is not value:
            changed[name] = new
    if changed:
        node = replace(node, **changed)  # type: ignore[arg-type]
    return change(node) if sought else node
