"""HTML in pages, as its tags and the text between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "source", "wbr"})
ONE = re.compile(r"</?[A-Za-z][^<>]*>")  # a tag and nothing else, as it stands within a line


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, on the line `line`. `opens` is false for </p>."""

    text: str
    name: str
    attrs: Mapping[str, str] = field(default_factory=dict)
    opens: bool = True
    line: int = 0

    @property
    def alone(self) -> bool:
        """Whether it is an element by itself."""
        return self.opens and (self.name in VOID)

    @property
    def label(self) -> str:
        return self.attrs.get("id") or (self.attrs.get("name", "") if self.name == "a" else "")


def tag(html: str) -> Tag | None:
    """The tag that a text is, if it is just one."""
    parts = parts_of(html) if ONE.fullmatch(html.strip()) else ()
    return next((part for part in parts if isinstance(part, Tag)), None)


def parts_of(html: str, line: int = 0) -> tuple[Tag | str, ...]:
    """The tags of a text and, as it is written, what stands between them; without comments.

    The text begins on that line.
    """
    reader = _Reader(line)
    reader.feed(html)
    reader.close()
    return tuple(reader.parts)


def words(text: str) -> str:
    """The words that a text between tags shows."""
    return re.sub(r"\s+", " ", unescape(text))


class _Reader(HTMLParser):
    def __init__(self, line: int) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[Tag | str] = []
        self.first = line

    @property
    def line(self) -> int:
        return self.first + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.parts.append(Tag(self.get_starttag_text() or "", tag, given, True, self.line))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(Tag(f"</{tag}>", tag, {}, False, self.line))

    def handle_startendtag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")
