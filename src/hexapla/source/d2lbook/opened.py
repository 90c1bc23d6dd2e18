"""What a cell says of itself in lines that are for the tool: its tabs, those of its page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hexapla.source.d2lbook.edits import Rows, joined, parsed
from hexapla.source.d2lbook.gaps import without

MARK = re.compile(r"\s*(?:#\s*@tab|%%tab)\b[ \t]*(.*)")
LOADED = re.compile(r"\s*%(?:re)?load_ext\s+d2lbook\.tab\s*")
NEEDED = re.compile(r"\s*#\s*required_libs\(.*")
HIDDEN = re.compile(r"\s*#\s*(?:@hide(?:_(all|code|output)s?)?|hide (code|output)s?)\s*", re.I)
TAGS = {"code": ("remove-input",), "output": ("remove-output",)}
BOTH = ("remove-input", "remove-output")
TAB = "d2lbook"  # the module that cells import `tab` from


@dataclass(frozen=True, slots=True)
class Opened:
    """A cell without the lines that were for the tool.

    `names` are the tabs that it is for, None where it does not say, and `at` the line that says
    so; `declared` those of the page, if it says them. `needed` are lines that ask for libraries;
    `tags` say what the cell hides, and `rest` whether all cells after it hide as much.
    """

    rows: Rows
    names: tuple[str, ...] | None = None
    at: int = 1
    declared: tuple[str, ...] = ()
    needed: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    rest: bool = False


def opened(rows: Rows) -> Opened:
    """What a cell says of itself."""
    if not any(sign in joined(rows) for sign in ("@", "tab", "hide ")):
        return Opened(rows)
    said = next(((row, match) for row, text in rows if (match := MARK.fullmatch(text))), None)
    hiding = [(row, match) for row, text in rows if (match := HIDDEN.fullmatch(text))]
    declared, gone = _declared(rows)
    needed = tuple(row for row, text in rows if declared and NEEDED.fullmatch(text))
    gone = {*gone, *needed, *(row for row, _ in hiding), *([said[0]] if said else [])}
    kinds = [(match[1] or match[2] or "all").lower() for _, match in hiding]
    return Opened(
        without(rows, gone),
        words(said[1][1]) if said else None,
        said[0] if said else 1,
        declared,
        needed,
        tuple(sorted({tag for kind in kinds for tag in TAGS.get(kind, BOTH)})),
        any((match[1] or "").lower() == "all" for _, match in hiding),
    )


def words(text: str) -> tuple[str, ...]:
    """Names of tabs, which commas part."""
    return tuple(dict.fromkeys(word.lower() for word in re.split(r"[,\s]+", text) if word))


def _declared(rows: Rows) -> tuple[tuple[str, ...], set[int]]:
    """The tabs that `tab.interact_select` names, and the lines that do nothing else."""
    if not any("interact_select" in text or TAB in text for _, text in rows):
        return (), set()
    gone = {row for row, text in rows if LOADED.fullmatch(text)}
    code = parsed(tuple((n, text) for n, (_, text) in enumerate(rows, 1)))
    if isinstance(code, str):
        return (), gone
    names: list[str] = []
    for each in code.tree.body:
        match each:
            case ast.Expr(ast.Call(ast.Attribute(ast.Name("tab"), "interact_select"), args)):
                names += _constants(args)
            case ast.ImportFrom(module) | ast.Import([ast.alias(module)]) if _is_tool(module):
                pass
            case _:
                continue
        gone.update(rows[n - 1][0] for n in range(each.lineno, (each.end_lineno or 1) + 1))
    return tuple(dict.fromkeys(names)), gone


def _constants(args: list[ast.expr]) -> Iterator[str]:
    inside = (node for each in args for node in ast.walk(each) if isinstance(node, ast.Constant))
    return (str(node.value).strip().lower() for node in inside)


def _is_tool(module: str | None) -> bool:
    return module is not None and module.partition(".")[0] == TAB
