"""What saved code says of the pages that explain it: in docstrings, or in comments above it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap
from urllib.parse import quote

from hexapla.model.book import Book
from hexapla.model.library import Saved
from hexapla.model.walk import plain
from hexapla.render.addresses import page_files

WIDTH = 88  # characters in a line, as ruff formats it
MADE_BY = "Made by Hexapla from {}: edit its pages, not this file."
Pages = Mapping[str, "Explains"]  # by their ids
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Explains:
    """A page as the package names it: section 2.3, its title, and where it is found."""

    kind: str  # "chapter", "section", "appendix"
    number: str  # "" where it has none
    title: str
    url: str  # an address where the book's site has one, else the page's file in the site

    @property
    def sentence(self) -> str:
        named = f"{self.kind} {self.number}, " if self.number else ""
        return f'{named}"{self.title}": {self.url}'

    @property
    def short(self) -> str:
        return f"{self.number} {self.title}".strip()


def pages(book: Book) -> Pages:
    """All pages of a book, as its package names them."""
    files, site = page_files(book), book.config.publication.site
    found: dict[str, Explains] = {}
    for part in book.parts:
        chapter = "appendix" if part.appendix else "chapter"
        for page in part.pages:
            kind = chapter if page.level == 1 else "section"
            url = site + quote(files[page.id])
            found[page.id] = Explains(kind, page.number, quotable(plain(page.title)), url)
    return found


def header(book: Book) -> str:
    """The comment that begins each file of Python, with its newline."""
    return _comment([made_by(book)])


def made_by(book: Book) -> str:
    """What each file says of its making."""
    return MADE_BY.format(f'"{quotable(book.config.title)}"')


def explained(item: Saved, by: Pages) -> str:
    """An item's code, with what explains it in the docstrings of what it defines.

    A comment above the code says it of all else.
    """
    said = _sentences(item, by)
    code = item.code.strip("\n")
    new = code
    for statement in reversed(ast.parse(code).body):
        if isinstance(statement, Definition) and not _is_overload(statement):
            new = _documented(new, statement, _wrapped(said, WIDTH - 4)) or new
    return f"{new}\n" if new != code else f"{_comment(said)}{code}\n"


def commented(item: Saved, by: Pages) -> str:
    """An item's code, with what explains it in a comment above it."""
    return _comment(_sentences(item, by)) + item.code.strip("\n") + "\n"


def quotable(text: str) -> str:
    """Text on one line that can stand in a docstring of either kind."""
    return re.sub("'{2,}", "'", " ".join(text.replace("\\", "").replace('"', "'").split()))


def _sentences(item: Saved, by: Pages) -> list[str]:
    later = [f"Continued in {by[page].sentence}" for page in item.again if page in by]
    return [f"Explained in {by[item.page].sentence}", *later]


def _wrapped(sentences: Iterable[str], width: int) -> list[str]:
    return [
        line
        for sentence in sentences
        for line in wrap(sentence, width, break_long_words=False, break_on_hyphens=False)
    ]


def _comment(sentences: Iterable[str]) -> str:
    return "".join(f"# {line}\n" for line in _wrapped(sentences, WIDTH - 2))


# --- docstrings -----------------------------------------------------------------------------------


def _is_overload(made: Definition) -> bool:
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in made.decorator_list}
    return "overload" in names


def _documented(code: str, made: Definition, said: list[str]) -> str | None:
    """The code with what is said in the docstring of a definition, where that can be."""
    match made.body[0]:
        case ast.Expr(ast.Constant(str()) as text):
            return _ended(code, text, said)
        case first:
            return _given(code, made, first, said)


def _ended(code: str, text: ast.Constant, said: list[str]) -> str | None:
    """The code with last lines in its docstring; all else stays as it was written."""
    old = ast.get_source_segment(code, text) or ""
    if old.endswith(('"""', "'''")):
        body, quotes = old[:-3], old[-3:]
    elif re.fullmatch(r"\"[^\"\\]*\"|'[^'\\]*'", old) and '"""' not in old[1:-1]:
        body, quotes = f'"""{old[1:-1]}', '"""'
    else:
        return None
    indent = " " * text.col_offset
    new = "".join([f"{body.rstrip()}\n", *(f"\n{indent}{line}" for line in said)])
    new += f"\n{indent}{quotes}"
    lines = code.encode().split(b"\n")  # columns count bytes
    before = b"\n".join([*lines[: text.lineno - 1], lines[text.lineno - 1][: text.col_offset]])
    return code[: len(before.decode())] + new + code[len(before.decode()) + len(old) :]


def _given(code: str, made: Definition, first: ast.stmt, said: list[str]) -> str | None:
    """The code with a docstring where it had none, if its body begins on a line of its own."""
    lines = code.split("\n")
    at = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", ()))]) - 1
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    if len(indent) != first.col_offset or lines[at - 1].endswith("\\"):
        return None
    while lines[at - 1].lstrip().startswith("#") or not lines[at - 1].strip():
        at -= 1
    apart = [""] if isinstance(made, ast.ClassDef) else []
    text = f"\n{indent}".join(said) + (f"\n{indent}" if len(said) > 1 else "")
    return "\n".join([*lines[:at], f'{indent}"""{text}"""', *apart, *lines[at:]])
