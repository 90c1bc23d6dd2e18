"""The editors of authors that links can open a file in, at a line."""

from __future__ import annotations

import re
from collections.abc import Mapping

# The addresses that editors register for, by their names: {path} begins with a slash.
EDITORS: Mapping[str, str] = {
    "vscode": "vscode://file{path}:{line}",
    "vscodium": "vscodium://file{path}:{line}",
    "cursor": "cursor://file{path}:{line}",
    "windsurf": "windsurf://file{path}:{line}",
    "zed": "zed://file{path}:{line}",
    "idea": "idea://open?file={path}&line={line}",
    "pycharm": "pycharm://open?file={path}&line={line}",
    "sublime": "subl://open?url=file://{path}&line={line}",
    "textmate": "txmt://open?url=file://{path}&line={line}",
    "emacs": "emacs://open?url=file://{path}&line={line}",
    "vim": "mvim://open?url=file://{path}&line={line}",
    "none": "",
}
USUAL = "vscode"
# An own pattern is an address of a program's, and never one that acts in the page itself.
ADDRESS = re.compile(r"(?!(?:javascript|data|vbscript|blob):)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def pattern(name: str) -> str | None:
    """What the links of an editor look like; a name may be such a pattern itself."""
    if "{path}" in name:
        return name if ADDRESS.match(name) else None
    return EDITORS.get(name)
