"""Saved code: gathers what the book's cells mark with `#@save` into the companion package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hexapla.model.book import Book, Variant
from hexapla.model.library import Library, Saved
from hexapla.model.problems import Problem, Problems, bad_reopening, bad_save
from hexapla.model.walk import cells_of
from hexapla.variant.code import is_python, place
from hexapla.variant.companion import Shelf, shelf
from hexapla.variant.saved.kept import Lost, kept
from hexapla.variant.saved.later import anew
from hexapla.variant.saved.marks import MARK
from hexapla.variant.saved.needs import Around, named, needing
from hexapla.variant.saved.order import between_topics, ordered
from hexapla.variant.saved.parts import is_reserved, on_page
from hexapla.variant.saved.suite import suite

# What the module of a variant calls what it is made of: render/package/front.py.
FRONT = frozenset({"import_module", "_HOME", "_NEEDS", "_TOPICS", "_topic"})


@dataclass(frozen=True, slots=True)
class _Found:
    """What one variant saves; `lost` are the parts that add to nothing in it."""

    items: tuple[Saved, ...] = ()
    tests: tuple[Saved, ...] = ()
    lost: tuple[Lost, ...] = ()


def extract(book: Book) -> tuple[Library, Problems]:
    """The companion package: what each variant saves, and what cannot be saved."""
    problems: list[Problem] = []
    found = {
        variant.name: (_of_variant if is_python(variant) else _foreign)(book, variant, problems)
        for variant in book.config.variants
    }
    items = MappingProxyType({name: of.items for name, of in found.items()})
    tests = MappingProxyType({name: of.tests for name, of in found.items()})
    problems += [_adrift(lost, name, items) for name, of in found.items() for lost in of.lost]
    # A cell of several variants is wrong in each of them, and told once.
    return Library(items, tests), tuple(dict.fromkeys(problems))


def _of_variant(book: Book, variant: Variant, problems: list[Problem]) -> _Found:
    config = book.config
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
    return _Found(tuple(items), tests, (*lost, *astray))


def _foreign(book: Book, variant: Variant, problems: list[Problem]) -> _Found:
    """Nothing: a package of Python holds no code in another language, whatever is marked."""
    for page in book.pages():
        for cell in cells_of(page.body, variant.name):
            for number, line in enumerate(cell.code.split("\n"), 1):
                if MARK.search(line) and cell.variants:  # that of all variants may be Python, too
                    text = f"only Python can be saved, and {variant.title} is '{variant.lexer}'"
                    problems.append(bad_save(f"{text}; take the mark out", place(cell, number)))
    return _Found()


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
    part, name = lost
    who = f"this adds to '{name}', which"
    if later := _saving(name, items[variant]):
        text = f"{who} is saved only later ({later.at}); save it before"
    elif own := part.around.made(name):
        text = f"{who} is not saved; mark the line that makes it ({own}) with #@save"
    elif other := next(filter(None, (_saving(name, of) for of in items.values())), None):
        text = (
            f"{who} is saved for {other.variant} ({other.at}) and not for {variant}; save it there"
        )
    else:
        text = f"{who} no page saves; mark the line that makes it with #@save"
    return bad_reopening(text, part.at)


def _saving(name: str, items: Iterable[Saved]) -> Saved | None:
    return next((item for item in items if name in item.names), None)
