"""Which names a piece of code binds, which it takes from outside, and where those come from."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from hexapla.variant.code import understand

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
TARGETS = (ast.Tuple, ast.List, ast.Starred)  # expressions in which names are bound
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True, slots=True)
class Import:
    """One name that an import statement binds; `path` is what it stands for: torch.nn.

    `statement` imports just this name. `line` says where it stands, as (cell, line).
    """

    name: str
    path: str
    statement: str
    line: tuple[int, int] = (0, 0)

    @property
    def dotted(self) -> bool:
        """Whether it is `import a.b`, which binds `a` and may stand beside others that do."""
        return self.statement == f"import {self.path}"


def bound(statements: Iterable[ast.AST], *, within: bool = True) -> tuple[str, ...]:
    """The names that statements bind at the level of their module, in order, each once.

    Not `within` expressions where it is known that no `:=` is there: that is most of a code.
    """
    return tuple(dict.fromkeys(_bound(statements, within=within)))


@lru_cache(maxsize=16384)
def outside(code: str) -> frozenset[str]:
    """The names that code refers to and does not bind itself, built-in ones among them."""
    try:
        top = symtable.symtable(code, "cell", "exec")
    except (SyntaxError, RecursionError):
        return frozenset()
    own = {symbol.get_name() for symbol in top.get_symbols() if _binds(symbol)}
    names = {*_global(top), *(_early(understand(code).body) if "class " in code else ())}
    return frozenset(name for name in names if name not in own)


def imports(statements: Iterable[ast.AST], cell: int = 0) -> Iterator[Import]:
    """What import statements bind at the level of their module."""
    for node in _level(statements, within=False):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    name = alias.asname or alias.name.partition(".")[0]
                    yield Import(name, alias.name, _written(alias), (cell, node.lineno))
            case ast.ImportFrom(module=str(module), names=names, level=0):
                for alias in names:
                    text = f"from {module} {_written(alias)}"
                    path = f"{module}.{alias.name}"
                    yield Import(alias.asname or alias.name, path, text, (cell, node.lineno))
            case _:
                pass


def parted(node: ast.AST) -> tuple[list[ast.AST], list[ast.AST]]:
    """What stands within a node in the scope around it, and what in a scope of the node's own."""
    inside: list[ast.AST] = []
    if isinstance(node, Comprehension):
        inside = [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]
        inside += [condition for each in node.generators for condition in each.ifs]
        return [each.iter for each in node.generators], inside
    if isinstance(node, Function):
        inside = [*node.body] if isinstance(node.body, list) else [node.body]
    return [each for each in ast.iter_child_nodes(node) if each not in inside], inside


def own(node: ast.AST) -> frozenset[str]:
    """The names that a function or comprehension has for itself, other than by an import."""
    if isinstance(node, Comprehension):
        return frozenset(_bound(each.target for each in node.generators))
    if not isinstance(node, Function):
        return frozenset()
    arguments = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
    body = [*node.body] if isinstance(node.body, list) else []
    shared = {name for each in _level(body) if isinstance(each, ast.Global) for name in each.names}
    shared |= {each.name for each in imports(body)}
    return frozenset(arguments | (set(_bound(body)) - shared))


@lru_cache(maxsize=16384)
def shared(code: str) -> frozenset[str]:
    """The names that functions in the code bind in their module: `global x`."""
    if "global" not in code:
        return frozenset()
    nodes = [node for each in understand(code).body for node in ast.walk(each)]
    said = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return frozenset(said & stored)


def dotted(said: ast.AST) -> tuple[str, ...]:
    """The words of a dotted name, which may be called: ("nn", "Module"); none of anything else."""
    inner = said.func if isinstance(said, ast.Call) else said
    words: list[str] = []
    while isinstance(inner, ast.Attribute):
        words.insert(0, inner.attr)
        inner = inner.value
    return (inner.id, *words) if isinstance(inner, ast.Name) else ()


def last_word(said: ast.AST) -> str:
    """The last word of a dotted name: add_to_class of `@bd.add_to_class(Net)`; "" of no name."""
    return (dotted(said) or ("",))[-1]


def _written(alias: ast.alias) -> str:
    renamed = f" as {alias.asname}" if alias.asname else ""
    return f"import {alias.name}{renamed}"


def _bound(statements: Iterable[ast.AST], *, within: bool = True) -> Iterator[str]:
    for node in _level(statements, within=within):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Import() | ast.ImportFrom():
                yield from (one.name for one in imports([node]) if one.name != "*")
            case _:
                pass


def _level(nodes: Iterable[ast.AST], *, within: bool = True) -> Iterator[ast.AST]:
    """All nodes within that belong to the module's own scope."""
    for node in nodes:
        yield node
        if isinstance(node, ast.AnnAssign) and node.value is None:
            continue  # `x: int` says of what type x will be, and makes no x
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if not within and isinstance(node, ast.expr) and not isinstance(node, TARGETS):
            continue
        if isinstance(node, Comprehension):  # what `:=` names within belongs to what is around
            inner = (each for each in ast.walk(node) if isinstance(each, ast.NamedExpr))
            yield from (each.target for each in inner)
        elif not isinstance(node, ast.Lambda):
            yield from _level(ast.iter_child_nodes(node), within=within)


def _binds(symbol: symtable.Symbol) -> bool:
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def _global(table: symtable.SymbolTable) -> Iterator[str]:
    """The names that a scope, or one within it, takes from the module."""
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _global(inner)


def _early(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that bodies of classes refer to before they bind them: `class C: size = size`."""
    for made in (one for one in statements if isinstance(one, ast.ClassDef)):
        known: set[str] = set()
        for statement in made.body:
            for node in _level([statement]):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    yield from {node.id} - known
            known.update(bound([statement]))
        yield from _early(one for one in made.body if isinstance(one, ast.ClassDef))
