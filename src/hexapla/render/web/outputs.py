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
    if form.mime not in SHOWN:
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
    """The first form of an output that can be shown; its best form if none can."""
    return next((form for form in (one, *one.others) if form.mime in SHOWN), one)


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
    if form.mime == "image/png":
        data = _bytes(form.data)
        return str(int.from_bytes(data[16:20])), str(int.from_bytes(data[20:24]))
    opening = re.search(r"<svg\b[^>]*>", _text(form)) if form.mime == "image/svg+xml" else None
    sizes = [_length(opening[0], name) for name in ("width", "height")] if opening else []
    return (sizes[0], sizes[1]) if all(sizes) and sizes else (None, None)


def _length(opening: str, name: str) -> str | None:
    match = re.search(rf"\s{name}=[\"']([\d.]+)(px|pt|in|cm|mm|)[\"']", opening)
    return str(round(float(match[1]) * UNITS[match[2]])) if match else None


def _text(form: Output) -> str:
    return form.data if isinstance(form.data, str) else form.data.decode("utf-8", "replace")


def _bytes(data: str | bytes) -> bytes:
    return data.encode("utf-8", "replace") if isinstance(data, str) else data
