"""What KaTeX's trees are made of."""

from __future__ import annotations

from typing import Any, Literal

Tree = dict[str, Any]  # a node, as KaTeX says it in JSON
Style = Literal["display", "text", "script", "scriptscript"]
