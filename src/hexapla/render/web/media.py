"""Videos, sounds, pages from elsewhere, and diagrams.

What comes from elsewhere stands in a sandboxed frame, and reaches nothing of the page. Nothing is
fetched before it comes into view, and nothing plays by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from urllib.parse import urlsplit

from hexapla.model.book import Book
from hexapla.model.nodes import Diagram, Media
from hexapla.model.outputs import MERMAID, Output
from hexapla.model.walk import walk
from hexapla.ports import Artifact
from hexapla.render.web.code import listing
from hexapla.render.web.context import Context
from hexapla.render.web.frames import frame, frame_files
from hexapla.render.web.inlines import image_address
from hexapla.render.web.markup import address, tag, text

# What a frame may do. Those who show videos do so only under their own name, and for a site that
# says who it is; of any other we cannot know that it is not this site itself.
CLOSED = "allow-scripts allow-popups allow-forms"
NAMED = "allow-scripts allow-same-origin allow-popups allow-presentation"
HOSTS = ("www.youtube-nocookie.com", "player.vimeo.com")


def media(node: Media, context: Context) -> str:
    """A medium, and a link to it where it cannot be shown."""
    source = media_address(node.source, context)
    if source is None:
        return tag("p", text(node.source), class_="unresolved") if node.source else ""
    name = node.title or urlsplit(source).hostname or node.source.rpartition("/")[2]
    link = tag("a", text(node.title or source), href=source)
    match node.kind:
        case "iframe":
            shown = _page(node, source, name) + tag("p", link, class_="source")
        case "video":
            poster = image_address(node.poster, context) if node.poster else None
            look = _look(node)
            shown = _player("video", link, source, name, style=look, poster=poster)
        case "audio":
            shown = _player("audio", link, source, name)
    return tag("div", shown, class_=f"medium {node.kind}")


def media_address(source: str, context: Context) -> str | None:
    """Where a medium is found; None for one that the book does not have."""
    if source in context.files:
        return context.to(f"files/{source}")
    return address(source) if source.lower().startswith(("http://", "https://")) else None


def diagram(node: Diagram, context: Context) -> str:
    """A diagram that the reader's browser draws; its source, for those who have no scripts."""
    form = _form(node)
    still = listing(node.code, "text")
    return frame(
        form, _path(form), still, node.alt or "A diagram", to=context.to, words=context.words
    )


def diagrams(book: Book) -> Iterator[Output]:
    """What is drawn of all diagrams of a book."""
    found = (
        _form(node)
        for page in book.pages()
        if page.holds(Diagram)
        for node in walk(page.body)
        if isinstance(node, Diagram)
    )
    return iter(dict.fromkeys(found))


def diagram_files(forms: Iterable[Output]) -> Iterator[Artifact]:
    """The files of what diagrams are drawn from."""
    return (one for form in forms for one in frame_files(form, _path(form)))


def _form(node: Diagram) -> Output:
    return Output(MERMAID, json.dumps(node.code))


def _path(form: Output) -> str:
    data = form.data if isinstance(form.data, bytes) else form.data.encode()
    return f"media/diagrams/{sha256(data).hexdigest()[:16]}"


def _page(node: Media, source: str, name: str) -> str:
    host = urlsplit(source).hostname
    return tag(
        "iframe",
        src=source,
        title=name,
        style=_look(node),
        loading="lazy",
        sandbox=NAMED if host in HOSTS else CLOSED,
        referrerpolicy="strict-origin-when-cross-origin" if host in HOSTS else "no-referrer",
        allow="fullscreen; picture-in-picture; encrypted-media" if host in HOSTS else None,
    )


def _player(kind: str, link: str, source: str, name: str, **more: str | None) -> str:
    return tag(kind, link, src=source, controls="", preload="metadata", title=name, **more)


def _look(node: Media) -> str | None:
    sizes = [f"width:{node.width}"] if node.width else []
    sizes += [f"height:{node.height}"] if node.height and not node.height.endswith("%") else []
    return ";".join(sizes) or None
