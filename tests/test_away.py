"""What readers take away of a site, and what it says to machines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from fakes import settled
from hexapla.model.book import Config, Page, PageEntry
from hexapla.model.nodes import NOWHERE, Cell, Footnote, FootnoteReference, Image, Text
from hexapla.model.outputs import STDOUT, Output
from hexapla.model.publication import Change, Host, Publication, Shelf
from hexapla.ports import Artifact, Bundle, Edition
from hexapla.publish.bundle import pack
from hexapla.render.notebook import Notebooks
from hexapla.render.text import Texts
from hexapla.render.web.actions import actions
from hexapla.render.web.cite import Name, bibtex, name, of_book
from hexapla.render.web.launch import launches
from hexapla.render.web.meta import license_address
from hexapla.render.web.site import Web
from hexapla.render.web.wording import WORDING
from hexapla.source import bibliography
from hexapla.source.config import load
from hexapla.source.history import LATEST, changes
from hexapla.source.parse import page as parsed
from serving import STRICT, serve
from small_site import TORCH, VARIANTS, edition, page_of, paragraph, publish, with_run
from test_history import git

SITE = "https://example.org/lines/"
EN = WORDING["en"]
PUBLISHED = Publication(
    site=SITE,
    notebooks=Shelf("https://github.com/example/shelf", "main", "made"),
    date="2026-11",
    edition="2nd",
    publisher="Example & Sons",
    place="Bergen",
    doi="10.1000/182",
    isbn="978-0-262-03561-3",
)
CHANGES = (
    Change("b" * 40, "2026-11-21T10:00:00+01:00", "A <b>line</b> & more\x0c", ("parts/linear.md",)),
    Change(
        "a" * 40, "2026-11-20T10:00:00Z", "First", ("parts/preface.md", "parts/linear.md", "gone")
    ),
)


def published(**config: object) -> Edition:
    """The small book as its author would publish it."""
    made = edition()
    given = {
        "publication": PUBLISHED,
        "repository": "https://github.com/example/lines",
        "outputs": ("web", "notebooks"),
        "site": replace(made.book.config.site, buttons=("source", "edit", "issues")),
        "launch": {"binder": "https://mybinder.org", "colab": "https://colab.example.org"},
        **config,
    }
    book = replace(made.book, config=replace(made.book.config, **given))  # type: ignore[arg-type]
    return replace(made, book=book, changes=CHANGES)


def site(made: Edition, *ends: str) -> dict[str, Artifact]:
    return {one.path: one for one in settled(Web(), made, *ends)[0]}


def said(made: Edition, path: str) -> str:
    data = site(made, path)[path].data
    assert isinstance(data, bytes)
    return data.decode()


# --- as text --------------------------------------------------------------------------------------


def test_a_page_as_markdown_has_all_that_the_variant_sees() -> None:
    text = said(published(), "linear.md")
    assert text.startswith("# 1 Linear regression\n\n> Lines & Losses · PyTorch · CC BY-SA 4.0 · <")
    assert "```python\nimport torch\nfrom torch import nn\n```" in text
    assert "import jax" not in text
    assert "![Five points, and a line that passes between them.]" in text
    assert "**Figure 1.1.** A line fitted to five points" in text
    assert f"[(1.1)]({SITE}linear.html#loss)" in text
    assert "[^1]: He was eighteen" in text
    assert "small.[^1]" in text
    assert "\\tag{1.1}" in text
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    html = [token.content for token in tokens if token.type == "html_block"]
    assert [one[:12] for one in html] == ["<div><table>"]  # which was given in no other form
    assert [token.type for token in tokens].count("table_open") == 1


def test_what_code_gave_stands_below_it_as_text_or_picture() -> None:
    outputs = (
        (Output(STDOUT, "\x1b[31mloss\x1b[0m 0.5\n"), Output("image/png", b"x", name="p")),
        (Output("text/html", "<b>3</b>", (Output("text/plain", "3"),)),),
        (
            Output(STDOUT, "noise"),
            Output("text/latex", "$$x^2$$"),
            Output("text/plain", "glued", name="g", hidden=True),
        ),
    )
    cells = (
        Cell("a", alt="A curve"),
        Cell("b", tags=("remove-input",)),
        Cell("c", tags=("remove-stdout",)),
        Cell("d", tags=("remove-cell",)),
    )
    made = with_run(page_of(*cells), "pytorch", *outputs, (Output(STDOUT, "secret"),))
    text = said(made, "one.md").partition("A book")[2]
    assert "```text\nloss 0.5\n```\n\n![A curve](media/one/pytorch-1-2.png)" in text
    assert "```text\n3\n```" in text
    assert "```python\nc\n```\n\n$$\nx^2\n$$" in text
    assert not any(word in text for word in ("secret", "noise", "glued", "<b>", "python\nb"))
    assert "media/one/pytorch-1-2.png" in site(made)


def test_notes_of_several_paragraphs_stay_notes() -> None:
    note = Footnote("n", (paragraph("One."), paragraph("Two.")), 1)
    text = said(page_of(paragraph("Words", FootnoteReference("n", 1)), note), "one.md")
    assert "Words[^1]" in text
    assert "[^1]: One.\n\n    Two." in text


def test_only_a_page_that_differs_has_a_text_for_each_variant() -> None:
    made = published()
    front, *parts = made.book.parts
    front = replace(front, pages=tuple(replace(one, kinds=("Paragraph",)) for one in front.pages))
    paths = site(replace(made, book=replace(made.book, parts=(front, *parts)))).keys()
    assert {
        "linear.md",
        "linear.jax.md",
        "preface.md",
        "llms-full.txt",
        "llms-full.jax.txt",
    } <= paths
    assert "preface.jax.md" not in paths
    assert "from jax import" in said(published(), "linear.jax.md")


def test_links_of_a_text_are_absolute_where_the_site_is_known() -> None:
    assert f"({SITE}linear.html#fig-line)" in said(published(), "preface.md")
    assert "(linear.html#fig-line)" in said(edition(), "preface.md")


def test_a_text_deep_in_the_site_finds_its_way() -> None:
    made = page_of(paragraph(Image("img/line.svg", "A line")))
    part = made.book.parts[0]
    pages = (replace(part.pages[0], address="a/b/one"),)
    made = replace(made, book=replace(made.book, parts=(replace(part, pages=pages),)))
    assert "![A line](../../files/img/line.svg)" in said(made, "a/b/one.md")


def test_the_output_text_stands_by_itself() -> None:
    made, problems = settled(Texts(), edition())
    texts = {one.path: one.data for one in made}
    assert problems == ()
    page = texts["pytorch/preface.md"]
    assert isinstance(page, bytes)
    assert b"[Linear regression](linear.md)" in page
    whole = texts["lines-losses-jax.md"]
    assert isinstance(whole, bytes)
    assert b"(jax/linear.md)" in whole
    assert whole.count(b"\n# ") == 3


# --- notebooks ------------------------------------------------------------------------------------


def zips(artifacts: dict[str, Artifact]) -> dict[str, bytes]:
    return {
        path: pack({m.path: m.data for m in one.data.members if isinstance(m.data, bytes)})
        for path, one in artifacts.items()
        if isinstance(one.data, Bundle)
    }


def test_the_site_has_the_notebooks_of_their_own_output() -> None:
    own = {f"notebooks/{one.path}": one for one in settled(Notebooks(), published())[0]}
    made = {path: one for path, one in site(published()).items() if path.startswith("notebooks/")}
    assert "notebooks/jax/linear.ipynb" in made
    assert {path: own[path].data for path in made} == {p: one.data for p, one in made.items()}
    assert zips(made) == zips(own) != {}
    assert not any(path.startswith("notebooks/") for path in site(edition()))


# --- llms.txt, sitemap, feed ----------------------------------------------------------------------


def test_llms_txt_is_as_its_proposal_says() -> None:
    lines = said(edition(), "llms.txt").splitlines()
    assert lines[0] == "# Lines & Losses"
    assert lines[2].startswith("> A small book for tests")
    assert [line for line in lines if line.startswith("#")] == [
        *("# Lines & Losses", "## Front matter", "## I Foundations", "## Optional")
    ]
    entry = re.compile(r"- \[.+?\]\((.+?)\)(: .+)?")
    links = [found[1] for line in lines if (found := entry.fullmatch(line))]
    assert {"preface.md", "linear.md", "llms-full.txt", "cite.bib"} <= {*links}
    assert {*links} <= site(edition()).keys()
    assert f"]({SITE}linear.md)" in said(published(), "llms.txt")


def test_without_an_address_there_is_nothing_that_needs_one() -> None:
    assert not {"sitemap.xml", "robots.txt", "feed.xml"} & site(edition()).keys()
    head = said(edition(), "linear.html").partition("</head>")[0]
    assert not any(word in head for word in ("canonical", "og:url", "feed.xml"))


def test_the_sitemap_has_every_page_and_the_day_of_its_last_change() -> None:
    root = ElementTree.fromstring(said(published(), "sitemap.xml"))  # noqa: S314 (our own)
    xml = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {url.findtext(f"{xml}loc"): url.findtext(f"{xml}lastmod") for url in root}
    assert found[SITE] == "2026-11-21"
    assert found[f"{SITE}linear.html"] == "2026-11-21"
    assert found[f"{SITE}preface.html"] == "2026-11-20"
    assert found[f"{SITE}fit.html"] is None
    assert said(published(), "robots.txt").endswith(f"Sitemap: {SITE}sitemap.xml\n")


def test_no_sign_that_xml_lacks_is_in_the_feed_or_the_sitemap() -> None:
    made = published(
        title="Lines\x0c\ud800 &\x00 <losses>", subtitle="\x1b", authors=("Ada\ufffe",)
    )
    for path in ("feed.xml", "sitemap.xml"):
        ElementTree.fromstring(said(made, path))  # noqa: S314 (our own)
    for url in ("https://example.org/\\u0001/", "https://example.org/a b/", "https://e.org/<a>"):
        loaded, problems = load(f'title = "A"\n[web]\nurl = "{url}"\n')
        assert loaded is not None
        assert loaded.config.publication.site == ""
        assert any("is no address of a site" in one.text for one in problems)


def test_the_feed_is_atom() -> None:
    """What RFC 4287 demands of a feed and of its entries (sections 4.1.1 and 4.1.2)."""
    text = said(published(), "feed.xml")
    root = ElementTree.fromstring(text)  # noqa: S314 (our own)
    atom = "{http://www.w3.org/2005/Atom}"
    assert root.tag == f"{atom}feed"
    assert [root.findtext(f"{atom}{one}") for one in ("id", "title", "updated")] == [
        *(SITE, "Lines & Losses", "2026-11-21T10:00:00+01:00")
    ]
    assert root.findtext(f"{atom}author/{atom}name") == "Ada Example"
    selves = [e for e in root.findall(f"{atom}link") if e.get("rel") == "self"]
    assert [e.get("href") for e in selves] == [f"{SITE}feed.xml"]
    first, second = root.findall(f"{atom}entry")
    assert first.findtext(f"{atom}title") == "A <b>line</b> & more"
    assert first.findtext(f"{atom}id") == f"tag:example.org,2026-11-21:{'b' * 40}"
    assert first.find(f"{atom}link").get("href") == f"{SITE}linear.html"  # type: ignore[union-attr]
    assert second.find(f"{atom}link").get("href") == SITE  # type: ignore[union-attr]
    assert (second.findtext(f"{atom}content") or "").count("<li>") == 2
    dates = [one.findtext(f"{atom}updated") or "" for one in (root, first, second)]
    rfc3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"
    assert all(re.fullmatch(rfc3339, date) for date in dates)
    assert text == said(published(), "feed.xml")


@pytest.mark.slow
def test_changes_are_those_that_git_tells_of(tmp_path: Path) -> None:
    book = tmp_path / "repository" / "book"
    book.mkdir(parents=True)
    git(tmp_path / "repository", "init", "-b", "main")

    def commit(file: str, day: str) -> None:
        (book / file).write_text(day)
        git(tmp_path / "repository", "add", ".")
        git(tmp_path / "repository", "commit", "-m", f"{file} é", day=day)

    commit("one.md", "2026-01-01")
    commit("two.md", "2026-01-02")
    commit("other.txt", "2026-01-03")
    commit("one.md", "2026-01-04")
    pages = tuple(Page(n, f"{n}.md", 1, (), (), {}) for n in ("one", "two", "new"))
    made = published().book
    made = replace(made, parts=(replace(made.parts[0], pages=pages),))
    found = changes(made, book)
    assert [(one.subject, one.time, one.files) for one in found] == [
        ("one.md é", "2026-01-04T12:00:00Z", ("one.md",)),
        ("two.md é", "2026-01-02T12:00:00Z", ("two.md",)),
        ("one.md é", "2026-01-01T12:00:00Z", ("one.md",)),
    ]
    assert changes(edition().book, book) == ()  # whose address is not known
    assert changes(made, tmp_path) == ()  # which is no repository
    git(tmp_path, "clone", "--depth", "1", f"file://{tmp_path}/repository", "shallow")
    assert changes(made, tmp_path / "shallow" / "book") == ()
    for number in range(LATEST):
        commit("two.md", f"2026-02-{number % 28 + 1:02}T{number % 24:02}")
    assert len(changes(made, book)) == LATEST + 1  # and the last of the other page


# --- citing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Ada Example", Name("Example", "Ada")),
        ("Ada B. Example", Name("Example", "Ada B.")),
        ("Example, Ada", Name("Example", "Ada")),
        ("Ludwig van Beethoven", Name("van Beethoven", "Ludwig")),
        ("The Example Group", Name("The Example Group")),
        ("李沐", Name("李沐")),
        ("", Name("")),
    ],
)
def test_names_have_parts(written: str, parts: Name) -> None:
    assert name(written) == parts


def test_what_bibtex_is_given_it_gives_back() -> None:
    title = "50% & more: the PyTorch_x, #1 of JAX $2"
    record = replace(
        of_book(published().book),
        title=title,
        authors=("Ada van Example", "The R & D Group", "Müller, Bo"),
    )
    entries, problems = bibliography.read(bibtex(record), "x.bib")
    assert problems == ()
    entry = entries["lines-losses"]
    assert entry.authors == (("van Example", "Ada"), ("The R & D Group", ""), ("Müller", "Bo"))
    assert entry.title == title
    assert (entry.year, entry.fields["publisher"]) == ("2026", "Example & Sons")
    assert entry.fields["doi"] == "10.1000/182"
    assert entry.fields["isbn"] == "978-0-262-03561-3"
    odd = replace(record, key="a,b}", url="https://example.org/{a}_%20b#c", number="1&2")
    entries, problems = bibliography.read(bibtex(odd), "x.bib")
    assert problems == ()
    assert entries["a-b-"].fields["url"] == "https://example.org/%7Ba%7D_%20b#c"
    assert entries["a-b-"].fields["chapter"] == "1&2"
    braced = bibtex(replace(record, title="{a}\\b~c^"))
    assert r"title = {\{a\}\textbackslash{}b\textasciitilde{}c\textasciicircum{}}" in braced


def test_every_page_can_be_cited() -> None:
    made = published()
    entries, problems = bibliography.read(said(made, "cite.bib"), "cite.bib")
    assert problems == ()
    assert entries["lines-losses-linear"].kind == "incollection"
    table = json.loads(said(made, "cite.json"))
    assert [one["id"] for one in table] == [*entries]
    assert table[0]["author"][0] == {"family": "Example", "given": "Ada"}
    assert table[1]["container-title"].startswith("Lines & Losses: ")
    assert (
        "Ada Example and Bo Example (2026). Linear regression. In Lines &amp; Losses: A small book "
        "for tests, with everything that a page can hold (2nd ed.). Bergen: Example &amp; Sons. "
        f"ISBN 978-0-262-03561-3. {SITE}linear.html"
    ) in said(made, "linear.html")
    assert "https://doi.org/10.1000/182</p>" in said(made, "index.html")


def test_a_page_may_have_authors_and_a_date_of_its_own() -> None:
    front = "authors: [{name: Cy Guest}, Di Guest]\ndate: 2025-03-01\ndescription: In short."
    config, entry = published().book.config, PageEntry("one.md", 1, NOWHERE)
    page, problems = parsed(entry, f"---\n{front}\n---\n# One\n\nWords.", config)
    assert problems == ()
    made = page_of()
    book = replace(made.book, config=config, parts=(replace(made.book.parts[0], pages=(page,)),))
    head = said(replace(made, book=book), "one.html").partition("</head>")[0]
    assert re.findall(r'name="citation_author" content="(.*?)"', head) == ["Cy Guest", "Di Guest"]
    assert 'name="citation_publication_date" content="2025/03/01"' in head
    assert 'name="description" content="In short."' in head
    for wrong in ("authors: {a: b}", "authors: 7", "date: soon"):
        _, found = parsed(entry, f"---\n{wrong}\n---\n# One", config)
        assert [(one.code, one.at.line) for one in found] == [("bad-front-matter", 2)], wrong


# --- the head of a page ---------------------------------------------------------------------------


class Head(HTMLParser):
    """The metas, links and data of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.links: dict[str, list[str]] = {}
        self.data = ""
        self._in_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self._in_data = tag == "script" and given.get("type") == "application/ld+json"
        if tag == "meta" and "content" in given:
            self.metas.append((given.get("name") or given.get("property", ""), given["content"]))
        if tag == "link":
            self.links.setdefault(given["rel"], []).append(given["href"])

    def handle_data(self, data: str) -> None:
        self.data += data if self._in_data else ""
        self._in_data = False


