"""A cell's code as Python understands it; every cell is parsed once, whoever asks."""

from __future__ import annotations

import ast
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from hexapla.model.book import Variant
from hexapla.model.magics import PYTHON, without_magics
from hexapla.model.nodes import Cell, Place

SUITES = ("body", "handlers", "orelse", "finalbody", "cases")  # what holds statements


@dataclass(frozen=True, slots=True)
class Code:
    """A cell's code without its IPython magics, on the same lines, and its statements.

    `imports` are all that import something, nested ones too. `wrong` is what the parser says
    of code that it cannot read, on line `line`.
    """

    text: str
    body: tuple[ast.stmt, ...] = ()
    imports: tuple[ast.Import | ast.ImportFrom, ...] = ()
    wrong: str = ""
    line: int = 1


@lru_cache(maxsize=16384)
def understand(text: str) -> Code:
    """What Python makes of a cell's code; code that is not Python has no statements."""
    code = _parse(text)
    if not code.wrong:
        return code
    plain = without_magics(text)
    return code if plain == text else _parse(plain)


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements within others, too, in the order of `ast.walk`: it goes through the rest."""
    ahead = deque[ast.AST](body)
    while ahead:
        node = ahead.popleft()
        if isinstance(node, ast.stmt):
            yield node
        for name in SUITES:
            ahead.extend(getattr(node, name, ()))


def is_python(variant: Variant) -> bool:
    """Whether the cells of a variant can be understood at all."""
    return variant.lexer.lower() in PYTHON


def place(cell: Cell, line: int) -> Place:
    """The place of a line of a cell's code, counted from 1."""
    return Place(cell.at.file, cell.at.line + cell.offset + line)


def modules(code: Code) -> Iterator[str]:
    """The top-level modules that code imports, anywhere within."""
    for node in code.imports:
        match node:
            case ast.Import(names=names):
                yield from (alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.partition(".")[0]
            case _:
                pass


def only_imports(code: Code) -> bool:
    """Whether code does nothing but import."""
    return all(isinstance(one, ast.Import | ast.ImportFrom) for one in code.body)


def annotated(code: Code) -> bool:
    """Whether a definition in the code says of what type something is."""
    nodes = [node for statement in code.body for node in ast.walk(statement)]
    return any(
        getattr(node, "annotation", None) or getattr(node, "returns", None) for node in nodes
    )


def _parse(text: str) -> Code:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes and such: the kernel will say so
            tree = ast.parse(text)
    except SyntaxError as error:
        return Code(text, wrong=error.msg, line=error.lineno or 1)
    except (ValueError, RecursionError, MemoryError) as error:
        return Code(text, wrong=str(error) or type(error).__name__)
    nodes = statements(tree.body) if "import" in text else ()
    imports = tuple(node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom))
    return Code(text, tuple(tree.body), imports)
