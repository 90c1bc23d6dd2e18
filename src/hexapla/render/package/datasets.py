"""The module of the package that finds the book's data sets, where readers run its code.

It says what book.toml says of them; where the book's own pages run, the sets are in place already.
"""

from __future__ import annotations

import re
from posixpath import basename

from hexapla.model.book import Book, DataSet
from hexapla.render.package.explained import header, quotable

NAME = "datasets"

MODULE = '''{header}"""The data sets of "{title}": where they are here, and what to do if not.

`SETS` says of each what it is, its files, and the places where it may be. A checksum is SHA-256;
one that begins with gzip: is that of what the file unpacks to.
"""

import gzip
import os
import sys
import zlib
from functools import cache
from hashlib import file_digest
from pathlib import Path
from shutil import copyfileobj
from urllib.parse import quote
from urllib.request import urlopen

VARIABLE = "{variable}"  # names a folder that has a folder for each set
HOME = Path.home() / "{folder}"  # another such
SETS = {sets}

__all__ = ["SETS", "dataset"]


@cache
def dataset(name, download=False):
    """The folder that has the files of a data set, each verified by its checksum.

    A set that is nowhere on this machine is fetched from its address if `download` is true. Raises
    KeyError where the book has no such set, and FileNotFoundError, which says what to put where.
    """
    if name not in SETS:
        raise KeyError(f"no data set is called {{name!r}}; there are {{', '.join(SETS)}}")
    files = SETS[name]["files"]
    wrong = []
    for folder in _folders(name):
        if all((folder / file).is_file() for file in files):
            wrong = [str(folder / file) for file in files if not _is_it(folder / file, files[file])]
            if not wrong:
                return folder.absolute()
    if download:
        return _download(name)
    raise FileNotFoundError(_what_to_do(name, wrong))


def _folders(name):
    """Where a set may be on this machine, in the order of the book."""
    if VARIABLE in os.environ:
        yield Path(os.environ[VARIABLE]) / name
    for place in SETS[name]["places"]:
        if place.startswith("python:"):
            found = [Path(site) / place.removeprefix("python:") for site in sys.path]
        else:
            found = [Path(os.path.expandvars(place)).expanduser()]
        yield from found if SETS[name]["folder"] else (file.parent for file in found)
    yield HOME / name


def _is_it(file, digest):
    """Whether a file has the checksum that it should have, itself or what it unpacks to."""
    unpacked, _, wanted = digest.rpartition(":")
    try:
        with gzip.open(file) if unpacked else open(file, "rb") as data:
            return file_digest(data, "sha256").hexdigest() == wanted
    except (EOFError, gzip.BadGzipFile, zlib.error):
        return False


def _download(name):
    """Fetch the files of a set into HOME; only what is verified stays there."""
    to, addresses = HOME / name, _addresses(name)
    if not addresses:
        raise FileNotFoundError(_what_to_do(name, ()))
    for file, url in addresses.items():
        part = to / f"{{file}}.part"
        part.parent.mkdir(parents=True, exist_ok=True)
        with urlopen(url) as answer, part.open("wb") as out:
            copyfileobj(answer, out)
        if not _is_it(part, SETS[name]["files"][file]):
            part.unlink()
            raise OSError(f"what is at {{url}} is not what the book has the checksum of")
        part.replace(to / file)
    return to


def _addresses(name):
    """From where each file of a set can be had; nothing where that is not known."""
    about = SETS[name]
    return {{
        file: f"{{url}}/{{quote(file)}}" if about["folder"] else url
        for url in about["addresses"][:1]
        for file in about["files"]
    }}


def _what_to_do(name, wrong):
    about = SETS[name]
    lines = [f"the data set {{name!r}} ({{about['title']}}) is not on this machine"]
    lines += [f"- {{file}} is another file: its checksum differs" for file in wrong]
    packages = [p[7:].partition("/")[0] for p in about["places"] if p.startswith("python:")]
    lines += [f"- it comes with a package: pip install {{package}}" for package in packages]
    if urls := _addresses(name):
        lines.append(f"- dataset({{name!r}}, download=True) fetches it")
    lines.append(f"- or put its files into {{HOME / name}}, or into ${{VARIABLE}}/{{name}}:")
    lines += [f"  {{file}}  {{urls.get(file, '')}}".rstrip() for file in about["files"]]
    if about["source"]:
        lines.append(f"- about it: {{about['source']}}")
    return "\\n".join(lines)
'''

STUB = """{header}
from pathlib import Path
from typing import Any

SETS: dict[str, dict[str, Any]]

def dataset(name: str, download: bool = False) -> Path: ...
"""


def text(book: Book) -> str:
    """The module's text."""
    package = book.config.package
    return MODULE.format(
        header=header(book),
        title=quotable(book.config.title),
        variable=f"{package.upper()}_DATA",
        folder=f"{package}-data",
        sets=repr({each.name: _said(each) for each in book.config.data}),
    )


def stub(book: Book) -> str:
    """What type checkers know of it."""
    return STUB.format(header=header(book))


def _said(data: DataSet) -> dict[str, object]:
    """A set as the module has it. Folders of the book itself are nowhere on a reader's machine."""
    web = [place for place in data.places if "://" in place]
    here = [p for p in data.places if p not in web and re.match(r"\$|/|~/|python:", p)]
    return {
        "title": data.title,
        "license": data.license,
        "source": data.source,
        "files": dict(data.files),
        "folder": not data.single,
        "places": [p for p in here if not data.single or basename(p) in data.files],
        "addresses": web,
    }
