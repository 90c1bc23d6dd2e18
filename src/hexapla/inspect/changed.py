"""What changed in the companion between two states of the book, as its callers see it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import Signature
from typing import Literal

from hexapla.inspect.calls import Function, broken, fields, signature, untyped
from hexapla.model.library import Library, Saved
from hexapla.model.nodes import Place
from hexapla.variant.bare import DOCUMENTED
from hexapla.variant.code import understand
from hexapla.variant.names import bound

Kind = Literal["added", "changed", "removed"]
SHORT = 40  # characters of a value that is told
INIT = "__init__"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed about a public name, in these variants alike.

    `name` is "" where a whole variant came or went. `what` says in what it changed: "parameters",
    "types", "value", "kind", "name", "topic", "member", "code", "documentation"; or "" of what
    came or went. `was` and `now` are what it says, of a member with its name. `member` is the
    method that it is about.
    """

    kind: Kind
    name: str
    topic: str
    variants: tuple[str, ...]
    page: str
    at: Place
    what: str = ""
    was: str = ""
    now: str = ""
    member: str = ""
    breaking: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What a saved item makes of one of its names."""

    kind: str
    parts: Mapping[str, Signature]  # of a function: its own under ""; of a class: of its methods
    value: str = ""


def changed(old: Library, new: Library) -> tuple[Change, ...]:
    """All that changed for callers, equal changes of several variants as one, by topic and name."""
    found: dict[Change, tuple[str, ...]] = {}
    first: dict[Change, Change] = {}
    for variant in dict.fromkeys((*old.items, *new.items)):
        before, after = old.items.get(variant, ()), new.items.get(variant, ())
        for change in _of_variant(variant, before, after):
            alike = replace(change, variants=(), page="", at=Place("", 0))
            found[alike] = (*found.get(alike, ()), variant)
            first.setdefault(alike, change)
    joined = (replace(first[alike], variants=variants) for alike, variants in found.items())
    return tuple(sorted(joined, key=lambda one: (one.topic, one.name.lower(), one.member)))


def _of_variant(variant: str, old: tuple[Saved, ...], new: tuple[Saved, ...]) -> Iterator[Change]:
    was, now = _public(old), _public(new)
    if bool(was) != bool(now):
        whole = next(iter({**was, **now}.values()))
        kind: Kind = "added" if now else "removed"
        names = str(len({**was, **now}))
        at = Place(whole.at.file, 1)
        yield Change(kind, "", "", (variant,), whole.page, at, now=names, breaking=not now)
        return
    renamed = dict(_renamed(was, now))
    for name, item in was.items():
        other = now.get(renamed.get(name, name))
        if other is None:
            yield _about("removed", name, item, breaking=True)
        else:
            yield from _between(name, renamed.get(name, name), item, other)
    for name in now.keys() - was.keys() - {*renamed.values()}:
        yield _about("added", name, now[name])


def _public(items: Iterable[Saved]) -> dict[str, Saved]:
    """The names that callers may use; what is only imported is no code of the book's."""
    return {
        name: item
        for item in items
        for name in item.names
        if not name.startswith("_") and _made(name, item).kind != "import"
    }


def _about(kind: Kind, name: str, item: Saved, *, breaking: bool = False) -> Change:
    parts = _made(name, item).parts
    called = parts.get("", parts.get(INIT))
    now = str(untyped(called)) if called and kind == "added" else ""
    of = (item.variant,)
    return Change(kind, name, item.topic, of, item.page, item.at, now=now, breaking=breaking)


def _renamed(was: Mapping[str, Saved], now: Mapping[str, Saved]) -> Iterator[tuple[str, str]]:
    """Names that are gone, with the one new name whose code is otherwise the same."""
    by_code: dict[str, list[str]] = {}
    for name in now.keys() - was.keys():
        by_code.setdefault(_nameless(name, now[name]), []).append(name)
    for name in sorted(was.keys() - now.keys()):
        match by_code.get(_nameless(name, was[name]), []):
            case [other]:
                yield name, other
                by_code[_nameless(name, was[name])] = []
            case _:
                pass


