"""Citations, and the lists of what is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Literal

from hexapla.model.nodes import (
    Bibliography,
    Block,
    Citation,
    CitationForm,
    Cited,
    Inline,
    Place,
)
from hexapla.model.problems import bad_directive, bad_role
from hexapla.source.found import Found
from hexapla.source.paths import within
from hexapla.source.reading import Directive, Reading, Role

# A work in a role, with what stands before and after it in braces: {see}gauss{p. 3}
WORK = re.compile(r"\s*(?:\{([^{}]*)\})?\s*([^{},]*?)\s*(?:\{([^{}]*)\})?\s*(?:,|$)")

# Forms that are called by themselves, and those whose names may end in "s": all authors.
FORMS: Mapping[str, CitationForm] = {
    "p": "parenthetical",
    "t": "textual",
    "alp": "alone",
    "author": "author",
    "authorpar": "authorpar",
    "year": "year",
    "yearpar": "yearpar",
    "label": "label",
    "labelpar": "labelpar",
}
EVERYONE = ("p", "t", "alp", "author", "authorpar")
CAPITAL = ("t", "author", "authorpar")
# What lists show, by the flags of sphinxcontrib-bibtex; without one, what is cited.
SHOWN = {"all": "True", "cited": "cited", "notcited": "not cited"}


def _cite(name: str, like: Citation, content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    works = tuple(_works(content, at, page))
    if not works:
        page.report(bad_role(name, "name the key of a work", at))
        return ()
    return (replace(like, works=works, at=at),)


def _works(content: str, at: Place, page: Reading) -> Iterator[Cited]:
    seen = 0
    while seen < len(content) and (match := WORK.match(content, seen)):
        if match.end() == seen:
            break
        before, key, after = match.groups("")
        if key:
            yield Cited(key, _line(before, at, page), _line(after, at, page), at=at)
        seen = match.end()
    for key in content[seen:].split(",") if seen < len(content) else ():
        yield Cited(key.strip(), at=at)  # no key has braces: it will be told


def _line(text: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return page.line(text, at, page) if text.strip() else ()


def _roles() -> Iterator[tuple[str, Role]]:
    """The roles of sphinxcontrib-bibtex and MyST, and the short names of natbib."""
    for name, form in FORMS.items():
        like = Citation(form, ())
        yield f"cite:{name}", _role(f"cite:{name}", like)
        if name in EVERYONE:
            yield f"cite:{name}s", _role(f"cite:{name}s", replace(like, everyone=True))
        if name in CAPITAL:
            begins = replace(like, capital=True)
            yield f"cite:c{name}", _role(f"cite:c{name}", begins)
            yield f"cite:c{name}s", _role(f"cite:c{name}s", replace(begins, everyone=True))
    for name in ("cite", "citep"):
        yield name, _role(name, Citation("parenthetical", ()))
    yield "citet", _role("citet", Citation("textual", ()))
    for name in ("footcite", "footcite:p", "footcite:ps"):
        yield name, _role(name, Citation("foot", ()))
    for name in ("t", "ct", "ts", "cts"):
        capital, everyone = name.startswith("c"), name.endswith("s")
        like = Citation("foot-textual", (), capital=capital, everyone=everyone)
        yield f"footcite:{name}", _role(f"footcite:{name}", like)


def _role(name: str, like: Citation) -> Role:
    return Role(partial(_cite, name, like))


# --- lists -----------------------------------------------------------------------------------

LIST_STYLES: Mapping[str, Literal["", "bullet", "enumerated"]] = {
    "": "",
    "citation": "",
    "bullet": "bullet",
    "enumerated": "enumerated",
}


def _bibliography(found: Found, page: Reading) -> tuple[Block, ...]:
    """Its argument names the files that it lists, its options are those of Sphinx."""
    shown = [SHOWN[flag] for flag in SHOWN if flag in found.options]
    style = found.text("list")
    if style not in LIST_STYLES:
        what = f"the list '{style}' is none of citation, bullet, enumerated"
        page.report(bad_directive(found.name, what, found.at))
    files = tuple(within(path, page.folder) or path for path in found.argument.split())
    node = Bibliography(
        (),
        found.text("filter") or (shown[0] if shown else ""),
        tuple(_known(file, page) for file in files),
        found.text("style").startswith("unsrt"),
        LIST_STYLES.get(style, ""),
        found.text("labelprefix"),
        found.text("keyprefix"),
        at=found.at,
    )
    return (node,)


def _known(file: str, page: Reading) -> str:
    """A bibliography by its path from the book's folder, though written as from there already."""
    names = page.config.bibliography
    return file if file in names else next((n for n in names if file.endswith(n)), file)


def _notes(found: Found, page: Reading) -> tuple[Block, ...]:
    """Works that are cited in footnotes stand with the other footnotes, at the page's end."""
    return ()


OPTIONS = ("filter", "style", "list", "labelprefix", "keyprefix", "enumtype", "start", *SHOWN)
DIRECTIVES: Mapping[str, Directive] = {
    "bibliography": Directive(_bibliography, frozenset(OPTIONS), bare=True),
    "footbibliography": Directive(_notes),
}
ROLES: Mapping[str, Role] = dict(_roles())
