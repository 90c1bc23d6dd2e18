"""Names in a page's code that are documented elsewhere, or saved on another page, as links.

Only names that are surely what they seem get one: what an import binds, always to the same, and
nothing else on the page binds in any scope.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from hexapla.forked import mapped
from hexapla.model.book import Book, Page, Variant
from hexapla.model.magics import PYTHON
from hexapla.model.nodes import CodeBlock
from hexapla.model.objects import Objects, Sought, find
from hexapla.model.walk import cells_of, walk
from hexapla.packed import pack, unpack
from hexapla.variant.code import is_python, understand
from hexapla.variant.lines import lines_saying, near

SAVED = "saved:"  # instead of an address: what the companion has of that name


def documented(book: Book, known: tuple[Objects, ...]) -> Book:
    """The book with the names in its code that lead somewhere, by page and variant."""
    if not known and not book.config.package:
        return book
    pages = [*book.pages()]
    names = mapped(lambda page: documented_on(page, book, known), pages, pack=pack, unpack=unpack)
    found = {page.id: of for page, of in zip(pages, names, strict=True)}
    return replace(book, names=MappingProxyType({page: of for page, of in found.items() if of}))


def documented_on(
    page: Page, book: Book, known: tuple[Objects, ...]
) -> Mapping[str, Mapping[str, str]]:
    blocks = walk(page.body, CodeBlock)
    shown = [block.code for block in blocks if block.language.lower() in PYTHON]
    found = {
        variant.name: names
        for variant in book.config.variants
        if (names := _of_variant(page, variant, shown, book.config.package, known))
    }
    return MappingProxyType(found)


def _of_variant(
    page: Page, variant: Variant, shown: Sequence[str], package: str, known: tuple[Objects, ...]
) -> Mapping[str, str]:
    """The address of each name, as it is written in the code that a variant sees."""
    if not is_python(variant):
        return {}
    codes = (*(cell.code for cell in cells_of(page.body, variant.name)), *shown)
    leading = _leading(codes, package, known)
    sign = re.compile("|".join(map(re.escape, ("import", *sorted(leading)))))
    found = [_names(code, leading) for code in codes if sign.search(code)] if leading else []
    bound = _bound(pair for one in found for pair in one.binds)
    uses = dict(use for one in found for use in _uses(one, bound))
    places = {chain: _place(path, package, known) for chain, path in sorted(uses.items())}
    return MappingProxyType({chain: place for chain, place in places.items() if place})


def _leading(codes: Iterable[str], package: str, known: tuple[Objects, ...]) -> frozenset[str]:
    """The names that imports bind to what may lead somewhere, and the first words of what they
    are spelt as: no other name in the code does."""
    importing = [_imported(code) for code in codes if "import" in code]
    return frozenset(
        name.partition(".")[0]
        for one in importing
        for name, path in (*one.binds, *one.spelt)
        if known or f"{path}.".startswith(f"{package}.")
    )


def _place(path: str, package: str, known: tuple[Objects, ...]) -> str:
    if package and path.startswith(f"{package}."):
        return SAVED + path.rpartition(".")[2]
    thing = find(Sought(path, domain="py"), known)
    return thing.url if thing else ""


@dataclass(frozen=True, slots=True)
class _Names:
    """What a piece of code binds, the dotted names in it, and what its imports are spelt as."""

    binds: tuple[tuple[str, str], ...]
    chains: tuple[tuple[str, ...], ...]
    spelt: tuple[tuple[str, str], ...]


@lru_cache(maxsize=8192)
def _names(code: str, leading: frozenset[str]) -> _Names:
    """The names of some code, but for what it says with other words than those that lead."""
    rows = lines_saying(leading, code)
    nodes = [*near(understand(code).body, rows)] if rows else []
    chains = (_chain(node) for node in nodes if isinstance(node, ast.Name | ast.Attribute))
    imports = _imported(code)
    return _Names(
        (*imports.binds, *((name, "") for node in nodes for name in _binds(node))),
        tuple(dict.fromkeys(chain for chain in chains if not leading.isdisjoint(chain[:1]))),
        imports.spelt,
    )


@lru_cache(maxsize=8192)
def _imported(code: str) -> _Names:
    """What the imports of some code bind, and what they are spelt as."""
    nodes = understand(code).imports
    binds = tuple(pair for node in nodes for pair in _stands_for(node))
    return _Names(binds, (), tuple(pair for node in nodes for pair in _spelt(node)))


def _bound(binds: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names and the full name of what they stand for, "" where that is not one import alone."""
    bound: dict[str, str] = {}
    for name, path in binds:
        bound[name] = path if bound.get(name, path) == path else ""
    return bound


def _stands_for(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """Each name that an import binds, and what it then stands for."""
    match node:
        case ast.Import(names=names):
            for alias in names:
                first = alias.name.partition(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (first, first)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from ((one.asname or one.name, f"{module}.{one.name}") for one in names)
        case _:
            pass


def _binds(node: ast.AST) -> Iterator[str]:
    """Each name that a node binds which is no import.

    The names of arguments that are given count too: `f(np=1)` has nothing to do with NumPy.
    """
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            yield name
        case ast.keyword(arg=str(name)):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name
        case _:
            pass


def _uses(code: _Names, bound: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names as they are written, nn.Linear, with their full names, torch.nn.Linear."""
    for first, *rest in code.chains:
        if path := bound.get(first):
            yield ".".join((first, *rest)), ".".join((path, *rest))
    for written, path in code.spelt:  # unless it means something else elsewhere on the page
        first, _, after = written.partition(".")
        start = path.removesuffix(f".{after}") if after else path
        if bound.get(first, start) == start:
            yield written, path


def _spelt(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    """The names in an import statement, as they are written and in full."""
    match node:
        case ast.Import(names=names):
            yield from ((alias.name, alias.name) for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield module, module
            yield from ((one.name, f"{module}.{one.name}") for one in names)
        case _:
            pass


def _chain(node: ast.AST) -> tuple[str, ...]:
    """The words of a dotted name, none of what is no such name."""
    words: list[str] = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    return (node.id, *reversed(words)) if isinstance(node, ast.Name) else ()