def test_the_head_of_a_page_says_what_it_is() -> None:
    head = Head(said(published(), "linear.html"))
    metas = dict(head.metas)
    assert metas["og:url"] == metas["DC.identifier"] == f"{SITE}linear.html"
    assert metas["citation_inbook_title"].startswith("Lines & Losses")
    assert metas["citation_publication_date"] == "2026/11"
    assert metas["twitter:card"] == "summary"  # no network shows its one figure, which is SVG
    assert [c for n, c in head.metas if n == "citation_author"] == ["Ada Example", "Bo Example"]
    assert head.links["canonical"] == [f"{SITE}linear.html"]
    assert head.links["alternate"] == ["feed.xml", "linear.md"]
    data = json.loads(head.data)
    assert (data["@type"], data["isPartOf"]["@type"]) == ("Chapter", "Book")
    assert data["isPartOf"]["isbn"] == "978-0-262-03561-3"
    assert data["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    cover = Head(said(published(), "index.html"))
    assert json.loads(cover.data)["@type"] == "Book"
    assert dict(cover.metas)["citation_doi"] == "10.1000/182"
    assert cover.links["cite-as"] == ["https://doi.org/10.1000/182"]
    assert cover.links["canonical"] == [SITE]


def test_the_first_picture_goes_along_with_its_address() -> None:
    made = page_of(paragraph(Image("img/line.svg"), Image("img/a b.png"), Image("img/c.png")))
    config = replace(made.book.config, publication=PUBLISHED)
    files = {"img/line.svg": "0", "img/a b.png": "0", "img/c.png": "0"}
    made = replace(made, book=replace(made.book, config=config, files=files))
    metas = dict(Head(said(made, "one.html")).metas)
    assert metas["og:image"] == f"{SITE}files/img/a%20b.png"
    assert metas["twitter:card"] == "summary_large_image"


def test_no_words_of_a_book_end_its_data() -> None:
    evil = "</script><script>alert(1)</script> \" ' <!-- "
    made = published(title=evil, authors=(evil,), license=evil, subtitle=evil)
    for path in ("linear.html", "index.html"):
        head = Head(said(made, path))
        data = json.loads(head.data)
        assert data.get("isPartOf", data)["name"] == f"{evil}: {evil}"
        assert "<script>alert" not in said(made, path)


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("CC-BY-NC-ND-4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("Apache-2.0", ""),
        ("CC BY-SA 4.0 and MIT", ""),
    ],
)
def test_licences_of_creative_commons_have_pages(words: str, url: str) -> None:
    assert license_address(words) == url


