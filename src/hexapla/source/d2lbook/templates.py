"""What an alias that is called becomes, with the texts of the call's arguments in it."""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hexapla.model.tabs import Alias

# Where an expression of any kind needs no brackets.
OPEN = {
    **{ast.Assign: "value", ast.AnnAssign: "value", ast.AugAssign: "value", ast.Return: "value"},
    **{ast.Expr: "value", ast.Call: "args", ast.keyword: "value", ast.Subscript: "slice"},
    **{ast.List: "elts", ast.Tuple: "elts", ast.Set: "elts", ast.Dict: "values"},
}
METHOD = Alias("", "lambda x, *args, **kwargs: x.{}(*args, **kwargs)")


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as it is written; `idle`: to look at it twice, or not at all, is the same."""

    text: str
    name: str = ""
    idle: bool = True


class Unfit(Exception):
    """A call has other arguments than its alias takes."""


@lru_cache(maxsize=1024)
def free(alias: Alias) -> frozenset[str]:
    """The names that the text of an alias takes from around it, other than built-in ones."""
    made = _made(alias)
    own = {each.arg for each in ast.walk(made) if isinstance(each, ast.arg)}
    names = {each.id for each in ast.walk(made) if isinstance(each, ast.Name)}
    return frozenset(name for name in names - own if not hasattr(builtins, name))


@lru_cache(maxsize=256)
def function(alias: Alias) -> str:
    """An alias that is a function and is not called."""
    return ast.unparse(_made(alias))


def applied(alias: Alias, given: tuple[Argument, ...]) -> str:
    """The text of an alias with arguments in it; raises Unfit where they do not fit."""
    template = _template(alias, tuple(each.name for each in given))
    filled = [given[one] if isinstance(one, int) else one for one in template.fillings]
    used = Counter(filled)
    if any(used[each] != 1 and not each.idle for each in given):
        return f"({function(alias)})({', '.join(each.text for each in given)})"
    return HOLE.sub(lambda hole: _filled(hole, filled), template.text)


def is_open(parent: ast.AST, child: ast.AST) -> bool:
    """Whether an expression needs no brackets where it stands, whatever it is."""
    held = getattr(parent, OPEN.get(type(parent), ""), None)
    return held is child or (isinstance(held, list) and child in held)


@lru_cache(maxsize=4096)
def is_atom(text: str) -> bool:
    """Whether a method can be called on a text as it is, without brackets around it."""
    try:
        found = ast.parse(f"{text}.x", mode="eval").body
        alone = ast.parse(f"({text})", mode="eval").body
    except (SyntaxError, ValueError):
        return False
    return isinstance(found, ast.Attribute) and ast.dump(found.value) == ast.dump(alone)


@lru_cache(maxsize=256)
def _made(alias: Alias) -> ast.Lambda:
    head = f"lambda {alias.parameters}:" if alias.parameters else "lambda:"
    text = METHOD.text.format(alias.text) if alias.parameters == "." else f"{head} {alias.text}"
    made = ast.parse(text, mode="eval").body
    if not isinstance(made, ast.Lambda):
        raise TypeError(text)
    return made


# --- arguments and what takes them ----------------------------------------------------------------

HOLE = re.compile(r"hole_(\d+)_(open|tight)")
Filling = int | Argument  # an argument's number among those that are given, or a default
Bound = dict[str, tuple[Filling, ...]]


@dataclass(frozen=True, slots=True)
class _Template:
    """The text of an alias with holes in it, and what goes into each."""

    text: str
    fillings: tuple[Filling, ...]


@lru_cache(maxsize=1024)
def _template(alias: Alias, names: tuple[str, ...]) -> _Template:
    """The same for all calls with arguments of these names, "" where they have none."""
    made = _made.__wrapped__(alias)  # holes are made in it
    filling = _Filling(made.args, _bound(made.args, names), names)
    return _Template(ast.unparse(filling.visit(made.body)), tuple(filling.used))


def _filled(hole: re.Match[str], fillings: Sequence[Argument]) -> str:
    text = fillings[int(hole[1])].text
    number = text.isalnum() and hole.string[hole.end() :][:1] != "."
    return text if hole[2] == "open" or number or is_atom(text) else f"({text})"


def _bound(parameters: ast.arguments, names: tuple[str, ...]) -> Bound:
    """The arguments of each parameter; none where it was left out and may be."""
    plain = [*parameters.posonlyargs, *parameters.args]
    places = [n for n, name in enumerate(names) if not name]
    bound: Bound = {each.arg: (one,) for each, one in zip(plain, places, strict=False)}
    if parameters.vararg:
        bound[parameters.vararg.arg] = tuple(places[len(plain) :])
    elif len(places) > len(plain):
        raise Unfit
    rest: list[int] = []
    left = {each.arg for each in (*parameters.args, *parameters.kwonlyargs)} - bound.keys()
    for n, name in enumerate(names):
        if name in left:
            bound[name] = (n,)
        elif name:
            rest.append(n)
    if parameters.kwarg:
        bound[parameters.kwarg.arg] = tuple(rest)
    elif rest:
        raise Unfit
    return {**dict(_defaults(parameters)), **bound} if _is_whole(parameters, bound) else {}


def _is_whole(parameters: ast.arguments, bound: Bound) -> bool:
    known = {*bound, *(name for name, _ in _defaults(parameters))}
    every = (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)
    if any(each.arg not in known for each in every):
        raise Unfit
    return True


def _defaults(parameters: ast.arguments) -> Iterator[tuple[str, tuple[Filling, ...]]]:
    """The defaults of parameters; of one that is to be left out where it is not given, none."""
    plain = [*parameters.posonlyargs, *parameters.args]
    pairs = [
        *zip(plain[len(plain) - len(parameters.defaults) :], parameters.defaults, strict=True),
        *zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True),
    ]
    for each, value in pairs:
        if isinstance(value, ast.Constant) and value.value is ...:
            yield each.arg, ()
        elif value is not None:
            yield each.arg, (Argument(ast.unparse(value)),)


class _Filling(ast.NodeTransformer):
    """Puts a hole in place of each parameter, and knows what goes into it."""

    def __init__(self, parameters: ast.arguments, bound: Bound, names: tuple[str, ...]) -> None:
        self.bound = bound
        self.names = names
        self.used: list[Filling] = []
        self.several = {each.arg for each in (parameters.vararg, parameters.kwarg) if each}
        self.open: set[int] = set()

    def generic_visit(self, node: ast.AST) -> ast.AST:
        self.open |= {id(each) for each in ast.iter_child_nodes(node) if is_open(node, each)}
        return super().generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        node.args = [one for each in node.args for one in self._place(each)]
        node.keywords = [one for each in node.keywords for one in self._option(each)]
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.bound:
            return node
        if node.id in self.several or not self.bound[node.id]:
            raise Unfit
        return self._hole(self.bound[node.id][0], is_open=id(node) in self.open)

    def _place(self, node: ast.expr) -> list[ast.expr]:
        match node:
            case ast.Starred(ast.Name(name)) if name in self.several:
                return [self._hole(each, is_open=True) for each in self.bound[name]]
            case _:
                return [node]

    def _option(self, node: ast.keyword) -> list[ast.keyword]:
        match node:
            case ast.keyword(None, ast.Name(name)) if name in self.several:
                given = ((self.names[n], n) for n in self.bound[name] if isinstance(n, int))
                return [ast.keyword(said, self._hole(n, is_open=True)) for said, n in given]
            case ast.keyword(str(), ast.Name(name)) if self.bound.get(name) == ():
                return []
            case _:
                return [node]

    def _hole(self, filling: Filling, *, is_open: bool) -> ast.Name:
        self.used.append(filling)
        return ast.Name(f"hole_{len(self.used) - 1}_{'open' if is_open else 'tight'}", ast.Load())
