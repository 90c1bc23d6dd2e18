"""book.toml into Config: every key typed, every unknown key a problem with its line."""

from __future__ import annotations

import keyword
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import msgspec

from hexapla.model.book import Config, Limits, PageEntry, PartEntry, Variant
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, bad_config, outside, unknown_key
from hexapla.source import shape
from hexapla.source.paths import within
from hexapla.source.toml_lines import Path, line_of, line_with, lines

NAME = re.compile(r"[a-z][a-z0-9_]*")
RESERVED = ("python", "ipython", "ipython3", "python3")  # on a cell they mean every variant
# What msgspec expects, in the words of TOML.
WORDS = {"str": "a text", "bool": "true or false", "int": "a whole number", "float": "a number"}
WORDS |= {"array": "a list", "object": "a table"}


# The variant of a book that names none: the Python that runs Hexapla.
ONLY = Variant("python", "Python")


@dataclass(frozen=True, slots=True)
class _Check:
    """The text being read, the lines of its keys, and what was found wrong with it."""

    text: str
    file: str
    problems: list[Problem] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)

    def at(self, *path: str | int) -> Place:
        return Place(self.file, line_of(self.text, path, self.lines))

    def bad(self, what: str, *path: str | int) -> None:
        self.problems.append(bad_config(what, self.at(*path)))

    def inside(self, path: str, at: Place) -> str:
        """A path within the book, "" if it leads outside."""
        found = within(path) if path else ""
        if found is None:
            self.problems.append(outside(path, at))
        return found or ""


def load(text: str, file: str = "book.toml") -> tuple[Config | None, Problems]:
    """The configuration in a text; None only where the text is no TOML at all.

    A key with a wrong value is left out, so that the rest of the book can still be built.
    """
    text = text.replace("\r\n", "\n")
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, (_broken(str(error), text, file),)
    check = _Check(text, file, lines=lines(text))
    _drop_unknown(raw, shape.Settings, (), check)
    if raw.get("title", "") == "":
        check.bad('the book has no title; give it one: title = "…"', "title")
    return _config(_typed(raw, check), check), tuple(check.problems)


def _broken(error: str, text: str, file: str) -> Problem:
    match = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", error, re.S)
    what, line = (match[1], match[2]) if match else (error, "1")
    last = max(1, len(text.rstrip().split("\n")))
    return bad_config(f"this is not TOML: {what}", Place(file, int(line) if line else last))


# --- keys and types ---------------------------------------------------------------------------


def _drop_unknown(
    table: dict[str, Any], kind: type[msgspec.Struct], path: Path, check: _Check
) -> None:
    known = shape.keys(kind)
    for key in list(table):
        if key not in known:
            check.problems.append(unknown_key(key, known, check.at(*path, key)))
            del table[key]
        elif (inner := known[key]) is not None:
            for at, value in _tables(table[key]):
                _drop_unknown(value, inner, (*path, key, *at), check)


def _tables(value: object) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(value, dict):
        yield (), value
    elif isinstance(value, list):
        yield from (((n,), item) for n, item in enumerate(value) if isinstance(item, dict))


def _typed(raw: dict[str, Any], check: _Check) -> shape.Settings:
    """The settings, without those that have a wrong type."""
    while True:
        try:
            return msgspec.convert(raw, shape.Settings)
        except msgspec.ValidationError as error:
            expected, _, where = str(error).partition(" - at `$")
            path = _path(where)
            check.bad(f"'{_shown(path)}': {_wanted(expected)}", *path)
            _mend(raw, path, where, expected)


def _path(where: str) -> Path:
    """`.parts[1].title` as a path; `[...]`, the values of a table, is not part of it."""
    found = re.findall(r"\.([A-Za-z_]\w*)|\[(\d+)\]", where)
    return tuple(name or int(index) for name, index in found)


def _shown(path: Path) -> str:
    return ".".join(str(part) for part in path if isinstance(part, str))


def _wanted(expected: str) -> str:
    """What was expected and what was found, in the words of TOML."""
    for word in ("Expected ", "`"):
        expected = expected.replace(word, "")
    wanted, _, got = expected.partition(", got ")
    for name, words in WORDS.items():
        wanted = re.sub(rf"\b{name}\b", words, wanted)
        got = re.sub(rf"\b{name}\b", words, got)
    wanted = wanted.replace(" | ", " or ")
    return f"this must be {wanted}" + (f", and is {got}" if got else "")


