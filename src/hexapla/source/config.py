"""book.toml into Config: every key typed, every unknown key a problem with its line."""

from __future__ import annotations

import keyword
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from msgspec.structs import asdict

from hexapla.model.book import Config, Numbering, PageEntry, PartEntry, Typography, Variant
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, bad_config
from hexapla.source import execution, shape
from hexapla.source.data import data_sets
from hexapla.source.inventories import inventories
from hexapla.source.labels import label
from hexapla.source.paths import within
from hexapla.source.silence import unsilent
from hexapla.source.toml_lines import Path, line_with, lines
from hexapla.source.typed import Check, drop_unknown, typed

NAME = re.compile(r"[a-z][a-z0-9_]*")
EVERY = frozenset({"python", "python3", "ipython", "ipython3"})  # on a cell: every variant
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
# What tomllib says of the commonest slips, in words that say what to look for.
SLIPS = (
    (re.compile(r"Cannot overwrite a value"), "a key or table is given twice"),
    (re.compile(r"Cannot declare \((.*?),?\) twice"), r"the table \1 is given twice"),
    (re.compile(r"Illegal character '\\n'"), "a text in quotes does not end on its line"),
)

# The variant of a book that names none: the Python that runs Hexapla.
ONLY = Variant("python", "Python")


def load(text: str, file: str = "book.toml") -> tuple[Config | None, Problems]:
    """The configuration in a text; None only where the text is no TOML at all.

    A key with a wrong value is left out, so that the rest of the book can still be built.
    """
    text = text.replace("\r\n", "\n")
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, (_broken(str(error), text, file),)
    check = Check(text, file, lines=lines(text))
    sets, known = tuple(data_sets(raw, check)), tuple(inventories(raw, check))
    drop_unknown(raw, shape.Settings, (), check)
    if raw.get("title", "") == "":
        check.bad('the book has no title; give it one: title = "…"', "title")
    settings = typed(raw, shape.Settings, (), check)
    config = replace(_config(settings, check), data=sets, inventories=known)
    return config, tuple(check.problems)


def _broken(error: str, text: str, file: str) -> Problem:
    match = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", error, re.S)
    what, line = (match[1], match[2]) if match else (error, "1")
    for slip, words in SLIPS:
        what = slip.sub(words, what)
    last = max(1, len(text.rstrip().split("\n")))
    return bad_config(f"this is not TOML: {what}", Place(file, int(line) if line else last))


# --- values -----------------------------------------------------------------------------------


def _config(settings: shape.Settings, check: Check) -> Config:
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
        numbering=_numbering(settings.numbering),
        limits=execution.limits(run, check.bad),
        slots=execution.slots(run, check.bad),
        typography=Typography(**asdict(settings.text)),
        package=_package(settings.package.name, check),
        package_folder=_package_folder(settings.package.folder, check),
        code_width=settings.paper.code_width,
        ignore=tuple(_ignored(settings.check.ignore, check)),
    )


def _ignored(codes: tuple[str, ...], check: Check) -> Iterator[str]:
    start = check.at("check", "ignore")
    for code in codes:
        if problem := unsilent(code, replace(start, line=line_with(check.text, code, start.line))):
            check.problems.append(problem)
        else:
            yield code


def _numbering(given: shape.Numbering) -> Numbering:
    every = given.equations == "all"
    return Numbering(given.per, given.depth, every, given.theorems)


def _language(language: str, check: Check) -> str:
    if LANGUAGE.fullmatch(language):
        return language
    check.bad(f"'{language}' is not the code of a language, like en, de or zh-Hant", "language")
    return Config("").language


def _repository(url: str, check: Check) -> str:
    if not url or url.startswith(("https://", "http://")):
        return url
    check.bad(f"the repository '{url}' is no address: it begins with https://", "repository")
    return ""


def _variants(settings: shape.Settings, check: Check) -> Iterator[Variant]:
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


def _bibliography(settings: shape.Settings, check: Check) -> Iterator[str]:
    at = check.at("bibliography")
    for file in settings.bibliography:
        place = Place(check.file, line_with(check.text, file, at.line))
        if found := check.inside(file, place):
            yield found


def _package(name: str, check: Check) -> str:
    if name in sys.stdlib_module_names:
        check.bad(f"the package '{name}' would hide Python's own; rename it", "package", "name")
    elif name and (not name.isidentifier() or keyword.iskeyword(name)):
        check.bad(
            f"the package '{name}' is imported: write letters, digits and _", "package", "name"
        )
    else:
        return name
    return ""


def _package_folder(folder: str, check: Check) -> str:
    """Where the package goes: within the book, or beside it."""
    if not folder:
        return ""
    path = folder.replace("\\", "/")
    if path.startswith("/") or ":" in path or within(f"book/{path}") is None:
        what = f"the package's folder '{folder}' must be in the book's folder, or beside it"
        check.bad(what, "package", "folder")
        return ""
    return path


def _parts(settings: shape.Settings, check: Check) -> Iterator[PartEntry]:
    seen: set[str] = set()
    for n, part in enumerate(settings.parts):
        if ("parts", n) not in check.lost:
            if not part.title:
                check.bad('a part has no title; give it one: title = "…"', "parts", n)
            pages = tuple(_pages(n, part, seen, check))
            name = label(part.label)
            yield PartEntry(part.title, part.numbered, pages, part.appendix, name)


def _pages(n: int, part: shape.Part, seen: set[str], check: Check) -> Iterator[PageEntry]:
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


def _listed(part: shape.Part, n: int, check: Check) -> Iterator[tuple[str, int]]:
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
