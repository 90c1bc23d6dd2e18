"""Where readers can run the cells of pages: what book.toml says, and the front matter of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_front_matter
from hexapla.model.running import PLACES, Running
from hexapla.source.paths import within
from hexapla.source.shape import Settings
from hexapla.source.typed import Check
from hexapla.source.words import words

AN_ADDRESS = "it begins with https://"
LOOPBACK = ("localhost", "127.0.0.1", "::1")  # where nothing needs to be secret


def running(settings: Settings, variants: Iterable[str], check: Check) -> Running:
    """Where cells can run, without what cannot be."""
    known, said = tuple(variants), settings.run
    if said.binder and not settings.repository:
        check.bad("Binder makes servers of a repository: name it, `repository`", "run", "binder")
    for name in said.pyodide_variants:
        if name not in known:
            what = f"the book has no variant '{name}'; it has: {', '.join(known)}"
            check.bad(what, "run", "pyodide_variants")
    return Running(
        binder=_address(said.binder, "binder", check),
        jupyterhub=_address(said.jupyterhub, "jupyterhub", check),
        pyodide=_pyodide(said.pyodide, check),
        pyodide_variants=tuple(name for name in said.pyodide_variants if name in known),
        hosts=tuple(_hosts(said.hosts, check)),
    )


def of_page(
    meta: dict[str, Any], at: Callable[..., Place], report: Callable[[Problem], None]
) -> None:
    """Give `run` the form of a list of places in a page's front matter, where it is there."""
    said = meta.get("run")
    if said is None:
        return
    named = () if said is False else words(said)
    if said is True or isinstance(said, dict) or any(name not in PLACES for name in named):
        what = f"'run' must be false, or one or more of {', '.join(PLACES)}, and is '{said}'"
        report(bad_front_matter(what, at("run")))
        del meta["run"]
    else:
        meta["run"] = named


def _address(url: str, key: str, check: Check) -> str:
    """An address that code may be sent to; "" where the connection could be listened to."""
    if not url:
        return ""
    if _is_safe(url):
        return url.rstrip("/")
    check.bad(f"'{url}' is no address that code may be sent to: {AN_ADDRESS}", "run", key)
    return ""


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _pyodide(said: str, check: Check) -> str:
    """The folder that Pyodide is in: an address, or a path within the site; with a slash."""
    if "://" in said:
        found = _address(said, "pyodide", check)
    elif (inside := within(said) if said else "") is None:
        check.bad(f"'{said}' is neither a folder of the site nor an address", "run", "pyodide")
        found = ""
    else:
        found = inside
    return f"{found}/" if found else ""


def _hosts(said: Iterable[str], check: Check) -> Iterator[str]:
    for host in said:
        if url := _address(host, "hosts", check):
            yield url
