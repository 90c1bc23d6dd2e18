"""sitemap.xml (sitemaps.org) and robots.txt, where the site's address is known."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hexapla.ports import Artifact, Edition
from hexapla.render.web.context import Context

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(edition: Edition, context: Context) -> Iterable[Artifact]:
    """All pages that the contents name, each with the day of its last commit."""
    site = edition.book.config.publication.site
    if not site:
        return
    days: dict[str, str] = {}
    for change in edition.changes:  # the newest first
        for file in change.files:
            days.setdefault(file, change.time[:10])
    root = Element("urlset", {"xmlns": SITEMAP})
    if "index.html" not in context.addresses.values():
        _url(root, site, max(days.values(), default=""))
    for page in edition.book.pages():
        if not page.hidden:
            _url(root, site + context.address(page.id), days.get(page.file, ""))
    indent(root)
    yield Artifact("sitemap.xml", tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")
    yield Artifact("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site}sitemap.xml\n".encode())


def _url(root: Element, address: str, day: str) -> None:
    url = SubElement(root, "url")
    SubElement(url, "loc").text = address
    if day:
        SubElement(url, "lastmod").text = day
