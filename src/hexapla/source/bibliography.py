"""BibTeX -> the works of the bibliography."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from pybtex.bibtex.utils import split_name_list
from pybtex.database import Person
from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text
from pybtex.scanner import PrematureEOF, PybtexSyntaxError
from pybtex.utils import CaseInsensitiveDict

from hexapla.model.book import Entry
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, bad_entry

START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.M)
MATHS = re.compile(r"(?<!\\)(\$[^$]*\$)")
# Commands that only change how words look, and that no output knows of.
STYLES = re.compile(r"\\(?:emph|text[a-z]+|math[a-z]+|url|href|bf|it|em|tt|sc)(?![A-Za-z])\s*")

LIGATURES = (("{", ""), ("}", ""), ("~", " "), ("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
YEAR = re.compile(r"-?\d{4}")  # a date of BibLaTeX begins with its year: 1809-06-01/1810
VERBATIM = frozenset({"doi", "url", "eprint", "file"})  # fields that hold no LaTeX
SPARED = re.compile(r"\\([%#&_$])")  # but for what programs write there as LaTeX wants it


def read(text: str, file: str) -> tuple[dict[str, Entry], Problems]:
    """The works by key. What is wrong with one entry harms no other."""
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    macros = CaseInsensitiveDict(month_names)
    for chunk, line in _chunks(text):
        try:
            commands = list(LowLevelParser(chunk, macros=macros))
            found = [entry for c in commands if (entry := _entry(c, Place(file, line)))]
        except PybtexError as error:
            problems.append(_broken(error, file, line))
            continue
        for entry in found:
            first = entries.setdefault(entry.key, entry)
            if first is not entry:
                what = f"the key '{entry.key}' is already taken at {first.at}"
                problems.append(bad_entry(what, entry.at))
    return entries, tuple(problems)


def _chunks(text: str) -> Iterator[tuple[str, int]]:
    """Each entry by itself, with the line it begins on: an open brace ends with its entry."""
    starts = [match.start() for match in START.finditer(text)]
    line, seen = 1, 0
    for start, end in pairwise([*starts, len(text)]):
        line += text.count("\n", seen, start)
        seen = start
        yield text[start:end], line


def _broken(error: PybtexError, file: str, line: int) -> Problem:
    what = str(error.args[0])
    if isinstance(error, PrematureEOF):
        what = "a brace or quote in it is never closed"
    elif isinstance(error, PybtexSyntaxError):
        line += (error.lineno or 1) - 1
        what = f"{error.error_type}: {what}"
    return bad_entry(f"the entry cannot be read: {what}", Place(file, line))


def _entry(command: tuple[str, tuple[object, ...]], at: Place) -> Entry | None:
    kind, body = command[0].lower(), command[1]
    if kind in ("string", "preamble"):
        return None
    key, pairs = str(body[0]), body[1]
    assert isinstance(pairs, list)  # noqa: S101, the parser's promise
    fields = {name.lower(): " ".join("".join(value).split()) for name, value in pairs}
    written = fields.pop("author", "")
    authors = _authors(written or fields.get("editor", ""))
    shown = {
        name: SPARED.sub(r"\1", value) if name in VERBATIM else plain(value)
        for name, value in fields.items()
    }
    if authors and not written:
        shown["editedby"] = "yes"
    title = shown.pop("title", "")
    if subtitle := shown.pop("subtitle", ""):
        title = f"{title}{'' if title.endswith(('?', '!')) else ':'} {subtitle}"
    year = shown.pop("year", "") or _year(shown.get("date", ""))
    return Entry(key, kind, authors, title, year, MappingProxyType(shown), at=at)


def inherited(entries: Mapping[str, Entry]) -> tuple[dict[str, Entry], Problems]:
    """The works with what they take from the one that their `crossref` names."""
    problems: list[Problem] = []
    done = dict(entries)
    folded = {key.casefold(): entry for key, entry in entries.items()}
    for key, entry in entries.items():
        if "crossref" not in entry.fields:
            continue
        name = entry.fields["crossref"]
        host = entries.get(name) or folded.get(name.casefold())
        if host is None or host is entry:
            what = f"the entry '{key}' refers to '{name}', which no bibliography has"
            problems.append(bad_entry(what, entry.at))
        else:
            done[key] = _joined(entry, host)
    return done, tuple(problems)


def _year(date: str) -> str:
    match = YEAR.match(date)
    return match[0] if match else ""


def _joined(entry: Entry, host: Entry) -> Entry:
    """What an entry does not say itself its host says: its title is that of what holds both."""
    given = {name: value for name, value in host.fields.items() if name != "editedby"}
    fields = {"booktitle": host.title, **given, **entry.fields}
    authors, year = entry.authors or host.authors, entry.year or host.year
    return replace(entry, authors=authors, year=year, fields=MappingProxyType(fields))


def _authors(names: str) -> tuple[tuple[str, str], ...]:
    return tuple(_person(Person(name)) for name in split_name_list(names) if name.strip())


def _person(person: Person) -> tuple[str, str]:
    """Family name, with its "van" and its "Jr.", and given names."""
    family = [*person.prelast_names, *person.last_names, *person.lineage_names]
    return plain(" ".join(family)), plain(" ".join([*person.first_names, *person.middle_names]))


def plain(latex: str) -> str:
    """LaTeX as plain text: accents as letters, no braces; formulas stay as they are."""
    parts = MATHS.split(STYLES.sub("", latex))
    return "".join(part if n % 2 else _decoded(part) for n, part in enumerate(parts))


@cache
def _decoded(latex: str) -> str:
    if "\\" not in latex:  # the codec is slow, and most of a bibliography has no need of it
        for mark, letter in LIGATURES:
            latex = latex.replace(mark, letter)
        return latex
    before = latex[: len(latex) - len(latex.lstrip())]  # which the codec would swallow
    try:
        decoded = str(Text.from_latex(latex))
    except (PybtexError, UnicodeDecodeError):  # no LaTeX at all: it is shown as it is
        return latex
    return before + decoded.replace("\xa0", " ").replace("\\$", "$")
