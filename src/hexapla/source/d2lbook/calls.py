"""Names of the project's library in code, `d2l.reshape`, put as the framework's own."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from hexapla.model.lexed import Spot, sought
from hexapla.model.tabs import Alias
from hexapla.source.d2lbook.edits import (
    Code,
    Edit,
    Placed,
    Rows,
    edited,
    joined,
    numbered,
    parsed,
)
from hexapla.source.d2lbook.scopes import HAZY, mention, own, shadow
from hexapla.source.d2lbook.templates import (
    Argument,
    Unfit,
    applied,
    free,
    function,
    is_atom,
    is_open,
)

ACTS = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, *HAZY)

SPREAD = "with these arguments it is not known before it runs what they are; it is a `lambda` here"
HIDDEN = "'{}', which stands for it, is another thing here"
STRONG = ("'", '"', "\\", "\n", "{", "}")
TEXT = "it stands in a string, where what stands for it cannot be written"


@dataclass(frozen=True, slots=True)
class Put:
    """Lines with aliases put into them, the names that these need, and what was left out.

    What was left is a line's number, a name, and why.
    """

    rows: Rows
    needs: tuple[str, ...] = ()
    left: tuple[tuple[int, str, str], ...] = ()


@dataclass(slots=True)
class _Search:
    code: Code
    modules: Collection[str]
    aliases: Mapping[str, Alias]
    spots: list[tuple[int, int]]  # where the library is named, in bytes
    shadowed: bool  # whether a function may have a name of its own that aliases take from the page
    needs: dict[str, None] = field(default_factory=dict)
    left: list[tuple[int, str, str]] = field(default_factory=list)


def put(rows: Rows, modules: Collection[str], aliases: Mapping[str, Alias]) -> Put:
    """The lines with each alias in place of its name; `modules` are what the library is called."""
    named = mention(frozenset(modules), frozenset(aliases))
    if not named.search(joined(rows)):
        return Put(rows)
    spots = [
        (n, len(text[: match.start()].encode()))
        for n, (_, text) in enumerate(rows, 1)
        for match in named.finditer(text)
    ]
    code = parsed(rows) if spots else ""
    if isinstance(code, str):
        return Put(rows)
    taken = frozenset(name for each in aliases.values() for name in free(each))
    shadowed = bool(shadow(taken | frozenset(modules)).search(joined(rows)))
    search = _Search(code, modules, aliases, spots, shadowed)
    near = (node for node in code.tree.body if _is_near(node, search))
    edits = [edit for node in near for edit in _edits(node, frozenset(), search)]
    return Put(edited(rows, edits), tuple(search.needs), tuple(search.left))


def _edits(
    node: ast.AST, local: frozenset[str], search: _Search, *, bare: bool = False
) -> Iterator[Edit]:
    """The edits within a node. `local` are the names that functions around it have of their own;
    `bare`: where it stands, it needs no brackets."""
    if text := _text(node, local, search):
        loose = not is_atom(text) and (not bare or "\n" in text)
        yield search.code.instead(node, f"({text})" if loose else text)
    elif isinstance(node, ast.JoinedStr):
        yield from _in_string(node, local, search)
    else:
        local |= own(node) if search.shadowed else frozenset()
        for inner in ast.iter_child_nodes(node):
            if _is_near(inner, search):
                yield from _edits(inner, local, search, bare=is_open(node, inner))


def _argued(node: ast.AST, local: frozenset[str], search: _Search) -> Iterator[Edit]:
    """The edits within an argument of a call."""
    return _edits(node, local, search, bare=True) if _is_near(node, search) else iter(())


def _is_near(node: ast.AST, search: _Search) -> bool:
    """Whether there may be an alias within a node, so that it is worth looking into it."""
    if not isinstance(node, Placed):
        return not isinstance(node, ast.expr_context | ast.operator)
    first = getattr(node, "decorator_list", None) or [node]
    start = (first[0].lineno, 0 if isinstance(node, ast.stmt) else node.col_offset)
    at = bisect_left(search.spots, start)
    end = (node.end_lineno or 0, node.end_col_offset or 0)
    return at < len(search.spots) and search.spots[at] < end


def _text(node: ast.AST, local: frozenset[str], search: _Search) -> str:
    """What stands for a node that is an alias, or a call of one; "" of any other."""
    alias = _meant(node, local, search)
    if alias is None:
        return ""
    if hidden := free(alias) & local:
        _leave(node, alias, HIDDEN.format(min(hidden)), search)
        return ""
    match node:
        case ast.Attribute():
            text = alias.text if alias.parameters is None else function(alias)
        case ast.Call() if alias.parameters is not None:
            text = _called(node, alias, local, search)
        case _:
            return ""
    search.needs.update(dict.fromkeys(sorted(free(alias))))
    return text


def _meant(node: ast.AST, local: frozenset[str], search: _Search) -> Alias | None:
    match node.func if isinstance(node, ast.Call) else node:
        case ast.Attribute(ast.Name(module), name, ast.Load()):
            known = module in search.modules and module not in local
            return search.aliases.get(name) if known else None
        case _:
            return None


def _called(node: ast.Call, alias: Alias, local: frozenset[str], search: _Search) -> str:
    """A call, "" if its arguments are not known here: the function itself then stands for it."""
    spread = any(isinstance(each, ast.Starred) for each in node.args)
    if alias.parameters == "." and node.args and not isinstance(node.args[0], ast.Starred):
        return _method(node, alias, local, search)
    if not (spread or alias.parameters == "." or any(each.arg is None for each in node.keywords)):
        with suppress(Unfit):
            return applied(alias, tuple(_arguments(node, local, search)))
    _leave(node, alias, SPREAD, search)
    return ""


def _arguments(node: ast.Call, local: frozenset[str], search: _Search) -> Iterator[Argument]:
    for value, name in (*((each, "") for each in node.args), *_options(node)):
        text = search.code.text(value, _argued(value, local, search))
        idle = not any(isinstance(inner, ACTS) for inner in ast.walk(value))
        yield Argument(text, name, idle)


def _options(node: ast.Call) -> Iterator[tuple[ast.expr, str]]:
    return ((each.value, each.arg or "") for each in node.keywords)


def _method(node: ast.Call, alias: Alias, local: frozenset[str], search: _Search) -> str:
    """`d2l.reshape(x, shape)` as `x.reshape(shape)`."""
    code, first = search.code, node.args[0]
    text = code.text(first, _argued(first, local, search))
    receiver = text if is_atom(text) else f"({text})"
    rest, lead = "", ""
    if comma := _comma(code, code.end(first), code.end(node)):
        inner = [
            edit
            for each in (*node.args[1:], *node.keywords)
            for edit in _argued(each, local, search)
        ]
        row, column = code.end(node)
        rest = code.between(comma, (row, column - 1), inner)
        lead = _lead(code, node)
    if lead or not rest.lstrip(" ").startswith("#"):
        rest = rest.lstrip()
    return f"{receiver}.{alias.text}({lead}{rest})" if rest else f"{receiver}.{alias.text}()"


def _comma(code: Code, start: Spot, end: Spot) -> Spot | None:
    """Where the comma after an argument ends, if there is one."""
    found = sought(code.read, ",", start)
    return (found[0], found[1] + 1) if found and found < end else None


def _lead(code: Code, node: ast.Call) -> str:
    """What stands before the first argument, where that is on a line of its own."""
    start = sought(code.read, "(", code.end(node.func)) or code.end(node.func)
    text = code.between(start, code.start(node.args[0]))[1:].rstrip("(")
    return text if "\n" in text else ""


def _in_string(node: ast.JoinedStr, local: frozenset[str], search: _Search) -> Iterator[Edit]:
    """The edits of a string with values in it, each of which is read by itself.

    What they put there must not end the string, nor the value.
    """
    for each in ast.walk(node):
        if not isinstance(each, ast.FormattedValue) or not _mentions(each.value, local, search):
            continue
        code, value = search.code, each.value
        was = code.text(value) if code.trusted(value) else ""
        found = put(numbered(was), set(search.modules) - local, search.aliases)
        now = joined(found.rows)
        if now == was or any(now.count(sign) > was.count(sign) for sign in STRONG):
            search.left.append((code.number(node.lineno), _mentions(value, local, search), TEXT))
        else:
            search.needs.update(dict.fromkeys(found.needs))
            yield Edit(code.start(value), code.end(value), now)


def _mentions(node: ast.expr, local: frozenset[str], search: _Search) -> str:
    """The first alias in an expression."""
    found = (_meant(each, local, search) for each in ast.walk(node))
    return next((alias.name for alias in found if alias), "")


def _leave(node: ast.AST, alias: Alias, why: str, search: _Search) -> None:
    row = search.code.number(getattr(node, "lineno", 1))
    if (row, alias.name, why) not in search.left:
        search.left.append((row, alias.name, why))
