"""The manual is a test: what its examples say comes out is what comes out. BLESS=1 renews it.

An example is a fence marked `myst`. The fences after it say what it becomes: `html`; `ipynb`, the
text of its notebook for the first variant; `typst`, what paper is set from; and `problems`, which
must be there where there are any.
An example marked `myst page` is a whole page; others need no title.
"""

from __future__ import annotations

import ast
import inspect
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import takewhile
from pathlib import Path
from typing import TypeGuard

import pytest

from hexapla.model import codes, problems
from hexapla.model.book import Book, Config, Page, PageEntry, PartEntry, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import Block, Display, Footnote, Math, Place
from hexapla.model.objects import objects
from hexapla.model.outputs import Outputs
from hexapla.model.problems import Problems
from hexapla.model.walk import walk
from hexapla.render.formulas import Formula, formula_of
from hexapla.render.markdown import pieces
from hexapla.render.markdown_inlines import Frame
from hexapla.render.paper.frame import Frame as PaperFrame
from hexapla.render.paper.frame import Picture
from hexapla.render.paper.marks import string
from hexapla.render.paper.maths import Set
from hexapla.render.paper.nodes import body as typst_of
from hexapla.render.seen import Shows, seen
from hexapla.render.values import NO_VALUES
from hexapla.render.web import nodes
from hexapla.render.web.context import book_context, page_context
from hexapla.render.web.inlines import inlines
from hexapla.render.web.maths import Typeset
from hexapla.resolve.external import external
from hexapla.resolve.passes import resolved
from hexapla.source import parse
from hexapla.source.tree import Sources
from hexapla.source.vocabulary import DIRECTIVES, ROLES
from hexapla.source.vocabulary.spans import COLOURS
from hexapla.stages import indexed
from hexapla.variant.documented import documented
from hexapla.variant.parity import parity
from saving import extract

DOCS = Path(__file__).parent.parent / "docs"
PAGES = sorted((DOCS / "syntax").glob("*.md"))

# The book that the examples are a page of; docs/syntax/index.md describes it.
EXAMPLE = PageEntry("pages/example.md", 1, Place("book.toml", 1))
OTHER = PageEntry("pages/other.md", 1, Place("book.toml", 2))
CONFIG = Config(
    "Examples",
    variants=(Variant("pytorch", "PyTorch"), Variant("jax", "JAX")),
    parts=(PartEntry("Part", True, (EXAMPLE, OTHER)),),
    bibliography=("references.bib",),
)
OTHER_TEXT = "# Another page\n\n(a-section)=\n## A section\n\n```{bibliography}\n```\n"
SHOWN = ("html", "ipynb", "typst", "problems")
WORKS = """
@article{gauss1821, author = {Gauss, Carl Friedrich}, title = {Theoria}, year = {1821}}
@book{gauss1809, author = {Gauss, Carl Friedrich}, title = {Theoria motus}, year = {1809}}
@book{legendre1805, author = {Legendre, Adrien-Marie}, title = {Nouvelles méthodes}, year = {1805}}
@inproceedings{vaswani2017, author = {Vaswani, Ashish and Shazeer, Noam and Parmar, Niki},
  title = {Attention Is All You Need}, booktitle = {NeurIPS}, pages = {1--11}, year = {2017},
  eprint = {1706.03762}, archiveprefix = {arXiv}}
"""
TEXTS = {
    "pages/shared/soil.md": "---\ntitle: Soil\n---\n## Soil\n\n![Its layers](layers.svg)\n",
    "code/model.py": """import math


# begin mean
def mean(numbers):
    return sum(numbers) / len(numbers)
# end mean


class Model:
    def predict(self, x):
        return math.exp(x)
""",
}
FILES = {
    **dict.fromkeys(
        ("img/river.svg", "data/rain.csv", "pages/shared/layers.svg", "img/flow.webm"), "digest"
    ),
    **dict.fromkeys(TEXTS, "digest"),
}
INVENTORIES = (
    objects(
        "numpy",
        "https://numpy.org/doc/stable/",
        "numpy py:module 0 reference/index.html#module-$ -\n"
        "numpy.mean py:function 1 reference/mean.html#$ -\n"
        "numpy.ndarray py:class 1 reference/array.html#$ -\n"
        "arrays std:label -1 reference/array.html#$ Array objects\n"
        "user/basics std:doc -1 user/basics.html Fundamentals\n",
    ),
)
FILES = {"img/river.svg": "digest", "data/rain.csv": "digest"}


