"""Outputs that act, each in a frame of its own from which nothing reaches the page or the net.

A frame is sandboxed: what is in it has an origin that is no one's, may run scripts, and may open,
load or send nothing. It is a file of its own, since what stands in a page is under the policy of
that page, which lets nothing run. Opened by itself, such a file runs nothing: see closed.js.

A chart is drawn by a library of the site's own; its data lie in a file beside the pictures. On a
site a frame loads these scripts itself. Where the page was opened as a file, browsers let no such
frame load another file: then the page (book.js) reads them and tells the frame. So each is
written as a function that runs at once, unless there is one who takes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from posixpath import dirname, relpath

from hexapla.model.outputs import Output
from hexapla.ports import Artifact
from hexapla.render.web.markup import file_address, tag

SCRIPTS = "assets/charts"
OWN = "assets/frame.js"
KEY = "hexapla"  # that which the site's own scripts bear in a frame for charts
# What may happen in a frame. Charts of Bokeh may bring small programs of their own.
CLOSED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
    "form-action 'none'; base-uri 'none'"
)
DRAWS = f"{CLOSED}; script-src 'nonce-{KEY}'"
COMPUTES = f"{DRAWS} 'unsafe-eval'"
ACTS = f"{CLOSED}; script-src 'unsafe-inline' 'unsafe-eval'"
# The kinds of traces that the smaller of Plotly's two bundles knows.
CARTESIAN = frozenset(
    (
        *("bar", "box", "contour", "heatmap", "histogram", "histogram2d", "histogram2dcontour"),
        *("image", "pie", "scatter", "scatterternary", "violin"),
    )
)
# What a library needs before it: Mermaid's bundle takes a variable of its own for one of the page.
BEFORE = {
    "charts/mermaid.js": "var __esbuild_esm_mermaid_nm = (self.__esbuild_esm_mermaid_nm ||= {});\n"
}
NAMES = {"vega": "Vega", "plotly": "Plotly", "bokeh": "Bokeh", "mermaid": "Mermaid"}
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
# Data beside a script are none, and neither is what a browser would not run.
DATA = re.compile(
    r"\btype\s*=\s*[\"']?(?!(?:text|application)/(?:x-)?(?:java|ecma)script\b|module)",
    re.IGNORECASE,
)
SOURCE = re.compile(r"\bsrc\s*=", re.IGNORECASE)


def acts(form: Output) -> bool:
    """Whether a form must run to be seen, and can do so with what it brings along."""
    if form.library:
        return True
    if form.mime != "text/html":
        return False
    scripts = [match[1] for match in SCRIPT.finditer(str(form.data))]
    running = [attributes for attributes in scripts if not DATA.search(attributes)]
    return bool(running) and not any(SOURCE.search(attributes) for attributes in scripts)


def lacks(form: Output) -> bool:
    """Whether a form is a program that would have to be fetched from elsewhere."""
    return (
        form.mime == "text/html"
        and not acts(form)
        and any(SOURCE.search(match[1]) for match in SCRIPT.finditer(str(form.data)))
    )


def live(form: Output) -> Output | None:
    """Of the forms of an output, the one that must run to be seen."""
    return next((one for one in (form, *form.others) if acts(one)), None)


def frame(  # noqa: PLR0913
    form: Output,
    path: str,
    still: str,
    title: str,
    *,
    to: Callable[[str], str] = file_address,
    words: Mapping[str, str],
) -> str:
    """The frame, and below it what is shown on paper, without scripts, or if it stays empty.

    `path` is that of the frame's files, without suffix; `to` gives the address of a file of the
    site, `words` those of its language.
    """
    shown = tag(
        "iframe",
        sandbox="allow-scripts",
        src=to(f"{path}.html"),
        loading="lazy",
        title=title,
        tabindex="0",
        data_needs=" ".join(to(one) for one in _needed(form, path)) or None,
    )
    still = still or tag("p", instead(form, words), class_="unrun")
    return tag("div", shown + tag("div", still, class_="still"), class_="out live")


def frame_files(form: Output, path: str) -> Iterator[Artifact]:
    """The files of a frame: what it shows and, of a chart, its data."""
    if not form.library:  # ours stands before what is theirs, so that it cannot be swallowed
        yield Artifact(f"{path}.html", _document(ACTS, str(form.data), tag("script", _own())))
        return
    paths = (relpath(one, dirname(path)) for one in _needed(form, path))
    loaded = "".join(tag("script", src=file_address(one), nonce=KEY) for one in paths)
    mode = "vega-lite" if "vegalite" in form.mime else form.library
    policy = COMPUTES if form.library == "bokeh" else DRAWS
    body = tag("div", id="chart", data_drawn_by=mode) + loaded
    yield Artifact(f"{path}.html", _document(policy, body))
    yield Artifact(f"{path}.js", chart_data(form))


def instead(form: Output, words: Mapping[str, str]) -> str:
    """What is said where nothing can be shown."""
    return words["chart"].format(NAMES[form.library]) if form.library else words["program"]


def chart_data(form: Output) -> bytes:
    """The file of a chart's data: a script, since a frame may not fetch."""
    text = json.dumps(str(form.data)).replace("<", "\\u003c")  # parsed: no key is a name of code
    return taken(f"window.chart = JSON.parse({text});")


def taken(code: str) -> bytes:
    """A script for frames, as one that others may take."""
    return f"(self.hexaplaTakes || ((f) => f.call(self)))(function () {{\n{code}\n}});\n".encode()


def libraries(form: Output) -> tuple[str, ...]:
    """The scripts that draw a chart, in the order in which they are loaded."""
    match form.library:
        case "vega":
            return ("vega.js", "vega-lite.js", "vega-embed.js")
        case "plotly":
            return ("plotly-cartesian.js",) if _traces(form) <= CARTESIAN else ("plotly.js",)
        case "bokeh":
            return ("bokeh.js", "bokeh-widgets.js", "bokeh-tables.js")
        case "mermaid":
            return ("mermaid.js",)
        case "":
            return ()


def _traces(form: Output) -> set[str]:
    try:
        traces = json.loads(form.data).get("data")
    except (ValueError, AttributeError):
        return set()
    found = [trace.get("type", "scatter") for trace in traces or () if isinstance(trace, dict)]
    return {str(kind) for kind in found}


def _needed(form: Output, path: str) -> tuple[str, ...]:
    """The scripts that a frame loads, in their order."""
    if not form.library:
        return ()
    return (*(f"{SCRIPTS}/{name}" for name in libraries(form)), f"{path}.js", OWN)


def _document(policy: str, body: str, more: str = "") -> bytes:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    first = tag("script", _text("closed.js"), nonce=KEY) + tag("style", "body { margin: 0; }")
    head = f'<meta charset="utf-8">{meta}{first}{more}'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>\n".encode(
        "utf-8", "replace"
    )


def own() -> bytes:
    """Our script in the frames of charts."""
    return taken(_own())


def _own() -> str:
    """Our script. It holds no `</script`, so that it can stand in a frame itself."""
    return _text("frame.js")


@cache
def _text(name: str) -> str:
    return (files("hexapla.render.web") / "assets" / name).read_text(encoding="utf-8")


def scripts(forms: Iterable[Output]) -> tuple[str, ...]:
    """All scripts that these charts need, as paths below the folder of assets."""
    names = {f"charts/{name}": None for form in forms for name in libraries(form)}
    return tuple(names)
