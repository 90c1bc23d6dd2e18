"""What callers see of a definition: its parameters, and whether a call of it still holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from inspect import Parameter, Signature

Function = ast.FunctionDef | ast.AsyncFunctionDef
Call = tuple[tuple[str, ...], dict[str, str]]  # each parameter is given its own name as its value

FIRST, EITHER, MORE = (
    Parameter.POSITIONAL_ONLY,
    Parameter.POSITIONAL_OR_KEYWORD,
    Parameter.VAR_POSITIONAL,
)
NAMED, OTHERS = Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD
NEW = "a name that no parameter has"


class Shown(str):
    """The text of a default or of a type, which is shown as it is written."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def signature(made: Function, *, method: bool = False) -> Signature:
    """The parameters of a function as it is written; of a method, without the object itself."""
    given = made.args
    ordered = [(one, FIRST) for one in given.posonlyargs] + [(one, EITHER) for one in given.args]
    before: list[ast.expr | None] = [None] * (len(ordered) - len(given.defaults))
    placed = zip(ordered, [*before, *given.defaults], strict=True)
    found = [_parameter(one, kind, default) for (one, kind), default in placed]
    found = found[1:] if method and not _is_static(made) else found
    found += [_parameter(given.vararg, MORE)] if given.vararg else []
    named = zip(given.kwonlyargs, given.kw_defaults, strict=True)
    found += [_parameter(one, NAMED, default) for one, default in named]
    found += [_parameter(given.kwarg, OTHERS)] if given.kwarg else []
    return Signature(found, return_annotation=_text(made.returns))


def fields(made: ast.ClassDef) -> Signature:
    """The parameters that a dataclass takes: its fields."""
    annotated = (one for one in made.body if isinstance(one, ast.AnnAssign))
    found = [
        Parameter(one.target.id, EITHER, default=_text(one.value), annotation=_text(one.annotation))
        for one in annotated
        if isinstance(one.target, ast.Name) and "ClassVar" not in ast.unparse(one.annotation)
    ]
    # A field may follow one with a default where a base class or field() lets it.
    return Signature(sorted(found, key=lambda one: one.default is not Parameter.empty))


def untyped(of: Signature) -> Signature:
    """The same parameters without their types."""
    plain = [one.replace(annotation=Parameter.empty) for one in of.parameters.values()]
    return Signature(plain)


def broken(old: Signature, new: Signature) -> bool:
    """Whether a call that was right of old is wrong of new, or gives values to other names."""
    return any(not _holds(call, old, new) for call in _calls(old))


def _parameter(one: ast.arg, kind: object, default: ast.expr | None = None) -> Parameter:
    return Parameter(one.arg, kind, default=_text(default), annotation=_text(one.annotation))  # type: ignore[arg-type]


def _text(node: ast.expr | None) -> object:
    return Parameter.empty if node is None else Shown(ast.unparse(node))


def _is_static(made: Function) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in made.decorator_list)


def _calls(of: Signature) -> Iterator[Call]:
    """Calls that between them show all that is right: as little and as much, by place and name."""
    every = [*of.parameters.values()]
    needed = [one for one in every if one.default is Parameter.empty]
    for given in (needed, every):
        places = tuple(one.name for one in given if one.kind in (FIRST, EITHER))
        first = tuple(one.name for one in given if one.kind is FIRST)
        named = {one.name: one.name for one in given if one.kind is NAMED}
        either = {one.name: one.name for one in given if one.kind is EITHER}
        yield places, named
        yield first, either | named
    places = tuple(one.name for one in every if one.kind in (FIRST, EITHER))
    named = {one.name: one.name for one in needed if one.kind is NAMED}
    if any(one.kind is MORE for one in every):
        yield (*places, NEW), named
    if any(one.kind is OTHERS for one in every):
        yield places, named | {NEW: NEW}


def _holds(call: Call, old: Signature, new: Signature) -> bool:
    try:
        bound = new.bind(*call[0], **call[1]).arguments
    except TypeError:
        return False
    first = {name for name, one in old.parameters.items() if one.kind is FIRST}
    told = ((name, value) for name, value in bound.items() if isinstance(value, str))
    return all(value == name or value in first for name, value in told)
