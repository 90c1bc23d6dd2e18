"""What links, pictures and references of a page lead to, seen from the book's folder."""

from __future__ import annotations

import re
from urllib.parse import unquote

from hexapla.model.nodes import Inline, Link, Place, Reference
from hexapla.model.problems import bad_directive, missing_file, outside
from hexapla.source.labels import label
from hexapla.source.reading import Reading

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
PICTURES = ("http://", "https://", "data:image/")
PAGES = (".md", ".ipynb")
PROJECT = "project:"  # before what is within the book, as MyST-Parser has it
ATTACHED = "attachment:"  # before the name of a picture that a notebook's cell holds
NOTHING = "data:,"  # stands for a picture that may not be shown


def picture(source: str, at: Place, page: Reading) -> str:
    """A picture's path relative to the book, or its URL."""
    if source.lower().startswith(PICTURES):
        return source
    if not source.strip():
        page.report(bad_directive("![]", "name the picture: ![what it shows](path)", at))
        return NOTHING
    if source.startswith(ATTACHED):
        return _attached(unquote(source.removeprefix(ATTACHED)), at, page)
    path = None if SCHEME.match(source) else page.within(unquote(source))
    if path is None:
        page.report(outside(source, at))
    return path or NOTHING


def _attached(name: str, at: Place, page: Reading) -> str:
    if name not in page.attached:
        known = (f"{ATTACHED}{one}" for one in page.attached)
        page.report(missing_file(f"{ATTACHED}{name}", known, at))
    return page.attached.get(name, NOTHING)


def link(
    url: str, title: str, inside: tuple[Inline, ...], at: Place, page: Reading
) -> tuple[Inline, ...]:
    """A link: to a label or page of the book, to a file of it, or to the world outside."""
    url = url.removeprefix(PROJECT)
    if SCHEME.match(url):
        return (Link(inside, url, title, at=at),)
    path, mark, anchor = unquote(url).partition("#")
    if not path:
        return (Reference("link", label(anchor), inside, at=at),)
    if page.within(path) is None:
        page.report(outside(path, at))
        return inside
    found = find_page(path, page)
    if found.endswith(PAGES) or "." not in found.rpartition("/")[2]:
        return (Reference("link", f"{found}{mark}{label(anchor)}", inside, at=at),)
    return (Link(inside, f"{found}{mark}{anchor}", title, at=at),)


def find_page(path: str, page: Reading) -> str:
    """The file of the page that a path with or without suffix names; else what it says itself.

    A name that is no path, and no file beside this page, may be the id of any page.
    """
    whole = page.within(path)
    for suffix in ("", *PAGES):
        if whole and whole + suffix in page.pages:
            return whole + suffix
    is_name = "/" not in path and "." not in path
    return path if whole is None or is_name else whole
