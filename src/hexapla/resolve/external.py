"""Links into the documentation of other things get their addresses from its inventories."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import unquote

from hexapla.model.book import Book, Page
from hexapla.model.nodes import CodeSpan, Heading, Inline, Link, Node, Reference, Text
from hexapla.model.objects import Objects, Sought, Thing, find, nearest
from hexapla.model.problems import unknown_object
from hexapla.model.reach import LABELLED
from hexapla.model.walk import plain, rewrite, walk
from hexapla.resolve.step import Pass, Report

SCHEMES = ("inv:", "xref:")
ANY = "inv:::#"  # what `{any}` names: of the book, or else of any inventory
MOST = 20  # names that are told with the nearest one that there is: to find it takes its time


@dataclass(slots=True)
class Known:
    """The inventories, those that are not there, and all names of the book's own.

    `told` counts what was not found.
    """

    objects: tuple[Objects, ...]
    missing: frozenset[str]
    own: Callable[[], frozenset[str]]
    told: int = 0


def external(objects: tuple[Objects, ...]) -> Pass[Known]:
    """The pass that fills in links `inv:…`, and those references to labels and pages that the
    book does not have and an inventory has. What is not found is only words."""

    def learn(book: Book, report: Report) -> Known:
        missing = {one.name for one in book.config.inventories} - {one.name for one in objects}

        @cache  # few books need it
        def own() -> frozenset[str]:
            return _own(book)

        return Known(objects, frozenset(missing), own)

    return Pass(learn, _change)


def _change(page: Page, book: Book, known: Known, report: Report) -> Page:
    if not any(_is_to_find(node, known.objects) for node in walk(page.body, Link, Reference)):
        return page
    body = rewrite(page.body, lambda node: _found(node, known, report), Link, Reference)
    title = body[0].inside if body and isinstance(body[0], Heading) else page.title
    return replace(page, title=title, body=body)


def _found(node: Node, known: Known, report: Report) -> Node:
    """A node with what an inventory has for it."""
    if isinstance(node, Link) and node.url.startswith(SCHEMES):
        sought = _sought(node.url)
        if node.url.startswith(ANY) and sought.target.casefold() in known.own():
            return Reference("any", sought.target, node.inside, at=node.at)
        inside = () if plain(node.inside) == node.url else node.inside
        if thing := find(sought, known.objects):
            return replace(node, inside=inside or _shown(thing), url=thing.url)
        if not known.missing or sought.inventory not in (*known.missing, "", "*"):
            near = nearest(sought, known.objects) if known.told < MOST else ""
            known.told += 1
            report(unknown_object(sought.target, _among(sought, known.objects), near, node.at))
        return _words(inside or (CodeSpan(sought.target, at=node.at),), node)
    if isinstance(node, Reference) and (thing := _elsewhere(node, known.own, known.objects)):
        return Link(node.inside or _shown(thing), thing.url, at=node.at)
    return node


def _is_to_find(node: Node, known: tuple[Objects, ...]) -> bool:
    match node:
        case Link(url=url):
            return url.startswith(SCHEMES)
        case Reference(form=form):
            return bool(known) and form in ("ref", "doc")
        case _:
            return False


def _sought(url: str) -> Sought:
    """What a link says: `inv:name:domain:type#target`, `xref:name#target`, `xref:name/page`."""
    scheme, _, rest = url.partition(":")
    path, _, target = rest.partition("#")
    if scheme == "xref":
        name, _, page = path.partition("/")
        return (
            Sought(unquote(target), name) if target else Sought(unquote(page), name, "std", "doc")
        )
    name, domain, kind = (*path.split(":", 2), "", "")[:3]
    return Sought(unquote(target), name, domain, kind)


def _elsewhere(
    node: Reference, own: Callable[[], Collection[str]], known: tuple[Objects, ...]
) -> Thing | None:
    """What a reference means that is to nothing in the book; `numpy:arrays` names its inventory."""
    if not known or node.form not in ("ref", "doc") or "#" in node.target:
        return None
    if node.target.casefold() in own():
        return None
    kind = "label" if node.form == "ref" else "doc"
    name, _, rest = node.target.partition(":")
    # A page is named from where the reference stands.
    targets = (node.target, node.target.removeprefix(node.at.file.rpartition("/")[0] + "/"))
    ways = (Sought(rest, name, "std", kind), *(Sought(one, "", "std", kind) for one in targets))
    return next((thing for way in ways if way.target and (thing := find(way, known))), None)


def _own(book: Book) -> frozenset[str]:
    """All that a reference in the book may mean in it: labels, and pages by id and by file."""
    names = {part.label for part in book.parts}
    names |= {node.label for page in book.pages() for node in walk(page.body, *LABELLED)}
    for page in book.pages():
        names |= {page.id, page.file, page.file.rpartition(".")[0]}
    return frozenset(name.casefold() for name in names)


def _among(sought: Sought, known: tuple[Objects, ...]) -> tuple[str, ...]:
    """The inventories in which something was looked for."""
    names = tuple(objects.name for objects in known)
    return tuple(name for name in names if sought.inventory in ("", "*", name))


def _shown(thing: Thing) -> tuple[Inline, ...]:
    """What is named in code is set as code; a title as words."""
    words = thing.shown
    return (Text(words),) if thing.kind.startswith("std:") else (CodeSpan(words),)


def _words(inside: tuple[Inline, ...], node: Node) -> Inline:
    """A link that leads nowhere, as the words that it has."""
    return inside[0] if len(inside) == 1 else Text(plain(inside), at=node.at)
