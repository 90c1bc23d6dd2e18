"""HTML as XML: what a reader of EPUB takes, which forgives nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote, unquote

EMPTY = frozenset(("br", "col", "hr", "img", "input", "wbr"))
# What XML cannot hold, however it is written.
UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATTRIBUTE = re.compile(r"[a-zA-Z_][\w:.-]*", re.ASCII)
# What names of XML are made of, and begin with.
LETTER = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u3041-\ud7a3"
BAD = re.compile(rf"[^{LETTER}0-9.-]|_(?=x[0-9a-f]+_)|^(?=[0-9.-])")
REMOTE = re.compile(r"https?:", re.IGNORECASE)
FRAGMENT = re.compile(r'<a href="([^":#]*)#([^"]*)"')
# What a part of a page is for, in the words of EPUB beside those of ARIA.
TYPES = {
    "doc-noteref": "noteref",
    "doc-backlink": "backlink",
    "doc-footnote": "footnote",
    "doc-endnotes": "endnotes",
    "doc-bibliography": "bibliography",
}


def xhtml(html: str) -> str:
    """The same HTML, well-formed, its ids names of XML of which there is each only once."""
    reading = _Reading()
    reading.feed(html)
    reading.close()
    return "".join((*reading.made, *(f"</{name}>" for name in reversed(reading.opened))))


def name_of(label: str) -> str:
    """A label as a name of XML; two that differ have different ones."""
    return BAD.sub(_spelt, label)


def link(address: str) -> str:
    """An address whose spot is called as it is in XML, if it is one of this book."""
    file, mark, spot = address.partition("#")
    if not mark or ":" in file:
        return address
    return f"{file}#{quote(name_of(unquote(spot)))}"


def ids(text: str) -> frozenset[str]:
    """The ids of a page."""
    return frozenset(re.findall(r'<[^>]* id="([^"]*)"', text))


def joined(page: str, text: str, known: Mapping[str, Collection[str]]) -> str:
    """A page without links to spots that are not there: to their page, or nowhere."""

    def there(found: re.Match[str]) -> str:
        file, spot = found[1] or page, unquote(found[2])
        if spot in known.get(unquote(file), ()):
            return found[0]
        return f'<a href="{found[1]}"' if found[1] else "<a"

    return FRAGMENT.sub(there, text)


class _Reading(HTMLParser):
    """What of a page is written so far, the elements that are open, and the ids that it has."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.made: list[str] = []
        self.opened: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" and REMOTE.match(source := dict(attrs).get("src") or ""):
            self._remote(source, dict(attrs).get("alt") or source)
            return
        said = "".join(f' {name}="{escape(value)}"' for name, value in self._kept(attrs))
        if tag in EMPTY:
            self.made.append(f"<{tag}{said}/>")
        else:
            self.made.append(f"<{tag}{said}>")
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.opened:
            return
        while (name := self.opened.pop()) != tag:
            self.made.append(f"</{name}>")
        self.made.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.made.append(escape(UNFIT.sub("\ufffd", data), quote=False))

    def _remote(self, source: str, alt: str) -> None:
        """A picture that is elsewhere, which no book may fetch: a link to it."""
        there = "" if "a" in self.opened else f' href="{escape(source)}"'
        self.made.append(f"<a{there}>{escape(alt)}</a>" if there else escape(alt))

    def _kept(self, given: list[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
        """The attributes that mean something without a script."""
        for name, value in dict(given).items():
            said = UNFIT.sub("\ufffd", value or "")
            if not ATTRIBUTE.fullmatch(name) or name.startswith("data-"):
                continue
            if name == "id":
                said = name_of(said)
                if said in self.ids:
                    continue
                self.ids.add(said)
            elif name == "href":
                said = link(said)
            elif name == "role" and said in TYPES:
                yield "epub:type", TYPES[said]
            yield name, said


def _spelt(found: re.Match[str]) -> str:
    return f"_x{ord(found[0][:1] or '_'):x}_"
