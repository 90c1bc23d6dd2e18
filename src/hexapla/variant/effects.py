"""What saved code does when its module is loaded, besides giving names to things.

A decorator may fill a registry, a base class may list those that derive from it, a line may add to
a table: a page that never speaks of such an item sees what it did. What an item does to things
outside the package (a seed, a setting, a word printed) all see who load its module. Left out is
what happens to other packages within the value of an assignment or a decorator's call.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hexapla.variant.code import understand
from hexapla.variant.names import Function, bound, parted

# Of what is built in: what is seen outside, or may do anything.
LOUD = {"print", "open", "input", "exec", "eval", "__import__", "breakpoint", "globals"}
QUIET = frozenset(dir(builtins)) - LOUD
# Methods with which a class takes part in the making of others.
MAKING = {"__init_subclass__", "__prepare__", "__set_name__", "__new__"}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FIXED = (ast.Constant, ast.Tuple, ast.UnaryOp, ast.BinOp, ast.JoinedStr)


@dataclass(frozen=True, slots=True)
class Effects:
    """What loading an item does.

    `spoken` are the names that it works with, if it works at all and does not only make things;
    `foreign` those of them through which it may change what is no item of its own.
    """

    spoken: frozenset[str] = frozenset()
    foreign: frozenset[str] = frozenset()


@lru_cache(maxsize=8192)
def effects(code: str) -> Effects:
    """What this saved code does when it is loaded."""
    body = understand(code).body
    working = [statement for statement in body if not _makes(statement)]
    done = [node for statement in body for node in _loaded(statement)]
    roots = {name for node in done for name in _called(node)}
    own = _own(body)
    if not working and not roots:
        return Effects()
    if working or roots & own:  # then what its own functions do is done, too
        done = [node for statement in body for node in ast.walk(statement)]
    spoken = {name for node in done for name in _names(node)}
    at_work = {name for one in working for node in ast.walk(one) for name in _roots(node)}
    loud = roots & LOUD
    return Effects(frozenset(spoken), frozenset((at_work - own - QUIET) | loud))


@lru_cache(maxsize=8192)
def keeps(code: str) -> bool:
    """Whether code makes something that can be changed and then be seen to have changed."""
    return any(_keeps(statement) for statement in understand(code).body)


def _makes(statement: ast.stmt) -> bool:
    """Whether a statement only gives a name to what it makes."""
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


def _loaded(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that are evaluated at loading: all but what stands in functions."""
    yield node
    around, inside = parted(node)
    for child in (*around, *(() if isinstance(node, Function) else inside)):
        yield from _loaded(child)


def _called(node: ast.AST) -> Iterator[str]:
    """The names whose code a node runs: `a` of a.b(), of a decorator, of a base class."""
    match node:
        case ast.Call(func=function):
            yield _root(function)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from map(_root, node.decorator_list)
        case ast.ClassDef():
            given = (keyword.value for keyword in node.keywords)
            yield from map(_root, (*node.decorator_list, *node.bases, *given))
        case _:
            pass


def _root(node: ast.AST) -> str:
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
                node = inner
            case _:
                return ""  # a name of nothing: what is called is made in place
    return node.id


def _own(body: tuple[ast.stmt, ...]) -> set[str]:
    """The names that code binds in its module, and in the bodies of its classes."""
    found = set(bound(body))
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            found |= _own(tuple(statement.body))
    return found


def _names(node: ast.AST) -> Iterator[str]:
    """The names in a node, attributes among them: what is saved may stand behind an alias."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            yield name
        case ast.ImportFrom(names=names):
            yield from (alias.name for alias in names)
        case _:
            pass


def _roots(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node.id


def _keeps(statement: ast.stmt) -> bool:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return _remembers(statement)
        case ast.Assign(value=value):
            return not _fixed(value)
        case ast.AnnAssign(value=value):
            return value is not None and not _fixed(value)
        case ast.Import() | ast.ImportFrom():
            return False
        case _:
            return True


def _remembers(made: Definition) -> bool:
    """Whether a function or class holds something for itself, or takes part in making others."""
    if made.decorator_list or (isinstance(made, ast.ClassDef) and made.keywords):
        return True
    inside = [*ast.walk(made)]
    names = {made.name, "cls"}
    return any(
        (isinstance(node, ast.Global) or _is_kept(node, names) or _has_default(node))
        for node in inside
    ) or (isinstance(made, ast.ClassDef) and _holds(made))


def _is_kept(node: ast.AST, names: set[str]) -> bool:
    """Whether a node stores something on one of these names: `cls.count = 1`."""
    stored = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    return stored and _root(node) in names


def _has_default(node: ast.AST) -> bool:
    """Whether a node is the arguments of a function of which one is a list, or the like."""
    if not isinstance(node, ast.arguments):
        return False
    values = (*node.defaults, *filter(None, node.kw_defaults))
    return any(not isinstance(value, ast.Name) and not _fixed(value) for value in values)


def _holds(made: ast.ClassDef) -> bool:
    for statement in made.body:
        match statement:
            case ast.FunctionDef(name=name) if name in MAKING:
                return True
            case ast.Assign() | ast.AnnAssign() if _keeps(statement):
                return True
            case ast.ClassDef() if _remembers(statement):
                return True
            case _:
                pass
    return False


def _fixed(value: ast.AST) -> bool:
    """Whether what an expression gives cannot be changed, if what it is made of cannot."""
    parts = [child for child in ast.iter_child_nodes(value) if isinstance(child, ast.expr)]
    if isinstance(value, ast.BinOp):
        parts = [part for part in parts if not isinstance(part, ast.Name)]
    return isinstance(value, FIXED) and all(map(_fixed, parts))
