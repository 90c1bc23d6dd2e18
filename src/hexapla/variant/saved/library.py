"""Saved code: gathers what the book's cells mark with `#@save` into the companion package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from hexapla.model.book import Book, Variant
from hexapla.model.library import Library, Lost, Saved, Stock
from hexapla.model.problems import Problem, Problems, bad_reopening, bad_save
from hexapla.model.walk import cells_of
from hexapla.variant.code import is_python, place
from hexapla.variant.companion import Shelf, shelf
from hexapla.variant.saved.kept import kept
from hexapla.variant.saved.later import anew
from hexapla.variant.saved.marks import MARK
from hexapla.variant.saved.needs import Around, named, needing
from hexapla.variant.saved.order import between_topics, ordered
from hexapla.variant.saved.parts import is_reserved, on_page
from hexapla.variant.saved.suite import suite

# What the module of a variant calls what it is made of: render/package/front.py.
FRONT = frozenset({"import_module", "_HOME", "_NEEDS", "_TOPICS", "_topic"})


def gathered(stocks: Mapping[str, Stock]) -> tuple[Library, Problems]:
    """The companion package that the variants' own stocks make, and what is wrong with them."""
    items = MappingProxyType({name: of.items for name, of in stocks.items()})
    tests = MappingProxyType({name: of.tests for name, of in stocks.items()})
    own = (problem for of in stocks.values() for problem in of.problems)
    adrift = (_adrift(lost, name, items) for name, of in stocks.items() for lost in of.lost)
    # A cell of several variants is wrong in each of them, and told once.
    return Library(items, tests), tuple(dict.fromkeys((*own, *adrift)))


def stock(book: Book, variant: Variant) -> Stock:
    """What one variant saves."""
    if not is_python(variant):
        return Stock(problems=tuple(_foreign(book, variant)))
    config, problems = book.config, list[Problem]()
    parts = [one for page in book.pages() for one in on_page(page, variant, config, problems)]
    taken = {name for part in parts for name in part.one.names}
    drafts, lost, wrong = kept((one for one in parts if not one.one.test), taken)
    items = [named(draft, variant.name) for draft in drafts]
    on = shelf(variant.name, items)
    problems += [*wrong, *_hiding(on), *_of_hexapla(on)]
    found = [
        needing(draft, saved, Around(on, config.package), problems)
        for draft, saved in zip(drafts, items, strict=True)
    ]
    problems += anew(drafts, found, parts)
    items = [*ordered(found, problems)]
    problems += between_topics(found)
    tests, astray = suite((one for one in parts if one.one.test), on, config.package, problems)
    return Stock(tuple(items), tests, (*lost, *astray), tuple(problems))


def _foreign(book: Book, variant: Variant) -> Iterator[Problem]:
    """A package of Python holds no code in another language, whatever is marked."""
    for page in book.pages():
        for cell in cells_of(page.body, variant.name):
            for number, line in enumerate(cell.code.split("\n"), 1):
                if MARK.search(line) and cell.variants:  # that of all variants may be Python, too
                    text = f"only Python can be saved, and {variant.title} is '{variant.lexer}'"
                    yield bad_save(f"{text}; take the mark out", place(cell, number))


def _hiding(on: Shelf) -> Iterator[Problem]:
    """Names that nobody could import, since a topic of that name is in their place."""
    for name, item in on.names.items():
        if name in on.topics and name != item.topic:
            first = on.topics[name][0]
            text = (
                f"the saved '{name}' hides the topic '{name}', where '{first.name}' is saved "
                f"({first.at}); rename one of the two"
            )
            yield bad_save(text, item.at)


def _of_hexapla(on: Shelf) -> Iterator[Problem]:
    """Topics and names that would stand in the place of what makes the variant's module work."""
    text = "'{}' is what Hexapla calls a part of the module that it makes; give this another name"
    for topic, items in on.topics.items():
        if topic in FRONT or is_reserved(topic):
            yield bad_save(text.format(topic), items[0].at)
    for name in sorted(FRONT.intersection(on.names)):
        yield bad_save(text.format(name), on.names[name].at)


def _adrift(lost: Lost, variant: str, items: Mapping[str, tuple[Saved, ...]]) -> Problem:
    """What to say of a part that adds to what is not saved before it."""
    name, who = lost.name, f"this adds to '{lost.name}', which"
    if later := _saving(name, items[variant]):
        text = f"{who} is saved only later ({later.at}); save it before"
    elif lost.made:
        text = f"{who} is not saved; mark the line that makes it ({lost.made}) with #@save"
    elif other := next(filter(None, (_saving(name, of) for of in items.values())), None):
        text = (
            f"{who} is saved for {other.variant} ({other.at}) and not for {variant}; save it there"
        )
    else:
        text = f"{who} no page saves; mark the line that makes it with #@save"
    return bad_reopening(text, lost.at)


def _saving(name: str, items: Iterable[Saved]) -> Saved | None:
    return next((item for item in items if name in item.names), None)