def _nameless(name: str, item: Saved) -> str:
    return re.sub(rf"\b{name}\b", "·", item.bare)


def _between(name: str, new_name: str, old: Saved, new: Saved) -> Iterator[Change]:
    """What changed between two items of one name, most telling first; nothing if they are equal."""
    about = _about("changed", new_name, new)
    if name != new_name:
        yield replace(about, what="name", was=name, now=new_name, breaking=True)
    if old.topic != new.topic:
        yield replace(about, what="topic", was=old.topic, now=new.topic, breaking=True)
    before, after = ast.parse(old.code), ast.parse(new.code)
    if name != new_name or ast.dump(before) == ast.dump(after):  # but for comments and layout
        return
    told = [*_apart(about, _made(name, old), _made(name, new))]
    yield from told
    if ast.dump(_mute(before)) == ast.dump(_mute(after)):
        yield replace(about, what="documentation")
    elif not told:
        yield replace(about, what="code")


def _mute(code: ast.Module) -> ast.Module:
    """The code without its docstrings."""
    for node in ast.walk(code):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return code


def _apart(about: Change, old: Made, new: Made) -> Iterator[Change]:
    if old.kind != new.kind:
        yield replace(about, what="kind", was=old.kind, now=new.kind, breaking=True)
        return
    if old.value != new.value and max(len(old.value), len(new.value)) <= SHORT:
        yield replace(about, what="value", was=old.value, now=new.value)
    for member in dict.fromkeys((*old.parts, *new.parts)):
        yield from _called(replace(about, member=member), old.parts, new.parts)


def _called(
    about: Change, old: Mapping[str, Signature], new: Mapping[str, Signature]
) -> Iterator[Change]:
    """What changed in how a function is called, or the method `about.member`."""
    was, now = old.get(about.member), new.get(about.member)
    if was is None or now is None:
        # A class without an __init__ of its own takes what its base takes: that is not known.
        breaking = now is None and about.member != INIT
        yield replace(
            about,
            what="member",
            was=str(untyped(was)) if was else "",
            now=str(untyped(now)) if now else "",
            breaking=breaking,
        )
    elif str(untyped(was)) != str(untyped(now)):
        yield replace(
            about,
            what="parameters",
            was=str(untyped(was)),
            now=str(untyped(now)),
            breaking=broken(was, now),
        )
    elif str(was) != str(now):
        yield replace(about, what="types", was=str(was), now=str(now))


def _made(name: str, item: Saved) -> Made:
    """What the last statement that binds a name makes of it."""
    for node in reversed(understand(item.code).body):
        if name in bound([node]):
            return _of(node)
    return Made("value", {})


def _of(node: ast.stmt) -> Made:
    match node:
        case ast.AsyncFunctionDef() | ast.FunctionDef():
            kind = "function" if isinstance(node, ast.FunctionDef) else "coroutine function"
            return Made(kind, {"": signature(node)})
        case ast.ClassDef():
            return Made("class", dict(_members(node)))
        case ast.Import() | ast.ImportFrom():
            return Made("import", {})
        case (
            ast.Assign(targets=[ast.Name()], value=value)
            | ast.AnnAssign(target=ast.Name(), value=ast.expr() as value)
        ):
            return _valued(value)
        case _:
            return Made("value", {})


def _valued(value: ast.expr) -> Made:
    if isinstance(value, ast.Lambda):
        return Made("function", {"": signature(_as_function(value))})
    return Made("value", {}, ast.unparse(value))


def _as_function(value: ast.Lambda) -> ast.FunctionDef:
    return ast.FunctionDef("", value.args, [], [], None)


def _members(made: ast.ClassDef) -> Iterator[tuple[str, Signature]]:
    """How a class is made and its public methods are called; a property takes nothing."""
    decorators = " ".join(map(ast.unparse, made.decorator_list))
    if "dataclass" in decorators:
        yield INIT, fields(made)
    for one in made.body:
        if isinstance(one, Function) and (one.name in (INIT, "__call__") or one.name[0] != "_"):
            yield one.name, signature(one, method=True)
