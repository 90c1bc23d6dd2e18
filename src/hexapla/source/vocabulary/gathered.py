"""Lists that are made from the book: contents, tables of contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hexapla.model.nodes import (
    Block,
    Gathered,
    GatheredKind,
    Inline,
    Item,
    Link,
    Listing,
    PackageIndex,
    Paragraph,
    Reference,
    Text,
)
from hexapla.model.problems import bad_directive
from hexapla.source.address import SCHEME, find_page
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading
from hexapla.source.vocabulary.references import NAMED

# What MyST's toc may be of, in our words.
OF: Mapping[str, GatheredKind] = {
    "page": "page",
    "section": "page",
    "children": "children",
    "project": "book",
}
TREE = frozenset(
    ("caption", "glob", "hidden", "includehidden", "maxdepth", "numbered", "reversed", "titlesonly")
)


def _contents(found: Found, page: Reading) -> tuple[Block, ...]:
    """The headings of the page."""
    return _gathered("page", "depth", found, page)


def _children(found: Found, page: Reading) -> tuple[Block, ...]:
    """The pages below this one; on the first page of a book, all."""
    return _gathered("children", "depth", found, page)


def _toc(found: Found, page: Reading) -> tuple[Block, ...]:
    context = found.text("context") or found.text("kind") or "project"
    if context not in OF:
        what = f"'{context}' is not one of {', '.join(OF)}"
        page.report(bad_directive(found.name, what, found.at))
    return _gathered(OF.get(context, "book"), "depth", found, page)


def _gathered(of: GatheredKind, depth: str, found: Found, page: Reading) -> tuple[Block, ...]:
    number = found.text(depth)
    if number and not number.isdecimal():
        page.report(bad_directive(found.name, f"the depth '{number}' is no number", found.at))
        number = ""
    return (Gathered(of, page.argument(found), int(number or 0), at=found.at),)


def _tree(found: Found, page: Reading) -> tuple[Block, ...]:
    """What Sphinx has for the order of pages: here it is a list of links, where it is not hidden.

    The order of a book's pages stands in its configuration.
    """
    items = tuple(_entries(found, page))
    if "hidden" in found.options or not items:
        return ()
    caption = page.line(found.text("caption"), found.at, page)
    listed = Listing(items, at=found.at)
    return (Gathered("children", caption, body=(listed,), at=found.at),)


def _entries(found: Found, page: Reading) -> Iterator[Item]:
    for line, words in enumerate(found.body.split("\n"), found.first):
        at, entry = page.at(line), words.strip()
        match = NAMED.fullmatch(entry)
        title, target = (match[1], match[2].strip()) if match else ("", entry)
        if not target or target == "self" or "glob" in found.options:
            continue
        inside: tuple[Inline, ...] = (Text(title, at=at),) if title else ()
        if SCHEME.match(target):
            shown: Inline = Link(inside or (Text(target, at=at),), target, at=at)
        else:
            shown = Reference("doc", find_page(target, page), inside, at=at)
        yield Item((Paragraph((shown,), at=at),), at=at)


def _package(found: Found, page: Reading) -> tuple[Block, ...]:
    """The names that the companion package has."""
    parity = "parity" in found.options and not found.off("parity")
    return (PackageIndex(found.text("topic"), parity, at=found.at),)


DIRECTIVES: Mapping[str, Directive] = {
    "contents": Directive(_contents, frozenset({"backlinks", "depth", "local"}), bare=True),
    "package-index": Directive(_package, frozenset({"parity", "topic"}), bare=True),
    "tableofcontents": Directive(_children, frozenset({"depth"}), bare=True),
    "toc": Directive(_toc, frozenset({"context", "depth", "kind"}), bare=True),
    "toctree": Directive(_tree, TREE),
}
