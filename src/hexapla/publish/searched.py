"""What a search finds of a page: its article, as readers of each variant see it, made plain.

The pages are those that we have just made: their HTML is well formed, and its attributes stand
between double quotes. That lets them be read ten times as fast as by a parser for all HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from itertools import groupby
from operator import itemgetter

from hexapla.publish.formulas import line

TAG = re.compile(r'<(/?)([a-zA-Z][\w-]*)((?:[^<>"]|"[^"]*")*)>')
GIVEN = re.compile(r'([\w-]+)="([^"]*)"')
COLOURED = re.compile(r'<span class="\w{1,3}">([^<]*)</span>')  # a word of code
ARTICLE = re.compile(r"<article\b.*</article>", re.S)
VOID = frozenset(
    ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")
)
# Elements that keep apart what stands in them; they stay, bare.
BLOCKS = frozenset(
    ("p", "li", "dt", "dd", "td", "th", "pre", "blockquote", "div", "figure", "figcaption")
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# What is no text, or is there to be pressed.
SILENT = frozenset(
    ("button", "script", "style", "template", "iframe", "svg", "select", "textarea", "video")
)
LEFT_OUT = frozenset(("sign", "panel-title", "states", "mark", "lines", "prerequisites", "take"))
# A heading weighs more than prose, which weighs 1, and code and the source of formulas less.
WEIGHTS = {"pre": ' data-pagefind-weight="0.5"', "annotation": ' data-pagefind-weight="0.5"'}
NOTED = re.compile(r'<annotation encoding="application/x-tex">([^<]*)<')  # by KaTeX, in MathML


# Some HTML of a page, and the variants that alone see it; none: all do.
Piece = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays of an element: of its tags, and which variants it is for, if not for all."""

    begin: str
    end: str
    only: frozenset[str] | None = None


def article(html: str) -> str:
    """A page without what is around its article, but for its first tag; "" if it has none."""
    found = ARTICLE.search(html)
    root = re.search(r"<html\b[^<>]*>", html)
    return (root[0] if root else "") + found[0] if found else ""


def searched(html: str, variants: Sequence[str]) -> Mapping[str, str]:
    """What readers of each variant find of an article, as HTML for the index.

    Without variants, there is the reader "", who sees all.
    """
    coded = _given(html, "data-coded").split()
    inside = ARTICLE.search(html)
    # A split gives what stands around words of code and in them: all but their tags.
    bare = "".join(COLOURED.split(inside[0])) if inside else ""
    pieces = _joined(_pieces(bare))
    shown = {name: name if name in coded or not coded else coded[0] for name in variants or ("",)}
    made = {sight: _whole(pieces, sight) for sight in set(shown.values())}
    return {name: made[sight] for name, sight in shown.items()}


def _given(html: str, attribute: str) -> str:
    found = re.search(rf'<html\b[^<>]* {attribute}="([^"]*)"', html)
    return unescape(found[1]) if found else ""


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The same, with neighbours that the same variants see in one."""
    runs = groupby(pieces, itemgetter(1))
    return tuple(("".join([html for html, _ in run]), only) for only, run in runs)


def _whole(pieces: Sequence[Piece], sight: str) -> str:
    seen = (html for html, only in pieces if not (sight and only) or sight in only)
    return f"<html><body data-pagefind-body>{''.join(seen)}</body></html>"


def _pieces(html: str) -> Iterator[Piece]:
    """An article in pieces: the tags that stay, and the text between all tags.

    A formula is a line of words where it stands, so that what is shown of a find can be read. Its
    source, which may be searched for, is at the end of its section.
    """
    sources: dict[Piece, None] = {}
    open_: list[tuple[frozenset[str], str]] = []  # who saw what is around, what ends the element
    only: frozenset[str] = frozenset()
    at = 0
    while tag := TAG.search(html, at):
        yield html[at : tag.start()], only
        at = tag.end()
        closes, name, attributes = tag.groups()
        if closes:
            before, end = open_.pop() if open_ else (frozenset[str](), "")
            yield end, only
            only = before
            continue
        if name in VOID or attributes.endswith("/"):
            yield " " if name in ("br", "wbr") else "", only
        elif name in SILENT or (kept := _kept(name, attributes)) is None:
            at = _end(html, name, at)
        elif name == "math":
            math = html[at : (at := _end(html, name, at))]
            yield escape(line(math.removesuffix("</math>")), quote=False), only
            sources |= {(_source(noted), only): None for noted in NOTED.findall(math)}
        else:
            if name in HEADINGS:
                yield from sources
                sources.clear()
            open_.append((only, kept.end))
            only = _narrowed(only, kept.only)
            yield kept.begin, only
    yield from sources


@lru_cache(maxsize=4096)  # most tags stand on a page, and on others, many times
def _kept(name: str, attributes: str) -> Kept | None:
    """What stays of an element that begins with a tag; None for one that is left out."""
    given = dict(GIVEN.findall(attributes))
    if _left_out(given):
        return None
    named = given.get("data-in") or given.get("data-for")
    only = None if named is None else frozenset(unescape(named).split())
    return Kept(*_own(name, given), only)


def _left_out(given: Mapping[str, str]) -> bool:
    classes = given.get("class", "").split()
    hidden = given.get("aria-hidden") == "true" or given.get("role") == "tablist"
    return hidden or not LEFT_OUT.isdisjoint(classes)


def _end(html: str, name: str, at: int) -> int:
    """Where an element ends whose start tag ends at a place."""
    deep = 1
    for tag in re.compile(rf"<(/?){name}\b").finditer(html, at):
        deep += -1 if tag[1] else 1
        if not deep:
            return html.index(">", tag.end()) + 1
    return len(html)


def _source(noted: str) -> str:
    return f"<p{WEIGHTS['annotation']}>{noted}</p>"


def _own(name: str, given: Mapping[str, str]) -> tuple[str, str]:
    """What of an element's own tags stays."""
    if name in HEADINGS:
        is_section = "id" in given and name != "h1"  # the title finds the page itself
        anchor = f' id="{given["id"]}"' if is_section else ""
        return f"<{name}{anchor}>", f"</{name}>"
    if name in BLOCKS:
        return f"<{name}{WEIGHTS.get(name, '')}>", f"</{name}>"
    return "", ""


def _narrowed(only: frozenset[str], names: frozenset[str] | None) -> frozenset[str]:
    """Who sees what is in an element for some, of those who see what is around it."""
    if names is None:
        return only
    return (only & names or frozenset(("",))) if only else names