# --- elsewhere ------------------------------------------------------------------------------------

PAGE = Page("one", "parts/one two.md", 1, (Text("One & two"),), (), {}, "1.2")
PLACES = {
    "colab": "https://colab.research.google.com",
    "kaggle": "https://kaggle.com",
    "binder": "https://mybinder.org",
    "jupyterhub": "https://hub.example.org",
}


TITLED = ("title", "body")
FORGES: dict[Host, tuple[str, tuple[str, str, str], tuple[str, str]]] = {
    "github": ("https://github.com/a/b", ("blob", "edit", "issues/new"), TITLED),
    "gitlab": (
        "https://gitlab.com/g/a/b",
        ("-/blob", "-/edit", "-/issues/new"),
        ("issue[title]", "issue[description]"),
    ),
    "gitea": ("https://codeberg.org/a/b", ("src/branch", "_edit", "issues/new"), TITLED),
}


@pytest.mark.parametrize("host", FORGES)
def test_a_page_leads_to_its_place_in_the_repository(host: Host) -> None:
    url, (source, edit, issue), (title, body) = FORGES[host]
    publication = Publication(site=SITE, host=host)
    made = published(repository=f"{url}.git", branch="dev", publication=publication)
    shown = actions(PAGE, made.book.config, EN, f"{SITE}one.html")
    assert [one.href.partition("?")[0] for one in shown] == [
        f"{url}/{source}/dev/parts/one%20two.md",
        f"{url}/{edit}/dev/parts/one%20two.md",
        f"{url}/{issue}",
    ]
    asked = parse_qs(urlsplit(shown[-1].href).query)
    assert asked[title] == ["In “1.2 One & two”: "]
    assert f"Page: {SITE}one.html\nSource: parts/one two.md" in asked[body][0]
    assert (shown[-1].kind, shown[-1].field) == ("report", body)


