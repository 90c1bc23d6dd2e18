"""How code reaches into the companion package: through which names, and what is meant there."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hexapla.model.library import Saved
from hexapla.variant.code import Code, understand
from hexapla.variant.names import Import, imports, own, parted


@dataclass(frozen=True, slots=True)
class Reach:
    """A name of the companion that code mentions, as a path: ("pytorch", "train", "fit").

    `imported` tells an import statement, which takes hold of a module without using it, from
    an expression, which may do anything with one.
    """

    path: tuple[str, ...]
    line: int
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """The saved items of one variant in order, by the names that they bind, and by topic.

    `acting` are those of a topic that do more than name things when its module is imported.
    """

    variant: str
    items: tuple[Saved, ...]
    names: Mapping[str, Saved]
    topics: Mapping[str, tuple[Saved, ...]]
    acting: Mapping[str, tuple[Saved, ...]]


def aliases(codes: Iterable[Code], package: str) -> dict[str, str]:
    """The names that stand for something of the companion, and what they stand for."""
    found = [one for code in codes for one in _imports(code, package)]
    return {one.name: package if one.dotted else one.path for one in found if one.name != "*"}


def reaches(code: Code, known: Mapping[str, str], package: str) -> Iterator[Reach]:
    """All that code mentions of the companion, by import or through these aliases."""
    for one in _imports(code, package):
        yield Reach(_path(one.path), one.line[1], imported=True)
    if any(name in code.text for name in known):
        for statement in code.body:
            yield from mentions(statement, known)


def mentions(node: ast.AST, known: Mapping[str, str]) -> Iterator[Reach]:
    """Names of the companion with the attributes that follow them: `bd.train.fit`, one mention."""
    names: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        names.insert(0, inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name):
        if inner.id in known and isinstance(inner.ctx, ast.Load):
            yield Reach((*_path(known[inner.id]), *names), inner.lineno)
        return
    around, within = parted(inner)
    for child in around:
        yield from mentions(child, known)
    hidden = own(inner) if within else frozenset()
    for child in within:
        yield from mentions(child, {n: path for n, path in known.items() if n not in hidden})


def shelf(variant: str, items: Iterable[Saved]) -> Shelf:
    """A shelf of these items, which are one variant's."""
    kept = tuple(items)
    topics: dict[str, list[Saved]] = {}
    for item in kept:
        topics.setdefault(item.topic, []).append(item)
    return Shelf(
        variant,
        kept,
        {name: item for item in kept for name in item.names},
        {topic: tuple(of_topic) for topic, of_topic in topics.items()},
        {topic: tuple(filter(_acts, of_topic)) for topic, of_topic in topics.items()},
    )


def meant(reach: Reach, on: Shelf) -> tuple[Saved, ...] | None:
    """The items that code may use by a mention; None if there is no such thing.

    A module that is passed on as a value may be used in any way: all its items count.
    """
    variant, *rest = reach.path or (on.variant,)
    if variant not in (on.variant, "*"):
        return None
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


def _path(dotted: str) -> tuple[str, ...]:
    return tuple(dotted.split(".")[1:])


def _acts(item: Saved) -> bool:
    """Whether an item does more, when its module is imported, than give names to things."""
    return not all(_names_only(statement) for statement in understand(item.code).body)


def _names_only(statement: ast.stmt) -> bool:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return True
        case ast.Import() | ast.ImportFrom() | ast.AnnAssign(target=ast.Name()):
            return True
        case ast.Assign(targets=targets):
            return all(isinstance(target, ast.Name | ast.Tuple | ast.List) for target in targets)
        case ast.Expr(value=ast.Constant()):
            return True
        case _:
            return False


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
