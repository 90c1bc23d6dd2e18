"""The index of the companion as a page shows it: its names by topic, as ordinary nodes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from hexapla.model.book import Book, Page, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import (
    Block,
    CodeBlock,
    CodeSpan,
    Datum,
    Definition,
    Definitions,
    Group,
    Heading,
    Inline,
    Item,
    Node,
    PackageIndex,
    Paragraph,
    Reference,
    Row,
    Table,
    Term,
    Text,
    VariantBlock,
    Varied,
)
from hexapla.model.walk import rewrite, walk
from hexapla.model.words import word
from hexapla.variant.catalogue import Entry, Named, catalogue
from hexapla.variant.shapes import RETURN, Shapes

YES, NO = "✓", "–"
BETWEEN = Text(" · ")
DEEPEST = 5  # the level of a topic's heading; its names stand below it
Line = tuple[Inline, ...]
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Around:
    """What an index needs to know of the book and of the page that it stands on."""

    names: tuple[Named, ...]
    variants: tuple[Variant, ...]
    pages: Mapping[str, Page]
    language: str
    page: str
    taken: frozenset[str]  # labels that the page has

    def word(self, name: str) -> str:
        return word(f"saved_{name}", self.language)

    def anchor(self, *words: str) -> str:
        """The name of a heading in addresses, which nothing else on the page has."""
        made = "-".join(words)
        while made in self.taken:
            made = f"saved-{made}"
        return made


def filled(book: Book, library: Library) -> Iterator[Page]:
    """The pages that show the index, with it."""
    asking = [page for page in book.pages() if page.holds(PackageIndex)]
    names = catalogue(book, library) if asking else ()
    pages = {page.id: page for page in book.pages()}
    for page in asking:
        nodes = walk(page.body)
        taken = frozenset(str(label) for node in nodes if (label := getattr(node, "label", "")))
        config = book.config
        around = Around(names, config.variants, pages, config.language, page.id, taken)
        yield replace(page, body=tuple(_body(page.body, around)))


def _body(body: Iterable[Block], around: Around) -> Iterator[Block]:
    """The blocks of a page; headings of the index go below the one that it stands under."""
    level = 1
    for block in body:
        level = block.level if isinstance(block, Heading) else level
        if isinstance(block, PackageIndex):
            yield from _index(block, level + 1, around)
        else:
            yield from rewrite((block,), lambda node: _inner(node, around))


def _inner(node: Node, around: Around) -> Node:
    """An index within something else: there its headings are in nobody's contents."""
    if not isinstance(node, PackageIndex):
        return node
    return Group((), tuple(_index(node, DEEPEST, around)), at=node.at)


def _index(node: PackageIndex, level: int, around: Around) -> Iterator[Block]:
    listed = [one for one in around.names if node.topic in ("", one.topic)]
    for topic, group in groupby(listed, key=lambda one: one.topic):
        of_topic = tuple(group)
        if node.parity:
            yield _overview(of_topic, (CodeSpan(topic),), around)
            continue
        label = around.anchor("topic", topic)
        yield Heading(min(level, DEEPEST), (CodeSpan(topic),), label, at=node.at)
        yield _overview(of_topic, (), around)
        for one in of_topic:
            yield Heading(
                min(level, DEEPEST) + 1, (CodeSpan(one.name),), _label(one, around), at=node.at
            )
            yield Group(("saved-name",), tuple(_entry(one, around)))
    if not listed:
        yield Paragraph((Text(around.word("nothing")),), at=node.at)


def _label(one: Named, around: Around) -> str:
    return around.anchor(one.topic, one.name)


# --- which variant has what -----------------------------------------------------------------------


def _overview(names: Sequence[Named], caption: Line, around: Around) -> Table:
    """The names of a topic and the variants that have them; with one variant, what they do."""
    single = len(around.variants) == 1
    columns = [around.word("does")] if single else [one.title for one in around.variants]
    head = (around.word("name"), *columns)
    rows = tuple(_row(one, around, single=single) for one in names)
    return Table(
        Row(tuple(Datum((Text(text),), head=True) for text in head)),
        rows,
        ("", *("" if single else "center" for _ in columns)),
        caption,
        classes=("saved-names",),
    )


def _row(one: Named, around: Around, *, single: bool) -> Row:
    label = _label(one, around)
    link = Reference("link", label, (CodeSpan(one.name),), around.page, label)
    if single:
        data = [_summary(next(iter(one.by.values())))]
    else:
        data = [_has(one, variant.name) for variant in around.variants]
    return Row((Datum((link,), head=True), *(Datum(inside) for inside in data)))


