"""The companion package: the book's saved code, by variant and topic, as a project of Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hexapla.model.book import Variant
from hexapla.model.library import by_topic
from hexapla.model.problems import Problem, Problems, bad_save
from hexapla.ports import Artifact, Edition, Python
from hexapla.render.package import datasets
from hexapla.render.package.borrowed import borrowed, borrowing
from hexapla.render.package.explained import header, pages
from hexapla.render.package.front import front, front_stub, root, root_stub
from hexapla.render.package.project import project
from hexapla.render.package.topic import Around, module, suite

TESTS = "tests"  # the package of a variant's saved tests


class Package:
    """Writes the package that book.toml names; nothing where it names none."""

    name = "package"

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        problems: list[Problem] = []
        artifacts = companion(edition, edition.variants, problems)
        if artifacts:
            artifacts += tuple(project(edition))
        return artifacts, tuple(problems)


def companion(
    edition: Edition, variants: Iterable[Variant], problems: list[Problem]
) -> tuple[Artifact, ...]:
    """The files of the package for some variants, under the package's name."""
    book = edition.book
    package, chosen = book.config.package, tuple(variants)
    if not package:
        return ()
    sets = bool(book.config.data) and all(one.name != datasets.NAME for one in chosen)
    files = [
        Artifact(f"{package}/__init__.py", Python(root(book, chosen, sets=sets))),
        Artifact(f"{package}/__init__.pyi", Python(root_stub(book, sets=sets), stub=True)),
        Artifact(f"{package}/py.typed", b""),
    ]
    if sets:
        module = f"{package}/{datasets.NAME}"
        files.append(Artifact(f"{module}.py", Python(datasets.text(book))))
        files.append(Artifact(f"{module}.pyi", Python(datasets.stub(book), stub=True)))
    by = pages(book)
    for variant in chosen:
        around = Around(book, by, variant)
        files += _modules(edition, around)
        files += _tests(edition, around, problems)
    return tuple(files)


def _modules(edition: Edition, around: Around) -> Iterator[Artifact]:
    """One variant's part of the package: its lazy front, and a module for each topic."""
    folder = around.package.replace(".", "/")
    items = edition.library.items.get(around.variant.name, ())
    yield Artifact(f"{folder}/__init__.py", Python(front(items, around)))
    yield Artifact(f"{folder}/__init__.pyi", Python(front_stub(items, around), stub=True))
    topics = by_topic(items)
    for topic, of_topic in sorted(topics.items()):
        others = [item for item in items if item.topic != topic]
        lines = borrowing(borrowed(of_topic, others), around.package)
        yield Artifact(f"{folder}/{topic}.py", Python(module(topic, of_topic, lines, around)))


def _tests(edition: Edition, around: Around, problems: list[Problem]) -> Iterator[Artifact]:
    """The saved tests of a variant, a file for each topic."""
    items = edition.library.items.get(around.variant.name, ())
    tests = edition.library.tests.get(around.variant.name, ())
    if not tests:
        return
    if taken := [item for item in items if item.topic == TESTS]:
        text = f"the topic '{TESTS}' is where the saved tests go; give this one another name"
        problems.append(bad_save(text, taken[0].at))
        return
    folder = f"{around.package.replace('.', '/')}/{TESTS}"
    yield Artifact(f"{folder}/__init__.py", Python(header(around.book)))
    for topic, of_topic in sorted(by_topic(tests).items()):
        lines = borrowing(borrowed(of_topic, items), around.package)
        text = suite(topic, of_topic, lines, around)
        yield Artifact(f"{folder}/test_{topic}.py", Python(text))
