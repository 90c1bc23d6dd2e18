"""The configuration of mystmd: what each key of myst.yml comes to in book.toml."""

from __future__ import annotations

from collections.abc import Iterator

from hexapla.source.project.marked import Marked
from hexapla.source.project.rules import (
    Found,
    Rules,
    lost,
    only,
    pairs,
    several,
    silent,
    text,
)
from hexapla.source.project.said import MORE, Said, Unused
from hexapla.source.project.values import inventories, macros, substitutions

BINDER = "https://mybinder.org"


def _authors(name: str, value: Marked) -> Iterator[Found]:
    """Authors by their names: a text, or a table that says more."""
    for item in value.list():
        known = item.get("name") or item.get("id")
        given = known.text() if known else item.text()
        if isinstance(known and known.value, dict):
            parts = (known.get("given"), known.get("family")) if known else ()
            given = " ".join(part.text() for part in parts if part)
        if given:
            yield Said(("authors", MORE), given, item.at)


def _license(name: str, value: Marked) -> Iterator[Found]:
    """The licence of the text; one of its own for code goes with it."""
    content = value.get("content") or value.get("id") or value
    code = value.get("code")
    words = (content.get("name") or content.get("id") or content).text()
    if code and words:
        words = f"{words} (code: {(code.get('id') or code).text()})"
    if words:
        yield Said(("license",), words, value.at)


def _github(name: str, value: Marked) -> Iterator[Found]:
    url = value.text()
    if url:
        yield Said(("repository",), url if "://" in url else f"https://github.com/{url}", value.at)


def _jupyter(name: str, value: Marked) -> Iterator[Found]:
    """Where pages can be run: only Binder is a link; the rest would run them in the page."""
    for key, item in value.table().items():
        if key == "binder" and item.value:
            url = item.get("url")
            yield Said(("launch", "binder"), url.text() if url else BINDER, item.at)
        elif item.value:
            yield Unused(f"{name}.{key}", item.at)
    if not value.table() and value.value:
        yield Unused(name, value.at)


def _numbering(name: str, value: Marked) -> Iterator[Found]:
    """Whether titles have numbers is read with the contents."""
    for key, item in value.table().items():
        if key not in ("title", "headings", "sections", "heading_1", "h1", "all"):
            yield from _number(f"{name}.{key}", item)


def _number(name: str, value: Marked) -> Iterator[Found]:
    if value.value is not True and value.value:
        yield Unused(name, value.at)


CONFIG: Rules = {
    "version": only(1),
    "extends": silent,  # read with the file itself
    "extend": silent,
    "project.id": silent,
    "project.title": text("title"),
    "project.short_title": silent,
    "project.subtitle": text("subtitle"),
    "project.description": lost,
    "project.keywords": lost,
    "project.tags": lost,
    "project.authors": _authors,
    "project.author": _authors,
    "project.editors": lost,
    "project.reviewers": lost,
    "project.contributors": lost,
    "project.affiliations": silent,
    "project.venue": lost,
    "project.date": lost,
    "project.doi": lost,
    "project.identifiers": lost,
    "project.arxiv": lost,
    "project.open_access": silent,
    "project.funding": lost,
    "project.license": _license,
    "project.copyright": text("copyright"),
    "project.github": _github,
    "project.source": lost,
    "project.edit_url": lost,
    "project.source_url": lost,
    "project.binder": lost,
    "project.jupyter": _jupyter,
    "project.thebe": _jupyter,
    "project.kernelspec": silent,
    "project.toc": silent,  # read with the contents
    "project.index": silent,
    "project.exclude": several("exclude"),
    "project.bibliography": several("bibliography"),
    "project.math": macros,
    "project.abbreviations": pairs("abbreviations"),
    "project.substitutions": substitutions,
    "project.numbering": _numbering,
    "project.references": inventories,
    "project.exports": lost,
    "project.export": lost,
    "project.downloads": lost,
    "project.download": lost,
    "project.requirements": lost,
    "project.resources": lost,
    "project.static_files": several("web", "extra"),
    "project.plugins": lost,
    "project.error_rules": silent,
    "project.settings": lost,
    "project.thumbnail": lost,
    "project.banner": lost,
    "project.parts": lost,
    "project.options": lost,
    "project.social": lost,
    "project.remote": silent,
    "site.template": silent,
    "site.title": silent,
    "site.short_title": silent,
    "site.description": lost,
    "site.projects": silent,
    "site.nav": lost,
    "site.actions": lost,
    "site.domains": silent,
    "site.parts": lost,
    "site.logo": text("logo"),
    "site.favicon": text("favicon"),
    "site.options.logo": text("logo"),
    "site.options.favicon": text("favicon"),
    "site.options.logo_text": silent,
    "site.options.logo_dark": lost,
    "site.options.logo_url": lost,
    "site.options.folders": silent,  # read with the contents
    "site.options.hide_toc": lost,
    "site.options.hide_outline": lost,
    "site.options.hide_footer_links": lost,
    "site.options.analytics_google": lost,
    "site.options.analytics_plausible": lost,
    "site.options.numbered_references": lost,
    "site.options.style": lost,
    "site.options.twitter": lost,
}
