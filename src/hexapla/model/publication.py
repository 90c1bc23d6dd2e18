"""How a book is published: where it is found, what citations of it name, what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# How the hosts of repositories lay out their addresses; Codeberg and Forgejo do as Gitea.
Host = Literal["github", "gitlab", "gitea"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of a repository that holds the notebooks of a book as their writer makes them."""

    repository: str
    branch: str = "main"
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a book is found, and what a citation names beyond title and authors; "" for what the
    book has not.

    `site` is the address of the website, with a slash at its end; `host` is that of the repository;
    `notebooks` are those that readers open elsewhere. `date` is a year, a month or a day: 2026,
    2026-11, 2026-11-21.
    """

    site: str = ""
    host: Host = "github"
    notebooks: Shelf | None = None
    date: str = ""
    edition: str = ""
    publisher: str = ""
    place: str = ""  # of the publisher
    doi: str = ""
    isbn: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A commit that changed pages of the book: their `files`, and when, as of RFC 3339."""

    commit: str
    time: str
    subject: str
    files: tuple[str, ...]
