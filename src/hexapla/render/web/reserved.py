"""Classes that no text of a book may have: the site's own, of what stands above the page."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
ABOVE = re.compile(r"position:\s*(?:fixed|sticky|absolute)")
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
INNER = re.compile(r":(?:not|is|where|has)\([^()]*\)")


@cache
def reserved() -> frozenset[str]:
    """The classes of all that our style sheets take out of the flow: it could cover a page."""
    folder = files("hexapla.render.web") / "assets"
    sheets = (one for one in folder.iterdir() if one.name.endswith(".css"))
    return frozenset(
        name
        for sheet in sheets
        for selectors, declared in RULE.findall(sheet.read_text(encoding="utf-8"))
        if ABOVE.search(declared)
        for selector in selectors.split(",")
        for name in _subject(selector)
    )


def _subject(selector: str) -> list[str]:
    """The classes of what a selector is about."""
    last = re.split(r"[\s>+~]+", INNER.sub("", selector).strip())[-1]
    return [] if "::" in last else CLASS.findall(last)