def _has(one: Named, variant: str) -> Line:
    """That a variant has a name, with its parameters where others have other ones; or why not."""
    entry = one.by.get(variant)
    if entry is None:
        return (Text(f"{NO} {one.only}".strip()),)
    if one.differs:
        return (CodeSpan(f"({', '.join(entry.signature.parameters or ('…',))})"),)
    return (Text(YES),)


# --- one name -------------------------------------------------------------------------------------


def _entry(one: Named, around: Around) -> Iterator[Block]:
    yield from _by_variant(one, _code)
    if summary := _varied(one, _summary):
        yield Paragraph(summary)
    yield from _by_variant(one, _methods)
    facts = (
        ("shapes", _varied(one, lambda entry: _shapes(entry.signature.shapes, around))),
        ("explained", _varied(one, lambda entry: _explained(entry, around))),
        ("used", _varied(one, lambda entry: _pages(entry.used, around))),
        ("in", _variants(one, around)),
    )
    lines = tuple(_fact(around.word(name), inside) for name, inside in facts if inside)
    yield Definitions(lines)


def _fact(name: str, inside: Line) -> Definition:
    return Definition((Term((Text(name),)),), (Item((Paragraph(inside),)),))


def _code(entry: Entry) -> tuple[Block, ...]:
    return (CodeBlock(entry.signature.text, "python"),)


def _methods(entry: Entry) -> tuple[Block, ...]:
    """The public methods of a class, each with its first line."""
    listed = tuple(
        Definition(
            (Term((CodeSpan(" ".join(one.text.split())),)),),
            (Item((Paragraph((Text(one.summary),)),)),) if one.summary else (),
        )
        for one in entry.signature.methods
    )
    return (Group(("saved-methods",), (Definitions(listed),)),) if listed else ()


def _summary(entry: Entry) -> Line:
    return (Text(entry.signature.summary),) if entry.signature.summary else ()


def _shapes(said: Shapes, around: Around) -> Line:
    """`X` (n, d) · `y` (n, 1) · returns (n, 1)"""
    parts: list[Line] = []
    for name, shape in said:
        what: Inline = Text(around.word("returns")) if name == RETURN else CodeSpan(name)
        parts.append((what, Text(f" {shape}")))
    return _joined(parts)


def _explained(entry: Entry, around: Around) -> Line:
    return _pages((entry.saved.page, *entry.saved.again), around)


def _pages(pages: Iterable[str], around: Around) -> Line:
    known = (around.pages[page] for page in dict.fromkeys(pages) if page in around.pages)
    return _joined([_page(page) for page in known])


def _page(page: Page) -> Line:
    number: Line = (Text(f"{page.number} "),) if page.number else ()
    return (Reference("link", page.id, (*number, *page.title), page.id),)


def _variants(one: Named, around: Around) -> Line:
    if len(around.variants) == 1:
        return ()
    titles = [(Text(variant.title),) for variant in around.variants if variant.name in one.by]
    why = (Text(f" ({one.only})"),) if one.only else ()
    return (*_joined(titles), *why)


def _joined(parts: Sequence[Line]) -> Line:
    return tuple(node for n, part in enumerate(parts) for node in ((BETWEEN,) if n else ()) + part)


# --- what differs between variants ----------------------------------------------------------------


def _by_variant(one: Named, made: Callable[[Entry], tuple[Block, ...]]) -> tuple[Block, ...]:
    """Blocks that are the same in all variants once; or else those of each."""
    groups = _alike(one, made)
    if len(groups) == 1:
        return groups[0][0]
    return tuple(VariantBlock(variants, blocks) for blocks, variants in groups if blocks)


def _varied(one: Named, made: Callable[[Entry], Line]) -> Line:
    """The same within a line; who reads in a variant that lacks the name sees the first's."""
    groups = _alike(one, made)
    if len(groups) == 1:
        return groups[0][0]
    if not any(words for words, _ in groups):
        return ()
    return tuple(Varied(variants, words or (Text(NO),)) for words, variants in groups)


def _alike(one: Named, made: Callable[[Entry], T]) -> list[tuple[T, tuple[str, ...]]]:
    """What is made of the variants, and which of them it is made of."""
    groups: dict[T, tuple[str, ...]] = {}
    for variant, entry in one.by.items():
        thing = made(entry)
        groups[thing] = (*groups.get(thing, ()), variant)
    return [*groups.items()]
