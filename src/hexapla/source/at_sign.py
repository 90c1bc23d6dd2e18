"""What an at-sign says within a line: `@label`, `@key [p. 3]`, `[see @a, p. 3; -@b]`."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.model.nodes import Citation, Cited, Inline, Place, Reference, Text
from hexapla.source.labels import label
from hexapla.source.reading import Reading
from hexapla.source.rules import WORK


def mention(content: str, locator: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """`@name`, and perhaps a place in it, `[p. 3]`."""
    bare = Reference("any", label(content), at=at)
    if not locator:
        return (bare,)
    tail = (Text(" [", at=at), *page.line(locator, at, page), Text("]", at=at))
    work = Cited(content, (), page.line(locator, at, page), at=at)
    return (Citation("textual", (work,), written=(bare, *tail), at=at),)


def group(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """`[…]` with keys in it, as the parser's rule found it."""
    written = (Text("[", at=at), *page.line(content, at, page), Text("]", at=at))
    works = tuple(_works(content, at, page))
    return (Citation("parenthetical", works, written=written, at=at),)


def _works(content: str, at: Place, page: Reading) -> Iterator[Cited]:
    for part in content.split(";"):
        if match := WORK.match(part):
            before, bare, key, after = match.groups()
            yield Cited(
                key, _line(before, at, page), _line(after, at, page), bare=bool(bare), at=at
            )


def _line(text: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return page.line(text.strip(), at, page) if text.strip() else ()
