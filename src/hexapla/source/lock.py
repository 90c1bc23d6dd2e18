"""The lock of an environment: what it held when the book last ran, as a requirements file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType

from hexapla.model.book import Lock
from hexapla.model.nodes import Place
from hexapla.model.pins import pin, usual
from hexapla.model.problems import Problem, Problems, bad_lock

LANGUAGE = re.compile(r"#\s*python\s+(\d+(?:\.\d+)*)\s*")
PLATFORM = re.compile(r"#\s*platform\s+(\w+ \w+)\s*")
PINNED = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[\w.,-]*\])?\s*==\s*(?P<version>[\w.!-]+)(?:\+[\w.-]*)?"
    r"\s*(?:;\s*(?P<marker>[^#]*[^#\s])\s*)?(?:#\s*imports:(?P<imports>.*)|#.*)?"
)
ASKED = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[\w.,-]*\])?\s*(?P<versions>[\w.!*+,<>=~ ]*)(?:[;#].*)?"
)
OPTION = re.compile(r"--[a-z-]+(?:[ =].*)?")  # where pip is to look: nothing that we pin


@dataclass(slots=True)
class _Read:
    """What was found so far."""

    language: str = ""
    platform: str = ""
    packages: dict[str, str] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)
    markers: dict[str, str] = field(default_factory=dict)

    def line(self, line: str) -> bool:
        """Take a line in; whether it could be understood."""
        if pinned := PINNED.fullmatch(line):
            self.pin(**pinned.groupdict())
        elif match := LANGUAGE.fullmatch(line):
            self.language = match[1]
        elif match := PLATFORM.fullmatch(line):
            self.platform = match[1]
        else:
            return not line or line.startswith("#") or bool(OPTION.fullmatch(line))
        return True

    def pin(self, name: str, version: str, marker: str | None, imports: str | None) -> None:
        name = normal(name)
        if name in self.packages:  # once for each kind of platform: so it is needed on all
            marker = None
            self.markers.pop(name, None)
        self.packages[name] = version
        self.modules |= dict.fromkeys(_imports(name, imports), name)
        self.markers |= {name: marker} if marker else {}


def read(text: str, file: str, wanted: str = "") -> tuple[Lock | None, Problems]:
    """What a lock says; None where it does not even name the language's version.

    `wanted` is the text of the list that it was made of.
    """
    problems: list[Problem] = []
    found = _Read()
    for number, line in enumerate(map(str.strip, text.split("\n")), 1):
        if not found.line(line):
            problems.append(
                bad_lock(f"'{line}' is not of the form name==version", Place(file, number))
            )
    if not found.language:
        what = "there is no line like '# python 3.11'; make the lock anew with `hexapla env create`"
        return None, (*problems, bad_lock(what, Place(file, 1)))
    lock = Lock(
        found.language,
        MappingProxyType(found.packages),
        MappingProxyType(found.modules),
        found.platform,
        MappingProxyType(found.markers),
        MappingProxyType(asked(wanted)),
    )
    return lock, tuple(problems)


def asked(text: str) -> dict[str, str]:
    """The versions that a list of requirements asks for, by distribution."""
    found = filter(None, map(ASKED.fullmatch, map(str.strip, text.split("\n"))))
    return {normal(one["name"]): re.sub(r"\s", "", one["versions"]) for one in found}


def write(lock: Lock) -> str:
    """The text of a lock: public versions only, sorted by name."""
    one = Lock(
        lock.language,
        {normal(name): public(version) for name, version in lock.packages.items()},
        {module: normal(name) for module, name in lock.modules.items()},
        lock.platform,
        {normal(name): marker for name, marker in lock.markers.items()},
    )
    lines = [f"# python {one.language}"]
    lines += [f"# platform {one.platform}"] if one.platform else []
    lines += [pin(one, name) for name in sorted(one.packages)]
    return "\n".join(lines) + "\n"


def public(version: str) -> str:
    """A version without its local build tag: the same for CPU and GPU."""
    return version.partition("+")[0]


def normal(name: str) -> str:
    """A distribution's name in the form in which names are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _imports(name: str, listed: str | None) -> tuple[str, ...]:
    """The modules of a distribution: those listed, else the one that has its name."""
    if listed is None:
        return usual(name)
    return tuple(module.strip() for module in listed.split(",") if module.strip())
