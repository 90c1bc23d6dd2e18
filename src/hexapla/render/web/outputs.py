"""What code gave, as HTML; its pictures are files of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.model.outputs import ERROR, STDERR, STDOUT, Output, Run
from hexapla.ports import Artifact
from hexapla.render.web.ansi import terminal
from hexapla.render.web.markup import clean, file_address, tag, text

# The forms of an output that a page can show, best first.
PICTURES = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
SHOWN = (*PICTURES, "text/html", "text/plain", STDOUT, STDERR, ERROR)
# Those whose source is shown where there is nothing better.
SOURCES = ("text/latex", "text/markdown", "application/json")
OPENING = re.compile(r"<svg\b[^>]*>")
# The units of a drawing's size that are not pixels, in pixels.
UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}


def output(one: Output, path: str, alt: str = "") -> str:
    """One output of a cell; a picture has a path, here without suffix, and words for it."""
    form = _form(one)
    if form.mime in PICTURES:
        shown = _picture(form, f"{path}.{PICTURES[form.mime]}", alt)
        return tag("div", shown, class_="out picture")
    data = _text(form)
    if form.mime == "text/html":
        return tag("div", clean(data), class_="out html")
    if form.mime not in (*SHOWN, *SOURCES):
        return tag("p", f"An output of the kind {text(form.mime)}.", class_="out")
    kind = {STDERR: " stderr", ERROR: " error"}.get(form.mime, "")
    return tag("pre", terminal(data.rstrip("\n")), class_=f"out text{kind}")


def stem(page: str, variant: str, cell: int, index: int) -> str:
    """The path of an output's picture without its suffix; cell and index count from 0."""
    return f"media/{page}/{variant}-{cell + 1}-{index + 1}"


def pictures(page: str, variant: str, run: Run) -> Iterator[Artifact]:
    """The files of all pictures that a page's code gave."""
    for number, outputs in enumerate(run.cells):
        for index, one in enumerate(outputs or ()):
            form = _form(one)
            if form.mime in PICTURES:
                path = f"{stem(page, variant, number, index)}.{PICTURES[form.mime]}"
                yield Artifact(path, _bytes(form.data))


def _form(one: Output) -> Output:
    """The first form of an output that can be shown, or at least its source."""
    forms = (one, *one.others)
    best = (form for shown in (SHOWN, SOURCES) for form in forms if form.mime in shown)
    return next(best, one)


def _picture(form: Output, path: str, alt: str) -> str:
    width, height = _size(form)
    return tag(
        "img",
        src=file_address(path),
        alt=alt or "Output of the code above",
        width=width,
        height=height,
        loading="lazy",
    )


def _size(form: Output) -> tuple[str | None, str | None]:
    """Width and height in pixels where the picture says them, so that nothing jumps."""
    width = height = 0
    if form.mime == "image/png":
        data = _bytes(form.data)
        width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    elif form.mime == "image/svg+xml" and (opening := OPENING.search(_text(form))):
        width, height = _length(opening[0], "width"), _length(opening[0], "height")
    return (str(width), str(height)) if width and height else (None, None)


def _length(opening: str, name: str) -> int:
    match = re.search(rf"\s{name}=[\"'](\d{{1,5}}(?:\.\d*)?)(px|pt|in|cm|mm|)[\"']", opening)
    return round(float(match[1]) * UNITS[match[2]]) if match else 0


def _text(form: Output) -> str:
    return form.data if isinstance(form.data, str) else form.data.decode("utf-8", "replace")


def _bytes(data: str | bytes) -> bytes:
    return data.encode("utf-8", "replace") if isinstance(data, str) else data
