"""The inventories in book.toml: where the documentation of other things is, and what lists it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hexapla.model.book import Inventory
from hexapla.source import shape
from hexapla.source.typed import Check, drop_unknown, typed

NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
FOLDER = "inventories"
ENDING = ".inv"


def inventories(raw: dict[str, Any], check: Check) -> Iterator[Inventory]:
    """Take the table `intersphinx` out of a configuration."""
    table = raw.pop("intersphinx", {})
    if not isinstance(table, dict):
        check.bad("'intersphinx': this must be a table of names and addresses", "intersphinx")
        return
    for name, said in table.items():
        inside = {"url": said} if isinstance(said, str) else said
        if not isinstance(inside, dict):
            what = f"'intersphinx.{name}': this must be an address, or a table with a `url`"
            check.bad(what, "intersphinx", name)
        elif NAME.fullmatch(name):
            drop_unknown(inside, shape.Inventory, ("intersphinx", name), check)
            settings = typed(inside, shape.Inventory, ("intersphinx", name), check)
            yield from _inventory(name, settings, check)
        else:
            what = "becomes a file: write letters, digits, '-', '_' and '.'"
            check.bad(f"the inventory '{name}' {what}", "intersphinx", name)


def _inventory(name: str, settings: shape.Inventory, check: Check) -> Iterator[Inventory]:
    at = check.at("intersphinx", name)
    if not settings.url.startswith(("https://", "http://")):
        what = f"the documentation of '{name}' needs an address that begins with https://"
        check.bad(what, "intersphinx", name)
    elif file := check.inside(settings.inventory or f"{FOLDER}/{name}{ENDING}", at):
        yield Inventory(name, settings.url.rstrip("/") + "/", file, at)
