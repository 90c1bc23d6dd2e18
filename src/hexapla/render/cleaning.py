"""Untrusted HTML without what could act. The only import of nh3."""

from __future__ import annotations

import re
from html import escape
from typing import Any

import nh3

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
EMPTY = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr", re.I)
DEEPEST = 300
SCHEMES = nh3.ALLOWED_URL_SCHEMES


def cleaned(html: str, **options: Any) -> str:
    """HTML as nh3 leaves it; what nests beyond all measure, which takes very long, as text."""
    return nh3.clean(html, **options) if _depth(html) <= DEEPEST else escape(html)


def _depth(html: str) -> int:
    """How deep the elements stand within each other, at most."""
    if html.count("<") <= DEEPEST:
        return 0
    depth = deepest = 0
    for closing, name in TAG.findall(html):
        if not EMPTY.fullmatch(name):
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest
