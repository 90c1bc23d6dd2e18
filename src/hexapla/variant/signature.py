"""What saved code says of a name to those who use it: how it is called, and what it does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hexapla.model.lexed import comments
from hexapla.variant.code import understand
from hexapla.variant.names import bound
from hexapla.variant.shapes import FIRST, Shapes, shapes

WIDE = 68  # characters of a signature that stands on one line
LONG = 40  # of a value or default that is shown
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Method:
    """A public method of a class, or a property, which is not called."""

    name: str
    text: str
    summary: str


@dataclass(frozen=True, slots=True)
class Signature:
    """How a name is used: `text` is how it is called, or what it is equal to.

    `parameters` are as a caller must know them, `epochs=` with a default; None of what is not
    called, or where the code does not tell.
    """

    text: str
    parameters: tuple[str, ...] | None = None
    summary: str = ""
    shapes: Shapes = ()
    methods: tuple[Method, ...] = ()


@lru_cache(maxsize=4096)
def signature(name: str, code: str) -> Signature | None:
    """The signature of a name that code binds; None where it is only imported."""
    for node in reversed(understand(code).body):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() if node.name == name:
                return _of_function(node, name, _comments(code))
            case ast.ClassDef() if node.name == name:
                return _of_class(node, _comments(code))
            case ast.Import() | ast.ImportFrom():
                pass
            case _ if name in bound([node]):
                return _of_value(node, name, _comments(code))
    return None


def _of_function(node: Function, name: str, comments: Mapping[int, str]) -> Signature:
    parameters = tuple(_parameters(node.args))
    said = ast.get_docstring(node) or ""
    return Signature(
        _called(name, parameters, node.returns),
        tuple(_known(one) for one in parameters),
        _summary(said),
        shapes(node, said, _names(node.args), comments),
    )


def _of_class(node: ast.ClassDef, comments: Mapping[int, str]) -> Signature:
    """A class is called as its `__init__` is; without one, its annotated fields are given."""
    own = {one.name: one for one in node.body if isinstance(one, Function) and not _sets(one)}
    said = ast.get_docstring(node) or ""
    begin = own.get("__init__")
    parameters = (*_parameters(begin.args),)[1:] if begin else tuple(_fields(node))
    names = _names(begin.args) if begin else [known.rstrip("=") for known, _ in parameters]
    all_said = f"{said}\n{ast.get_docstring(begin) or ''}" if begin else said
    told = shapes(begin or node, all_said, names, comments)
    methods = tuple(map(_method, filter(_is_public, own.values())))
    if not begin and not parameters:
        bases = ", ".join(map(ast.unparse, node.bases))
        text = f"class {node.name}({bases})" if bases else f"class {node.name}"
        return Signature(text, None, _summary(said), told, methods)
    known = tuple(map(_known, parameters))
    return Signature(_called(node.name, parameters), known, _summary(said), told, methods)


def _of_value(node: ast.stmt, name: str, comments: Mapping[int, str]) -> Signature:
    """A constant: its value if that is short, and the comment behind it."""
    said = comments.get(node.end_lineno or node.lineno, "")
    match node:
        case ast.Assign(targets=[ast.Name()], value=value):
            text = f"{name} = {_short(value)}"
        case ast.AnnAssign(annotation=kind, value=value):
            text = f"{name}: {ast.unparse(kind)}" + (f" = {_short(value)}" if value else "")
        case _:
            text = name
    found = FIRST.match(said)
    return Signature(text, None, "" if found else said, ((name, found[0]),) if found else ())


# --- parameters -----------------------------------------------------------------------------------

Parameter = tuple[str, str]  # what it is called, "*" and "**" with it; and all that is written


def _parameters(args: ast.arguments) -> Iterator[Parameter]:
    """Each parameter; `/` and `*` stand between them as they do in code."""
    plain = [*args.posonlyargs, *args.args]
    defaults = [*[None] * (len(plain) - len(args.defaults)), *args.defaults]
    for place, (one, default) in enumerate(zip(plain, defaults, strict=True), 1):
        yield _parameter(one, default)
        if place == len(args.posonlyargs):
            yield "/", "/"
    if args.vararg:
        yield f"*{args.vararg.arg}", f"*{_written(args.vararg)}"
    elif args.kwonlyargs:
        yield "*", "*"
    for one, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield _parameter(one, default)
    if args.kwarg:
        yield f"**{args.kwarg.arg}", f"**{_written(args.kwarg)}"


def _parameter(one: ast.arg, default: ast.expr | None) -> Parameter:
    if default is None:
        return one.arg, _written(one)
    sign = " = " if one.annotation else "="
    return f"{one.arg}=", f"{_written(one)}{sign}{_short(default)}"


def _written(one: ast.arg) -> str:
    return ast.unparse(one) if one.annotation else one.arg


def _fields(node: ast.ClassDef) -> Iterator[Parameter]:
    for one in node.body:
        match one:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=value):
                if not ast.unparse(kind).startswith(("ClassVar", "typing.ClassVar")):
                    given = f" = {_short(value)}" if value else ""
                    yield name + ("=" if value else ""), f"{name}: {ast.unparse(kind)}{given}"
            case _:
                pass


def _known(parameter: Parameter) -> str:
    return parameter[0]


def _names(args: ast.arguments) -> list[str]:
    return [one.arg for one in ast.walk(args) if isinstance(one, ast.arg)]


def _called(name: str, parameters: tuple[Parameter, ...], returns: ast.expr | None = None) -> str:
    """A call, with a line for each parameter where it is wide."""
    gives = f" -> {ast.unparse(returns)}" if returns else ""
    written = [text for _, text in parameters]
    whole = f"{name}({', '.join(written)}){gives}"
    if len(whole) <= WIDE or not written:
        return whole
    return "\n".join((f"{name}(", *(f"    {one}," for one in written), f"){gives}"))


def _is_public(method: Function) -> bool:
    return method.name == "__call__" or not method.name.startswith("_")


def _sets(method: Function) -> bool:
    """Whether it is what a property does when it is set, which has no call of its own."""
    return not _marks(method).isdisjoint({"setter", "deleter"})


def _method(method: Function) -> Method:
    marks, said = _marks(method), _summary(ast.get_docstring(method) or "")
    if not marks.isdisjoint({"property", "cached_property"}):
        return Method(method.name, method.name, said)
    parameters = tuple(_parameters(method.args))
    parameters = parameters if "staticmethod" in marks else parameters[1:]
    return Method(method.name, _called(method.name, parameters), said)


def _marks(method: Function) -> set[str]:
    """The decorators of a method, without what they are taken from."""
    return {ast.unparse(one).rpartition(".")[2] for one in method.decorator_list}


# --- words ----------------------------------------------------------------------------------------


def _summary(said: str) -> str:
    """The first paragraph of a docstring, as one line."""
    return re.sub(r"\s+", " ", said.strip().split("\n\n")[0])


def _short(value: ast.expr) -> str:
    text = ast.unparse(value)
    return text if len(text) <= LONG and "\n" not in text else "..."


def _comments(code: str) -> dict[int, str]:
    """The comments of code by their lines, without their signs."""
    return {row: text.lstrip("#: ").rstrip() for (row, _), text in comments(code)}
