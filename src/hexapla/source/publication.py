"""Where book.toml says the book is published, and what citations of it name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from msgspec.structs import asdict

from hexapla.model.publication import Host, Publication, Shelf
from hexapla.source import shape
from hexapla.source.typed import Check
from hexapla.source.words import words

WEB = ("https://", "http://")
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
DOI = re.compile(r"10\.\d{4,9}/\S+")
# What begins the addresses at which a DOI is often given.
RESOLVER = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
# The hosts that can be told by their names; others are said by `repository_host`.
HOSTS: dict[str, Host] = {
    "github": "github",
    "gitlab": "gitlab",
    "codeberg": "gitea",
    "gitea": "gitea",
    "forgejo": "gitea",
}


def publication(settings: shape.Settings, check: Check) -> Publication:
    """What is said of the publication, without what cannot be so."""
    given = {name: value.strip() for name, value in asdict(settings.publication).items()}
    given["doi"] = RESOLVER.sub("", given["doi"])
    if given["date"] and not DATE.fullmatch(given["date"]):
        what = f"'{given['date']}' is no date, like 2026, 2026-11 or 2026-11-21"
        check.bad(what, "publication", "date")
        given["date"] = ""
    if given["doi"] and not DOI.fullmatch(given["doi"]):
        check.bad(f"'{given['doi']}' is no DOI, like 10.1000/182", "publication", "doi")
        given["doi"] = ""
    if given["isbn"] and not _is_isbn(given["isbn"]):
        what = f"'{given['isbn']}' is no ISBN: its last digit does not fit the others"
        check.bad(what, "publication", "isbn")
        given["isbn"] = ""
    return Publication(
        site=_site(settings.web.url, check),
        host=_host(settings.repository, settings.repository_host),
        notebooks=_shelf(settings.launch.notebooks, check),
        **given,
    )


def of_page(meta: Mapping[str, object], bad: Callable[[str, str], None]) -> dict[str, object]:
    """What a page's front matter says of its authors and its date, as values; `bad` is told of a
    key, and what is wrong with it."""
    made: dict[str, object] = {}
    if "authors" in meta:
        made["authors"] = _authors(meta["authors"])
        if not made["authors"]:
            bad("authors", "the authors are no list of names, like [Ada Example, Bo Example]")
    if "date" in meta:
        made["date"] = str(meta["date"]) if DATE.fullmatch(str(meta["date"])) else ""
        if not made["date"]:
            bad("date", f"'{meta['date']}' is no date, like 2026, 2026-11 or 2026-11-21")
    return made


def _authors(said: object) -> tuple[str, ...]:
    """Names in a list or between commas; in a list, a name may stand in a table, as `name`."""
    listed = said if isinstance(said, list) else [*words(said)] if isinstance(said, str) else []
    named = [one.get("name") if isinstance(one, dict) else one for one in listed]
    return tuple(one.strip() for one in named if isinstance(one, str) and one.strip())


def _site(url: str, check: Check) -> str:
    """The address of the top of the site, with a slash at its end; "" where it is none."""
    if not url:
        return ""
    parts = urlsplit(url)
    plain = url.isprintable() and not set(url) & set(' "<>\\^`{|}')  # RFC 3986 has none of these
    if plain and url.startswith(WEB) and parts.netloc and not parts.query and not parts.fragment:
        return url.rstrip("/") + "/"
    check.bad(f"'{url}' is no address of a site, like https://example.org/book/", "web", "url")
    return ""


def _host(repository: str, said: str) -> Host:
    """How the host of a repository lays out its addresses: as is said, or as its name tells."""
    for name, kind in HOSTS.items():
        if said == kind or (not said and name in urlsplit(repository).netloc.lower()):
            return kind
    return "github"


def _shelf(said: shape.Shelf, check: Check) -> Shelf | None:
    """Where the notebooks are published, if anywhere."""
    if said == shape.Shelf():
        return None
    if not said.repository.startswith(WEB):
        what = f"the repository '{said.repository}' is no address: it begins with https://"
        check.bad(what, "launch", "notebooks", "repository")
        return None
    return Shelf(said.repository.rstrip("/"), said.branch, said.folder.strip("/"))


def _is_isbn(text: str) -> bool:
    """Whether the check digit fits, for ten digits or thirteen (ISO 2108)."""
    digits = re.sub(r"[\s-]", "", text).upper()
    if re.fullmatch(r"\d{13}", digits):
        return sum(int(d) * (1, 3)[n % 2] for n, d in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        values = [10 if d == "X" else int(d) for d in digits]
        return sum(value * (10 - n) for n, value in enumerate(values)) % 11 == 0
    return False
