"""A page as a book on its own can show it: nothing to press, to play or to fetch.

What is chosen or opened on a screen is all there; solutions stand at the end of their page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hexapla.model.book import Page
from hexapla.model.nodes import (
    Admonition,
    CodeBlock,
    Diagram,
    Exercise,
    Grid,
    Group,
    Image,
    Item,
    Link,
    Media,
    Node,
    Paragraph,
    Reference,
    Solution,
    Strong,
    Tab,
    Tabs,
    Text,
    Theorem,
)
from hexapla.model.walk import rewrite
from hexapla.model.words import word
from hexapla.render.web.markup import file_address

MARKS = {True: "☑ ", False: "☐ "}


@dataclass(frozen=True, slots=True)
class Shelf:
    """What goes along with a book: by its path, where each picture lies in it; the language;
    `files` of the book are found at `site`, if it has one."""

    pictures: Mapping[str, str]
    files: frozenset[str]
    site: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A page, and the solutions of its exercises."""

    page: Page
    solutions: tuple[Solution, ...] = field(default=())


def fitted(page: Page, shelf: Shelf) -> Fitted:
    """The page without what acts; with what is in no book by itself as words or links."""
    solutions: list[Solution] = []

    def change(node: Node) -> Node:
        if isinstance(node, Solution):
            solutions.append(_apart(node, len(solutions) + 1))
            return _led_to(solutions[-1], page.id, shelf)
        return _still(node, shelf)

    made = replace(page, body=rewrite(page.body, change), title=rewrite(page.title, change))
    return Fitted(made, tuple(solutions))


def _apart(node: Solution, number: int) -> Solution:
    return replace(node, folded=False, label=node.label or f"solution-{number}")


def _led_to(node: Solution, page: str, shelf: Shelf) -> Group:
    """What stands where a solution would give away too much."""
    said = (Text(word("solution", shelf.language)),)
    link = Reference("link", node.label, said, page, node.label)
    return Group(("led",), (Paragraph((link,)),), at=node.at)


def _still(node: Node, shelf: Shelf) -> Node:  # noqa: PLR0911
    match node:
        case Admonition():
            return replace(node, folded=False, open=False)
        case Exercise() | Theorem():
            return replace(node, folded=False)
        case Item([Paragraph(inside) as first, *rest], done=bool(done)):
            marked = replace(first, inside=(Text(MARKS[done]), *inside))
            return replace(node, body=(marked, *rest), done=None)
        case Tabs(tabs):
            return Group(("tabset",), tuple(_panel(one) for one in tabs), at=node.at)
        case Grid(body=body):
            return Group(("grid",), body, at=node.at)
        case Diagram(code, alt):
            said = (Paragraph((Text(alt),)),) if alt else ()
            return Group(("diagram",), (*said, CodeBlock(code, "text")), at=node.at)
        case Media():
            return _medium(node, shelf)
        case Image(source) if source in shelf.pictures:
            return replace(node, source=shelf.pictures[source])
        case Link(inside, url) if url in shelf.files:
            there = _elsewhere(url, shelf)
            named = inside if there else (*inside, Text(f" ({url})"))
            return replace(node, inside=named, url=there)
        case _:
            return node


def _panel(tab: Tab) -> Group:
    title = (Paragraph((Strong(tab.title),)),) if tab.title else ()
    return Group(("panel",), (*title, *tab.body), at=tab.at)


def _medium(node: Media, shelf: Shelf) -> Group:
    """The picture that stands for a medium, and where it is found."""
    poster = shelf.pictures.get(node.poster, "")
    shown = (Paragraph((Image(poster, node.title),)),) if poster else ()
    url = _elsewhere(node.source, shelf) if node.source in shelf.files else node.source
    link = Link((Text(node.title or url),), url) if url else Text(node.title or node.source)
    return Group(("medium",), (*shown, Paragraph((link,))), at=node.at)


def _elsewhere(file: str, shelf: Shelf) -> str:
    """The address of a file of the book on its website; "" where it has none."""
    return f"{shelf.site}{file_address(f'files/{file}')}" if shelf.site else ""
