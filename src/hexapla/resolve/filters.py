"""Which works a list of references holds: the filters of sphinxcontrib-bibtex.

A filter is an expression of Python's grammar over names such as `key`, `type`, `author`, `year`,
`cited`, `docname` and `docnames`; it is read as a tree and never run. `a % "…"` seeks a pattern.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping

from hexapla.model.book import Entry

Names = Mapping[str, object]
COMPARED: Mapping[type[ast.cmpop], Callable[[object, object], object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: lambda a, b: str(a) < str(b),
    ast.LtE: lambda a, b: str(a) <= str(b),
    ast.Gt: lambda a, b: str(a) > str(b),
    ast.GtE: lambda a, b: str(a) >= str(b),
}


class Unfit(Exception):
    """What is asked is no filter; says why."""


def compiled(text: str) -> Callable[[Names], bool]:
    """A filter as a function of the names' values. It, or its making, raises Unfit."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Unfit("it is no expression like: docname in docnames") from None
    return lambda names: bool(_value(tree, names))


def names_of(entry: Entry, cited_by: frozenset[str], page: str) -> dict[str, object]:
    """What a filter may ask of a work: its fields, and the pages that cite it."""
    authors = " and ".join(f"{family}, {given}".rstrip(", ") for family, given in entry.authors)
    own = {"key": entry.key, "type": entry.kind, "title": entry.title, "year": entry.year}
    about = {"cited": bool(cited_by), "docname": page, "docnames": cited_by, "author": authors}
    return {**entry.fields, **own, **about}


def _value(node: ast.expr, names: Names) -> object:  # noqa: PLR0911
    """A case for every kind of expression that a filter may have."""
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_value(one, names) for one in values)
        case ast.BoolOp(values=values):
            return any(_value(one, names) for one in values)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return not _value(inner, names)
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            return _sought(_value(left, names), _value(right, names))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARED:
            return COMPARED[type(op)](_value(left, names), _value(right, names))
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as op], comparators=[right]):
            within = _within(_value(left, names), _value(right, names))
            return within is isinstance(op, ast.In)
        case ast.Name(id=name):
            return names.get(name, "")
        case ast.Constant(value=value):
            return str(value) if isinstance(value, int) and value is not True else value
        case ast.Set(elts=values) | ast.List(elts=values) | ast.Tuple(elts=values):
            return frozenset(str(_value(one, names)) for one in values)
        case _:
            raise Unfit(f"'{ast.unparse(node)}' is not understood")


def _within(one: object, several: object) -> bool:
    return str(one) in several if isinstance(several, frozenset | str) else False


def _sought(text: object, pattern: object) -> bool:
    try:
        return re.search(str(pattern), str(text), re.IGNORECASE) is not None
    except re.error as error:
        raise Unfit(f"the pattern '{pattern}' cannot be read: {error}") from None