@dataclass
class Result:
    html: str
    ipynb: str
    typst: str
    problems: str


def result(text: str, *, whole: bool) -> Result:
    """What becomes of an example, as a page of the book above."""
    book, found = book_of(text)
    said = [p for p in found if whole or p.code != "no-title"]
    problems = "".join(f"{problem}\n" for problem in said)
    typst = on_paper(next(book.pages()), whole=whole)
    return Result(html(book, whole=whole), ipynb(book, whole=whole), typst, problems)


def book_of(text: str) -> tuple[Book, Problems]:
    """The book above with this text on its first page, resolved."""
    pages = ((EXAMPLE, text), (OTHER, OTHER_TEXT))
    sources = Sources(CONFIG, pages, (("references.bib", WORKS),), {}, FILES, texts=TEXTS)
    draft, unclear = parse.book(sources)
    done = resolved(draft, external(INVENTORIES))
    book = documented(done.book, INVENTORIES)
    library, _ = extract(book)
    uneven = parity(book, library)
    return with_index(book, library), (*unclear, *done.problems, *uneven)


def with_index(book: Book, library: Library) -> Book:
    """The book with the index of what its pages save."""
    pages = {page.id: page for page in indexed(book, library)}
    return book.each(lambda page: pages.get(page.id, page))


def ipynb(book: Book, *, whole: bool) -> str:
    """The text of the example's notebook, with its cells between it."""
    page = next(book.pages())
    frame = Frame(page.id, CONFIG.variants[0].name, "en", frozenset(FILES))
    found = pieces(page.body if whole else page.body[1:], frame)
    texts = (one if isinstance(one, str) else f"[ ]: {one.code}" for one in found)
    return "\n\n".join(text for text in texts if text) + "\n"


def seen_on_paper(page: Page) -> tuple[Block, ...]:
    """What the readers of the first variant see of a page."""
    shows = Shows(CONFIG.variants[0], None, NO_VALUES, "en", "output:", "pdf", tables=False)
    return seen(page, shows).page.body


def on_paper(page: Page, *, whole: bool) -> str:
    """A page as Typst: every picture of the book is there, and formulas are words."""
    body = seen_on_paper(page)[0 if whole else 1 :]
    formulas = [formula for node in walk(body) if (formula := formula_of(node))]
    frame = PaperFrame(
        page.id,
        formulas={one: Set(string(one.tex)) for one in formulas},
        pictures={file: Picture(f"/{file}", 20, 10) for file in FILES},
        addresses={page.id: f"https://example.org/{page.id}.html"},
    )
    return typst_of(body, frame)[0]


def html(book: Book, *, whole: bool) -> str:
    """The example as the website shows it, with the LaTeX of formulas left as it is."""
    page = next(book.pages())
    set_formulas = {
        Formula(node.tex, isinstance(node, Display)): Typeset(f"<math>{escape(node.tex)}</math>")
        for node in walk(page.body)
        if isinstance(node, Math | Display)
    }
    context = page_context(page, Outputs(), book_context(book, CONFIG.variants, set_formulas))
    notes = [node for node in walk(page.body) if isinstance(node, Footnote)]
    title = f"<h1>{inlines(page.title, context)}</h1>" if whole else ""
    body = nodes.blocks(page.body[1:], context)
    return "".join(f"{part}\n" for part in (title, body, nodes.footnotes(notes, context)) if part)


# --- examples -------------------------------------------------------------------------------------


@dataclass(eq=False)
class Fence:
    """A fence of the manual, with the lines before it."""

    info: str
    ticks: str
    body: str
    before: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "".join((*self.before, f"{self.ticks}{self.info}\n", self.body, f"{self.ticks}\n"))


