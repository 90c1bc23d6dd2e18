"""What makes the package a project that pip installs: pyproject.toml, and a README."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from hexapla.model.book import Book, Config, Variant
from hexapla.ports import Artifact, Edition
from hexapla.render.package.explained import made_by, quotable
from hexapla.render.package.front import version
from hexapla.render.package.readme import readme
from hexapla.render.package.requirements import requirements

TEST, PYTEST = "test", "pytest>=8"  # an extra, where there are saved tests
PYTHON = ">=3.11"  # where no lock says for which Python the code is


def project(edition: Edition) -> Iterator[Artifact]:
    """The files beside the package."""
    yield Artifact("pyproject.toml", pyproject(edition).encode(), yields=True)
    yield Artifact("README.md", readme(edition).encode(), yields=True)


def pyproject(edition: Edition) -> str:
    """The project as PEP 621 has it; each variant is an extra, with what its code imports."""
    book, package = edition.book, edition.book.config.package
    extras = {
        v.name: requirements(edition.library.items.get(v.name, ()), book.locks.get(v.name))
        for v in edition.variants
    }
    if any(edition.library.tests.get(v.name) for v in edition.variants):
        # A variant may have that name, too.
        extras = {TEST: [], **extras}
        extras[TEST] = [PYTEST, *extras[TEST]]
    tables: dict[str, dict[str, object]] = {
        "build-system": {"requires": ["hatchling>=1.27"], "build-backend": "hatchling.build"},
        "project": _project(book, edition.variants),
        "project.urls": _urls(book.config),
        "project.optional-dependencies": {**extras},
        # Git may be told to ignore what is made; a wheel holds it all the same.
        "tool.hatch.build": {"ignore-vcs": True},
        "tool.hatch.build.targets.wheel": {"packages": [package]},
        "tool.hatch.build.targets.sdist": {"include": [f"/{package}", "/README.md"]},
        "tool.pytest.ini_options": {"testpaths": [package]},
    }
    lines = chain.from_iterable(_table(*one) for one in tables.items() if one[1])
    return "\n".join([f"# {made_by(book)}", *lines, ""])


def _project(book: Book, variants: Sequence[Variant]) -> dict[str, object]:
    config = book.config
    about = f'The code of "{quotable(config.title)}"'
    about += f": {quotable(config.subtitle)}" if config.subtitle else ""
    made: dict[str, object] = {
        "name": config.package.replace("_", "-"),
        "version": version(book),
        "description": about,
        "readme": "README.md",
        "requires-python": _python(book, variants),
    }
    made |= _license(config.package_license or config.license)
    made |= {"authors": [{"name": name} for name in config.authors]} if config.authors else {}
    return made


def _python(book: Book, variants: Iterable[Variant]) -> str:
    """From the oldest Python that a variant is locked for."""
    said = [book.locks[v.name].language for v in variants if v.name in book.locks]
    oldest = min((tuple(map(int, one.split(".")[:2])) for one in said), default=None)
    return f">={'.'.join(map(str, oldest))}" if oldest else PYTHON


def _license(said: str) -> dict[str, object]:
    """A licence by its name in SPDX, where it has one: CC BY-SA 4.0 is CC-BY-SA-4.0 there."""
    for name in (said, said.replace(" ", "-")):
        try:
            return {"license": str(canonicalize_license_expression(name))}
        except InvalidLicenseExpression:
            continue
    return {"license": {"text": said}} if said else {}


def _urls(config: Config) -> dict[str, object]:
    found = {"Homepage": config.publication.site, "Repository": config.repository}
    return {name: url for name, url in found.items() if url}


# --- TOML -----------------------------------------------------------------------------------------


def _table(name: str, rows: dict[str, object]) -> list[str]:
    return ["", f"[{name}]", *(f"{key} = {_value(value)}" for key, value in rows.items())]


def _value(value: object) -> str:
    """A value in TOML; strings of JSON are such of TOML, too."""
    match value:
        case dict():
            return f"{{ {', '.join(f'{key} = {_value(one)}' for key, one in value.items())} }}"
        case list() if len(value) > 1:
            return "[\n" + "".join(f"    {_value(one)},\n" for one in value) + "]"
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            return json.dumps(value, ensure_ascii=False)