def _mend(raw: dict[str, Any], path: Path, where: str, expected: str) -> None:
    """Take out a wrong value. What stands in a list is emptied: the others keep their places."""
    parent: Any = raw
    for part in path[:-1]:
        parent = parent[part]
    if where.rstrip("`").endswith("[...]"):
        table = parent[path[-1]]
        parent[path[-1]] = {key: item for key, item in table.items() if isinstance(item, str)}
    elif isinstance(path[-1], str):
        del parent[path[-1]]
    else:
        parent[path[-1]] = "" if "str" in expected.partition(",")[0] else {}


# --- values -----------------------------------------------------------------------------------


def _config(settings: shape.Settings, check: _Check) -> Config:
    run = settings.execution
    return Config(
        title=settings.title or "Untitled",
        subtitle=settings.subtitle,
        authors=tuple(author for author in settings.authors if author),
        language=settings.language,
        license=settings.license,
        repository=settings.repository,
        variants=tuple(_variants(settings, check)) or (ONLY,),
        parts=tuple(_part(n, part, check) for n, part in enumerate(settings.parts)),
        bibliography=tuple(_bibliography(settings, check)),
        macros=MappingProxyType(dict(settings.macros)),
        outputs=tuple(dict.fromkeys(name for name in settings.outputs if name)),
        limits=Limits(run.cell_timeout, run.page_timeout, run.jobs),
        package=_package(settings.package.name, check),
        package_folder=settings.package.folder,
    )


def _variants(settings: shape.Settings, check: _Check) -> Iterator[Variant]:
    seen: set[str] = set()
    for n, each in enumerate(settings.variants):
        if why := _unfit(each.name, seen):
            check.bad(why, "variants", n, "name")
            continue
        seen.add(each.name)
        environment = check.inside(each.environment, check.at("variants", n, "environment"))
        yield Variant(each.name, each.title or each.name, each.kernel, each.lexer, environment)


def _unfit(name: str, seen: set[str]) -> str:
    """Why this cannot be the name of a variant, "" if it can."""
    if not name:
        return 'a variant has no name; give it one: name = "…"'
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        return f"the variant '{name}' becomes a module: write a small letter, then a-z, 0-9 and _"
    if name in RESERVED:
        return f"no variant can be called '{name}': on a cell, that means all variants"
    return f"two variants are called '{name}'; rename one" if name in seen else ""


def _bibliography(settings: shape.Settings, check: _Check) -> Iterator[str]:
    at = check.at("bibliography")
    for file in settings.bibliography:
        place = Place(check.file, line_with(check.text, file, at.line))
        if found := check.inside(file, place):
            yield found


def _package(name: str, check: _Check) -> str:
    if not name or (name.isidentifier() and not keyword.iskeyword(name)):
        return name
    check.bad(f"the package '{name}' is imported: write letters, digits and _", "package", "name")
    return ""


def _part(n: int, part: shape.Part, check: _Check) -> PartEntry:
    if not part.title:
        check.bad('a part has no title; give it one: title = "…"', "parts", n)
    start = check.at("parts", n, "chapters").line
    pages: list[PageEntry] = []
    for file, level in _listed(part, n, check):
        place = Place(check.file, line_with(check.text, file, start))
        found = check.inside(file, place)
        if found and not found.endswith(".md"):
            what = f"the page '{found}' is not Markdown: its name must end in .md"
            check.problems.append(bad_config(what, place))
        elif found:
            pages.append(PageEntry(found, level, place))
    return PartEntry(part.title, part.numbered, tuple(pages))


def _listed(part: shape.Part, n: int, check: _Check) -> Iterator[tuple[str, int]]:
    """The pages of a part as they are written, each with its level."""
    for chapter in part.chapters:
        if isinstance(chapter, str):
            yield chapter, 1
            continue
        if not chapter.page:
            check.bad('a chapter has no page; give it one: page = "…"', "parts", n, "chapters")
        yield chapter.page, 1
        yield from ((file, 2) for file in chapter.pages)
