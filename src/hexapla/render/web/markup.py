"""Making HTML in which nothing that comes from a book can act."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from urllib.parse import quote

from hexapla.render.cleaning import cleaned

# What stands for an address that is known by its number alone: a picture or link of the book.
NUMBER = re.compile(r"hexapla:\d{1,6}")
NAMED = re.compile(r'\b(src|href)="hexapla:(\d{1,6})"')
SCHEMES = frozenset({"http", "https", "mailto"})
# Pictures that may stand within the page itself: <img> shows them, so no script in them runs.
PICTURES = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)

EMPTY = frozenset(("img", "hr", "br", "col", "input"))  # elements that nothing is in
INLINE_TAGS = frozenset(
    (
        *("a", "abbr", "b", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd"),
        *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr"),
    )
)
BLOCK_TAGS = frozenset(
    (
        *("blockquote", "caption", "col", "colgroup", "dd", "details", "div", "dl", "dt"),
        *("figcaption", "figure", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"),
        *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "col": {"span"},
    "details": {"open"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
}
# What a cell of a table may say of its looks: nothing that moves, covers or fetches.
LOOKS = re.compile(
    r"(?:color|background|background-color|font-weight|font-style|text-align|text-decoration"
    r"|opacity|border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width))?)"
    r"\s*:\s*(?:[\w#%.,\s-]|(?:rgba?|hsla?|linear-gradient)\(|[()])+",
    re.IGNORECASE,
)
FETCHES = re.compile(r"url|image|expression|var|attr|env|element|cross-fade", re.IGNORECASE)


def text(words: str) -> str:
    """Words as HTML that shows just them."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tag(name: str, inside: str = "", /, **attributes: str | None) -> str:
    """An element around HTML. Attributes are plain text; one that is None is left out.

    `class_` is class, `aria_label` is aria-label, and so on.
    """
    opening = name
    for key, value in attributes.items():
        if value is not None:
            opening += _with(key, value)
    return f"<{opening}>" if name in EMPTY else f"<{opening}>{inside}</{name}>"


@lru_cache(maxsize=4096)
def _with(key: str, value: str) -> str:
    return f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'


def address(url: str) -> str | None:
    """An address that a link may lead to, or None for one that might do something else."""
    bare = re.sub(r"[\x00-\x20\x7f]+", lambda m: "%20" * (" " in m[0]), url.strip())
    scheme = re.match(r"([^/?#]*?):", bare)
    return bare if scheme is None or scheme[1].lower() in SCHEMES else None


@lru_cache(maxsize=4096)
def file_address(path: str) -> str:
    """The address of a file of the site, from any page of it."""
    return quote(path, safe="/~")


@lru_cache(maxsize=4096)
def fragment(anchor: str) -> str:
    """The address of an element of the same page."""
    return "#" + quote(anchor, safe="~")


def named(html: str, addresses: Sequence[str | None]) -> str:
    """Clean HTML in which the numbers of addresses are these; "#" where there is none."""

    def there(found: re.Match[str]) -> str:
        number = int(found[2])
        known = addresses[number] if number < len(addresses) else None
        return f'{found[1]}="{escape(known or "#")}"'

    return NAMED.sub(there, html) if addresses else html


def clean(html: str) -> str:
    """Untrusted HTML with only what cannot act, and no picture from elsewhere."""
    return _clean(html, INLINE_TAGS | BLOCK_TAGS)


def clean_inline(html: str) -> str:
    """The same for HTML within a line."""
    return _clean(html, INLINE_TAGS)


def _clean(html: str, tags: frozenset[str]) -> str:
    return cleaned(
        html,
        tags=set(tags),
        clean_content_tags={"script", "style"},
        attributes={name: allowed for name, allowed in ATTRIBUTES.items() if name in tags},
        attribute_filter=_attribute,
        url_schemes={*SCHEMES, "data", "hexapla"},
    )


def _attribute(element: str, name: str, value: str) -> str | None:
    if name in ("src", "href") and NUMBER.fullmatch(value):
        return value
    if (element, name) == ("img", "src"):
        return value if PICTURES.match(value) else None
    if name == "href":
        return address(value)
    return _looks(value) if name == "style" else value


def _looks(style: str) -> str | None:
    """The harmless part of a style."""
    declared = (one.strip() for one in style.split(";"))
    kept = [one for one in declared if LOOKS.fullmatch(one) and not FETCHES.search(one)]
    return "; ".join(kept) or None
