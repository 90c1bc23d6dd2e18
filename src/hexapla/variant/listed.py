"""The index of the companion as a page shows it: its names by topic, as ordinary nodes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import TypeVar

from hexapla.model.book import Book, Page, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import (
    Alignment,
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
from hexapla.variant.shapes import RETURN

YES, NO = "✓", "–"
BETWEEN = Text(" · ")
DEEPEST = 5  # the level of a topic's heading; its names stand below it
Line = tuple[Inline, ...]
T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Place:
    """A page that lists names, and the labels that it has besides."""

    page: str
    taken: frozenset[str] = frozenset()

    def anchor(self, *words: str) -> str:
        """The name of a heading in addresses, which nothing else on the page has."""
        made = "-".join(words)
        while made in self.taken:
            made = f"saved-{made}"
        return made


@dataclass(frozen=True, slots=True)
class Around:
    """What an index needs to know of the book; `places` are where each topic is listed."""

    names: tuple[Named, ...]
    variants: tuple[Variant, ...]
    pages: Mapping[str, Page]
    language: str
    places: Mapping[str, tuple[Place, ...]]

    def word(self, name: str) -> str:
        return word(f"saved_{name}", self.language)

    def place(self, topic: str, page: str) -> Place | None:
        """Where a topic is listed: on this page, or else on the first that does."""
        places = self.places.get(topic, ())
        return next((one for one in places if one.page == page), places[0] if places else None)


def filled(book: Book, library: Library) -> Iterator[Page]:
    """The pages that show the index, with it."""
    asking = [page for page in book.pages() if page.holds(PackageIndex)]
    names = catalogue(book, library) if asking else ()
    pages = {page.id: page for page in book.pages()}
    config = book.config
    around = Around(names, config.variants, pages, config.language, _places(asking, names))
    for page in asking:
        yield replace(page, body=tuple(_body(page, around)))


def _places(pages: Iterable[Page], names: Iterable[Named]) -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    topics = dict.fromkeys(one.topic for one in names)
    for page in pages:
        nodes = [*walk(page.body)]
        whole = [one for one in nodes if isinstance(one, PackageIndex) and not one.parity]
        taken = frozenset(str(label) for node in nodes if (label := getattr(node, "label", "")))
        for topic in topics:
            if any(one.topic in ("", topic) for one in whole):
                found[topic] = (*found.get(topic, ()), Place(page.id, taken))
    return found


def _body(page: Page, around: Around) -> Iterator[Block]:
    """The blocks of a page; headings of the index go below the one that it stands under."""
    level = 1
    done: set[str] = set()
    for block in page.body:
        level = block.level if isinstance(block, Heading) else level
        if isinstance(block, PackageIndex):
            yield from _index(block, page.id, level + 1, around, done)
        else:
            yield from rewrite((block,), lambda node: _inner(node, page.id, around, done))


def _inner(node: Node, page: str, around: Around, done: set[str]) -> Node:
    """An index within something else: there its headings are in nobody's contents."""
    if not isinstance(node, PackageIndex):
        return node
    return Group((), tuple(_index(node, page, DEEPEST, around, done)), at=node.at)


def _index(
    node: PackageIndex, page: str, level: int, around: Around, done: set[str]
) -> Iterator[Block]:
    """`done` are the topics that the page has listed by now: each has its names but once."""
    listed = [one for one in around.names if node.topic in ("", one.topic)]
    for topic, group in groupby(listed, key=lambda one: one.topic):
        names, place = tuple(group), around.place(topic, page)
        if node.parity or place is None or topic in done:
            yield _overview(names, (CodeSpan(topic),), place, around)
        else:
            done.add(topic)
            yield from _topic(names, min(level, DEEPEST), place, around)
    if not listed:
        yield Paragraph((Text(around.word("nothing")),), at=node.at)


def _topic(names: Sequence[Named], level: int, place: Place, around: Around) -> Iterator[Block]:
    topic = names[0].topic
    yield Heading(level, (CodeSpan(topic),), place.anchor("topic", topic))
    yield _overview(names, (), place, around)
    for one in names:
        yield Heading(level + 1, (CodeSpan(one.name),), place.anchor(topic, one.name))
        yield Group(("saved-name",), tuple(_entry(one, around)))


# --- which variant has what -----------------------------------------------------------------------


