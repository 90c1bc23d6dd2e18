"""The proof of a wheel: it is imported and tested where nothing else of the book is."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT, TimeoutExpired, run
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any
from xml.etree import ElementTree

from packaging.requirements import Requirement

from hexapla.execute.launch import UNSET
from hexapla.execute.wheel import PREFIX, Wheel
from hexapla.execute.where import TOOLS, outside, python
from hexapla.model.book import Book, Variant
from hexapla.model.library import Saved
from hexapla.model.nodes import NOWHERE, Place
from hexapla.model.problems import Problem, Problems, package_broken, package_test
from hexapla.source.lock import normal

PROOF = Path(__file__).with_name("inside") / "proof.py"
PATIENCE = 900.0  # seconds that importing, and then testing, may take
LONG = 200  # characters of what a test says that are shown
NO_TESTS = 5  # what pytest ends with that has found none
SET = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONSAFEPATH": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
DROPPED = {*UNSET, "PYTHONPATH", "PYTEST_ADDOPTS", "VIRTUAL_ENV"}


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of one variant: how many names and tests there are, and what is wrong."""

    variant: str
    names: int
    tests: int
    seconds: float
    problems: Problems


def prove(variant: Variant, wheel: Wheel, book: Book, saved: Iterable[Saved], homes: Path) -> Proof:
    """Import and test the package in its clean environment, which is there.

    All its names must be there; importing it must load nothing else, and beside the variant's part
    nothing of what only other variants ask for may be there at all.
    """
    begun = monotonic()
    package = book.config.package
    places = {name: item.at for item in saved for name in item.names}
    with TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder:
        clean = _Clean(variant, package, outside(homes), Path(folder))
        names, broken = _imported(clean, foreign(variant, wheel, book), places)
        tests, failed = (0, ()) if broken else _tested(clean)
    return Proof(variant.name, names, tests, monotonic() - begun, (*broken, *failed))


def foreign(variant: Variant, wheel: Wheel, book: Book) -> tuple[str, ...]:
    """The modules of what the wheel asks for in other variants, and this one has no need of."""
    own = {_name(asked) for asked in wheel.asks(variant.name)}
    if lock := book.locks.get(variant.name):  # what these ask for in their turn
        own |= {normal(name) for name in lock.packages}
    found: dict[str, None] = {}
    for other in book.config.variants:
        only = {_name(asked) for asked in wheel.asks(other.name)} - own
        lock = book.locks.get(other.name)
        modules = lock.modules.items() if lock else ()
        found |= dict.fromkeys(module for module, name in modules if normal(name) in only)
    return tuple(sorted(found))


def _name(asked: str) -> str:
    return normal(Requirement(asked).name)


@dataclass(frozen=True, slots=True)
class _Clean:
    """A variant's clean environment among `homes`, and a folder to work in."""

    variant: Variant
    package: str
    homes: Path
    folder: Path

    @property
    def module(self) -> str:
        return f"{self.package}.{self.variant.name}"

    def run(self, *words: str) -> tuple[int, str]:
        """Let its Python do this: the exit code, and the last line that it said."""
        tools = (self.homes / self.variant.name / TOOLS).absolute()
        own = {name: value for name, value in os.environ.items() if name not in DROPPED}
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        try:
            done = run(
                [str(python(self.homes, self.variant).absolute()), *words],
                cwd=work,
                env=own | SET | {"PYTHONPATH": str(tools)},
                stdout=PIPE,
                stderr=STDOUT,
                text=True,
                errors="replace",
                timeout=PATIENCE,
                check=False,
            )
        except TimeoutExpired:
            return -1, f"it took more than {PATIENCE:g} s"
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        return done.returncode, lines[-1] if lines else f"it ended with code {done.returncode}"


def _imported(
    clean: _Clean, others: Iterable[str], places: Mapping[str, Place]
) -> tuple[int, Problems]:
    """How many names there are, and what is wrong. Nothing but the package is on the path."""
    to = clean.folder / "proof.json"
    _, last = clean.run("-I", str(PROOF), clean.package, clean.module, str(to), *others)
    try:
        said = json.loads(to.read_bytes())
    except (OSError, ValueError):
        what = f"Python ended while it imported it: {last}"
        return 0, (package_broken(clean.variant.name, what, NOWHERE),)
    return said["names"], tuple(_broken(clean, said, places))


def _broken(
    clean: _Clean, said: Mapping[str, Any], places: Mapping[str, Place]
) -> Iterator[Problem]:
    variant = clean.variant.name
    for name, why in said["wrong"].items():
        what = f"'{name}' cannot be imported: {why}"
        yield package_broken(variant, what, places.get(name, NOWHERE))
    if said["loads"]:
        what = f"`import {clean.package}` loads {', '.join(said['loads'])}, and should load nothing"
        yield package_broken(variant, what, NOWHERE)
    if said["there"]:
        what = f"{', '.join(said['there'])} came with it, which only other variants ask for"
        yield package_broken(variant, what, NOWHERE)


def _tested(clean: _Clean) -> tuple[int, Problems]:
    """How many saved tests there are, and which fail."""
    report = clean.folder / "tests.xml"
    words = ("-m", "pytest", "-q", "--pyargs", clean.module, f"--junit-xml={report}")
    alone = ("-p", "no:cacheprovider", f"--rootdir={clean.folder}", "-c", os.devnull)
    code, last = clean.run(*words, *alone)
    if code == NO_TESTS:
        return 0, ()
    try:
        cases = ElementTree.parse(report).findall(".//testcase")  # noqa: S314 (pytest wrote it)
    except (OSError, ElementTree.ParseError):
        what = f"the test runner did not come to its end: {last}"
        return 0, (package_broken(clean.variant.name, what, NOWHERE),)
    return len(cases), tuple(_failed(clean.variant.name, cases))


def _failed(variant: str, cases: Iterable[ElementTree.Element]) -> Iterator[Problem]:
    for case in cases:
        for end in (*case.findall("failure"), *case.findall("error")):
            why = " ".join(end.get("message", "").split())
            yield package_test(variant, case.get("name", ""), why[:LONG])
