"""Files of a book that a site serves, so that opening one by itself runs nothing on that site.

A picture shown by <img> is still, but the same SVG opened by its address is a page of the site,
whose scripts run with all that the site may do; a saved HTML file is one, too. So an SVG (and any
other XML) loses what could act, and is left as it is where there is nothing of the kind; HTML is
put into a closed frame, in which it still does what it did.
"""

from __future__ import annotations

import codecs
import gzip
import re
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from posixpath import basename, splitext
from xml.parsers import expat

HTML, XHTML_FILES = frozenset((".html", ".htm", ".shtml")), frozenset((".xhtml", ".xht"))
DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.IGNORECASE)
XML = frozenset((".svg", ".svgz", ".xml", ".xsl", ".xslt", ".mml", ".rdf", ".rss", ".atom"))
XHTML, SVG = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"
EMPTY = f'<svg xmlns="{SVG}"/>\n'.encode()
# Elements that run, hold other documents, or change addresses while they are shown.
ACTING = frozenset(("script", "foreignobject", "handler", "listener", "iframe", "object", "embed"))
MOVING = frozenset(("animate", "set", "animatetransform", "animatemotion"))
ADDRESSES = frozenset(("href", "src", "action", "formaction", "data", "base", "ping"))
# Addresses that lead somewhere and run nothing, and those that an element may take in.
LEADS = re.compile(r"#|https?:|mailto:|(?![^/?#]*:)", re.IGNORECASE)
TAKES = re.compile(r"#|data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)
FETCHES = re.compile(r"@import|\\|url\(\s*[\"']?(?!#|data:image/|data:font/)", re.IGNORECASE)
BARE = frozenset(("id", "class", "d", "points", "aria-label", "alt", "title"))  # never style
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
PLAIN = ("utf-8", "us-ascii", "iso-8859-1")


def inert(path: str, data: bytes) -> bytes:
    """The bytes of a file as a site serves them."""
    suffix = splitext(path)[1].lower()
    if suffix in HTML:
        return _guarded(data)
    if suffix in XHTML_FILES:
        return _framed(basename(path), data)
    if suffix == ".svgz":
        return _packed(data)
    return tidied(data) if suffix in XML else data


def tidied(data: bytes) -> bytes:
    """XML without what could act: the same bytes where nothing could; empty where it is broken."""
    reading = _Reading()
    try:
        reading.read(data)
    except (expat.ExpatError, ValueError, LookupError):
        return EMPTY
    if not reading.acts:
        return data
    return "".join(reading.kept).encode("utf-8", "replace") or EMPTY


def _packed(data: bytes) -> bytes:
    try:
        still = tidied(gzip.decompress(data))
    except (OSError, EOFError, ValueError):
        still = EMPTY
    return gzip.compress(still, mtime=0)


@dataclass(slots=True)
class _Reading:
    """An XML document as it is read: what of it is kept, and whether anything was left out."""

    kept: list[str] = field(default_factory=list)
    acts: bool = False
    left: int = 0  # how deep we are in what is left out
    style: bool = False
    names: list[dict[str, str]] = field(default_factory=lambda: [{}])

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ProcessingInstructionHandler = self._found  # may name a sheet that transforms all
        parser.EntityDeclHandler = self._found
        parser.SkippedEntityHandler = self._found
        parser.XmlDeclHandler = self._declared
        parser.Parse(data, True)

    def _found(self, *_: object) -> None:
        self.acts = True

    def _declared(self, _version: str, encoding: str | None, _alone: int) -> None:
        self.acts |= (encoding or "utf-8").lower() not in PLAIN

    def _start(self, name: str, given: dict[str, str]) -> None:
        own = {key.partition(":")[2]: value for key, value in given.items() if _names(key)}
        self.names.append({**self.names[-1], **own})
        prefix, _, local = name.rpartition(":")
        space = self.names[-1].get(prefix, "")
        if self.left or _runs(space, local.lower(), given):
            self.acts, self.left = True, self.left + 1
            return
        fit = {key: value for key, value in given.items() if _fits(local.lower(), key, value)}
        self.acts |= fit != given
        self.style = local.lower() == "style"
        attributes = "".join(f' {key}="{_quoted(value)}"' for key, value in fit.items())
        self.kept.append(f"<{name}{attributes}>")

    def _end(self, name: str) -> None:
        self.names.pop()
        self.style = False
        if self.left:
            self.left -= 1
        else:
            self.kept.append(f"</{name}>")

    def _text(self, text: str) -> None:
        if self.style and FETCHES.search(text):
            self.acts = True
        elif not self.left:
            self.kept.append(escape(text, quote=False))


def _names(key: str) -> bool:
    return key == "xmlns" or key.startswith("xmlns:")


def _runs(space: str, local: str, given: dict[str, str]) -> bool:
    if space == XHTML or local in ACTING:
        return True
    changed = next((value for key, value in given.items() if key.lower() == "attributename"), "")
    changed = changed.rpartition(":")[2].strip().lower()
    return local in MOVING and (changed in ADDRESSES or changed.startswith("on"))


def _fits(element: str, key: str, value: str) -> bool:
    name = key.rpartition(":")[2].lower()
    if _names(key):
        return True
    if name.startswith("on"):
        return False
    if name in ADDRESSES:
        bare = re.sub(r"[\x00-\x20]+", "", value)
        return bool((LEADS if element == "a" else TAKES).match(bare))
    return key in BARE or ":" in key or not FETCHES.search(value)


def _quoted(value: str) -> str:
    return escape(value).replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


def _guarded(data: bytes) -> bytes:
    """A page that, opened by itself, goes into a frame whose origin is no one's."""
    text = _decoded(data)
    doctype = DOCTYPE.match(text)
    at = doctype.end() if doctype else 0
    script = (files("hexapla.render.web") / "assets" / "opened.js").read_text(encoding="utf-8")
    guard = f'<meta charset="utf-8"><script>\n{script}</script>'
    return f"{text[:at]}{guard}{text[at:]}".encode("utf-8", "replace")


def _framed(name: str, data: bytes) -> bytes:
    """A page that shows another in such a frame: XML has no place for a script before all else."""
    head = f'<meta charset="utf-8"/><title>{escape(name)}</title>'
    head += '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
    head += "<style>html, body, iframe { display: block; width: 100%; height: 100%; "
    head += "margin: 0; border: 0; }</style>"
    frame = f'<iframe title="{escape(name)}" sandbox="allow-scripts allow-popups allow-downloads"'
    frame += f' srcdoc="{_quoted(_decoded(data))}"></iframe>'
    page = f'<html xmlns="{XHTML}"><head>{head}</head><body>{frame}</body></html>\n'
    return f"<!DOCTYPE html>\n{page}".encode("utf-8", "replace")


def _decoded(data: bytes) -> str:
    """The text of an HTML file, without what no text may hold."""
    said = CHARSET.search(data[:1024])
    encoding = "utf-8-sig"
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding = "utf-16"
    elif said:
        encoding = said[1].decode()
    try:
        text = data.decode(encoding)
    except (LookupError, UnicodeError):
        text = data.decode("utf-8", "replace")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
