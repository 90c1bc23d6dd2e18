"""What pages have where their cells can be run: what they say of them, a script, a style sheet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from posixpath import dirname, join, relpath
from typing import Any
from urllib.parse import quote, urlsplit

from hexapla.model.book import Config, Page, Variant
from hexapla.model.nodes import Cell
from hexapla.model.running import PLACES
from hexapla.model.walk import runs
from hexapla.ports import Artifact, Edition, Python
from hexapla.render.package.writer import companion
from hexapla.render.web.context import Context

COMPANION = "assets/run-companion.json"
UNSEEN = ("remove-cell", "remove-input")  # tags of cells whose code a page does not show
# How services name the places of repositories to a Binder; "git" is for all others.
FORGES = {"github.com": "gh", "gitlab.com": "gl"}


def places(page: Page, config: Config) -> tuple[str, ...]:
    """Where the cells of a page can be run: where the book says, unless the page says less."""
    said = page.meta.get("run")
    wanted = PLACES if said is None else said if isinstance(said, tuple) else ()
    there = {
        "binder": config.running.binder and config.repository,
        "jupyterhub": config.running.jupyterhub,
        "pyodide": config.running.pyodide and (said or config.running.pyodide_variants),
    }
    return tuple(name for name in PLACES if name in wanted and there[name])


def page_data(page: Page, context: Context, config: Config) -> str:
    """What the script of a page must know to run its cells, as JSON; "" if they cannot be run."""
    offered = places(page, config)
    if not offered:
        return ""
    variants = {one.name: _variant(page, one, context, config) for one in context.variants}
    variants = {name: told for name, told in variants.items() if told["cells"]}
    if not variants:
        return ""
    about = {"binder": _binder(config), "jupyterhub": {"url": config.running.jupyterhub}}
    about["pyodide"] = _pyodide(page, context, config)
    told = {
        "file": join(config.repository_folder, page.file),
        "repository": urlsplit(config.repository).path.rpartition("/")[2].removesuffix(".git"),
        "places": {name: about[name] for name in offered},
        "variants": variants,
    }
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")


def run_files(edition: Edition, context: Context) -> Iterator[Artifact]:
    """The files that such pages load, where a book has any."""
    config = edition.book.config
    offered = {name for page in edition.book.pages() for name in places(page, config)}
    if not offered:
        return
    parts = (["jupyter"] if offered - {"pyodide"} else []) + ["pyodide"] * ("pyodide" in offered)
    yield Artifact("assets/run.js", client(parts).encode())
    yield Artifact("assets/run.css", style().encode())
    if "pyodide" in offered:
        yield Artifact("assets/run-worker.js", _asset("scripts/run-worker.js").encode())
        package = {
            one.path: one.data.text
            for one in companion(edition, edition.variants, [])
            if isinstance(one.data, Python) and not one.data.stub
        }
        yield Artifact(COMPANION, json.dumps(package, ensure_ascii=False).encode())


def rules(config: Config) -> Mapping[str, tuple[str, ...]]:
    """What the policy of pages must admit so that they can reach where their cells run.

    Pyodide is loaded by a worker, which is under no policy of the page.
    """
    said = config.running
    reached = (said.binder, said.jupyterhub, *said.hosts) if said.binder or said.jupyterhub else ()
    found = [origin for url in reached if url for origin in _origins(url, url == said.binder)]
    return {"connect-src": tuple(dict.fromkeys(found))} if found else {}


def client(places: Iterable[str]) -> str:
    """The script for pages whose cells run in these places: "live", "jupyter", "pyodide"."""
    elsewhere = [name for name in places if name != "live"]
    parts = (*("forms", "queue")[: 2 * bool(elsewhere)], *places, "")
    return "\n".join(_asset(f"scripts/run-{name}.js".replace("-.", ".")) for name in parts)


def style() -> str:
    """Its style sheet."""
    return _asset("run.css")


def _variant(page: Page, variant: Variant, context: Context, config: Config) -> dict[str, Any]:
    """A variant's cells by their numbers on the page, with the code of those that are not seen."""
    seen = {id(cell) for cell in context.seen.get(variant.name, ()) if runs(cell)}
    cells = [(n, _unseen(cell)) for n, cell in enumerate(context.all(Cell)) if id(cell) in seen]
    setup = _setup(page, config) if variant.lexer.startswith(("python", "ipython")) else ""
    return {"title": variant.title, "kernel": variant.kernel, "setup": setup, "cells": cells}


def _unseen(cell: Cell) -> str | None:
    return cell.code if any(tag in cell.tags for tag in UNSEEN) else None


def _setup(page: Page, config: Config) -> str:
    """Code that lets the page's own find the companion, where that lies in the repository."""
    if not config.package or not config.package_folder:
        return ""
    path = relpath(config.package_folder, dirname(page.file) or ".")
    return f"import os, sys; sys.path.insert(0, os.path.abspath({path!r}))"


def _binder(config: Config) -> dict[str, str]:
    parts = urlsplit(config.repository)
    forge = FORGES.get(parts.hostname or "", "git")
    name = parts.path.strip("/").removesuffix(".git")
    named = {"gh": name, "gl": quote(name, safe="")}.get(forge, quote(config.repository, safe=""))
    return {
        "url": config.running.binder,
        "spec": f"{forge}/{named}/{quote(config.branch, safe='')}",
    }


def _pyodide(page: Page, context: Context, config: Config) -> dict[str, Any]:
    at = config.running.pyodide
    every = page.meta.get("run") is not None  # the page asks for it
    names = [one.name for one in context.variants] if every else config.running.pyodide_variants
    return {
        "url": at if "://" in at else context.to(at),
        "worker": context.to("assets/run-worker.js"),
        "companion": context.to(COMPANION) if config.package else "",
        "variants": list(names),
    }


def _origins(url: str, below: bool) -> Iterator[str]:
    """What admits an address, its sockets, and where `below`, the hosts under its host."""
    parts = urlsplit(url)
    for host in (parts.netloc, f"*.{parts.netloc}")[: 1 + below]:
        yield f"{parts.scheme}://{host}"
        yield f"{parts.scheme.replace('http', 'ws')}://{host}"


def _asset(name: str) -> str:
    return (files("hexapla.render.web") / "assets" / name).read_text(encoding="utf-8")
