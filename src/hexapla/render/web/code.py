"""Code as HTML, highlighted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from hexapla.render.lexers import tokens_of
from hexapla.render.web.linked import linked
from hexapla.render.web.markup import tag, text
from hexapla.render.web.spans import spans

NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lines:
    """The number of the first line, where lines have numbers, and those that stand out, from 1."""

    first: int | None = None
    marked: tuple[int, ...] = ()


def listing(
    code: str,
    language: str,
    links: Mapping[str, str] = NONE,
    *,
    lines: Lines | None = None,
    filename: str = "",
) -> str:
    """A block of code in a language that Pygments may or may not know.

    Its lines may have numbers, and some may stand out. Numbers are no part of the text, so that
    who copies it has the code alone. Of each name that `links` has the address of, the first
    mention is a link: a keyboard would have to step through all the others.
    """
    code = code.strip("\n")
    used = tuple((name, url) for name, url in links.items() if name in code)
    shown = _highlighted(code, language, used)
    if lines and (lines.first is not None or lines.marked):
        shown = "\n".join(_lines(shown, lines))
    name = tag("p", tag("code", text(filename)), class_="filename") if filename else ""
    style = "code numbered" if lines and lines.first is not None else "code"
    return tag("div", name + tag("pre", tag("code", shown)), class_=style)


def _lines(shown: str, lines: Lines) -> Iterator[str]:
    """Each line by itself: no colour of Pygments reaches beyond the end of one."""
    for count, line in enumerate(shown.split("\n")):
        number = None if lines.first is None else str(lines.first + count)
        name = "mark" if count + 1 in lines.marked else "span"
        yield tag(name, line, class_="line", data_line=number)


@lru_cache(maxsize=4096)
def _highlighted(code: str, language: str, links: tuple[tuple[str, str], ...]) -> str:
    tokens = tokens_of(code, language)
    if tokens is None:
        return text(code)
    return spans(linked(tokens, dict(links)) if links else tokens).rstrip("\n")
