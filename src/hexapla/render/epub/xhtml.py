"""HTML as XML: what a reader of EPUB takes, which forgives nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote, unquote

from hexapla.render.epub.content import EMPTY, ITEMS, placed, says

# What XML cannot hold, however it is written.
UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ACTS = re.compile(r"data-|(download|rel)$")  # what only a script, or a browser, does something with
ATTRIBUTE = re.compile(r"[a-zA-Z_][\w:.-]*", re.ASCII)
# What names of XML are made of, and begin with.
LETTER = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u3041-\ud7a3"
BAD = re.compile(rf"[^{LETTER}0-9.-]|_(?=x[0-9a-f]+_)|^(?=[0-9.-])")
FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
REMOTE = re.compile(r"https?:", re.IGNORECASE)
LINK = re.compile(r'(<a\b[^>]*?) href="([^"]*)"')
# What must not stand in an address as it is.
UNQUOTED = re.compile(r'[\x00-\x20\x7f-\x9f"<>\\^`{|}]')
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
    formulas: list[str] = []

    def put_by(found: re.Match[str]) -> str:
        formulas.append(found[0])
        return f'<math n="{len(formulas) - 1}">'

    reading = _Reading(formulas)
    reading.feed(FORMULA.sub(put_by, html))
    reading.close()
    return "".join(reading.made)


def written(words: str) -> str:
    """Words as XML, between elements or as what an attribute says."""
    return escape(UNFIT.sub("\ufffd", words))


def name_of(label: str) -> str:
    """A label as a name of XML; two that differ have different ones."""
    return BAD.sub(_spelt, label)


def link(address: str) -> str:
    """An address whose spot is called as it is in XML, if it is one of this book."""
    file, mark, spot = address.partition("#")
    if mark and ":" not in file:
        return f"{file}#{quote(name_of(unquote(spot)))}"
    return UNQUOTED.sub(lambda found: quote(found[0]), address)


def ids(text: str) -> frozenset[str]:
    """The ids of a page."""
    return frozenset(re.findall(r'<[^>]* id="([^"]*)"', text))


def joined(page: str, text: str, known: Mapping[str, Collection[str]]) -> str:
    """A page without links to what is not in the book; to a spot that is not, to its page."""

    def there(found: re.Match[str]) -> str:
        file, _, spot = found[2].partition("#")
        spots = known.get(unquote(file) or page)
        if SCHEME.match(found[2]) or (spots is not None and (not spot or unquote(spot) in spots)):
            return found[0]
        return f'{found[1]} href="{file}"' if spots is not None and file else found[1]

    return LINK.sub(there, text)


class _Reading(HTMLParser):
    """What of a page is written so far, the elements that are open, and the ids that it has.

    `opened` has each as it was given, "" where it was not, and as it is written. Formulas are XML
    already, and most of a page: there are only their numbers in what is read.
    """

    def __init__(self, formulas: list[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.formulas = formulas
        self.made: list[str] = []
        self.opened: list[tuple[str, str]] = [("", "body")]
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img" and REMOTE.match(source := dict(attrs).get("src") or ""):
            self._remote(source, dict(attrs).get("alt") or source)
            return
        if tag == "a" and self._within("a"):
            tag, attrs = "span", []
        self._listed(tag)
        if tag == "math":
            number = int(dict(attrs).get("n") or 0)
            self.made.append(UNFIT.sub("\ufffd", self.formulas[number]))
            return
        name = placed(tag, self.opened[-1][1])
        said = "".join(f' {key}="{escape(value)}"' for key, value in self._kept(attrs))
        if name in EMPTY:
            self.made.append(f"<{name}{said}/>")
        else:
            self.made.append(f"<{name}{said}>")
            self.opened.append((tag, name))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._within(tag):
            return
        while self._close() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._listed("")
        self.made.append(escape(UNFIT.sub("\ufffd", data), quote=False))

    def close(self) -> None:
        super().close()
        while len(self.opened) > 1:
            self._close()

    def _close(self) -> str:
        given, written = self.opened.pop()
        self.made.append(f"</{written}>")
        return given

    def _listed(self, tag: str) -> None:
        """A list holds items alone: what else stands in one is made an item of it."""
        given, parent = self.opened[-1]
        if not given and tag in ITEMS.get(self.opened[-2:][0][1], ()):
            self._close()
        elif parent in ITEMS and tag not in ITEMS[parent]:
            self.made.append(f"<{ITEMS[parent][0]}>")
            self.opened.append(("", ITEMS[parent][0]))

    def _within(self, tag: str) -> bool:
        return any(given == tag for given, _ in self.opened)

    def _remote(self, source: str, alt: str) -> None:
        """A picture that is elsewhere, which no book may fetch: a link to it."""
        linked = self._within("a")
        shown = escape(alt, quote=False)
        self.made.append(shown if linked else f'<a href="{escape(source)}">{shown}</a>')

    def _kept(self, given: list[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
        """The attributes that mean something without a script."""
        for name, value in dict(given).items():
            said = UNFIT.sub("\ufffd", value or "")
            if not ATTRIBUTE.fullmatch(name) or ACTS.match(name) or not says(name, said):
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
