"""Videos, sounds, pages from elsewhere, and diagrams."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from hexapla.model.nodes import Block, Diagram, Figure, Media, Paragraph, Place
from hexapla.model.problems import bad_directive
from hexapla.source.address import SCHEME, picture
from hexapla.source.dialect import Piece
from hexapla.source.found import Found
from hexapla.source.lengths import length
from hexapla.source.reading import Directive, Reading
from hexapla.source.vocabulary.outcomes import embedded

Kind = Literal["iframe", "video", "audio"]
VIDEOS = (".mp4", ".webm", ".ogv", ".mov", ".m4v")
SOUNDS = (".mp3", ".ogg", ".oga", ".wav", ".m4a", ".flac")
NAME = re.compile(r"[\w-]{1,64}")  # of a video, where it is kept by name
# The pages of videos, by host, and where those are that ask and tell less of who looks.
YOUTUBE = ("youtube.com", "youtube-nocookie.com", "youtu.be")
VIMEO = ("vimeo.com", "player.vimeo.com")
# Elements that may stand around the one that is shown.
AROUND = {"center", "div", "figure", "p", "source", "span"}
ELEMENTS: Mapping[str, Kind] = {"iframe": "iframe", "video": "video", "audio": "audio"}


def medium_of(path: str) -> Kind | None:
    """What kind of medium a file is that is named as a picture; None for a picture."""
    suffix = "." + urlsplit(path).path.rpartition(".")[2].lower()
    return "video" if suffix in VIDEOS else "audio" if suffix in SOUNDS else None


def medium(found: Found, page: Reading) -> Media:
    """The medium that a figure shows."""
    kind = medium_of(found.argument) or "video"
    return _media(kind, found.argument, found, page)


def alone(pieces: Sequence[Piece], page: Reading) -> tuple[Block, ...]:
    """What a paragraph is that shows a medium, or what stands elsewhere, and says nothing."""
    if len(pieces) == 1 and pieces[0].kind == "image":
        return _pictured(pieces[0], page)
    kinds = {piece.kind for piece in pieces}
    if pieces[0].kind == "html_inline" and kinds <= {"html_inline", "softbreak", "text"}:
        html = "".join(piece.content for piece in pieces)
        return from_html(html, page.at(pieces[0].line), page)
    return ()


def _pictured(piece: Piece, page: Reading) -> tuple[Block, ...]:
    source, at = piece.attrs.get("src", ""), page.at(piece.line)
    if source.startswith("#") and len(source) > 1:
        return (embedded(source, at),)
    if kind := medium_of(source):
        width = piece.attrs.get("width", "")
        return (Media(kind, picture(source, at, page), piece.content, width, at=at),)
    return ()


def from_html(html: str, at: Place, page: Reading) -> tuple[Block, ...]:
    """The medium that is all there is of raw HTML; nothing for any other HTML."""
    if not re.search(r"<(iframe|video|audio)\b", html, re.IGNORECASE):
        return ()
    reader = _Elements()
    reader.feed(html)
    if reader.other or len(reader.kinds) != 1 or not reader.said.get("src"):
        return ()
    said, kind = reader.said, reader.kinds[0]
    options: dict[str, object] = {name: said[name] for name in ("width", "height") if name in said}
    found = Found(f"<{kind}>", said["src"], "", at.line, lambda line: at, options=options)
    options["title"] = said.get("title", "")
    options["poster"] = said.get("poster", "")
    return (_media(kind, said["src"], found, page),)


class _Elements(HTMLParser):
    """The media of a piece of HTML, what it says of them, and whether it holds anything else."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[Kind] = []
        self.said: dict[str, str] = {}
        self.other = False
        self._within = False  # a medium holds what browsers show that do not know it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ELEMENTS:
            self.kinds.append(ELEMENTS[tag])
        self._within = self._within or tag in ELEMENTS
        self.other = self.other or not (self._within or tag in AROUND)
        if tag in ELEMENTS or tag == "source":
            self.said = {name: value or "" for name, value in attrs} | self.said

    def handle_data(self, data: str) -> None:
        self.other = self.other or bool(data.strip() and not self._within)

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag not in ELEMENTS


# --- directives -----------------------------------------------------------------------------------


def _iframe(found: Found, page: Reading) -> tuple[Block, ...]:
    return _captioned(_media("iframe", found.argument, found, page), found, page)


def _video(found: Found, page: Reading) -> tuple[Block, ...]:
    """A video; one that lies with those who show videos is a page of theirs."""
    source = found.argument.split(",")[0].strip()
    kind: Kind = "iframe" if _kept(source) else "video"
    return _captioned(_media(kind, source, found, page), found, page)