def test_every_page_can_be_opened_where_its_notebooks_are() -> None:
    config = replace(published().book.config, launch=PLACES)
    shown = launches(PAGE, config, VARIANTS, EN["open_in"])
    assert [(one.name, one.href) for one in shown if one.variants == ("jax",)] == [
        (
            "Open in Colab (JAX)",
            "https://colab.research.google.com/github/example/shelf/blob/main/made/jax/one.ipynb",
        ),
        (
            "Open in Kaggle (JAX)",
            "https://kaggle.com/kernels/welcome?src=https%3A%2F%2Fgithub.com%2Fexample%2Fshelf"
            "%2Fblob%2Fmain%2Fmade%2Fjax%2Fone.ipynb",
        ),
        (
            "Open in Binder (JAX)",
            "https://mybinder.org/v2/gh/example/shelf/main?urlpath=lab/tree/made/jax/one.ipynb",
        ),
        (
            "Open in JupyterHub (JAX)",
            "https://hub.example.org/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com"
            "%2Fexample%2Fshelf&urlpath=lab%2Ftree%2Fshelf%2Fmade%2Fjax%2Fone.ipynb&branch=main",
        ),
    ]


@pytest.mark.parametrize(
    ("repository", "binder"),
    [
        ("https://gitlab.com/g/a/b", "gl/g%2Fa%2Fb/main"),
        ("https://git.example.org/a/b", "git/https%3A%2F%2Fgit.example.org%2Fa%2Fb/main"),
    ],
)
def test_other_hosts_have_no_colab(repository: str, binder: str) -> None:
    shelf = Publication(notebooks=Shelf(repository))
    config = Config("A", launch=PLACES | {"interface": "classic"}, publication=shelf)
    shown = launches(PAGE, config, (TORCH,), EN["open_in"])
    assert [one.name for one in shown] == ["Open in Binder", "Open in JupyterHub"]
    assert shown[0].href.startswith(f"https://mybinder.org/v2/{binder}?urlpath=tree/pytorch/")


