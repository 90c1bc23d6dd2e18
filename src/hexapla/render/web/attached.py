"""Pictures that pages hold within themselves, as files: a page that carries them opens slowly."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as BadBase64
from dataclasses import replace
from hashlib import sha256

from hexapla.model.book import PICTURE, Book, Page
from hexapla.model.nodes import Image, Node
from hexapla.model.pictures import size
from hexapla.model.walk import rewrite, walk
from hexapla.render.addresses import HELD, PICTURES
from hexapla.render.inert import tidied

SHORT = 1000  # characters: less than asking for another file costs


def lifted(book: Book, over: int = SHORT) -> tuple[Book, tuple[tuple[str, bytes], ...]]:
    """The book with addresses of files in place of such pictures, and these files by path; of
    those with so many characters."""
    found: dict[str, bytes] = {}

    def lift(node: Node) -> Node:
        if not isinstance(node, Image) or not _is_held(node, over):
            return node
        path, data = _file(node.source)
        found.update({path: data} if data else {})
        return replace(node, source=path) if data else node

    def change(page: Page) -> Page:
        holds = page.holds(PICTURE) and any(_is_held(node, over) for node in walk(page.body))
        return replace(page, body=rewrite(page.body, lift)) if holds else page

    lifting = book.each(change)
    files = tuple((f"files/{path}", data) for path, data in found.items())
    sizes = {path: one for path, data in found.items() if (one := size(data))}
    known = {**book.files, **dict.fromkeys(found, "")}
    there = replace(lifting, files=known, sizes={**book.sizes, **sizes}) if found else book
    return there, files


def _is_held(node: Node, over: int) -> bool:
    return isinstance(node, Image) and len(node.source) > over and bool(HELD.match(node.source))


def _file(source: str) -> tuple[str, bytes]:
    """A picture's path and its bytes; none where it is not what it says."""
    match = HELD.match(source)
    ending = PICTURES.get(match[1]) if match else None
    try:
        data = b64decode(source.partition(",")[2], validate=True) if ending else b""
        data = tidied(data) if ending == "svg" else data
    except (BadBase64, ValueError):
        data = b""
    return f"attached/{sha256(data).hexdigest()[:16]}.{ending}", data
