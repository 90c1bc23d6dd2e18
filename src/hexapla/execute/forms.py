"""The forms of one display: which are kept, and which of them comes first."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

from hexapla.execute.charts import lifted
from hexapla.execute.widgets import VIEW
from hexapla.model.outputs import BOKEH, PLOTLY, VEGA, Output

SVG, PNG, JPEG = "image/svg+xml", "image/png", "image/jpeg"
JSON, PLAIN = "application/json", "text/plain"
PICTURES = (SVG, PNG, JPEG)
# What makes a drawing a program, once its file is opened by itself: such a one is no picture.
ACTIVE = re.compile(
    r"<(?:\w+:)?(?:script|foreignObject)\b|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)
SIGNATURES = {PNG: b"\x89PNG", JPEG: b"\xff\xd8"}  # what a picture of pixels begins with
# The forms of a display that we keep beside the data of charts, the best first.
FORMS = (*PICTURES, "text/html", "text/latex", "text/markdown", JSON, PLAIN)
SVG_LIMIT = 200_000  # characters: a larger drawing is better in pixels
OBJECT = re.compile(
    r"<[^\n]*>|(?:alt\.)?\w*Chart\(\.\.\.\)"
)  # all that Python says of most objects


def best_form(data: Mapping[str, Any]) -> Output | None:
    """A display in its best form, with those of its other forms that may be of use."""
    named = lifted(data)
    charts = [mime for mime in named if mime in (PLOTLY, BOKEH) or VEGA.fullmatch(mime)]
    wanted = (VIEW, *charts, *FORMS)
    forms = {mime: form for mime in wanted if (form := _form(mime, named.get(mime)))}
    if len(forms.get(SVG, Output("", "")).data) > SVG_LIMIT and {PNG, JPEG} & forms.keys():
        del forms[SVG]
    if not forms:
        return None
    best, *rest = forms.values()
    return replace(best, others=tuple(_of_use(best, rest)))


def _of_use(best: Output, rest: list[Output]) -> Iterator[Output]:
    """Of pictures one is enough; a chart keeps it beside its data."""
    picture = best.mime in PICTURES
    for form in rest:
        if (form.mime in PICTURES and picture) or _says_nothing(form):
            continue
        picture = picture or form.mime in PICTURES
        yield form


def _form(mime: str, data: Any) -> Output | None:
    """A form of a display; None for one that is not there, or not of the type that it claims."""
    if data is None:
        return None
    if mime == VIEW:
        return _text(mime, data.get("model_id") if isinstance(data, dict) else None)
    if mime == JSON:
        return Output(mime, _written(data, ordered=True))
    if mime in FORMS:
        return _text(mime, data)
    # The data of a chart: a table in it keeps the order of its columns.
    return Output(mime, _written(data)) if isinstance(data, dict) and data else None


def _text(mime: str, data: Any) -> Output | None:
    lines = data if isinstance(data, list) else [data]
    if not all(isinstance(line, str) for line in lines):
        return None
    text = "".join(lines)
    if mime == SVG and ACTIVE.search(text):
        return None
    return _pixels(mime, text) if mime in SIGNATURES else Output(mime, text)


def _written(data: Any, *, ordered: bool = False) -> str:
    """Data as JSON. What JSON has no number for is nothing there, as in JavaScript's own."""
    try:
        return json.dumps(data, sort_keys=ordered, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return _written(_finite(data), ordered=ordered)


def _finite(data: Any) -> Any:
    match data:
        case dict():
            return {key: _finite(value) for key, value in data.items()}
        case list() | tuple():
            return [_finite(value) for value in data]
        case float():
            return data if isfinite(data) else None
        case _:
            return data


def _pixels(mime: str, encoded: str) -> Output | None:
    try:
        data = b64decode(encoded)
    except (BadBase64, ValueError):
        return None
    return Output(mime, data) if data.startswith(SIGNATURES[mime]) else None


def _says_nothing(form: Output) -> bool:
    return form.mime == PLAIN and OBJECT.fullmatch(str(form.data).strip()) is not None
