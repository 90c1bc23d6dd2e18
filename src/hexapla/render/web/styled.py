"""Tables that pandas styled: what their style sheet says, on the cells themselves.

A page keeps no style sheet and no id that an output brings: both could reach beyond it.
"""

from __future__ import annotations

import re

SHEET = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CELL = re.compile(r"#(T_\w+_(?:level\d+_)?(?:row|col)\d+(?:_col\d+)?)")  # one cell and no more
TAG = re.compile(r"<(t[dh])\b([^>]*)>", re.IGNORECASE)
ID = re.compile(r"\bid\s*=\s*\"(T_\w+)\"")
STYLE = re.compile(r"\bstyle\s*=", re.IGNORECASE)


def inlined(html: str) -> str:
    """The table with the style of each cell in its tag; anything else as it is."""
    if "<style" not in html or "T_" not in html:
        return html
    styles: dict[str, list[str]] = {}
    for sheet in SHEET.findall(html):
        for selectors, declared in RULE.findall(sheet):
            for selector in selectors.split(","):
                if cell := CELL.fullmatch(selector.strip()):
                    styles.setdefault(cell[1], []).append(" ".join(declared.split()).rstrip(";"))
    return TAG.sub(lambda found: _with(found, styles), html)


def _with(found: re.Match[str], styles: dict[str, list[str]]) -> str:
    name = ID.search(found[2])
    declared = styles.get(name[1]) if name else None
    if not declared or STYLE.search(found[2]):
        return found[0]
    style = "; ".join(declared).replace("&", "&amp;").replace('"', "&quot;")
    return f'<{found[1]} style="{style}"{found[2]}>'
