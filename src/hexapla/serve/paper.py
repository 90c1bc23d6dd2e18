"""Pages of the preview as PDFs: set when they are asked for, and again after each edit.

Typst stays at work until the preview ends, so that only what an edit has changed is set anew.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from posixpath import splitext

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from hexapla.model.book import ALONE, Variant
from hexapla.model.problems import Problem
from hexapla.ports import Edition, Typeset
from hexapla.publish.compositor import Compositor
from hexapla.publish.typeset import Sheets, typeset
from hexapla.render.executed import with_executed
from hexapla.render.paper.book import one
from hexapla.render.paper.maths import Typesetter
from hexapla.render.stills import with_stills
from hexapla.serve.app import Further
from hexapla.serve.files import OURS, POLICY, SAFE, failed, missing
from hexapla.serve.site import Site

FOLDER = f"{OURS}/pdf"
HEAD = '<meta name="hexapla-pdf" content="yes">'  # so that the corner of each page leads there
# The page around a PDF: it shows that, and what is found wrong with it.
FRAMED = f"{POLICY}; frame-src 'self'; object-src 'self'"


@dataclass(slots=True)
class Paper:
    """The PDFs of one preview: the last of each page and variant, by the page's file."""

    site: Site
    _last: dict[tuple[str, str], Sheets] = field(default_factory=dict)
    _compositor: Compositor = field(default_factory=Compositor)
    _formulas: Typesetter = field(default_factory=Typesetter)

    def further(self) -> Further:
        """What the server answers: a page around each PDF, how it was set, and the PDF itself."""
        return Further([Route(f"/{FOLDER}/{{path:path}}", self._answer)], HEAD)

    def close(self) -> None:
        self._compositor.stop()

    async def _answer(self, request: Request) -> Response:
        base, suffix = splitext(request.path_params["path"])
        file = f"{base}.html"
        pages = self.site.preview.pages
        if file not in pages or suffix not in (".html", ".json", ".pdf"):
            return missing(file, [*pages])
        variant = self.site.variant(request.query_params.get("variant", ""))
        if suffix == ".html":
            return _around(file, variant)
        if suffix == ".json":
            return await self._set(file, variant)
        last = self._last.get((file, variant))
        if last is None:
            return PlainTextResponse("it is not set yet", 404, SAFE)
        return Response(last.data, 200, {**SAFE, "Cache-Control": "no-store"}, "application/pdf")

    async def _set(self, file: str, variant: str) -> Response:
        """Have the PDF set; its key, what is wrong with it, and the seconds that Typst took."""
        data = await self.site.safely(lambda: self._typeset(file, variant))
        if isinstance(data, Problem):
            return failed(file, data.text)
        folder = self.site.preview.folder
        name = f"{sha256(file.encode()).hexdigest()[:16]}-{variant}"
        at = folder / ".hexapla" / "paper" / "preview" / name
        sheets = await asyncio.to_thread(
            lambda: typeset(f"{name}.pdf", data, at, folder, self._compositor, asked=False)
        )
        self._last[file, variant] = sheets
        said = {
            "key": sha256(sheets.data).hexdigest()[:16],
            "problems": [str(one) for one in sheets.problems],
            "seconds": round(sheets.answer.seconds, 3),
        }
        return JSONResponse(said, headers={**SAFE, "Cache-Control": "no-store"})

    def _typeset(self, file: str, variant: str) -> Typeset:
        """The sources of one page."""
        page, edition = self.site.preview.page(file), self.site.preview.edition()
        if page is None or edition is None:
            raise LookupError(file)
        edition = with_stills(with_executed(edition))
        shown = _variant(edition, variant)
        return one(edition, page.id, shown, edition.book.config.paper, self._formulas)


def _variant(edition: Edition, name: str) -> Variant:
    return next((one for one in edition.variants if one.name == name), ALONE)


def _around(file: str, variant: str) -> Response:
    """The page that shows a PDF, and shows it again when its page has changed."""
    title = escape(file)
    data = f'data-page="{title}" data-variant="{escape(variant)}"'
    body = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{title} (PDF)</title>"
        f'<link rel="stylesheet" href="/{OURS}/pdf.css">'
        f'<script src="/{OURS}/pdf.js" {data} defer></script></head>'
        '<body><p role="status">Typst sets the page …</p><ul></ul></body></html>\n'
    )
    headers = {**SAFE, "Cache-Control": "no-store", "Content-Security-Policy": FRAMED}
    return Response(body, 200, headers, "text/html; charset=utf-8")
