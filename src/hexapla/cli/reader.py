"""What a reader's Python lacks to run notebooks."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from hexapla.cli.findings import LIMIT, Finding, of_imports
from hexapla.execute import machine
from hexapla.execute.environment import LANGUAGE
from hexapla.model.book import Lock
from hexapla.model.magics import PYTHON
from hexapla.source.lock import public
from hexapla.source.lock import read as read_lock
from hexapla.variant.code import modules, understand

REQUIREMENTS = "requirements.txt"  # what comes with the notebooks of a book
KERNEL = "ipykernel"
UNKNOWN = Lock("", {}, {})
# Distributions that have another name than the module by which one knows them.
KNOWN_AS = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


def notebooks(place: Path) -> tuple[Path, ...]:
    """The notebooks that a place names: itself, or those in the folder."""
    if place.suffix == ".ipynb" and place.is_file():
        return (place,)
    return tuple(sorted(place.glob("*.ipynb"))) if place.is_dir() else ()


def of_notebooks(files: tuple[Path, ...]) -> Iterator[Finding]:
    """Whether the Python that runs us can run notebooks, all of one folder."""
    folder = files[0].parent
    read = {file.name: _read(file) for file in files}
    for name, one in read.items():
        if one.wrong:
            yield Finding(name, "needed", one.wrong, "get the notebook again")
    lock = _requirements(folder)
    if lock.language not in {"", LANGUAGE}:
        says = f"this is {LANGUAGE}; the notebooks were made with {lock.language}"
        do = f"python{lock.language} -m venv book-environment"
        yield Finding("Python's version", "advice", says, do)
    wanted = {module for one in read.values() for module in one.modules}
    outer = {module for module in wanted if not _beside(module, folder)}
    own = outer & {one.package for one in read.values()}
    yield from _of_package(own)
    missing = sorted(m for m in {*outer, KERNEL} - own if find_spec(m) is None)
    there = sorted(outer - own - {*missing})
    yield _of_missing(missing, folder, lock)
    yield from _of_releases(there, folder, lock)
    found = machine.imports(Path(sys.executable), there, library=folder, seconds=LIMIT)
    yield of_imports("imports", found, _install(there, folder, lock))


@dataclass(frozen=True, slots=True)
class _Notebook:
    """What a notebook imports, but for Python's own; its book's package; what is wrong with it."""

    modules: frozenset[str] = frozenset()
    package: str = ""
    wrong: str = ""


def _read(file: Path) -> _Notebook:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
        told = read.get("metadata", {})
        language = told.get("language_info", {}).get("name", "python")
        package = str(told.get("hexapla", {}).get("package", ""))
        sources = [c["source"] for c in read["cells"] if c["cell_type"] == "code"]
        texts = ["".join(source) for source in sources]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return _Notebook(wrong=f"it is no notebook that can be read: {error}")
    if language not in PYTHON:
        return _Notebook(wrong=f"it is in {language}, and this looks at Python only")
    found = {module for text in texts for module in modules(understand(text))}
    return _Notebook(frozenset(found - sys.stdlib_module_names), package)


def _of_package(own: Iterable[str]) -> Iterator[Finding]:
    """That a book's own package is not with its notebooks. No index has it: it is in their zip."""
    for package in sorted(own):
        do = f"unpack the zip that the notebooks came in, and leave '{package}' beside them"
        if find_spec(package) is None:
            yield Finding("book's package", "needed", f"'{package}' is not beside them", do)


def _requirements(folder: Path) -> Lock:
    """What the notebooks were made with, if it lies beside them."""
    try:
        text = (folder / REQUIREMENTS).read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return UNKNOWN
    return read_lock(text, REQUIREMENTS)[0] or UNKNOWN


def _beside(module: str, folder: Path) -> bool:
    """Whether a module lies with the notebooks, as a book's own package does."""
    return (folder / module).is_dir() or (folder / f"{module}.py").is_file()


def _of_missing(missing: list[str], folder: Path, lock: Lock) -> Finding:
    if not missing:
        return Finding("packages", "ok", "all that the notebooks import are there")
    do = _install(missing, folder, lock)
    return Finding("packages", "needed", f"missing: {', '.join(missing)}", do)


def _of_releases(modules: Iterable[str], folder: Path, lock: Lock) -> Iterator[Finding]:
    """That packages are of other releases than the notebooks were made with."""
    said = []
    for name in dict.fromkeys(lock.modules[m] for m in modules if m in lock.modules):
        try:
            here = public(version(name))
        except PackageNotFoundError:  # another build, under a name of its own
            continue
        if here != lock.packages[name]:
            said.append(f"{name} {here} instead of {lock.packages[name]}")
    if said:
        do = f"python -m pip install -r {folder / REQUIREMENTS}, if something goes wrong"
        yield Finding("releases", "advice", "; ".join(said), do)


def _install(modules: Iterable[str], folder: Path, lock: Lock) -> str:
    """The command that installs what brings modules: all, where the releases are known."""
    if lock.packages:
        return f"python -m pip install -r {folder / REQUIREMENTS}"
    return f"python -m pip install {' '.join(KNOWN_AS.get(m, m) for m in modules)}"
