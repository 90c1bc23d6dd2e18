"""Names of the project's library in code, `d2l.reshape`, put as the framework's own."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from hexapla.model.lexed import Spot, sought
from hexapla.model.tabs import Alias
from hexapla.source.d2lbook.edits import Code, Edit, Rows, edited, joined, numbered
from hexapla.source.d2lbook.scopes import HAZY, mention
from hexapla.source.d2lbook.sites import Site, meant, sites
from hexapla.source.d2lbook.templates import Argument, Unfit, applied, free, function, is_atom

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
    needs: dict[str, None] = field(default_factory=dict)
    left: list[tuple[int, str, str]] = field(default_factory=list)


def put(rows: Rows, modules: Collection[str], aliases: Mapping[str, Alias]) -> Put:
    """The lines with each alias in place of its name; `modules` are what the library is called."""
    if not mention(frozenset(modules), frozenset(aliases)).search(joined(rows)):
        return Put(rows)
    code, found = sites(rows, frozenset(modules))
    if isinstance(code, str):
        return Put(rows)
    search = _Search(code, modules, aliases)
    edits = [edit for site in found for edit in _edits(site, search)]
    return Put(edited(rows, edits), tuple(search.needs), tuple(search.left))


def _edits(site: Site, search: _Search) -> Iterator[Edit]:
    """The edits at a site and within it."""
    if isinstance(site.node, ast.JoinedStr):
        yield from _in_string(site.node, site.local, search)
    elif text := _text(site, search):
        loose = not is_atom(text) and (not site.bare or "\n" in text)
        yield search.code.instead(site.node, f"({text})" if loose else text)
    else:
        for part in site.inside:
            yield from _edits_of(part, site, search)


def _edits_of(part: ast.AST, site: Site, search: _Search) -> Iterator[Edit]:
    """The edits within a part of a site, such as an argument of a call."""
    return (edit for inner in site.inside.get(part, ()) for edit in _edits(inner, search))


def _text(site: Site, search: _Search) -> str:
    """What stands for an alias, or a call of one; "" of any other site."""
    node, local = site.node, site.local
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
            text = _called(node, site, alias, search)
        case _:
            return ""
    search.needs.update(dict.fromkeys(sorted(free(alias))))
    return text


def _meant(node: ast.AST, local: frozenset[str], search: _Search) -> Alias | None:
    module, name = meant(node)
    known = module in search.modules and module not in local
    return search.aliases.get(name) if known else None


def _called(node: ast.Call, site: Site, alias: Alias, search: _Search) -> str:
    """A call, "" if its arguments are not known here: the function itself then stands for it."""
    spread = any(isinstance(each, ast.Starred) for each in node.args)
    if alias.parameters == "." and node.args and not isinstance(node.args[0], ast.Starred):
        return _method(node, site, alias, search)
    if not (spread or alias.parameters == "." or any(each.arg is None for each in node.keywords)):
        with suppress(Unfit):
            return applied(alias, tuple(_arguments(node, site, search)))
    _leave(node, alias, SPREAD, search)
    return ""


def _arguments(node: ast.Call, site: Site, search: _Search) -> Iterator[Argument]:
    parts: tuple[ast.expr | ast.keyword, ...] = (*node.args, *node.keywords)
    for part in parts:
        value, name = (part.value, part.arg) if isinstance(part, ast.keyword) else (part, None)
        text = search.code.text(value, _edits_of(part, site, search))
        idle = not any(isinstance(inner, ACTS) for inner in ast.walk(value))
        yield Argument(text, name or "", idle)


def _method(node: ast.Call, site: Site, alias: Alias, search: _Search) -> str:
    """`d2l.reshape(x, shape)` as `x.reshape(shape)`."""
    code, first = search.code, node.args[0]
    text = code.text(first, _edits_of(first, site, search))
    receiver = text if is_atom(text) else f"({text})"
    rest, lead = "", ""
    if comma := _comma(code, code.end(first), code.end(node)):
        others = (*node.args[1:], *node.keywords)
        inner = [edit for each in others for edit in _edits_of(each, site, search)]
        row, column = code.end(node)
        rest = code.between(comma, (row, column - 1), inner)
        lead = _lead(code, node)
    if lead or not rest.lstrip(" ").startswith("#"):
        rest = rest.lstrip()
    return f"{receiver}.{alias.text}({lead}{rest})" if rest else f"{receiver}.{alias.text}()"


def _comma(code: Code, start: Spot, end: Spot) -> Spot | None:
    """Where the comma after an argument ends, if there is one."""
    found = sought(code.read, ",", start) if "," in code.between(start, end) else None
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
