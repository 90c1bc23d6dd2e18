"""How code reaches into the companion package: through which names, and what is meant there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hexapla.model.library import Saved, by_topic
from hexapla.variant.code import Code
from hexapla.variant.lines import is_near, lines_saying, only_before_dots
from hexapla.variant.loading import Loading, loading
from hexapla.variant.names import Import, imports, own, parted

# What the package has by itself: nobody saves it, and no variant has it.
OWN = frozenset({"__version__", "dataset", "datasets"})

# Names that stand for something of the companion, with what each stands for, now or later.
Aliases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reach:
    """A name of the companion that code mentions, as a path: ("pytorch", "train", "fit").

    `imported` tells an import statement, which takes hold of a module without using it, from
    an expression, which may do anything with one. It is not `sure` where a name stands for
    different things in different cells, or where only a text says it: `"bydoing.pytorch"`.
    """

    path: tuple[str, ...]
    line: int
    imported: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Shelf:
    """The saved items of one variant in order, by the names that they bind, and by topic.

    `loading` tells what its modules do when they are imported.
    """

    variant: str
    items: tuple[Saved, ...]
    names: Mapping[str, Saved]
    topics: Mapping[str, tuple[Saved, ...]]
    loading: Loading


def aliases(codes: Iterable[Code], package: str) -> Aliases:
    """The names that stand for something of the companion, and what they stand for."""
    found: dict[str, tuple[str, ...]] = {}
    for one in (one for code in codes for one in _imports(code, package)):
        path = package if one.dotted else one.path
        if one.name != "*" and path not in found.get(one.name, ()):
            found[one.name] = (*found.get(one.name, ()), path)
    return found


def reaches(code: Code, known: Aliases, package: str) -> Iterator[Reach]:
    """All that code mentions of the companion, by import, through these aliases, or as a text."""
    for one in _imports(code, package):
        yield Reach(_path(one.path), one.line[1], imported=True)
    if any(name in code.text for name in known):
        rows = lines_saying(known, code.text)
        hides = not only_before_dots(known, code.text)
        for statement in code.body:
            yield from mentions(statement, known, rows, hides=hides)
    if package and re.search(rf"[\"']{package}\.", code.text):
        for node in (node for statement in code.body for node in ast.walk(statement)):
            if isinstance(node, ast.Constant) and _says(node.value, package):
                yield Reach(_path(str(node.value).rstrip(".")), node.lineno, sure=False)


def mentions(
    node: ast.AST, known: Aliases, rows: list[int] | None = None, *, hides: bool = True
) -> Iterator[Reach]:
    """Names of the companion with the attributes that follow them: `bd.train.fit`, one mention.

    `rows` are the lines on which the names stand, where that is known; `hides` says whether a
    function may have such a name for itself.
    """
    if rows is not None and not is_near(node, rows):
        return
    names: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        names.insert(0, inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name):
        if inner.id in known and isinstance(inner.ctx, ast.Load):
            paths = known[inner.id]
            for path in paths:
                yield Reach((*_path(path), *names), inner.lineno, sure=len(paths) == 1)
        return
    around, within = parted(inner)
    for child in around:
        yield from mentions(child, known, rows, hides=hides)
    hidden = own(inner) if within and hides else frozenset()
    left = {n: path for n, path in known.items() if n not in hidden} if hidden else known
    for child in within:
        yield from mentions(child, left, rows, hides=hides)


def shelf(variant: str, items: Iterable[Saved]) -> Shelf:
    """A shelf of these items, which are one variant's."""
    kept = tuple(items)
    names = {name: item for item in kept for name in item.names}
    return Shelf(variant, kept, names, by_topic(kept), loading(names))


def loaded(reach: Reach, on: Shelf) -> tuple[str, ...]:
    """The topics whose modules a mention loads, besides those of the items that it means."""
    named = reach.path[1:2]
    return (*on.loading.first, *(topic for topic in named if topic in on.topics))


def meant(reach: Reach, on: Shelf) -> tuple[Saved, ...] | None:
    """The items that code may use by a mention; None if there is no such thing.

    A module that is passed on as a value may be used in any way: all its items count.
    """
    variant, *rest = reach.path or (on.variant,)
    if variant not in (on.variant, "*"):
        return () if variant in OWN else None
    match rest or [variant]:
        case [on.variant]:
            return () if reach.imported else on.items
        case ["*"]:
            return on.items
        case [topic, *inner] if topic in on.topics and _is_module(topic, inner, reach, on):
            return _in_topic(inner, on.topics[topic], reach)
        case [name, *_]:
            return (on.names[name],) if name in on.names else _unsaved(name)
        case _:
            return None


def _imports(code: Code, package: str) -> Iterator[Import]:
    """What code imports of the companion."""
    if package and package in code.text:
        for one in imports(code.imports):
            if one.path == package or one.path.startswith(f"{package}."):
                yield one


def _says(value: object, package: str) -> bool:
    """Whether a text is a name in the companion, or begins one: f"bydoing.{variant}".

    The name of the package alone is a word like others: a title, the salt of a digest.
    """
    return isinstance(value, str) and bool(re.fullmatch(rf"{package}\.(\w+(\.\w+)*\.?)?", value))


def _path(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.split(".")[1:])


def _is_module(topic: str, inner: Sequence[str], reach: Reach, on: Shelf) -> bool:
    """Whether a topic is meant: a saved item of its name hides it, but for `from … import`."""
    return topic not in on.names or (reach.imported and bool(inner))


def _in_topic(
    inner: Sequence[str], items: tuple[Saved, ...], reach: Reach
) -> tuple[Saved, ...] | None:
    match inner:
        case []:
            return () if reach.imported else items
        case ["*", *_]:
            return items
        case [name, *_]:
            return tuple(item for item in items if name in item.names) or _unsaved(name)
        case _:
            return None


def _unsaved(name: str) -> tuple[Saved, ...] | None:
    """Every module has names like __name__; nobody saves them."""
    return () if name.startswith("__") and name.endswith("__") else None