def test_without_published_notebooks_the_page_itself_is_opened() -> None:
    config = Config("A", launch=PLACES, repository="https://github.com/a/b")
    shown = launches(PAGE, config, VARIANTS, EN["open_in"])
    assert [(one.name, one.variants) for one in shown] == [
        *(("Open in Binder", ()), ("Open in JupyterHub", ()))
    ]
    assert launches(PAGE, Config("A", launch=PLACES), VARIANTS, EN["open_in"]) == ()


# --- what book.toml says --------------------------------------------------------------------------


def configured(text: str) -> tuple[Publication, list[str]]:
    loaded, problems = load(f'title = "A"\n{text}\n')
    assert loaded
    return loaded.config.publication, [one.text for one in problems]


def test_book_toml_says_how_the_book_is_published() -> None:
    made, problems = configured(
        'repository = "https://codeberg.org/a/b"\n[web]\nurl = "https://a.org/x"\n'
        '[launch.notebooks]\nrepository = "https://github.com/a/n/"\nfolder = "/b/"\n'
        '[publication]\ndoi = "https://doi.org/10.1000/182"\nisbn = "0-19-852663-6"\n'
        'date = "2026"\nedition = "2nd"\n'
    )
    assert problems == []
    assert made == Publication(
        site="https://a.org/x/",
        host="gitea",
        notebooks=Shelf("https://github.com/a/n", "main", "b"),
        date="2026",
        edition="2nd",
        doi="10.1000/182",
        isbn="0-19-852663-6",
    )
    own = 'repository = "https://git.example.org/a/b"\nrepository_host = "gitlab"'
    assert configured(own)[0].host == "gitlab"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('[web]\nurl = "example.org"', "'example.org' is no address of a site"),
        ('[web]\nurl = "https://example.org/?a=b"', "is no address of a site"),
        ('[publication]\ndate = "soon"', "'soon' is no date"),
        ('[publication]\ndate = "2026-13"', "'2026-13' is no date"),
        ('[publication]\nisbn = "978-0-262-03561-4"', "its last digit does not fit"),
        ('[publication]\ndoi = "182"', "'182' is no DOI"),
        ('[launch.notebooks]\nfolder = "x"', "the repository '' is no address"),
        ('repository_host = "svn"', "repository_host"),
    ],
)
def test_what_cannot_be_so_is_said_and_left_out(text: str, wrong: str) -> None:
    made, problems = configured(text)
    assert any(wrong in one for one in problems), problems
    assert made == Publication()


