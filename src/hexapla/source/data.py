"""The data sets in book.toml: what each is, how it is told from any other, where it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from hexapla.model.book import DataSet
from hexapla.source import shape
from hexapla.source.paths import within
from hexapla.source.typed import Check, drop_unknown, typed

NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
# Of a file as it lies, or of what a compressed one unpacks to: packed again, its bytes differ.
CHECKSUM = re.compile(r"(?:(gzip)\+)?sha256:([0-9a-f]{64})")
# What a place begins with: a variable, this machine, a package, the web. Others: in the book.
LOCAL = re.compile(r"\$\w+(/|$)|/|~/|python:\w")
# Without encryption, only from this machine itself.
WEB = re.compile(r"https://[^/]+/.|http://(127\.0\.0\.1|localhost)[:/]")


def data_sets(raw: dict[str, Any], check: Check) -> Iterator[DataSet]:
    """Take the table `data` out of a configuration: the sets that can be told from any other."""
    table = raw.pop("data", {})
    if not isinstance(table, dict):
        check.bad("'data': this must be tables, one for each data set: [data.name]", "data")
        return
    for name, inside in table.items():
        if not isinstance(inside, dict):
            check.bad(f"'data.{name}': this must be a table: [data.{name}]", "data", name)
        elif NAME.fullmatch(name):
            drop_unknown(inside, shape.DataSet, ("data", name), check)
            settings = typed(inside, shape.DataSet, ("data", name), check)
            yield from _set(name, settings, check)
        else:
            what = "becomes a folder: write letters, digits, '-', '_' and '.'"
            check.bad(f"the data set '{name}' {what}", "data", name)


def _set(name: str, settings: shape.DataSet, check: Check) -> Iterator[DataSet]:
    """The set, unless something that it cannot be without is wrong."""
    places = tuple(_places(name, settings, check))
    if not places:
        what = f"the data set '{name}' is nowhere: list the `places` where it may be"
        check.bad(what, "data", name)
    files = _files(name, settings, places, check)
    if places and files:
        yield DataSet(
            name,
            settings.title or name,
            settings.license,
            settings.source,
            MappingProxyType(dict(sorted(files.items()))),
            places,
            single=not settings.files,
        )


def _places(name: str, settings: shape.DataSet, check: Check) -> Iterator[str]:
    for n, place in enumerate(settings.places):
        clean = place.rstrip("/")
        if "://" in place and not WEB.match(place):
            what = f"the place '{place}' of the data set '{name}' must begin with https://"
            check.bad(what, "data", name, "places", n)
        elif "://" in place or LOCAL.match(place):
            yield clean
        elif found := check.inside(clean, check.at("data", name, "places")):
            yield found


def _files(
    name: str, settings: shape.DataSet, places: tuple[str, ...], check: Check
) -> Mapping[str, str]:
    """The files of a set and their checksums; none where one of them cannot be known."""
    if bool(settings.files) == bool(settings.checksum):
        what = (
            f"the data set '{name}' needs `checksum = \"sha256:…\"` (one file) or a table `files`"
        )
        check.bad(what, "data", name)
        return {}
    listed = settings.files or ({_last(places[0]): settings.checksum} if places else {})
    found: dict[str, str] = {}
    for file, written in listed.items():
        path, match = within(file), CHECKSUM.fullmatch(written.lower())
        if match is None:
            what = (
                f"the checksum of '{file}' must be sha256: (gzip+sha256: of what it unpacks to) "
                "and 64 digits (`sha256sum` says them)"
            )
            check.bad(what, "data", name, *(("files", file) if settings.files else ("checksum",)))
        elif path != file:
            what = f"'{file}' is no path of a file within the data set"
            check.bad(what, "data", name, "files", file)
        else:
            found[file] = ":".join(filter(None, match.groups()))
    return found if len(found) == len(listed) else {}


def _last(place: str) -> str:
    return place.rpartition("/")[2].partition("?")[0]
