"""The data of interactive charts, found in what their libraries publish.

Some publish a program that fetches its library from elsewhere and draws the chart. We keep the
data alone: they are the same on every run, can be read and compared, and whoever shows them
chooses the library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from hexapla.model.outputs import BOKEH, PLOTLY, VEGA

HTML, PLAIN, SCRIPT = "text/html", "text/plain", "application/javascript"
BOKEH_RUN = "application/vnd.bokehjs_exec.v0+json"
BOKEH_LOAD = "application/vnd.bokehjs_load.v0+json"
VEGA_DOTTED = re.compile(r"(application/vnd\.vega(?:lite)?\.v\d+)\.json")  # as Altair 6 has it
# Vega's own words to a reader who has no renderer.
VEGA_UNSEEN = "If you see this message, it means the renderer has not been properly enabled"

ALTAIR_CALL = re.compile(r"\}\)\((?=\{)")  # of the function that draws, with the chart's data
VEGA_SCHEMA = re.compile(r"https://vega\.github\.io/schema/(vega|vega-lite)/v(\d+)")
PLOTLY_CALL = re.compile(r"Plotly\.newPlot\(\s*[\"'][^\"']*[\"'],\s*(?=\[)")
BOKEH_PLACE = re.compile(r"\s*<div id=\"[^\"]*\" data-root-id=\"[^\"]*\"[^>]*>\s*</div>\s*")
BOKEH_LOGO = 'class="bk-notebook-logo"'
COMMA = re.compile(r"\s*,\s*")
DECODER = json.JSONDecoder()


def lifted(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The forms of a display, with a chart as its data where it was a program or HTML."""
    if BOKEH_LOAD in data:
        return {}
    if BOKEH_RUN in data:
        chart = _bokeh(_text(data.get(SCRIPT)))
        return {BOKEH: chart} if chart else {}
    named = {VEGA_DOTTED.sub(r"\1+json", mime): form for mime, form in data.items()}
    html = _text(named.get(HTML))
    if BOKEH_LOGO in html or BOKEH_PLACE.fullmatch(html):
        del named[HTML]
    elif charts := {mime for mime in named if mime == PLOTLY or VEGA.fullmatch(mime)}:
        named = {mime: form for mime, form in named.items() if mime != HTML}
        if VEGA_UNSEEN in _text(named.get(PLAIN)) and charts:
            del named[PLAIN]
    elif chart := _altair(html) or _plotly(html):
        named = {**chart, **{mime: form for mime, form in named.items() if mime != HTML}}
    return named


def _text(form: Any) -> str:
    lines = form if isinstance(form, list) else [form]
    return "".join(line for line in lines if isinstance(line, str))


def _altair(html: str) -> dict[str, Any] | None:
    """The chart of a page that Altair made."""
    if "vega-embed" not in html and "vegaEmbed" not in html:
        return None
    for call in ALTAIR_CALL.finditer(html):
        spec, _ = _json(html, call.end())
        schema = VEGA_SCHEMA.match(str(spec.get("$schema"))) if isinstance(spec, dict) else None
        if schema:
            return {f"application/vnd.{schema[1].replace('-', '')}.v{schema[2]}+json": spec}
    return None


def _plotly(html: str) -> dict[str, Any] | None:
    """The chart of a page that Plotly made; one that moves has more than data and layout."""
    call = PLOTLY_CALL.search(html)
    if not call or "addFrames" in html:
        return None
    traces, end = _json(html, call.end())
    comma = COMMA.match(html, end)
    layout, _ = _json(html, comma.end()) if comma else (None, 0)
    if isinstance(traces, list) and isinstance(layout, dict):
        return {PLOTLY: {"data": traces, "layout": layout}}
    return None


def _bokeh(script: str) -> dict[str, Any] | None:
    """The document of a chart, under the id of its root, as Bokeh's `json_item` has them."""
    documents, items = _after("docs_json = ", script), _after("render_items = ", script)
    if not (isinstance(documents, dict) and isinstance(items, list) and items):
        return None
    document = documents.get(items[0].get("docid"))
    roots = items[0].get("roots")
    if not isinstance(document, dict) or not roots:
        return None
    return {"root_id": next(iter(roots)), "doc": document, "version": document.get("version")}


def _after(words: str, script: str) -> Any:
    at = script.find(words)
    return _json(script, at + len(words))[0] if at >= 0 else None


def _json(text: str, at: int) -> tuple[Any, int]:
    """The value that is written there, and where it ends; None for what is no JSON."""
    try:
        return DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, at