def _audio(found: Found, page: Reading) -> tuple[Block, ...]:
    return _captioned(_media("audio", found.argument, found, page), found, page)


def _youtube(found: Found, page: Reading) -> tuple[Block, ...]:
    return _by_name(found, page, "https://www.youtube.com/embed/")


def _vimeo(found: Found, page: Reading) -> tuple[Block, ...]:
    return _by_name(found, page, "https://vimeo.com/")


def _by_name(found: Found, page: Reading, where: str) -> tuple[Block, ...]:
    """A video by its name, or its address."""
    name = found.argument
    if not NAME.fullmatch(name) and not _kept(name):
        page.report(bad_directive(found.name, f"'{name}' is no name of a video", found.at))
        return ()
    source = where + name if NAME.fullmatch(name) else name
    return _captioned(_media("iframe", source, found, page), found, page)


def _mermaid(found: Found, page: Reading) -> tuple[Block, ...]:
    alt = found.text("alt")
    caption = found.text("caption")
    diagram = Diagram(found.body.strip("\n"), alt or caption, at=found.at)
    if not caption:
        return (diagram,)
    words = page.line(caption, found.at, page)
    return (Figure(None, words, body=(diagram,), at=found.at),)


def _captioned(media: Media, found: Found, page: Reading) -> tuple[Block, ...]:
    """A medium; a figure, where there is something to say of it or a label to call it by."""
    body = page.body(found)
    caption = found.text("caption")
    words = page.line(caption, found.at, page) if caption else ()
    if not words and body and isinstance(body[0], Paragraph):
        words, body = body[0].inside, body[1:]
    if not (words or body or found.label):
        return (media,)
    return (Figure(None, words, body, body=(media,), at=found.at),)


def _media(kind: Kind, source: str, found: Found, page: Reading) -> Media:
    width, height = (_length(name, found, page) for name in ("width", "height"))
    poster = found.text("poster")
    return Media(
        kind,
        _address(source, found, page),
        found.text("title") or found.text("alt"),
        width,
        height,
        poster=picture(poster, found.at, page) if poster else "",
        at=found.at,
    )


def _length(name: str, found: Found, page: Reading) -> str:
    said = found.text(name)
    made = length(said)
    if made is None:
        what = f"the {name} '{said}' is not like 50% or 300px"
        page.report(bad_directive(found.name, what, found.at))
    return made or ""


def _address(source: str, found: Found, page: Reading) -> str:
    """A file of the book, or an address on the web: no other can be shown."""
    if source.startswith("//"):
        source = f"https:{source}"
    if not SCHEME.match(source):
        return picture(source, found.at, page)
    if not _is_address(source):
        what = f"'{source}' is neither a file of the book nor an address like https://…"
        page.report(bad_directive(found.name, what, found.at))
        return ""
    return _kept(source) or source


def _is_address(source: str) -> bool:
    try:
        return urlsplit(source).scheme in ("http", "https")
    except ValueError:
        return False


def _kept(source: str) -> str:
    """The page of a video that tells least of who looks; "" where none of those hosts keeps it."""
    try:
        parts = urlsplit(source)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if host in YOUTUBE:
        name = (parse_qs(parts.query).get("v") or [parts.path.rpartition("/")[2]])[0]
        start = "".join(parse_qs(parts.query).get("start", ())[:1])
        since = f"?start={start}" if start.isdecimal() else ""
        found = NAME.fullmatch(name)
        return f"https://www.youtube-nocookie.com/embed/{name}{since}" if found else ""
    name = parts.path.rpartition("/")[2]
    if host in VIMEO and name.isdecimal():
        return f"https://player.vimeo.com/video/{name}?dnt=1"
    return ""


# Options that are understood; nothing plays by itself, and where it floats is up to each output.
SIZED = frozenset({"align", "alt", "caption", "height", "title", "width"})
PLAYED = SIZED | {"autoplay", "controls", "loop", "muted", "nocontrols", "poster", "preload"}
HOSTED = SIZED | {"aspect", "privacy_mode", "url_parameters"}
DIRECTIVES: Mapping[str, Directive] = {
    "audio": Directive(_audio, PLAYED, needs="the path of the sound"),
    "iframe": Directive(_iframe, SIZED | {"placeholder"}, needs="the address of the page"),
    "mermaid": Directive(_mermaid, frozenset({"align", "alt", "caption", "config", "zoom"})),
    "video": Directive(_video, PLAYED | {"figwidth"}, needs="the path of the video"),
    "vimeo": Directive(_vimeo, HOSTED, needs="the name of the video"),
    "youtube": Directive(_youtube, HOSTED, needs="the name of the video"),
}
