"""What a page imports before it does anything else: a kernel may have that behind it already.

Only this much can be imported ahead without a difference. Whatever a page does first, such as
setting a variable of its environment, may change what an import after it does.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from hexapla.model.nodes import Cell
from hexapla.variant.code import understand

# Magics that leave alone what imports do.
HARMLESS = ("%matplotlib inline", "%config InlineBackend")
# What a package imports of itself, and slowly, only when it is used: which package, the code by
# which such use is known, the import.
LATER = (
    # the first optimizer that is made loads the compiler (PyTorch 2.13: two seconds)
    ("torch", re.compile(r"\boptim\b"), "import torch._dynamo"),
    # the first figure that is shown loads what draws it, in the two forms that we take it in
    (
        "matplotlib",
        re.compile(r"\bplt\."),
        "from matplotlib.backends import backend_agg, backend_svg",
    ),
)
SETTINGS = re.compile(r"\benviron\b|^\s*%(?:env|set_env)\b|\bputenv\b", re.MULTILINE)


def preload(
    cells: Sequence[Cell],
    package: str,
    is_local: Callable[[str], bool],
    saved: Iterable[str] = (),
) -> tuple[str, ...]:
    """The import statements with which the cells begin, each as text and without `as`.

    Those of Python's own modules are quick enough to be left out, and the companion `package`
    loads nothing until it is used. A module that `is_local` is code of the book: it ends them.
    With the code `saved` that the cells use, it is seen what else is sure to be imported.
    """
    first = _leading(cells, package, is_local)
    code = "\n".join((*(cell.code for cell in cells), *saved))
    if "env" in code and SETTINGS.search(code):
        return first
    later = (
        statement
        for name, use, statement in LATER
        if any(re.match(rf"(import|from) {name}\b", one) for one in first) and use.search(code)
    )
    return (*first, *(statement for statement in later if statement not in first))


def _leading(
    cells: Sequence[Cell], package: str, is_local: Callable[[str], bool]
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for statement in _first(cells):
        for plain in _plain(statement):
            top = _top(plain)
            if not top or is_local(top):
                return tuple(found)
            if top not in sys.stdlib_module_names and top != package:
                found[ast.unparse(plain)] = None
    return tuple(found)


def _first(cells: Sequence[Cell]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements that stand before all others."""
    for cell in cells:
        if cell.code.lstrip().startswith("%%"):
            return
        code = understand(cell.code)
        if code.wrong:
            return
        for statement in code.body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                yield statement
            elif not _does_nothing(statement, cell):
                return


def _does_nothing(statement: ast.stmt, cell: Cell) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Pass():
            line = cell.code.split("\n")[statement.lineno - 1].strip()
            return line == "pass" or line.startswith(HARMLESS)
        case _:
            return False


def _plain(statement: ast.Import | ast.ImportFrom) -> Iterator[ast.Import | ast.ImportFrom]:
    """The statement as what it loads: it matters neither under which names nor on which lines."""
    names = [ast.alias(alias.name) for alias in statement.names]
    if isinstance(statement, ast.ImportFrom):
        yield ast.ImportFrom(statement.module, names, statement.level)
    else:
        yield from (ast.Import([name]) for name in names)


def _top(statement: ast.Import | ast.ImportFrom) -> str:
    """The package that a statement loads from; "" where it is the book's."""
    if isinstance(statement, ast.Import):
        return statement.names[0].name.partition(".")[0]
    return "" if statement.level else (statement.module or "").partition(".")[0]
