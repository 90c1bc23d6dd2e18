"""That a page becomes stale where a change of saved code changes what it prints, and only there.

Each saved item of a small book is changed in turn. What the plan then calls stale is held against
what every page prints, run by a plain Python with the written companion beside it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from subprocess import PIPE

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import drafts
from hexapla.model.book import Book, PageEntry
from hexapla.model.library import Library
from hexapla.model.outputs import Outputs
from hexapla.model.problems import Problems
from hexapla.plan.key import digest
from hexapla.ports import Edition, Python
from hexapla.render.package.writer import Package
from hexapla.source import tree
from hexapla.source.parse import Draft, page
from hexapla.source.tree import Sources
from hexapla.stages import prepare, understand

BOOK = Path(__file__).parent / "exact"
OWN = re.compile(r"\b\d{4,5}\b")  # each item holds a number that no other has
# What has no number is changed in these words.
SWAPS = {
    "RECORDS": ("RECORDS = {}", "RECORDS = {'more': 9}"),
    "math": ("from math import pi as ratio", "from math import e as ratio"),
    "add_to_class": ("    return add\n", "    print(0)\n    return add\n"),
    "create": ("return RECORDS[name]", "return RECORDS[name] + 1"),
    "show": ('return "any"', 'return "whatever"'),
    "Base": ("Base.known.append(cls.size)", "Base.known.append(cls.size + 1)"),
}
# Stale without a need, and why it cannot be known: what is looked up by a name that is made at
# run time may be anything in its module, and a star import takes everything.
DYNAMIC = {("dynamic", "plain"), ("dynamic", "other"), ("star", "plain")}

# A class is one item: a page that uses any of it is stale when something else of it changes.
WHOLE = {"Meter"}

RUNNER = """
import asyncio, contextlib, dataclasses, functools, importlib, json, math, os, sys, traceback
for line in sys.stdin:
    folder, pages = json.loads(line)
    found = {}
    for name, code in pages.items():
        reads, writes = os.pipe()
        if not os.fork():
            os.dup2(writes, 1)
            sys.path.insert(0, folder)
            try:
                exec(compile(code, name, "exec"), {"__name__": "__main__"})
            except BaseException:
                print("failed:", traceback.format_exc())
            sys.stdout.flush()
            os._exit(0)
        os.close(writes)
        with open(reads) as pipe:
            found[name] = pipe.read()
        os.wait()
    print(json.dumps(found), flush=True)
