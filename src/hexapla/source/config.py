"""book.toml into Config: every key typed, every unknown key a problem with its line."""

from __future__ import annotations

import keyword
import re
import sys
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
EVERY = frozenset({"python", "python3", "ipython", "ipython3"})  # on a cell: every variant
# What msgspec expects, in the words of TOML.
WORDS = {"str": "a text", "bool": "true or false", "int": "a whole number", "float": "a number"}
WORDS |= {"array": "a list", "object": "a table", "date": "a date", "datetime": "a date"}
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
# What tomllib says of the commonest slips, in words that say what to look for.
SLIPS = (
    (re.compile(r"Cannot overwrite a value"), "a key or table is given twice"),
    (re.compile(r"Cannot declare \((.*?),?\) twice"), r"the table \1 is given twice"),
    (re.compile(r"Illegal character '\\n'"), "a text in quotes does not end on its line"),
)

# The variant of a book that names none: the Python that runs Hexapla.
ONLY = Variant("python", "Python")


@dataclass(frozen=True, slots=True)
class _Check:
    """The text being read, the lines of its keys, and what was found wrong with it.

    `lost` are the items of lists that had a wrong type: they are told, and not to be told again.
    """

    text: str
    file: str
    problems: list[Problem] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    lost: set[Path] = field(default_factory=set)

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
    for slip, words in SLIPS:
        what = slip.sub(words, what)
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
            check.lost.add(path)


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
        language=_language(settings.language, check),
        license=settings.license,
        repository=_repository(settings.repository, check),
        variants=tuple(_variants(settings, check)) or (ONLY,),
        parts=tuple(_parts(settings, check)),
        bibliography=tuple(_bibliography(settings, check)),
        macros=MappingProxyType(dict(settings.macros)),
        outputs=tuple(dict.fromkeys(name for name in settings.outputs if name)),
        limits=Limits(run.cell_timeout, run.page_timeout, run.jobs),
        package=_package(settings.package.name, check),
        package_folder=_package_folder(settings.package.folder, check),
    )


def _language(language: str, check: _Check) -> str:
    if LANGUAGE.fullmatch(language):
        return language
    check.bad(f"'{language}' is not the code of a language, like en, de or zh-Hant", "language")
    return Config("").language


def _repository(url: str, check: _Check) -> str:
    if not url or url.startswith(("https://", "http://")):
        return url
    check.bad(f"the repository '{url}' is no address: it begins with https://", "repository")
    return ""


def _variants(settings: shape.Settings, check: _Check) -> Iterator[Variant]:
    seen: set[str] = set()
    for n, each in enumerate(settings.variants):
        if ("variants", n) in check.lost:
            continue
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
    if name in EVERY:
        return f"no variant can be called '{name}': on a cell, that means all variants"
    return f"two variants are called '{name}'; rename one" if name in seen else ""


def _bibliography(settings: shape.Settings, check: _Check) -> Iterator[str]:
    at = check.at("bibliography")
    for file in settings.bibliography:
        place = Place(check.file, line_with(check.text, file, at.line))
        if found := check.inside(file, place):
            yield found


def _package(name: str, check: _Check) -> str:
    if name in sys.stdlib_module_names:
        check.bad(f"the package '{name}' would hide Python's own; rename it", "package", "name")
    elif name and (not name.isidentifier() or keyword.iskeyword(name)):
        check.bad(
            f"the package '{name}' is imported: write letters, digits and _", "package", "name"
        )
    else:
        return name
    return ""


def _package_folder(folder: str, check: _Check) -> str:
    """Where the package goes: within the book, or beside it."""
    if not folder:
        return ""
    path = folder.replace("\\", "/")
    if path.startswith("/") or ":" in path or within(f"book/{path}") is None:
        what = f"the package's folder '{folder}' must be in the book's folder, or beside it"
        check.bad(what, "package", "folder")
        return ""
    return path


def _parts(settings: shape.Settings, check: _Check) -> Iterator[PartEntry]:
    seen: set[str] = set()
    for n, part in enumerate(settings.parts):
        if ("parts", n) not in check.lost:
            if not part.title:
                check.bad('a part has no title; give it one: title = "…"', "parts", n)
            yield PartEntry(part.title, part.numbered, tuple(_pages(n, part, seen, check)))


def _pages(n: int, part: shape.Part, seen: set[str], check: _Check) -> Iterator[PageEntry]:
    start = check.at("parts", n, "chapters").line
    for file, level in _listed(part, n, check):
        place = Place(check.file, line_with(check.text, file, start))
        if what := _unlistable(found := check.inside(file, place), seen):
            check.problems.append(bad_config(what, place))
        elif found:
            seen.add(found)
            yield PageEntry(found, level, place)


def _unlistable(file: str, seen: set[str]) -> str:
    """Why a file cannot be listed as a page, "" if it can, or if that was said already."""
    if file in seen:
        return f"the page '{file}' is listed a second time; take one of the two out"
    if file and not file.endswith(".md"):
        return f"the page '{file}' is not Markdown: its name must end in .md"
    return ""


def _listed(part: shape.Part, n: int, check: _Check) -> Iterator[tuple[str, int]]:
    """The pages of a part as they are written, each with its level."""
    for index, chapter in enumerate(part.chapters):
        path: Path = ("parts", n, "chapters", index)
        if path in check.lost:
            continue
        page, sections = (
            (chapter, ()) if isinstance(chapter, str) else (chapter.page, chapter.pages)
        )
        if not page and (*path, "page") not in check.lost:
            check.bad('a chapter has no page; give it one: page = "…"', *path)
        yield page, 1
        for number, file in enumerate(sections):
            if not file and (*path, "pages", number) not in check.lost:
                check.bad("a section has no page; write the path of one", *path, "pages")
            yield file, 2
