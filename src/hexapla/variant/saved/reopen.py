"""Statements that add to a class that was made before: three ways to reopen one."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from hexapla.variant.bare import cut, spot
from hexapla.variant.code import understand
from hexapla.variant.names import last_word

Made = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

PATCH = "patch"  # of fastcore: the class is that of the first argument
AS = {"as_prop": "property", "cls_method": "classmethod"}  # what these decorators can be asked

LATE = (
    "`@{name}` does not see what the decorators above it make; let it stand above the others, "
    "on its own"
)
UNCLEAR = "`@{name}` takes the name of one class of the book, as in `@{name}(Net)`"
UNCLEAR_PATCH = "`@patch` takes the class from the first argument: `def f(self: Net)`"
UNKNOWN = "`{option}=` is more than Hexapla knows of `@{name}`; write it as a decorator of its own"
PRIVATE = (
    "'{name}' within '{method}' is another name within a class, where Python puts the name of the "
    "class before it; begin it with one _ only, or write `class {of}({of}):`"
)

# What an expression names of the companion, or of the page itself; "" if neither.
Named = Callable[[ast.expr], str]


@dataclass(frozen=True, slots=True)
class Reopening:
    """A statement that adds to the class `of`; `wrong` says what speaks against it.

    Either it is a class with that of its own name among its bases, as number `base`; or a
    definition to go into the class, which `decorator` says, in place of which it gets `instead`.
    """

    of: str
    base: int | None = None
    decorator: ast.expr | None = None
    instead: tuple[str, ...] = ()
    wrong: str = ""


def reopening(
    statement: ast.stmt, names: Collection[str], named: Named, *, patch: bool = True
) -> Reopening | None:
    """How a statement reopens a class, if it does; `names` are the decorators that do so.

    `patch` says whether one of that name is fastcore's.
    """
    if not isinstance(statement, Made):
        return None
    for n, decorator in enumerate(statement.decorator_list):
        said = last_word(decorator)
        if said in names:
            found = _added(decorator, said, named)
        elif patch and said == PATCH and _patches(decorator, statement):
            found = _patched(decorator, statement, named)
        else:
            continue
        if found and n and not found.wrong:
            return Reopening(found.of, decorator=decorator, wrong=LATE.format(name=said))
        return _checked(found, statement)
    if isinstance(statement, ast.ClassDef):
        for n, base in enumerate(statement.bases):
            if named(base) == statement.name:
                return Reopening(statement.name, base=n)
    return None


def method(code: str, found: Reopening) -> str:
    """The text of a definition as it stands in its class: without what put it there."""
    (made,) = understand(code).body
    if not isinstance(made, Made) or found.decorator is None:
        return code
    lines = code.split("\n")
    first = next(_arguments(made), None)
    patched = last_word(found.decorator) == PATCH
    if patched and first is not None and first.annotation:
        said = first.annotation
        start = spot(lines, first.lineno, first.col_offset + len(first.arg.encode()))
        end = spot(lines, said.end_lineno or said.lineno, said.end_col_offset or 0)
        cut(lines, start, end, "")
    decorator = made.decorator_list[0]
    before, after = lines[: decorator.lineno - 1], lines[decorator.end_lineno :]
    return "\n".join([*before, *map("@{}".format, found.instead), *after])


def _added(decorator: ast.expr, said: str, named: Named) -> Reopening:
    """`@add_to_class(Net)`."""
    of = ""
    if isinstance(decorator, ast.Call) and len(decorator.args) == 1:
        of = named(decorator.args[0])
    if not of:
        return Reopening("", decorator=decorator, wrong=UNCLEAR.format(name=said))
    return _asked(of, decorator, said)


def _patches(decorator: ast.expr, made: Made) -> bool:
    """Whether it is fastcore's `@patch`: others of that name are given things to put in place."""
    bare = not isinstance(decorator, ast.Call) or not decorator.args
    first = next(_arguments(made), None)
    return bare and first is not None and first.annotation is not None


def _patched(decorator: ast.expr, made: Made, named: Named) -> Reopening:
    """`@patch` of a function whose first argument is said to be of the class."""
    first = next(_arguments(made))
    said = first.annotation
    if isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value.isidentifier():
        said = ast.Name(said.value, ast.Load())
    of = named(said) if said is not None else ""
    if not of:
        return Reopening("", decorator=decorator, wrong=UNCLEAR_PATCH)
    return _asked(of, decorator, PATCH)


def _asked(of: str, decorator: ast.expr, said: str) -> Reopening:
    """What the decorator is asked for besides: to make a property, a method of the class."""
    instead: list[str] = []
    for option in decorator.keywords if isinstance(decorator, ast.Call) else ():
        on = isinstance(option.value, ast.Constant) and isinstance(option.value.value, bool)
        if option.arg not in AS or not on:
            wrong = UNKNOWN.format(option=option.arg or "**", name=said)
            return Reopening(of, decorator=decorator, wrong=wrong)
        if option.value.value:  # type: ignore[attr-defined]
            instead.append(AS[option.arg])
    return Reopening(of, decorator=decorator, instead=tuple(instead))


def _checked(found: Reopening, made: Made) -> Reopening:
    private = next(filter(_is_private, _words(made)), "")
    if found.wrong or not private:
        return found
    wrong = PRIVATE.format(name=private, method=made.name, of=found.of)
    return Reopening(found.of, decorator=found.decorator, wrong=wrong)


def _is_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _words(made: Made) -> Iterator[str]:
    """Every name in a definition; not those of classes within, which have their own."""
    yield made.name
    for node in ast.walk(made):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case _:
                pass


def _arguments(made: Made) -> Iterator[ast.arg]:
    if not isinstance(made, ast.ClassDef):
        yield from (*made.args.posonlyargs, *made.args.args)
