"""What `tab.selected(...)`, and expressions made of it, come to in one tab."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from hexapla.source.d2lbook.edits import Code, Edit

SELECTED = "tab.selected"
LOOSE = (ast.Lambda, ast.IfExp, ast.NamedExpr, ast.Yield, ast.YieldFrom)  # need brackets around
CLOSED = (ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def asked(node: ast.AST) -> tuple[str, ...] | None:
    """The tabs that a call of `tab.selected` names; None of what is no such call."""
    match node:
        case ast.Call(func=ast.Attribute(ast.Name("tab"), "selected"), args=args, keywords=[]):
            return _names(args)
        case _:
            return None


def known(node: ast.expr, tab: str, *, truth: bool = True) -> bool | None:
    """Whether an expression is true in a tab, if that is known and nothing else happens in it.

    Not `truth`: whether it is the value True or False itself.
    """
    if (names := asked(node)) is not None:
        return tab in names
    match node:
        case ast.UnaryOp(ast.Not(), inner):
            value = known(inner, tab)
            return None if value is None else not value
        case ast.BoolOp(op, values):
            return _of_all(values, isinstance(op, ast.Or), tab, truth=truth)
        case ast.IfExp(test, body, orelse) if (value := known(test, tab)) is not None:
            return known(body if value else orelse, tab, truth=truth)
        case _:
            return None


def answers(code: Code, node: ast.AST, tab: str, *, truth: bool = False) -> Iterator[Edit]:
    """The edits that answer all questions in a node; `truth`: only whether it is true matters."""
    if isinstance(node, ast.JoinedStr):
        inside = (each for each in ast.walk(node) if isinstance(each, ast.expr))
        if not all(code.trusted(each) for each in inside if asked(each) is not None):
            return
    if isinstance(node, ast.expr) and (value := known(node, tab, truth=truth)) is not None:
        yield code.instead(node, str(value))
    elif text := _folded(code, node, tab, truth=truth):
        yield code.instead(node, text)
    else:
        for inner in ast.iter_child_nodes(node):
            yield from answers(code, inner, tab, truth=inner in _tests(node))


def _names(said: list[ast.expr]) -> tuple[str, ...] | None:
    found: list[str] = []
    for each in said:
        match each:
            case ast.Constant(str(name)):
                found.append(name.strip().lower())
            case ast.List(items) | ast.Tuple(items) | ast.Set(items):
                if (inner := _names(items)) is None:
                    return None
                found += inner
            case _:
                return None
    return tuple(found)


def _of_all(values: list[ast.expr], decides: bool, tab: str, *, truth: bool) -> bool | None:
    """What `and` and `or` come to; the value that `decides` is True for `or`."""
    found = [known(each, tab, truth=truth) for each in values]
    if decides in found:
        at = found.index(decides)
        unknown = [each for n, each in enumerate(values[:at]) if found[n] is None]
        return None if unknown and not (truth and all(map(_is_idle, unknown))) else decides
    return None if None in found else not decides


def _is_idle(node: ast.expr) -> bool:
    """Whether nothing happens when an expression is looked at, so that it can be left out."""
    return isinstance(node, ast.Name | ast.Constant)


def _tests(node: ast.AST) -> Collection[ast.AST]:
    """The expressions in a node of which only the truth matters."""
    match node:
        case ast.If(test) | ast.While(test) | ast.IfExp(test) | ast.Assert(test):
            return (test,)
        case ast.UnaryOp(ast.Not(), operand):
            return (operand,)
        case ast.comprehension():
            return node.ifs
        case _:
            return ()


def _folded(code: Code, node: ast.AST, tab: str, *, truth: bool) -> str:
    """What `and`, `or` and `a if b else c` come to where part of them is known; "" if none is."""
    match node:
        case ast.IfExp(test, body, orelse) if (value := known(test, tab)) is not None:
            return _bracketed(code, body if value else orelse, tab, truth=truth)
        case ast.BoolOp() if node.lineno == node.end_lineno:  # else comments may stand within
            return _operands(code, node, tab, truth=truth)
        case _:
            return ""


def _operands(code: Code, node: ast.BoolOp, tab: str, *, truth: bool) -> str:
    """`and` or `or` without the operands that change nothing, if there are any."""
    decides = isinstance(node.op, ast.Or)
    found = [known(each, tab) for each in node.values]
    end = found.index(decides) + 1 if decides in found else len(found)
    last = len(found) - 1
    kept = [
        each
        for n, each in enumerate(node.values[:end])
        if found[n] in (None, decides) or (n == last and not truth)
    ]
    if len(kept) == len(found):
        return ""
    word = " or " if decides else " and "
    return word.join(
        _bracketed(code, each, tab, truth=truth, joined=len(kept) > 1) for each in kept
    )


def _bracketed(code: Code, node: ast.expr, tab: str, *, truth: bool, joined: bool = False) -> str:
    """The text of an expression with its questions answered, in brackets if it needs them."""
    text = code.text(node, answers(code, node, tab, truth=truth))
    loose = isinstance(node, LOOSE) or (joined and isinstance(node, ast.BoolOp))
    open_lines = "\n" in text and not isinstance(node, CLOSED)
    return f"({text})" if loose or open_lines else text