def _overview(names: Sequence[Named], caption: Line, place: Place | None, around: Around) -> Table:
    """The names of a topic and the variants that have them; with one variant, what they do."""
    single = len(around.variants) == 1
    columns = [around.word("does")] if single else [one.title for one in around.variants]
    why = [around.word("why")] if not single and any(one.only for one in names) else []
    head = (around.word("name"), *columns, *why)
    rows = tuple(_row(one, place, around, why=bool(why)) for one in names)
    return Table(
        Row(tuple(Datum((Text(text),), head=True) for text in head)),
        rows,
        _alignment(len(columns), len(why), single=single),
        caption,
        classes=("saved-names",),
    )


def _alignment(columns: int, more: int, *, single: bool) -> tuple[Alignment, ...]:
    side: list[Alignment] = [""]
    marks: list[Alignment] = ["" if single else "center"]
    return (*side, *marks * columns, *side * more)


def _row(one: Named, place: Place | None, around: Around, *, why: bool) -> Row:
    name: Inline = CodeSpan(one.name)
    if place:
        anchor = place.anchor(one.topic, one.name)
        name = Reference("link", anchor, (name,), place.page, anchor)
    if len(around.variants) == 1:
        data = [_summary(next(iter(one.by.values())))]
    else:
        data = [_has(one, variant.name) for variant in around.variants]
    data += [(Text(one.only),) if one.only else ()] if why else []
    return Row((Datum((name,), head=True), *(Datum(inside) for inside in data)))


def _has(one: Named, variant: str) -> Line:
    """Whether a variant has a name, with its parameters where others have other ones."""
    entry = one.by.get(variant)
    if entry is None:
        return (Text(NO),)
    if one.differs and entry.signature.parameters is not None:
        return (CodeSpan(f"({', '.join(entry.signature.parameters)})"),)
    return (Text(YES),)


# --- one name -------------------------------------------------------------------------------------


def _entry(one: Named, around: Around) -> Iterator[Block]:
    yield from _by_variant(one, _code)
    if summary := _varied(one, _summary, around):
        yield Paragraph(summary)
    yield from _by_variant(one, _methods)
    facts = (
        ("shapes", _varied(one, partial(_shapes, around=around), around)),
        ("explained", _varied(one, partial(_explained, around=around), around)),
        ("used", _varied(one, partial(_used, around=around), around)),
        ("only", _variants(one, around)),
    )
    lines = tuple(_fact(around.word(name), inside) for name, inside in facts if inside)
    if lines:
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


def _shapes(entry: Entry, around: Around) -> Line:
    """`X` (n, d) · `y` (n, 1) · returns (n, 1)"""
    parts: list[Line] = []
    for name, shape in entry.signature.shapes:
        what: Inline = Text(around.word("returns")) if name == RETURN else CodeSpan(name)
        parts.append((what, Text(f" {shape}")))
    return _joined(parts)


def _explained(entry: Entry, around: Around) -> Line:
    return _pages((entry.saved.page, *entry.saved.again), around)


def _used(entry: Entry, around: Around) -> Line:
    return _pages(entry.used, around)


def _pages(pages: Iterable[str], around: Around) -> Line:
    known = (around.pages[page] for page in dict.fromkeys(pages) if page in around.pages)
    return _joined([_page(page) for page in known])


def _page(page: Page) -> Line:
    number: Line = (Text(f"{page.number}\u00a0"),) if page.number else ()
    return (Reference("link", page.id, (*number, *page.title), page.id),)


def _variants(one: Named, around: Around) -> Line:
    """The variants that have a name, where not all do, and why."""
    if len(one.by) == len(around.variants):
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


def _varied(one: Named, made: Callable[[Entry], Line], around: Around) -> Line:
    """The same within a line; who reads in a variant that lacks the name sees the first's."""
    groups = _alike(one, made)
    if len(groups) == 1:
        return groups[0][0]
    if not any(words for words, _ in groups):
        return ()
    lacking = tuple(v.name for v in around.variants if v.name not in one.by)
    (first, variants), *rest = groups
    groups = [(first, (*variants, *lacking)), *rest]
    return tuple(Varied(variants, words or (Text(NO),)) for words, variants in groups)


def _alike(one: Named, made: Callable[[Entry], T]) -> list[tuple[T, tuple[str, ...]]]:
    """What is made of the variants, and which of them it is made of."""
    groups: dict[T, tuple[str, ...]] = {}
    for variant, entry in one.by.items():
        thing = made(entry)
        groups[thing] = (*groups.get(thing, ()), variant)
    return [*groups.items()]
