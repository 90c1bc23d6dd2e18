"""Texts that no author writes, and the way of a page from its text to the site and the notebook."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from hypothesis import strategies as st

from fakes import settled
from hexapla import stages
from hexapla.model.book import Book, Config, PageEntry, PartEntry, Variant
from hexapla.model.nodes import Place
from hexapla.model.outputs import Outputs
from hexapla.model.problems import Problems
from hexapla.ports import Artifact, Bundle, Edition, Search
from hexapla.render.notebook import Notebooks
from hexapla.render.web.site import Web
from hexapla.source.tree import Sources
from hexapla.source.vocabulary import DIRECTIVES, ROLES

ROOT = Path(__file__).parent.parent
VARIANTS = (Variant("pytorch", "PyTorch"), Variant("jax", "JAX"))
PAGES = [*(ROOT / "book" / "parts").rglob("*.md"), *(ROOT / "docs" / "syntax").glob("*.md")]

# What the language is made of, in no order.
MARKS = r"""
# | ## | - | * | 1. | > |     |\t| a || b |\n|---||---|\n|---\n|***\n|+++\n|% |$|$$|$$ (a)\n|\\
\begin{align}|\end{align}|`|``|```|````|~~~|:::|::::|{|}|{#a}|{.b}|(a)=\n|[|]|](|)(|[^a]|[^a]: |!
[a]: b\n|![|<|>|<!--|-->|<b>|</b>|<div>|&amp;|&|;|@a|[@a]|{{ a }}|http://a.b|*|**|_|__|~~|^|+|=|#
:a: b\n|\n: a\n|- [ ] |\n|\n\n|\r|\r\n|\0|\u2028|\ufeff|---\na: b\n---\n|---\nid: a\n---\n|: |, |
word|Ünï|一|\U0001f600|```{|```\n|:::{|:::\n|`}`|{code-cell}|{ref}`a`|#@save\n|\u0301|\u202e|%%
"""
ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", "\\0": "\0", "\\u2028": "\u2028"}
ESCAPES |= {"\\ufeff": "\ufeff", "\\U0001f600": "\U0001f600", "\\u0301": "\u0301"}


def _marks() -> list[str]:
    """Each mark by itself; what stands for an odd character is that character."""
    marks = [mark for line in MARKS.strip("\n").split("\n") for mark in line.split("|")]
    for escape, character in ESCAPES.items():
        marks = [mark.replace(escape, character) for mark in marks]
    return [*dict.fromkeys((*marks, "|", "| a | b |\n|---|---|\n"))]


raw = st.text(st.characters(exclude_categories=()), max_size=60)  # halves of characters, too
names = st.sampled_from(sorted(DIRECTIVES)) | st.sampled_from(["no", "code-cell", "code-block"])
options = st.sampled_from(sorted({name for one in DIRECTIVES.values() for name in one.options}))
pieces = st.sampled_from(_marks()) | raw


@st.composite
def spliced(draw: st.DrawFn) -> str:
    """Marks of the language, one after the other."""
    return "".join(draw(st.lists(pieces, max_size=25)))


@st.composite
def directed(draw: st.DrawFn, depth: int = 3) -> str:
    """A directive of the vocabulary, with options that it may have, in a fence that may close."""
    fence = draw(st.sampled_from("`:")) * draw(st.integers(3, 7))
    name, argument = draw(names), draw(st.sampled_from(["", "a", "a.png", "<a>", "$x$", "pytorch"]))
    given = draw(st.lists(st.tuples(options | st.just("label"), pieces), max_size=3))
    lines = "".join(f":{option}: {value}\n" for option, value in given)
    inner = spliced() if depth == 0 else spliced() | directed(depth - 1)
    body = "\n".join(draw(st.lists(inner, max_size=3)))
    end = draw(st.sampled_from([fence, "", "```"]))
    return f"{fence}{{{name}}} {argument}\n{lines}\n{body}\n{end}\n"


@st.composite
def said(draw: st.DrawFn) -> str:
    """Roles of the vocabulary within a line."""
    role = st.sampled_from(sorted(ROLES)) | st.just("no")
    return " ".join(f"{{{draw(role)}}}`{draw(pieces)}`" for _ in range(draw(st.integers(1, 4))))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A page of our books, of which pieces are lost, doubled, moved or written over."""
    text = draw(st.sampled_from(PAGES)).read_text(encoding="utf-8")[:6000]
    for _ in range(draw(st.integers(1, 8))):
        start, other = (draw(st.integers(0, len(text))) for _ in range(2))
        length = draw(st.integers(0, 80))
        cut = text[other : other + length]
        new = draw(st.just("") | st.just(cut) | pieces | spliced())
        text = text[:start] + new + text[start + draw(st.integers(0, 40)) :]
    return text


texts = (
    raw | spliced() | directed() | said() | mutated() | st.tuples(mutated(), spliced()).map("".join)
)


def sources(**pages: str) -> Sources:
    """A book of these pages."""
    entries = tuple(PageEntry(f"{name}.md", 1, Place("book.toml", 1)) for name in pages)
    config = Config("Hostile", variants=VARIANTS, parts=(PartEntry("Part", True, entries),))
    nothing: MappingProxyType[str, str] = MappingProxyType({})
    return Sources(config, tuple(zip(entries, pages.values(), strict=True)), (), nothing, nothing)


def through(**pages: str) -> tuple[Book, Problems, list[Artifact]]:
    """All the way: read, resolved, planned, written as a site and as notebooks."""
    book, problems = stages.understand(sources(**pages))
    library, _, unprepared = stages.prepare(book)
    edition = Edition(book, Outputs(), library, VARIANTS)
    artifacts: list[Artifact] = []
    for writer in (Web(), Notebooks()):
        made, wrong = settled(writer, edition)
        problems += wrong
        artifacts += made
    assert all(isinstance(one.data, bytes | Bundle | Search) for one in artifacts)
    return book, (*problems, *unprepared), artifacts
