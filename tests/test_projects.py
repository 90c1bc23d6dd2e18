"""Projects of Jupyter Book and mystmd, built as they are."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from books import Shelf
from fakes import settled
from hexapla.build import read
from hexapla.cli.migrate import migrate
from hexapla.model.book import Book, Citations, Config, Inventory, Numbering, Typography, Variant
from hexapla.model.nodes import Cell
from hexapla.model.outputs import Output
from hexapla.model.problems import Problems
from hexapla.model.publication import Publication
from hexapla.render.web.site import Web
from hexapla.source import config, tree
from hexapla.source.project.found import project
from hexapla.source.project.said import Said, gathered
from hexapla.source.project.slugs import Slugs
from hexapla.source.project.toml import toml
from small_site import PLOT, page_of, with_run

PROJECTS = Path(__file__).parent / "projects"
NAMES = sorted(path.name for path in PROJECTS.iterdir())


def copied(name: str, to: Path) -> Shelf:
    shutil.copytree(PROJECTS / name, to, dirs_exist_ok=True)
    return Shelf(to)


def built(name: str, to: Path) -> tuple[Book, Problems, dict[str, str]]:
    """The book, what is wrong with it, and the text of each of its pages by their addresses."""
    made = copied(name, to)
    problems = wrong(made)
    book, _ = read(to)
    assert book is not None
    files = made.tree("_build/web")
    return book, problems, {p: data.decode() for p, data in files.items() if p.endswith(".html")}


def wrong(made: Shelf) -> Problems:
    """What is wrong with a book when it is built, but for inventories, which no test fetches."""
    return tuple(problem for problem in made.build() if problem.code != "no-inventory")


def numbers(book: Book) -> list[tuple[str, str]]:
    return [(page.number, page.file) for page in book.pages()]


def said(problems: Problems) -> list[tuple[str, str, int]]:
    return [(p.code, p.at.file, p.at.line) for p in problems]


# --- whole projects ------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_address_leads_to_a_file_of_the_site(name: str, tmp_path: Path) -> None:
    made = copied(name, tmp_path)
    made.build()
    site = made.tree("_build/web")
    pages = {path: data.decode() for path, data in site.items() if path.endswith(".html")}
    assert "index.html" in pages
    for path, page in pages.items():
        urls = re.findall(r'(?:href|src)="([^"]+)"', page)
        urls += re.findall(r'content="0; url=([^"]+)"', page)
        assert urls, path
        for url in urls:
            if url.startswith(("https://", "http://")):
                continue
            file, _, anchor = url.partition("#")
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file)))
            there = there if file else path
            assert there in site, f"{url} on {path}"
            if anchor and "=" not in anchor:  # `map.html#to=page` is for a script
                assert f'id="{unquote(anchor)}"' in pages[there], f"{url} on {path}"


def test_a_jupyter_book_keeps_its_addresses(tmp_path: Path) -> None:
    _, problems, pages = built("lakes", tmp_path)
    assert set(pages) == {
        "index.html",
        "intro.html",
        "old/depths.html",
        "old/start.html",
        "part1/colour.html",
        "part1/depth.html",
        "part1/index.html",
        "part1/lead-line.html",
        "part1/shore.html",
        "part1/sounding.html",
        "part2/deep/algae.html",
        "part2/deep/fish.html",
        "part2/index.html",
    }
    assert '<meta http-equiv="refresh" content="0; url=intro.html">' in pages["index.html"]
    assert '<a href="../part1/depth.html">' in pages["old/depths.html"]
    assert (tmp_path / "_build/web/robots.txt").read_text() == "User-agent: *\n"
    assert said(problems) == [("no-effect", "_config.yml", 28)]


def test_what_has_no_effect_is_said_once_with_its_keys_and_lines(tmp_path: Path) -> None:
    _, (problem,), _ = built("lakes", tmp_path)
    assert problem.severity == "warning"
    assert problem.text == (
        "this has no effect here: html.extra_footer (line 28), "
        "html.comments.hypothesis (line 31), launch_buttons.thebe (line 43), "
        "latex.latex_engine (line 49), latex.latex_documents (line 50), "
        "sphinx.extra_extensions: sphinx.ext.autodoc (line 56), "
        "sphinx.config.mathjax3_config.tex.macros.opt (line 64), "
        "sphinx.config.html_js_files (line 73)"
    )


def test_numbers_go_as_deep_as_sections_do_and_only_where_the_part_has_them(
    tmp_path: Path,
) -> None:
    book, _, pages = built("lakes", tmp_path)
    assert numbers(book) == [
        ("", "intro.md"),
        ("1", "part1/index.md"),
        ("1.1", "part1/depth.md"),
        ("1.1.2", "part1/sounding.md"),  # after a heading of the page above it
        ("1.1.2.2", "part1/lead-line.md"),
        ("1.2", "part1/colour.md"),
        ("2", "part1/shore.md"),
        ("", "part2/index.md"),
        ("", "part2/deep/algae.md"),
        ("", "part2/deep/fish.md"),
    ]
    assert '<span class="number">1.1.2.2.1</span> Its parts' in pages["part1/lead-line.html"]
    assert '<a href="../index.html#fig-life">Figure 1</a>' in pages["part2/deep/algae.html"]


def test_the_contents_have_titles_links_and_every_level(tmp_path: Path) -> None:
    _, _, pages = built("lakes", tmp_path)
    listed = pages["part1/sounding.html"].split("</nav>")[0]
    assert re.findall(r'<li><a href="([^"]+)"', listed) == [
        "../intro.html",
        "index.html",
        "depth.html",
        "sounding.html",
        "lead-line.html",
        "colour.html",
        "https://example.org/atlas",
        "shore.html",
        "../part2/index.html",
    ]
    assert "<span>How deep?</span>" in listed
    assert "The depth of a lake</h1>" in pages["part1/depth.html"]
    assert listed.count("<ol>") == 6  # three parts, and three levels below the first chapter


def test_what_the_configuration_says_of_cells_holds_for_all_of_them(tmp_path: Path) -> None:
    book, problems, pages = built("lakes", tmp_path)
    assert "never-run" not in {problem.code for problem in problems}
    assert "has not run" not in pages["part2/deep/fish.html"]
    assert book.config.tags == ("raises-exception", "remove-stderr")
    assert book.config.limits.cell == 90


def test_a_page_offers_its_source_and_where_it_can_be_run(tmp_path: Path) -> None:
    _, _, pages = built("lakes", tmp_path)
    shown = re.findall(r'<li><a href="(https://[^"]+)">([A-Z][^<]+)</a>', pages["part1/depth.html"])
    base = "https://github.com/example/lakes"
    assert shown == [
        (
            "https://mybinder.org/v2/gh/example/lakes/main?urlpath=lab/tree/book/part1/depth.md",
            "Open in Binder",
        ),
        (f"{base}/blob/main/book/part1/depth.md", "Source of this page"),
        (f"{base}/edit/main/book/part1/depth.md", "Edit this page"),
    ]


def test_files_that_are_listed_nowhere_are_known_and_those_left_out_are_not(
    tmp_path: Path,
) -> None:
    book, _, _ = built("lakes", tmp_path)
    assert "loose.md" in book.files
    assert "drafts/later.md" not in book.files


def test_what_is_left_out_may_still_be_taken_in_and_shown(tmp_path: Path) -> None:
    made = copied("lakes", tmp_path)
    shutil.copyfile(tmp_path / "images/lake.svg", tmp_path / "drafts/draft.svg")
    take = "Taken.\n\n```{include} drafts/later.md\n```\n\n![Later](drafts/draft.svg)\n"
    made.edit("intro.md", "Welcome.", take)
    assert [problem.code for problem in wrong(made)] == ["no-effect"]
    assert "files/drafts/draft.svg" in made.tree("_build/web")
    assert "Not yet" in made.tree("_build/web")["intro.html"].decode()


def test_an_article_whose_root_is_index_has_no_cover(tmp_path: Path) -> None:
    book, problems, pages = built("article", tmp_path)
    assert "A short article</h1>" in pages["index.html"]
    assert numbers(book) == [
        ("", "index.md"),
        ("1", "parts/methods.md"),
        ("2", "parts/results.md"),
        ("2.2", "parts/table.md"),
    ]
    assert book.config.variants == (Variant("r", "R", "ir", "r"),)
    assert [(p.at.line, p.text) for p in problems if p.code == "unknown-key"] == [
        (2, "_config.yml has no key 'autor'; did you mean 'author'?"),
        (5, "_config.yml has no key 'timout'; did you mean 'timeout'?"),
    ]


def test_a_list_of_an_early_version(tmp_path: Path) -> None:
    book, problems, pages = built("early", tmp_path)
    assert problems == ()
    assert [part.title for part in book.parts] == ["", "First notes", "More"]
    assert numbers(book) == [
        ("", "welcome.md"),
        ("1", "notes/one.md"),
        ("1.1", "notes/two.md"),
        ("2", "notes/three.md"),
    ]
    assert book.config.title == "Welcome"
    assert "<span>Number three</span>" in pages["welcome.html"]


def test_a_project_of_mystmd(tmp_path: Path) -> None:
    book, problems, pages = built("harbour", tmp_path)
    assert set(pages) == {
        "index.html",
        "sail-and-oar/index.html",
        "steam/index.html",
        "page9/index.html",
        "page10/index.html",
        "secret/index.html",
    }
    assert [(part.title, [page.file for page in part.pages]) for part in book.parts] == [
        ("", ["README.md"]),
        ("Ships", ["02_ships/01_Sail & Oar.md", "02_ships/02_steam.md"]),
        ("", ["guide/page9.md", "guide/page10.md", "secret.md"]),
    ]
    assert [number for number, _ in numbers(book)] == ["", "1", "2", "3", "4", "5"]
    settings = book.config
    assert (settings.title, settings.subtitle) == ("The Harbour", "A guide")
    assert settings.authors == ("Ada Example", "Bo Example")
    assert settings.license == "CC-BY-4.0 (code: MIT)"
    assert settings.repository == "https://github.com/example/harbour"
    assert settings.abbreviations == {"GT": "gross tonnage"}
    assert settings.copyright == "2025"
    assert settings.bibliography == ("refs.bib",)
    assert settings.macros == {"\\R": "\\mathbb{R}", "\\abs": "\\lvert #1 \\rvert"}
    assert [(one.name, one.url) for one in settings.inventories] == [
        ("python", "https://docs.python.org/3/"),
        ("myst", "https://mystmd.org/guide/"),
    ]
    assert said(problems) == [("no-effect", "myst.yml", 14)]


def test_a_hidden_page_is_there_and_nothing_leads_to_it(tmp_path: Path) -> None:
    _, _, pages = built("harbour", tmp_path)
    assert "Not listed." in pages["secret/index.html"]
    assert not any("secret" in text for path, text in pages.items() if path[:6] != "secret")
    assert 'rel="next"' not in pages["page10/index.html"]


def test_a_folder_without_contents_lists_its_pages_by_name(tmp_path: Path) -> None:
    book, problems, _ = built("bare", tmp_path / "a")
    files = [page.file for page in book.pages()]
    assert files == ["intro.md", "b.md", "more/c9.md", "more/c10.md"]
    assert said(problems) == [("no-contents", "_toc.yml", 1)]
    book, problems, pages = built("loose", tmp_path / "b")
    assert [page.file for page in book.pages()] == [
        "README.md",
        "a.md",
        "02_deep/index.md",
        "02_deep/z.md",
    ]
    assert problems == ()
    assert "index-1/index.html" in pages  # as mystmd calls a second index


def test_only_a_table_of_contents_is_enough(tmp_path: Path) -> None:
    shelf = copied("lakes", tmp_path)
    (tmp_path / "_config.yml").unlink()
    problems = wrong(shelf)
    assert {problem.code for problem in problems} == {"unknown-citation", "bad-formula"}
    book, _ = read(tmp_path)
    assert book is not None
    assert book.config.title == "Lakes"


def test_a_book_toml_goes_before_all_others(tmp_path: Path) -> None:
    copied("lakes", tmp_path)
    parts = '[[parts]]\ntitle = ""\nchapters = ["intro.md"]'
    (tmp_path / "book.toml").write_text(f'title = "Mine"\n{parts}')
    sources, _ = tree.read(tmp_path)
    assert sources is not None
    assert sources.config.title == "Mine"


def test_a_label_may_be_called_as_a_page_is(tmp_path: Path) -> None:
    made = copied("lakes", tmp_path)
    made.edit("part1/shore.md", "(shore-section)=", "(intro)=")
    made.edit("intro.md", "shore-section", "intro")
    assert [problem.code for problem in wrong(made)] == ["no-effect"]
    pages = made.tree("_build/web")
    assert '<a href="part1/shore.html#intro">Reeds</a>' in pages["intro.html"].decode()
    assert '<a href="../intro.html">' in pages["part1/lead-line.html"].decode()


def test_what_code_draws_is_found_from_any_folder() -> None:
    chart = Output("application/vnd.vegalite.v5+json", "{}")
    made = with_run(page_of(Cell("a")), "pytorch", (chart, Output("image/svg+xml", PLOT)))
    part = made.book.parts[0]
    page = replace(part.pages[0], address="a/b/c")
    made = replace(made, book=replace(made.book, parts=(replace(part, pages=(page,)),)))
    artifacts, _ = settled(Web(), made)
    paths = {one.path for one in artifacts}
    texts = {
        one.path: one.data.decode()
        for one in artifacts
        if type(one.data) is bytes and one.path.endswith(".html")
    }
    frame = next(path for path in texts if path.startswith("media/"))
    found = {}
    for path in ("a/b/c.html", frame):
        found[path] = re.findall(r'(?:src|href)="([^"#]+)"', texts[path])
        for url in found[path]:
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), url)) in paths, url
    assert any(url.endswith(frame) for url in found["a/b/c.html"])
    assert any("assets/charts/" in url for url in found[frame])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("intro.html", "part1/index.html", "it is the address of a page"),
        ("was.html", "nowhere.html", "'nowhere.html' is no page of the site"),
        ("was.html", "javascript:alert(1)", "'javascript:alert(1).html' is no page of the site"),
        ("../was.html", "intro.html", "is none within the site"),
        ("assets/book.js", "intro.html", "the site has a file of its own there"),
        ("assets/book.css/", "intro.html", "the site has a file of its own there"),
    ],
)
def test_a_redirect_that_leads_nowhere_is_said(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    made = copied("lakes", tmp_path)
    made.edit("_config.yml", "old/start.md: intro.md", f'"{old}": "{new}"')
    problem = next(p for p in wrong(made) if p.code != "no-effect")
    assert said in problem.text
    assert (problem.at.file, problem.at.line) == ("_config.yml", 66)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("new", "href"),
    [
        ("part2/index.html#top", "../part2/index.html#top"),
        ("part2/", "../part2/index.html"),
        ("https://example.org/a?b=c&d", "https://example.org/a?b=c&amp;d"),
    ],
)
def test_a_redirect_leads_to_a_page_or_to_the_web(new: str, href: str, tmp_path: Path) -> None:
    made = copied("lakes", tmp_path)
    made.edit("_config.yml", "old/start.md: intro.md", f'"old/": "{new}"')
    made.build()
    page = made.tree("_build/web")["old/index.html"].decode()
    assert f'content="0; url={href}"' in page
    assert f'<a href="{href}">' in page


def test_files_of_the_site_that_are_not_there_are_said(tmp_path: Path) -> None:
    made = copied("lakes", tmp_path)
    shutil.rmtree(tmp_path / "public")
    (tmp_path / "images/logo.svg").unlink()
    missing = [(p.code, p.at.line) for p in wrong(made) if p.code != "no-effect"]
    assert missing == [("missing-file", 5), ("missing-file", 22), ("missing-file", 68)]


# --- hexapla migrate -----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_migrated_book_is_the_same_site(name: str, tmp_path: Path) -> None:
    direct = copied(name, tmp_path / "direct")
    before = wrong(direct)
    done = CliRunner().invoke(migrate, [str(PROJECTS / name), str(tmp_path / "migrated")])
    assert f"Next:  hexapla build {tmp_path / 'migrated'}" in done.output
    migrated = Shelf(tmp_path / "migrated")
    left = wrong(migrated)
    said_when_migrated = {"no-effect", "unknown-key", "no-contents", "bad-mark", "bad-tab"}
    said_when_migrated |= {"unknown-variant", "left-alias", "unsaved-line"}
    known = (p.code for p in before if p.code not in said_when_migrated)
    assert sorted(p.code for p in left) == sorted(known)
    sites = migrated.tree("_build/web"), direct.tree("_build/web")
    for site in sites:
        del site["offline.js"]  # it names the build, and so what the book is made of
    assert sites[0] == sites[1]


def test_what_was_left_out_stands_in_the_book_toml(tmp_path: Path) -> None:
    copied("lakes", tmp_path)
    done = CliRunner().invoke(migrate, [str(tmp_path)])
    assert done.exit_code == 0, done.output
    text = (tmp_path / "book.toml").read_text()
    assert "#   html.extra_footer (_config.yml, line 28)\n" in text
    again = CliRunner().invoke(migrate, [str(tmp_path)])
    assert again.exit_code == 2
    assert "is not touched" in again.output


def test_a_report_says_what_each_key_comes_to_and_writes_nothing(tmp_path: Path) -> None:
    copied("lakes", tmp_path)
    done = CliRunner().invoke(migrate, [str(tmp_path), "--report", "--json"])
    assert '{"becomes": "title", "from": "_config.yml:2", "value": "Lakes and' in done.output
    assert "html.extra_footer has no effect here" in done.output
    assert not (tmp_path / "book.toml").exists()


def test_which_system_it_is_of_can_be_said(tmp_path: Path) -> None:
    copied("lakes", tmp_path)
    shutil.copyfile(PROJECTS / "loose" / "myst.yml", tmp_path / "myst.yml")
    done = CliRunner().invoke(migrate, [str(tmp_path), "--from", "jupyter-book"])
    assert done.exit_code == 0, done.output
    assert tomllib.loads((tmp_path / "book.toml").read_text())["title"] == "Lakes and their Depths"
    none = CliRunner().invoke(migrate, [str(PROJECTS / "loose"), "--from", "jupyter-book"])
    assert none.exit_code == 1


def test_a_target_that_holds_something_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = CliRunner().invoke(migrate, [str(PROJECTS / "lakes"), str(tmp_path)])
    assert done.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# --- keys ----------------------------------------------------------------------------------------


def of(text: str, toc: str = "root: intro\n", **files: str) -> tuple[Config, Problems]:
    """What a _config.yml (and _toc.yml) comes to, in a folder of these files."""
    given = {"_config.yml": text, "_toc.yml": toc, "intro.md": "# Intro\n"}
    given |= {name.replace("__", "/").replace("_md", ".md"): body for name, body in files.items()}
    found = project(frozenset(given), given.get)
    assert found is not None
    loaded, problems = config.of_table(found.table, found.origin)
    return loaded.config, (*found.problems, *problems)


SPHINX = Numbering(headings="first")  # how Sphinx counts
REPOSITORY = "sphinx: {config: {html_theme_options: {repository_url: 'https://a.b/c/d'}}}"
INVENTORY = "sphinx: {config: {intersphinx_mapping: {p: ['https://p.org', null]}}}"
HUB = "launch_buttons: {jupyterhub_url: 'https://hub.example.org/'}"
EXTENSIONS = "parse: {myst_enable_extensions: [amsmath, replacements, smartquotes]}"
STYLE = "sphinx: {config: {bibtex_reference_style: author_year}}"


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("author: [Ada, Bo]", "authors", ("Ada", "Bo")),
        ("copyright: 2024", "copyright", "2024"),
        ("execute: {execute_notebooks: off}", "skip", ("**",)),
        ("execute: {exclude_patterns: [a/*]}", "skip", ("a/*",)),
        ("execute: {execute_notebooks: cache, cache: x, run_in_temp: true}", "skip", ()),
        ("parse: {myst_substitutions: {a: 1, b: two}}", "substitutions", {"a": "1", "b": "two"}),
        ("bibtex_bibfiles: refs.bib", "bibliography", ("refs.bib",)),
        (EXTENSIONS, "typography", Typography(replacements=True, smartquotes=True)),
        (STYLE, "citations", Citations("author-year")),
        ("bibtex_bibfiles: refs.bib", "citations", Citations(lists=False)),
        ("sphinx: {config: {language: fr}}", "language", "fr"),
        ("sphinx: {config: {mathjax_config: {TeX: {Macros: {R: x}}}}}", "macros", {"\\R": "x"}),
        ("sphinx: {config: {numfig_secnum_depth: 0}}", "numbering", replace(SPHINX, per="book")),
        ("sphinx: {config: {numfig_secnum_depth: 2}}", "numbering", replace(SPHINX, per="section")),
        ("sphinx: {config: {math_number_all: true}}", "numbering", replace(SPHINX, equations=True)),
        (REPOSITORY, "repository", "https://a.b/c/d"),
        (INVENTORY, "inventories", (Inventory("p", "https://p.org/", "inventories/p.inv"),)),
        (HUB, "launch", {"jupyterhub": "https://hub.example.org"}),
        ("html: {baseurl: 'https://a.b'}", "publication", Publication(site="https://a.b/")),
    ],
)
def test_keys_that_have_a_counterpart(text: str, field: str, value: object) -> None:
    settings, problems = of(f"title: A\n{text}\n")
    assert getattr(settings, field) == value
    assert problems == ()


@pytest.mark.parametrize(
    ("seconds", "cell", "page"), [(30, 30, 600), (600, 600, 6000), (-1, 86400, 86400)]
)
def test_a_page_may_take_longer_than_its_longest_cell(seconds: int, cell: int, page: int) -> None:
    settings, _ = of(f"execute: {{timeout: {seconds}}}\n")
    assert (settings.limits.cell, settings.limits.page) == (cell, page)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("html: {extra_footer: x}", ["html.extra_footer"]),
        ("html: {baseurl: '', extra_footer: }", []),
        ("html: {home_page_in_navbar: false}", ["html.home_page_in_navbar"]),
        ("my_own: {key: 1}", ["my_own"]),
        ("sphinx: {extra_extensions: [sphinx_proof, sphinx_design]}", []),
        ("sphinx: {config: {zzz_option: 3}}", ["sphinx.config.zzz_option"]),
    ],
)
def test_keys_that_have_none(text: str, keys: list[str]) -> None:
    _, problems = of(f"title: A\n{text}\n")
    shown = [re.findall(r"([\w.]+) \(line 2\)", problem.text) for problem in problems]
    assert shown == ([keys] if keys else [])
    assert all(problem.code == "no-effect" for problem in problems)


def test_redirects_in_a_file_and_those_seen_from_the_old_page() -> None:
    settings, _ = of(
        "sphinx: {config: {rediraffe_redirects: moved.txt, redirects: {old/a: ../intro.html}}}",
        **{"moved.txt": '"was.md" "intro.md"\n# no more\nb/c intro#top\n'},
    )
    assert [(each.old, each.new) for each in settings.redirects] == [
        ("old/a.html", "intro.html"),
        ("was.html", "intro.html"),
        ("b/c.html", "intro.html#top"),
    ]


REVERSED = "root: intro\noptions: {reversed: true}\nchapters: [{file: a}, {file: b}]\n"
NESTED = "root: intro\nsubtrees:\n- entries:\n  - file: a\n    subtrees:\n    - entries:\n"
OLDEST = "- url: /intro\n  not_numbered: true\n- divider: true\n- url: /a\n"


@pytest.mark.parametrize(
    ("toc", "files"),
    [
        ("root: intro\nchapters:\n- file: a\n", ["intro.md", "a.md"]),
        ("root: intro.md\nchapters:\n- file: n.ipynb\n", ["intro.md", "n.ipynb"]),
        ("root: intro\nchapters:\n- glob: '*'\n", ["intro.md", "a.md", "b.md"]),
        ("root: intro\nchapters:\n- glob: '*'\n- file: a\n", ["intro.md", "b.md", "a.md"]),
        (REVERSED, ["intro.md", "b.md", "a.md"]),
        (NESTED, ["intro.md", "a.md"]),
        (OLDEST, ["intro.md", "a.md"]),
        ("root: intro\nchapters:\n- a\n- b.md\n", ["intro.md", "a.md", "b.md"]),
    ],
)
def test_forms_of_a_table_of_contents(toc: str, files: list[str]) -> None:
    settings, _ = of("title: A", toc, a_md="# A\n", b_md="# B\n")
    assert [page.file for part in settings.parts for page in part.pages] == files


@pytest.mark.parametrize(
    ("toc", "code", "line"),
    [
        ("root: intro\nchapter:\n- file: a\n", "unknown-key", 2),
        ("root: intro\nchapters:\n- fil: a\n", "unknown-key", 3),
        ("chapters:\n- file: a\n", "bad-config", 1),
        ("root: intro\nchapters:\n- file: a\n- file: a.md\n", "bad-config", 4),
        ("root: [\n", "bad-config", 2),
        ("root: intro\nchapters:\n- url: ftp://x\n  title: X\n", "bad-config", 3),
        ("root: intro\nchapters:\n- file: ../../etc/passwd\n", "outside", 3),
    ],
)
def test_mistakes_in_a_table_of_contents(toc: str, code: str, line: int) -> None:
    _, problems = of("title: A", toc, a_md="# A\n")
    assert (code, "_toc.yml", line) in said(problems)


def test_numbers_below_the_level_of_parts_have_no_effect() -> None:
    toc = "root: intro\nchapters:\n- file: a\n  options: {numbered: true}\n"
    settings, (problem,) = of("title: A", toc, a_md="# A\n")
    assert not settings.parts[1].numbered
    assert (problem.code, problem.at.file, problem.at.line) == ("no-effect", "_toc.yml", 4)


@pytest.mark.slow
def test_aliases_are_read_and_cannot_fill_the_memory() -> None:
    settings, problems = of("title: &t A\nauthor: *t\n")
    assert (settings.authors, problems) == (("A",), ())
    bomb = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    _, problems = of(f"title: A\na0: &a0 x\n{bomb}\n")
    assert [problem.code for problem in problems] == ["bad-config"]


KEYS = (
    *("file", "root", "parts", "chapters", "sections", "title", "glob", "url", "format"),
    *("execute", "html", "sphinx", "config", "timeout", "mathjax3_config", "tex", "macros"),
    *("project", "toc", "children", "authors", "numbering", "math", "extends", "options"),
)
YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab.:/-*&[]{}#'\"\n é", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.slow
@given(YAML, st.sampled_from(["_toc.yml", "_config.yml", "myst.yml"]))
def test_whatever_is_in_them_nothing_raises(value: object, file: str) -> None:
    text = json.dumps(value, ensure_ascii=False)  # which is YAML, too
    given = {file: text, "a.md": "# A\n"}
    found = project(frozenset(given), given.get)
    assert found is not None
    written = toml(found, (file,))
    assert tomllib.loads(written) == found.table
    config.of_table(found.table, found.origin)


# --- parts ---------------------------------------------------------------------------------------


def test_of_two_values_at_one_path_the_first_holds() -> None:
    at = tree.Place("f", 1)
    table, places = gathered(
        (
            Said(("a", "+"), "x", at),
            Said(("a", "+"), "y", tree.Place("f", 2)),
            Said(("a", "+"), "x", at),
            Said(("b",), 1, at),
            Said(("b",), 2, at),
        ),
        at,
    )
    assert table == {"a": ["x", "y"], "b": 1}
    assert places.at(("a", 1, "deeper")).line == 2
    assert places.holding("y", ("a",)).line == 2
    assert places.at(("c",)) == at
    assert gathered((Said(("c", "d"), 1, tree.Place("f", 3)),), at)[1].at(("c",)).line == 3


@pytest.mark.parametrize(
    ("file", "folders", "address"),
    [
        ("02_ships/01_My Article.md", False, "my-article/index"),
        ("2024-notes.md", False, "2024-notes/index"),
        ("a/b/c.ipynb", True, "a/b/c/index"),
        ("a/index.md", True, "a/index"),
        ("a/index.md", False, "index-1/index"),
        ("R&D.md", False, "r-and-d/index"),
    ],
)
def test_addresses_of_mystmd(file: str, folders: bool, address: str) -> None:
    assert Slugs(folders=folders).address(file) == address
