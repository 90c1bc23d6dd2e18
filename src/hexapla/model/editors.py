"""The editors of authors that links can open a file in, at a line."""

from __future__ import annotations

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


def pattern(name: str) -> str | None:
    """What the links of an editor look like; a name may be such a pattern itself."""
    return name if "{path}" in name else EDITORS.get(name)
