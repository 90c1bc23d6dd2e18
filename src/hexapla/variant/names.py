"""Which names a piece of code binds, which it takes from outside, and where those come from."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


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


def bound(statements: Iterable[ast.AST]) -> tuple[str, ...]:
    """The names that statements bind at the level of their module, in order, each once."""
    return tuple(dict.fromkeys(_bound(statements)))


def outside(code: str) -> frozenset[str]:
    """The names that code refers to and does not bind itself, built-in ones among them."""
    try:
        top = symtable.symtable(code, "cell", "exec")
    except (SyntaxError, RecursionError):
        return frozenset()
    own = {symbol.get_name() for symbol in top.get_symbols() if _binds(symbol)}
    return frozenset(name for name in _global(top) if name not in own)


def imports(statements: Iterable[ast.AST], cell: int = 0) -> Iterator[Import]:
    """What import statements bind at the level of their module."""
    for node in _level(statements):
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


def _written(alias: ast.alias) -> str:
    renamed = f" as {alias.asname}" if alias.asname else ""
    return f"import {alias.name}{renamed}"


def _bound(statements: Iterable[ast.AST]) -> Iterator[str]:
    for node in _level(statements):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Import() | ast.ImportFrom():
                yield from (one.name for one in imports([node]) if one.name != "*")
            case _:
                pass


def _level(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes within that belong to the module's own scope."""
    for node in nodes:
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if not isinstance(node, SCOPES):
            yield from _level(ast.iter_child_nodes(node))


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
