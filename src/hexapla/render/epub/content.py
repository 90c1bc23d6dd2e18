"""Which elements of HTML may stand in which, where readers of EPUB insist on it.

Ours stand where they may. What an author, or code, gives in HTML need not.
"""

from __future__ import annotations

import re

EMPTY = frozenset(("br", "col", "hr", "img", "input", "wbr"))
LISTS = frozenset(("ul", "ol"))
# What these hold alone; anything else in them is in one of the first kind.
ITEMS = {"ul": ("li",), "ol": ("li",), "dl": ("dt", "dd", "div")}
ROWS = frozenset(("table", "thead", "tbody", "tfoot"))
# Elements that stand in some others alone.
PARENTS = {
    "li": LISTS,
    "dt": frozenset(("dl",)),
    "dd": frozenset(("dl",)),
    "summary": frozenset(("details",)),
    "figcaption": frozenset(("figure",)),
    "caption": frozenset(("table",)),
    "colgroup": frozenset(("table",)),
    "col": frozenset(("colgroup",)),
    "thead": frozenset(("table",)),
    "tbody": frozenset(("table",)),
    "tfoot": frozenset(("table",)),
    "tr": ROWS,
    "th": frozenset(("tr",)),
    "td": frozenset(("tr",)),
}
# Those that hold a line, and those that hold no line and so stand in no line.
LINES = frozenset(
    (
        *("abbr", "b", "cite", "code", "dfn", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i"),
        *("kbd", "mark", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "sup"),
        *("u", "var"),
    )
)
BLOCKS = frozenset(
    (
        *("aside", "blockquote", "details", "div", "dl", "figure", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "hr", "nav", "ol", "p", "pre", "section", "table", "ul", *PARENTS),
    )
)
# What attributes with few values may say.
VALUES = {
    **dict.fromkeys(("width", "height"), re.compile(r"\d+")),
    **dict.fromkeys(("colspan", "rowspan", "span"), re.compile(r"[1-9]\d{0,2}")),
    "start": re.compile(r"-?\d{1,9}"),
    "scope": re.compile("row|col|rowgroup|colgroup"),
}


def placed(name: str, parent: str) -> str:
    """The element that may stand there in place of one that must not."""
    if name in BLOCKS and parent in LINES:
        return "br" if name == "hr" else "span"
    if parent not in PARENTS.get(name, (parent,)):
        return "br" if name == "col" else "div"
    return name


def says(name: str, value: str) -> bool:
    """Whether an attribute may have this value."""
    return name not in VALUES or bool(VALUES[name].fullmatch(value))