"""

Name = tuple[str, str]  # page and variant


@dataclass(frozen=True, slots=True)
class State:
    """A book as it is planned: the keys of its jobs, their code, and its saved items."""

    library: Library
    keys: Mapping[Name, str]
    cells: Mapping[Name, str]
    problems: Problems
    book: Book


@cache
def draft(entry: PageEntry, text: str) -> Draft:
    return page(entry, text, sources().config, sources().texts, tuple(sources().files))


def planned(sources: Sources) -> State:
    book, unclear = understand(sources, [draft(*page) for page in sources.pages])
    library, jobs, problems = prepare(book)
    named = {(job.page, job.variant.name): job for job in jobs}
    return State(
        library,
        {name: digest(job.inputs) for name, job in named.items()},
        {name: "\n".join(cell.code for cell in job.cells) for name, job in named.items()},
        (*unclear, *problems),
        book,
    )


def ran(state: State) -> dict[Name, str]:
    """What each page prints, in a process of its own that knows nothing of the others."""
    edition = Edition(state.book, Outputs(), state.library, state.book.config.variants)
    artifacts, problems = Package().write(edition)
    assert not problems
    with tempfile.TemporaryDirectory() as folder:
        for artifact in artifacts:
            if isinstance(artifact.data, Python):  # whose layout is all that is left to do
                path = Path(folder) / artifact.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(artifact.data.text, encoding="utf-8")
        pages = {" ".join(name): code for name, code in state.cells.items()}
        process = runner()
        print(json.dumps((folder, pages)), file=process.stdin, flush=True)
        found = json.loads(process.stdout.readline())
    return {name: found[" ".join(name)] for name in state.cells}


@cache
def runner() -> subprocess.Popen[str]:
    """A plain Python that makes a process for each page that it is told to run."""
    command = [sys.executable, "-I", "-S", "-c", RUNNER]
    return subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True)


@pytest.fixture(scope="module", autouse=True)
def _ended() -> Iterator[None]:
    yield
    with runner() as process:
        assert process.stdin is not None
        process.stdin.close()


@cache
def sources() -> Sources:
    read, problems = tree.read(BOOK)
    assert read is not None
    assert not problems
    return read


@cache
def before() -> State:
    return planned(sources())


@cache
def bares() -> frozenset[str]:
    return frozenset(item.bare for of in before().library.items.values() for item in of)


@cache
def outputs() -> dict[Name, str]:
    return ran(before())


def changed(file: str, old: str, new: str) -> Sources:
    """The book with another text in one place."""
    texts = dict(texts_of())
    assert texts[file].count(old) == 1, f"{old!r} in {file}"
    texts[file] = texts[file].replace(old, new)
    return with_texts(texts)


def texts_of() -> Mapping[str, str]:
    return {entry.file: text for entry, text in sources().pages}


def with_texts(texts: Mapping[str, str]) -> Sources:
    pages = tuple((entry, texts[entry.file]) for entry, _ in sources().pages)
    return replace(sources(), pages=pages)


def stale(after: State) -> set[Name]:
    return {name for name, key in after.keys.items() if before().keys.get(name) != key}


def differing(after: State) -> set[Name]:
    now = ran(after)
    return {name for name, text in now.items() if outputs().get(name) != text}


def cases() -> list[tuple[str, str, str, str]]:
    """Each change to make: the item's name, the page, what is written there, and what instead."""
    every = {item.name: item for of in before().library.items.values() for item in of}
    found = []
    for name, item in every.items():
        if name in SWAPS:
            found.append((name, item.page, *SWAPS[name]))
        for number in dict.fromkeys(OWN.findall(item.code)):
            pages = [
                page for page in (item.page, *item.again) if number in texts_of()[f"{page}.md"]
            ]
            found += [(name, page, number, str(int(number) + 50000)) for page in pages]
    assert every.keys() == {name for name, *_ in found}
    return found


@pytest.mark.slow
def test_the_book_runs_and_has_no_problems() -> None:
    assert [problem for problem in before().problems if problem.severity == "error"] == []
    assert [text for text in outputs().values() if "failed" in text] == []
    assert len(before().keys) > 20


@pytest.mark.slow
@pytest.mark.parametrize(("name", "page", "old", "new"), cases())
def test_a_page_is_stale_where_its_output_changes_and_nowhere_else(
    name: str, page: str, old: str, new: str
) -> None:
    after = planned(changed(f"{page}.md", old, new))
    assert {item.name for item in after.library.items["plain"] if item.bare not in bares()} <= {
        name
    }
    found, wanted = stale(after), differing(after)
    assert wanted <= found, f"stale unseen: {wanted - found}"
    own = {(page, "plain"), (page, "other")}  # their own code has changed
    if name not in WHOLE:
        assert found - wanted - own - DYNAMIC == set()


# --- changes that change nothing ------------------------------------------------------------------

# Each with what stands for what, by page.
HARMLESS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "a docstring": {"measure.md": ('"""At most so much."""', '"""No more than that."""')},
    "a comment": {
        "shapes.md": ("    return x + 4001", "    # one more\n    return x + 4001  # so")
    },
    "blank lines": {"extra.md": ("    return 3002", "\n\n    return 3002")},
    "prose": {"shapes.md": ("Items of two topics", "Things")},
    "the order of items": {
        "again.md": (
            "def longer(x):  #@save\n    return x * 5001\n\n\ndef clipped(x):  #@save\n"
            "    return clip(x) + 5002\n",
            "def clipped(x):  #@save\n    return clip(x) + 5002\n\n\ndef longer(x):  #@save\n"
            "    return x * 5001\n",
        )
    },
    "a move to another page of the topic": {
        "again.md": ("def longer(x):  #@save\n    return x * 5001\n\n\n", ""),
        "measure.md": (
            "def only_plain():",
            "def longer(x):  #@save\n    return x * 5001\n\n\ndef only_plain():",
        ),
    },
    "the name of what no page uses": {"measure.md": ("UNUSED = 1003", "LEFT_OVER = 1003")},
}