def fences(text: str) -> tuple[list[Fence], str]:
    """The fences of a page of the manual, and what follows the last of them."""
    found: list[Fence] = []
    before: list[str] = []
    lines = iter(text.splitlines(keepends=True))
    for line in lines:
        opening = re.fullmatch(r"(`{3,})(\S.*)\n", line)
        if not opening:
            before.append(line)
            continue
        ticks, info = opening.groups()
        body = "".join(iter(lambda: next(lines), f"{ticks}\n"))
        found.append(Fence(info, ticks, body, before))
        before = []
    return found, "".join(before)


def renewed(text: str) -> str:
    """A page of the manual with what comes out of its examples now."""
    found, rest = fences(text)
    for example, shown in examples(found):
        now = result(example.body, whole=example.info == "myst page")
        for fence in shown:
            fence.body = getattr(now, fence.info)
        if now.problems and not any(fence.info == "problems" for fence in shown):
            shown.append(Fence("problems", "```", now.problems, ["\n"]))
            found.insert(found.index(example) + len(shown), shown[-1])
    return "".join(map(str, found)) + rest


def examples(found: list[Fence]) -> Iterator[tuple[Fence, list[Fence]]]:
    """The examples, each with the fences that say what becomes of it."""
    for fence in list(found):
        if fence.info in ("myst", "myst page"):
            after = found[found.index(fence) + 1 :]
            yield fence, list(takewhile(lambda other: other.info in SHOWN, after))


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_manual_says_what_comes_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    now = renewed(text)
    if os.environ.get("BLESS"):
        path.write_text(now, encoding="utf-8")
    else:
        assert now == text, (
            "if this is right, renew the manual: BLESS=1 pytest tests/test_manual.py"
        )


def test_every_page_of_the_manual_has_examples() -> None:
    assert PAGES
    bare = [p.stem for p in PAGES if not any(examples(fences(p.read_text(encoding="utf-8"))[0]))]
    assert bare == []


# --- nothing is left out --------------------------------------------------------------------------


def manual() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md")))


def test_every_directive_and_role_is_in_the_manual() -> None:
    text = manual()
    missing = [name for name in (*DIRECTIVES, *ROLES) if f"{{{family(name)}}}" not in text]
    assert missing == []


def family(name: str) -> str:
    """The name as the manual has it: of badges, one for all colours."""
    return re.sub(rf"^(bdg-(?:link-|ref-)?)(?:{'|'.join(COLOURS)})(?=-|$)", r"\1COLOUR", name)


def test_every_option_is_in_the_manual() -> None:
    text = manual()
    options = {option for directive in DIRECTIVES.values() for option in directive.options}
    assert [option for option in sorted(options) if f":{option}:" not in text] == []


def test_every_problem_is_in_the_manual() -> None:
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(problems))) if is_made(node)]
    made = {call.args[0].value: severity(call) for call in calls}
    assert made
    assert made == {code: how for code, (how, _) in codes.CODES.items()}


def is_made(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem"


def severity(call: ast.Call) -> str:
    return call.args[3].value if len(call.args) > 3 else "error"


CODES = Path(codes.__file__)


def table_of_codes() -> str:
    """The manual's list of problems as the engine has it: a line for each, without marks."""
    rows = re.findall(
        r"^\| `([a-z-]+)`(?: \((warning|note)\))? \| (.*?) \|",
        (DOCS / "problems.md").read_text("utf-8"),
        re.M,
    )
    plain = [
        (code, how or "error", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text).replace("`", "'"))
        for code, how, text in rows
    ]
    return "".join(f"{code:20}{how:10}{text}\n" for code, how, text in plain)


def test_the_engine_knows_what_the_manual_says_of_each_problem() -> None:
    text = CODES.read_text("utf-8")
    before, _, after = text.partition('TABLE = """\n')
    _, end, after = after.partition('"""\n')
    now = f'{before}TABLE = """\n{table_of_codes()}{end}{after}'
    if os.environ.get("BLESS"):
        CODES.write_text(now, "utf-8")
    else:
        assert now == text, "renew it: BLESS=1 pytest tests/test_manual.py"
