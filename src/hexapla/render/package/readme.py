"""The README of the package: what it is, how it is installed and used, and all that it has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from posixpath import join, normpath

from hexapla.model.book import Config, Variant
from hexapla.model.library import Saved, by_topic
from hexapla.ports import Edition
from hexapla.render.package.explained import Pages, made_by, pages, quotable
from hexapla.render.package.topic import public


def readme(edition: Edition) -> str:
    """The text of README.md."""
    config, by = edition.book.config, pages(edition.book)
    site = config.publication.site
    title = quotable(config.title)
    book = f"[{_plain(title)}]({site})" if site else f"*{_plain(title)}*"
    parts = [
        f"<!-- {re.sub('-{2,}', '-', made_by(edition.book))} -->",
        f"# {config.package}",
        f"The code of {book}, as a package: what its pages define and use again. "
        f"{_variants(edition.variants)}",
        *_install(config, edition.variants),
        *_use(edition),
        *_test(edition),
        *_names(edition, by),
    ]
    return "\n\n".join(parts) + "\n"


def _variants(variants: Sequence[Variant]) -> str:
    titles = [_plain(variant.title) for variant in variants]
    if len(titles) == 1:
        return f"It is in {titles[0]}."
    return f"There is one part for each of {', '.join(titles[:-1])} and {titles[-1]}."


def _install(config: Config, variants: Iterable[Variant]) -> Iterator[str]:
    yield "## Install"
    yield "In this folder, with what one variant needs:"
    yield _code("sh", *(f'python -m pip install ".[{v.name}]"' for v in variants))
    if config.repository and config.package_folder:
        folder = normpath(join(config.repository_folder, config.package_folder))
        at = "" if folder == "." else f"#subdirectory={folder}"
        first = next((v.name for v in variants), "")
        where = f"{config.package}[{first}] @ git+{config.repository}@{config.branch}{at}"
        yield "Or from its repository:"
        yield _code("sh", f'python -m pip install "{where}"')


def _use(edition: Edition) -> Iterator[str]:
    yield "## Use"
    for variant in edition.variants:
        package = f"{edition.book.config.package}.{variant.name}"
        if names := public(edition.library.items.get(variant.name, ())):
            yield f"In {_plain(variant.title)}:"
            shown = names[0]
            yield _code(
                "python",
                f"from {package} import {shown}",
                "",
                f"help({shown})  # what it does, and which page explains it",
            )


def _test(edition: Edition) -> Iterator[str]:
    """How to run the saved tests, where there are some."""
    package = edition.book.config.package
    tested = [v for v in edition.variants if edition.library.tests.get(v.name)]
    if tested:
        lines = [f"python -m pytest --pyargs {package}.{variant.name}" for variant in tested]
        yield "## Test"
        yield _code("sh", f'python -m pip install ".[test,{tested[0].name}]"', *lines[:1])
        if others := ", ".join(f"`{package}.{variant.name}`" for variant in tested[1:]):
            yield f"And likewise {others}."


def _names(edition: Edition, by: Pages) -> Iterator[str]:
    """A table for each topic, with the names of all variants."""
    items = [i for v in edition.variants for i in edition.library.items.get(v.name, ())]
    yield "## What is in it"
    for topic, of_topic in sorted(by_topic(items).items()):
        yield f"### {_plain(topic)}"
        rows = [_row(name, of_topic, edition.variants, by) for name in public(of_topic)]
        yield "\n".join(["| name | what it is | explained in |", "|---|---|---|", *rows])


def _row(name: str, items: Iterable[Saved], variants: Sequence[Variant], by: Pages) -> str:
    having = [item for item in items if name in item.names]
    known = {item.variant for item in having}
    only = ", ".join(_plain(v.title) for v in variants if v.name in known)
    line = _plain(first_line(having[0], name))
    line += f" ({only} only)" if len(known) < len(variants) else ""
    ids = dict.fromkeys(page for item in having for page in (item.page, *item.again))
    links = ", ".join(_link(by, page) for page in ids)
    return f"| `{name}` | {line.strip()} | {links} |"


def first_line(item: Saved, name: str) -> str:
    """The first line of the docstring of what an item calls by that name, "" if it has none."""
    for statement in ast.parse(item.code).body:
        match statement:
            case (
                ast.FunctionDef(name=own) | ast.AsyncFunctionDef(name=own) | ast.ClassDef(name=own)
            ) if own == name:
                return (ast.get_docstring(statement) or "").partition("\n")[0]
            case _:
                continue
    return ""


def _link(by: Pages, page: str) -> str:
    shown, url = _plain(by[page].short), by[page].url
    return f"[{shown}]({url})" if "://" in url else shown


def _code(language: str, *lines: str) -> str:
    return "\n".join([f"```{language}", *lines, "```"])


def _plain(text: str) -> str:
    """Text as Markdown that shows just that, on one line, in a cell of a table too."""
    return re.sub(r"([\\`*_\[\]<|])", r"\\\1", " ".join(text.split()))