@pytest.mark.slow
@pytest.mark.parametrize("what", HARMLESS)
def test_what_changes_no_output_makes_no_other_page_stale(what: str) -> None:
    texts = dict(texts_of())
    for file, (old, new) in HARMLESS[what].items():
        assert texts[file].count(old) == 1
        texts[file] = texts[file].replace(old, new)
    after = planned(with_texts(texts))
    own = {
        (file.removesuffix(".md"), variant)
        for file in HARMLESS[what]
        for variant in ("plain", "other")
    }
    assert differing(after) == set()
    allowed = DYNAMIC if what.startswith("the name") else set()
    assert stale(after) - own <= allowed
    if what == "prose":
        assert stale(after) == set()


# --- any book of functions ------------------------------------------------------------------------

CALLS = ("f{}()", "bd.f{}()", "bd.t{}.f{}()")  # directly, through the variant, through the topic


@dataclass(frozen=True, slots=True)
class Plan:
    """A book to make: of each function the earlier ones it calls, of each page those it calls.

    A call is the number of the function and the form in which it is called.
    """

    calls: tuple[tuple[tuple[int, int], ...], ...]
    pages: tuple[tuple[tuple[int, int], ...], ...]

    def value(self, function: int, values: Sequence[int]) -> int:
        """What a function returns: a number of its own, and what all that it calls returns."""
        return values[function] + sum(self.value(one, values) for one, _ in self.calls[function])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(1, 9))
    forms = st.integers(0, 2)
    called = [
        draw(st.lists(st.tuples(st.integers(0, n - 1), forms), max_size=3)) if n else []
        for n in range(count)
    ]
    one = st.lists(st.tuples(st.integers(0, count - 1), forms), max_size=3)
    pages = draw(st.lists(one, min_size=1, max_size=6))
    return Plan(tuple(map(tuple, called)), tuple(map(tuple, pages)))


def topic(function: int) -> int:
    return function // 3


def call(function: int, form: int) -> str:
    return CALLS[form].format(*([topic(function)] if form == 2 else []), function)


def written_book(plan: Plan, values: Sequence[int]) -> Book:
    """A page for each topic, which saves, and then the pages that use what they save."""
    start = "import bydoing.pytorch as bd\n"
    saving = [
        drafts.cell(
            f"{start}def f{n}():  #@save\n    return "
            + " + ".join((str(values[n]), *(call(*one) for one in plan.calls[n]))),
            "pytorch",
            topic=f"t{topic(n)}",
        )
        for n in range(len(values))
    ]
    using = []
    for number, calls in enumerate(plan.pages):
        direct = "".join(f"from bydoing.pytorch import f{n}\n" for n, form in calls if not form)
        code = start + direct + "".join(f"print({call(*one)})\n" for one in calls)
        using.append(drafts.page(f"p{number}", drafts.cell(code, "pytorch")))
    return drafts.book(drafts.page("saving", *saving), *using, variants=(drafts.TORCH,))


def keys(book: Book) -> dict[str, str]:
    _, jobs, problems = prepare(book)
    assert problems == ()
    return {job.page: digest(job.inputs) for job in jobs}


@pytest.mark.slow
@given(plans(), st.data())
@settings(max_examples=60, deadline=None)
def test_in_any_book_of_functions_the_pages_that_print_something_else_are_stale(
    plan: Plan, data: st.DataObject
) -> None:
    values = [10**n for n in range(len(plan.calls))]
    other = data.draw(st.integers(0, len(values) - 1))
    now = [value + (n == other) for n, value in enumerate(values)]
    before, after = keys(written_book(plan, values)), keys(written_book(plan, now))
    for number, calls in enumerate(plan.pages):
        printed = [[plan.value(one, of) for one, _ in calls] for of in (values, now)]
        same = before[f"p{number}"] == after[f"p{number}"]
        assert same == (printed[0] == printed[1])
