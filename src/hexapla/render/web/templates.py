"""The templates of the website, ours and the book's own. The only import of Jinja.

A template of the book's stands in for ours of that name; "hexapla/NAME" is always ours. It runs in
a sandbox: it shows what it is given, and reaches nothing else. Where it fails, ours does its work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from traceback import extract_tb

from jinja2 import (
    BaseLoader,
    Environment,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hexapla.model.book import Book
from hexapla.model.near import Names
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, bad_template, unknown_template

Own = tuple[tuple[str, str, str], ...]  # the book's templates: name, path in the book, text
OURS = "hexapla/"
TAKEN_IN = re.compile(r"{%-?\s*(?:extends|include|import|from)\s+[\"']([^\"']+)[\"']")
# What a template of the book's may do wrong while it is filled in.
WRONG = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
    MemoryError,
)


STEPS = 1_000_000  # of all its loops over numbers: loops within loops have an end, too


def filled(name: str, **given: object) -> str:
    """A template of ours with what it shows filled in."""
    return _templates(()).get_template(name).render(given)


def filled_in(own: Own, name: str, **given: object) -> tuple[str, Problems]:
    """The same with the book's own templates, and what is wrong with them."""
    if not own:
        return filled(name, **given), ()
    try:
        environment = _templates(own)
        environment.globals["range"] = _Range()
        return environment.get_template(name).render(given), ()
    except WRONG as error:
        return filled(name, **given), (_problem(error, own),)


def templates_of(book: Book) -> Own:
    """The templates of the book that can be read."""
    return tuple(one for one in _written(book) if not _broken(*one))


def template_problems(book: Book) -> Iterator[Problem]:
    """What can be told of the book's templates before they are filled in."""
    own, known = tuple(_written(book)), Names(names())
    used = {name for _, _, text in own for name in TAKEN_IN.findall(text)}
    for name, path, text in own:
        if name not in known and name not in used:
            yield unknown_template(name, known, Place(path, 1))
        if problem := _broken(name, path, text):
            yield problem


@cache
def names() -> tuple[str, ...]:
    """The names of our templates that a book may have its own of."""
    listed = (files("hexapla.render.web") / "templates").iterdir()
    return tuple(sorted(one.name for one in listed if one.name.endswith(".html")))


def _written(book: Book) -> Iterator[tuple[str, str, str]]:
    above = f"{book.config.theme.folder}/templates/"
    for path, text in book.theme.items():
        if path.startswith(above):
            yield path.removeprefix(above), path, text


@lru_cache(maxsize=64)
def _broken(name: str, path: str, text: str) -> Problem | None:
    try:
        _environment(ImmutableSandboxedEnvironment, BaseLoader()).parse(text, name, path)
    except TemplateSyntaxError as error:
        return bad_template(
            f"this template cannot be read: {error.message}", Place(path, error.lineno)
        )
    except RecursionError:
        return bad_template("this template nests too deep", Place(path, 1))
    return None


def _problem(error: Exception, own: Own) -> Problem:
    """What went wrong, at the last line of the book's templates that was reached."""
    paths = {path for _, path, _ in own}
    lines = [
        Place(one.filename, one.lineno or 1)
        for one in extract_tb(error.__traceback__)
        if one.filename in paths
    ]
    if isinstance(error, TemplateNotFound):
        what = f"there is no template '{error.name}'"
    else:
        what = f"this template cannot be filled in: {error}"
    return bad_template(what, lines[-1] if lines else Place(own[0][1], 1))


class _Loader(BaseLoader):
    """The book's templates before ours; an address of a file comes along for what is said."""

    def __init__(self, own: Own) -> None:
        self._own = {name: (text, path) for name, path, text in own}
        self._ours = PackageLoader("hexapla.render.web")

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:
        if template in self._own:
            return (*self._own[template], None)
        source, filename, _ = self._ours.get_source(environment, template.removeprefix(OURS))
        return source, filename, None


class _Range:
    """What a template of a book's has as `range`. It counts all steps while one is filled in."""

    def __init__(self) -> None:
        self.left = STEPS

    def __call__(self, *bounds: int) -> range:
        found = range(*bounds)
        self.left -= len(found) + 1
        if self.left < 0:
            raise OverflowError(f"its loops have more than {STEPS:,} steps")
        return found


@lru_cache(maxsize=4)
def _templates(own: Own) -> Environment:
    if not own:
        return _environment(Environment, _Loader(own))
    sandbox = _environment(ImmutableSandboxedEnvironment, _Loader(own))
    del sandbox.globals["lipsum"]  # words without an end
    return sandbox


def _environment(kind: type[Environment], loader: BaseLoader) -> Environment:
    return kind(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
