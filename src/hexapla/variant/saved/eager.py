"""What code needs at once, when its module is imported, and not only when it is called."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hexapla.variant.names import Comprehension, bound

Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class _Walk:
    """A walk along what runs: `found` are the names that were loaded and not bound before.

    `at` are the expressions that were evaluated. In the body of a class its own names come
    first; those of the module stand behind them.
    """

    bound: set[str]
    deferred: bool
    found: dict[str, None] = field(default_factory=dict)
    at: list[ast.AST] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Eager:
    """The names that code needs from outside when it is imported, and what it evaluates then."""

    names: tuple[str, ...]
    expressions: tuple[ast.AST, ...]


def eager(statements: Iterable[ast.AST], *, deferred: bool = False) -> Eager:
    """What statements of a module need at once; `deferred` where annotations wait."""
    walk = _Walk(set(), deferred)
    _run(statements, walk)
    return Eager(tuple(walk.found), tuple(walk.at))


def _run(nodes: Iterable[ast.AST], walk: _Walk) -> None:
    for node in nodes:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                _load([*node.decorator_list, *_defaults(node.args)], walk)
                _load(() if walk.deferred else _types(node), walk)
                walk.bound.add(node.name)
            case ast.ClassDef():
                _load([*node.decorator_list, *node.bases, *node.keywords], walk)
                inner = _Walk({*walk.bound}, walk.deferred, walk.found, walk.at)
                _run(node.body, inner)
                walk.bound.add(node.name)
            case ast.AnnAssign():
                _load(() if walk.deferred else [node.annotation], walk)
                _load([node.value] if node.value else (), walk)
                _load([node.target], walk)
            case ast.Import() | ast.ImportFrom():
                walk.bound.update(bound([node]))
            case ast.AugAssign(target=ast.Name(id=name)):
                _load([ast.Name(name, ast.Load()), node.value], walk)
                walk.bound.add(name)
            case ast.Assign(targets=targets, value=value):
                _load([value, *targets], walk)
            case _:
                _compound(node, walk)


def _compound(node: ast.AST, walk: _Walk) -> None:
    """Any other statement: what it evaluates, then the statements within."""
    inside = [each for each in ast.iter_child_nodes(node) if not _is_body(each)]
    _load(sorted(inside, key=_stores), walk)
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.ExceptHandler | ast.match_case):
            walk.bound.update(bound([each]))
            _compound(each, walk)
        elif isinstance(each, ast.stmt):
            _run([each], walk)


def _is_body(node: ast.AST) -> bool:
    return isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case)


def _stores(node: ast.AST) -> bool:
    """Targets come after what is given to them: `for x in f(x)`."""
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _load(expressions: Iterable[ast.AST], walk: _Walk) -> None:
    for each in expressions:
        walk.at.append(each)
        for name in _loaded(each):
            if name not in walk.bound:
                walk.found[name] = None
        walk.bound.update(bound([each]))


def _loaded(node: ast.AST, hidden: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names that an expression loads, but for those that are its own."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        if node.id not in hidden:
            yield node.id
    elif isinstance(node, ast.Lambda):
        for default in _defaults(node.args):
            yield from _loaded(default, hidden)
    else:
        if isinstance(node, Comprehension):
            hidden |= frozenset(bound(each.target for each in node.generators))
        for child in ast.iter_child_nodes(node):
            yield from _loaded(child, hidden)


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(each for each in arguments.kw_defaults if each)]


def _types(function: Definition) -> list[ast.expr]:
    """The types that a function's arguments and what it gives are said to have."""
    arguments = (each for each in ast.walk(function.args) if isinstance(each, ast.arg))
    said = [each.annotation for each in arguments if each.annotation]
    return [*said, function.returns] if function.returns else said
