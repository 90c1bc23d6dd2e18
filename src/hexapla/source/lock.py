"""The lock of an environment: what it held when the book last ran, as a requirements file."""

from __future__ import annotations

import re
from types import MappingProxyType

from hexapla.model.book import Lock
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, bad_lock

LANGUAGE = re.compile(r"#\s*python\s+(\d+(?:\.\d+)*)\s*")
PINNED = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*)\s*==\s*(?P<version>[\w.!-]+)(?:\+\S*)?"
    r"\s*(?:#\s*imports:(?P<imports>.*)|#.*)?"
)


def read(text: str, file: str) -> tuple[Lock | None, Problems]:
    """What a lock says; None where it does not even name the language's version."""
    problems: list[Problem] = []
    language = ""
    packages: dict[str, str] = {}
    modules: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        pinned = PINNED.fullmatch(line.strip())
        if pinned:
            name = normal(pinned["name"])
            packages[name] = pinned["version"]
            modules |= dict.fromkeys(_imports(name, pinned["imports"]), name)
        elif match := LANGUAGE.fullmatch(line.strip()):
            language = match[1]
        elif line.strip() and not line.strip().startswith("#"):
            what = f"'{line.strip()}' is not of the form name==version"
            problems.append(bad_lock(what, Place(file, number)))
    if not language:
        what = "there is no line like '# python 3.11'; make the lock anew with `hexapla env create`"
        return None, (*problems, bad_lock(what, Place(file, 1)))
    return Lock(language, MappingProxyType(packages), MappingProxyType(modules)), tuple(problems)


def write(lock: Lock) -> str:
    """The text of a lock: public versions only, sorted by name."""
    lines = [f"# python {lock.language}"]
    for name, version in sorted((normal(n), v) for n, v in lock.packages.items()):
        imports = tuple(sorted(m for m, of in lock.modules.items() if normal(of) == name))
        differs = imports != _imports(name, None)
        comment = f"  # imports: {', '.join(imports)}".rstrip() if differs else ""
        lines.append(f"{name}=={public(version)}{comment}")
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
        return (name.replace("-", "_"),)
    return tuple(module.strip() for module in listed.split(",") if module.strip())