def test_both_tables_of_words_have_the_same_keys() -> None:
    assert {*map(frozenset, WORDING.values())} == {frozenset(EN)}


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("away")
    files = (one for one in settled(Web(), published())[0] if not isinstance(one.data, Bundle))
    publish(tuple(files), root / "sub")
    with serve(root, policy=STRICT) as address:
        yield f"{address}/sub"


def links(browser: webdriver.Chrome, within: str) -> list[str]:
    found = browser.find_elements(By.CSS_SELECTOR, f"{within} a, {within} button")
    return [one.text for one in found if one.is_displayed()]


@pytest.mark.browser
def test_the_menu_opens_closes_and_follows_the_variant(
    browser: webdriver.Chrome, served: str
) -> None:
    browser.get(f"{served}/linear.html?variant=jax")
    menu = browser.find_element(By.CSS_SELECTOR, "details.take")
    summary = menu.find_element(By.TAG_NAME, "summary")
    summary.send_keys(Keys.ENTER)
    assert links(browser, ".take .menu") == [
        *("Notebook (JAX)", "Markdown (JAX)", "Copy as Markdown", "How to cite"),
        *("Open in Colab (JAX)", "Open in Binder (JAX)"),
        *("All notebooks (JAX)", "All as one text (JAX)"),
    ]
    summary.send_keys(Keys.ESCAPE)
    assert menu.get_attribute("open") is None
    assert browser.switch_to.active_element == summary
    summary.click()
    browser.find_element(By.CSS_SELECTOR, ".text p").click()
    assert menu.get_attribute("open") is None
    summary.click()
    menu.find_element(By.LINK_TEXT, "How to cite").click()
    assert menu.get_attribute("open") is None
    assert browser.find_element(By.CSS_SELECTOR, ".cite .words").is_displayed()
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


@pytest.mark.browser
def test_a_page_is_copied_as_markdown(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/linear.html?variant=jax")
    origin = served.removesuffix("/sub")
    allowed = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": origin}
    browser.execute_cdp_cmd("Browser.grantPermissions", allowed)
    browser.find_element(By.CSS_SELECTOR, "details.take > summary").click()
    button = next(
        one for one in browser.find_elements(By.CSS_SELECTOR, ".take button") if one.is_displayed()
    )
    button.click()
    text = browser.execute_async_script(
        "const [button, done] = arguments;"
        "const wait = () => button.textContent === hexapla.words.copied"
        "  ? navigator.clipboard.readText().then(done) : setTimeout(wait, 20); wait();",
        button,
    )
    assert text == said(published(), "linear.jax.md")


@pytest.mark.browser
def test_a_report_says_where_the_reader_is(browser: webdriver.Chrome, served: str) -> None:
    browser.get(f"{served}/linear.html?variant=jax")
    asked = browser.execute_script(
        "document.addEventListener('click', (event) => event.preventDefault());"
        "getSelection().selectAllChildren(document.querySelector('#model ~ p'));"
        "const link = document.querySelector('a.report');"
        "link.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}));"
        "getSelection().removeAllRanges();"
        "return [1, 2].map(() => { link.click(); return link.href; });"
    )
    first, second = (parse_qs(urlsplit(one).query)["body"][0] for one in asked)
    assert f"Page: {SITE}linear.html\nSource: parts/linear.md" in first
    assert f"Section: 1.1 The model ({served}/linear.html?variant=jax#model)" in first
    assert "Shown in: JAX" in first
    assert "Selected:\n> Let" in first
    assert "Selected:" not in second
    assert second.count("Shown in: JAX") == 1


@pytest.mark.browser
def test_the_menu_works_without_a_script(browser: webdriver.Chrome, served: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{served}/linear.html")
        browser.find_element(By.CSS_SELECTOR, "details.take > summary").click()
        shown = links(browser, ".take .menu")
        assert {"Notebook (PyTorch)", "Notebook (JAX)", "Open in Binder (JAX)"} <= {*shown}
        assert "Copy as Markdown" not in shown
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
