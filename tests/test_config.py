"""book.toml: what it says, and what is said about its mistakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.model.book import ALONE, Config, DataSet, Limits, Slots, Variant
from hexapla.model.problems import Problems
from hexapla.model.theme import Site
from hexapla.source import config as configs

WHOLE = r"""
title = "Rivers"
subtitle = "Small ones"
authors = ["Ada", "Bo"]
language = "de"
license = "CC0"
repository = "https://example.org/rivers"
bibliography = ["references.bib"]
outputs = ["web", "package"]
[[variants]]
name = "numpy"
title = "NumPy"
environment = "environments/numpy.in"
[[variants]]
name = "julia"
title = "Julia"
kernel = "julia-1.11"
lexer = "julia"
[execution]
cell_timeout = 7
page_timeout = 70.5
jobs = 3
cores = 6
memory = "12 GiB"
gpus = [0, "GPU-5f"]
retries = 0
memory_limit = "2GB"
[package]
name = "rivers"
folder = "../companion"
[macros]
"\\R" = "\\mathbb{R}"
[[parts]]
title = "Before"
numbered = false
chapters = ["preface.md"]
[[parts]]
title = "Water"
chapters = [
  { page = "flow.md", pages = [
    "speed.md",
    "depth.md",
  ] },
  "end.md",
]
"""


def load(text: str) -> tuple[Config | None, Problems]:
    loaded, problems = configs.load(text)
    return loaded and loaded.config, problems


def read(text: str) -> Config:
    config, problems = load(text)
    assert not problems
    assert config is not None
    return config


def said(text: str) -> list[str]:
    return [str(problem) for problem in load(text)[1]]


def test_all_of_it() -> None:
    config = read(WHOLE)
    assert (config.title, config.authors, config.language) == ("Rivers", ("Ada", "Bo"), "de")
    assert config.variants == (
        Variant("numpy", "NumPy", environment="environments/numpy.in"),
        Variant("julia", "Julia", "julia-1.11", "julia"),
    )
    assert config.limits == Limits(cell=7, page=70.5, memory=2 * 10**9)
    assert config.slots == Slots(3, 6, 12 * 2**30, ("0", "GPU-5f"), 0)
    assert (config.package, config.package_folder) == ("rivers", "../companion")
    assert config.macros == {r"\R": r"\mathbb{R}"}
    assert [(p.title, p.numbered) for p in config.parts] == [("Before", False), ("Water", True)]


def test_pages_know_their_level_and_their_line() -> None:
    pages = [entry for part in read(WHOLE).parts for entry in part.pages]
    assert [(entry.file, entry.level) for entry in pages] == [
        ("preface.md", 1),
        ("flow.md", 1),
        ("speed.md", 2),
        ("depth.md", 2),
        ("end.md", 1),
    ]
    lines = WHOLE.split("\n")
    assert all(entry.file in lines[entry.at.line - 1] for entry in pages)


def test_a_title_is_enough() -> None:
    assert read('title = "A"') == Config("A", variants=(ALONE,))


UNKNOWN = {
    'title = "A"\nsubtitel = "B"': "book.toml:2: error: book.toml has no key 'subtitel'"
    "; did you mean 'subtitle'? [unknown-key]",
    'title = "A"\n[theme]\nlogo = "a.svg"': "book.toml:3: error: 'logo' is no key of [theme]: it "
    "stands at the top of book.toml, above all tables [unknown-key]",
    'title = "A"\n\n[execution]\ncell_timout = 3': "book.toml:4: error: book.toml has no key "
    "'cell_timout'; did you mean 'cell_timeout'? [unknown-key]",
    'title = "A"\n[[variants]]\nname = "a"\n[[variants]]\nname = "b"\nlekser = "c"': "book.toml:6: "
    "error: book.toml has no key 'lekser'; did you mean 'lexer'? [unknown-key]",
    'title = "A"\n[[parts]]\ntitle = "B"\nchapters = [\n  "a.md",\n  { pag = "b.md" },\n]': "book."
    "toml:6: error: book.toml has no key 'pag'; did you mean 'page'? [unknown-key]",
    'title = "A"\n[excution]\njobs = 2': "book.toml:2: error: book.toml has no key 'excution'; "
    "did you mean 'execution'? [unknown-key]",
}


@pytest.mark.parametrize("text", UNKNOWN)
def test_an_unknown_key_is_said_with_its_line_and_the_nearest_key(text: str) -> None:
    assert said(text)[0] == UNKNOWN[text]


def test_two_unknown_keys_are_two_problems() -> None:
    assert [p.at.line for p in load('title = "A"\nx = 1\ny = 2')[1]] == [2, 3]


WRONG = {
    "title = 1": ("book.toml:1", "'title': this must be a text, and is a whole number"),
    'title = "A"\nauthors = "Ada"': ("book.toml:2", "'authors': this must be a list, and is a"),
    'title = "A"\n[execution]\njobs = 0': ("book.toml:3", "'execution.jobs': this must be"),
    'title = "A"\n[execution]\n\ncell_timeout = "1"': ("book.toml:4", "must be a number, and is"),
    'title = "A"\n[execution]\nmemory = "12"': ("book.toml:3", "'12' is not a size with its unit"),
    'title = "A"\n[execution]\ngpus = -1': ("book.toml:3", "'execution.gpus': this must be"),
    'title = "A"\n[execution]\nmemory_limit = 4': ("book.toml:3", "must be a text"),
    'title = "A"\nvariants = 3': ("book.toml:2", "'variants': this must be a list"),
    'title = "A"\n[macros]\n"\\\\R" = 1': ("book.toml:2", "'macros': this must be a text"),
    'title = "A"\n[[parts]]\ntitle = "B"\nnumbered = "no"\nchapters = ["a.md"]': (
        "book.toml:4",
        "true or false",
    ),
    'title = "A"\n[[parts]]\ntitle = "B"\nchapters = [1, "a.md"]': ("book.toml:4", "a text or a"),
    'title = "A"\n[[parts]]\ntitle = "B"\nchapters = ["a.docx"]': (
        "book.toml:4",
        "must end in .md",
    ),
    'title = "A"\n[[parts]]\ntitle = "B"\nchapters = [{pages = []}]': ("book.toml:4", "no page"),
    "subtitle = 'B'": ("book.toml:1", "the book has no title"),
    'title = "A"\nlanguage = "English"': ("book.toml:2", "'English' is not the code of a language"),
    'title = "A"\nrepository = "javascript:x"': ("book.toml:2", "begins with https://"),
    'title = "A"\nvariants = ["numpy"]': ("book.toml:2", "'variants': this must be a table"),
    'title = "A"\nparts = ["B"]': ("book.toml:2", "'parts': this must be a table"),
    'title = "A"\n[package]\nname = "json"': ("book.toml:3", "would hide Python's own"),
    'title = "A"\n[package]\nname = "größe"': ("book.toml:3", "installed under that name"),
    'title = "A"\n[package]\nname = "_a"': ("book.toml:3", "installed under that name"),
    'title = "A"\n[package]\nfolder = "/tmp/x"': ("book.toml:3", "must be in the book's folder"),
    'title = "A"\n[package]\nfolder = "../../x"': ("book.toml:3", "must be in the book's folder"),
    'title = "A"\n[package]\nfolder = "../.git"': ("book.toml:3", "and not hidden"),
    'title = "A"\n[[parts]]\ntitle = "B"\nchapters = [\n"a.md",\n"./a.md"]': (
        "book.toml:6",
        "'a.md' is listed a second time",
    ),
    'title = "A"\n[[parts]]\ntitle = "B"\nchapters = [""]': (
        "book.toml:4",
        "a chapter has no page",
    ),
    'title = "A"\n[[parts]]\ntitle = "B"\nchapters = [{page = "a.md", pages = [""]}]': (
        "book.toml:4",
        "a section has no page",
    ),
    'title = "A"\n[[parts]]\ntitle = "B"\nchapters = [{page = "a.md", pages = [3]}]': (
        "book.toml:4",
        "'parts.chapters.pages': this must be a text",
    ),
    'title = "A"\n[[variants]]\ntitle = "B"': ("book.toml:2", "a variant has no name"),
    'title = "A"\n[[variants]]\nname = "Py Torch"': ("book.toml:3", "'Py Torch' becomes a module"),
    'title = "A"\n[[variants]]\nname = "class"': ("book.toml:3", "'class' becomes a module"),
    'title = "A"\n[[variants]]\nname = "python"': ("book.toml:3", "means all variants"),
    'title = "A"\n[[variants]]\nname = "a"\n[[variants]]\nname = "a"': ("book.toml:5", "two vari"),
    'title = "A"\n[package]\nname = "my book"': (
        "book.toml:3",
        "the package 'my book' is imported",
    ),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_value_is_said_with_its_key_and_line(text: str) -> None:
    where, what = WRONG[text]
    problem = said(text)[0]
    assert problem.startswith(f"{where}: error: ")
    assert problem.endswith("[bad-config]")
    assert what in problem


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_value_leaves_the_rest_of_the_book(text: str) -> None:
    config, problems = load(text)
    assert config is not None
    assert len(problems) == 1
    assert config.title == ("Untitled" if "title = 1" in text or "subtitle" in text else "A")


def test_values_beside_a_wrong_one_stay() -> None:
    config, _ = load('title = "A"\nauthors = ["Ada", 2, "Bo"]\n[macros]\na = "b"\nc = 1')
    assert config is not None
    assert config.authors == ("Ada", "Bo")
    assert config.macros == {"a": "b"}


@pytest.mark.parametrize(
    ("text", "line"),
    [('title = "A"\n[macros\n', 2), ('title = "A"\nauthors = [\n"Ada",\n', 3), ("= 1", 1)],
)
def test_what_is_no_toml_is_no_book(text: str, line: int) -> None:
    config, (problem,) = load(text)
    assert config is None
    assert (problem.code, problem.at.line) == ("bad-config", line)
    assert problem.text.startswith("this is not TOML: ")


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ('title = "A"\ntitle = "B"', "a key or table is given twice", 2),
        ("[package]\n[execution]\n[package]", "the table 'package' is given twice", 3),
        ('title = "A\nlanguage = "en"', "a text in quotes does not end on its line", 1),
    ],
)
def test_common_slips_are_said_in_plain_words(text: str, what: str, line: int) -> None:
    _, (problem,) = load(text)
    assert (problem.text, problem.at.line) == (f"this is not TOML: {what}", line)


@pytest.mark.parametrize(
    "key",
    [
        'bibliography = ["../secret.bib"]',
        '[[variants]]\nname = "a"\nenvironment = "../a.in"',
        '[[parts]]\ntitle = "B"\nchapters = ["a/../../b.md"]',
        '[[parts]]\ntitle = "B"\nchapters = [{page = "a.md", pages = ["../b.md"]}]',
    ],
)
def test_a_path_that_leaves_the_book_is_refused(key: str) -> None:
    config, (problem,) = load(f'title = "A"\n{key}')
    assert problem.code == "outside"
    assert problem.at.line == len(f"\n{key}".split("\n"))
    assert config is not None
    assert not config.bibliography
    assert not any(variant.environment for variant in config.variants)
    assert not any(".." in entry.file for part in config.parts for entry in part.pages)


KEYS = ["title", "authors", "variants", "execution", "macros", "parts", "package", "x", "pages"]
SIMPLE = st.one_of(st.integers(-2, 2), st.booleans(), st.sampled_from(['"a"', '"../b"', "1.5"]))
VALUES = st.recursive(
    SIMPLE.map(lambda value: str(value).lower()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{k} = {v}" for k, v in items.items()) + "}"
        ),
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_whatever_is_in_it_nothing_raises_and_every_problem_has_a_line(
    table: dict[str, str],
) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in table.items())
    config, problems = load(text)
    assert config is not None
    assert all(1 <= problem.at.line <= max(1, len(table)) for problem in problems)


@given(st.text())
def test_any_text_at_all_is_read_without_raising(text: str) -> None:
    load(text)


# --- data sets -----------------------------------------------------------------------------------

SUM = f"sha256:{'a' * 64}"


def data_sets(table: str) -> tuple[tuple[DataSet, ...], list[tuple[str, str, int]]]:
    config, problems = load(f'title = "A"\n{table}')
    assert config is not None
    return config.data, [(p.code, p.text, p.at.line) for p in problems]


def test_data_sets() -> None:
    places = (
        '["$HERE/rain", "/usr/share/rain/", "~/rain", "python:a/b", "rain", "https://a.b/rain"]'
    )
    sets, problems = data_sets(
        f"""\
[data.rain]
title = "Rain"
license = "CC0"
source = "https://example.org"
places = {places}
files = {{ "b.csv" = "{SUM}", "a/c.csv" = "{SUM.upper()}" }}
[data.snow-2]
checksum = "{SUM}"
places = ["https://example.org/deep/snow.csv?raw=1", "/x"]
"""
    )
    rain, snow = sets
    assert problems == []
    assert rain == DataSet(
        "rain",
        "Rain",
        "CC0",
        "https://example.org",
        {"a/c.csv": "a" * 64, "b.csv": "a" * 64},
        ("$HERE/rain", "/usr/share/rain", "~/rain", "python:a/b", "rain", "https://a.b/rain"),
    )
    assert (snow.title, snow.single, dict(snow.files)) == ("snow-2", True, {"snow.csv": "a" * 64})


GOOD = f'places = ["/a"]\nchecksum = "{SUM}"\n'


@pytest.mark.parametrize(
    ("table", "code", "said", "line"),
    [
        ("data = 3", "bad-config", "must be tables", 2),
        ("[data]\nx = 3", "bad-config", "must be a table: [data.x]", 3),
        (f'[data."a/b"]\n{GOOD}', "bad-config", "becomes a folder", 2),
        (f'[data.x]\n{GOOD}titel = ""', "unknown-key", "did you mean 'title'?", 5),
        (f"[data.x]\n{GOOD}title = 3", "bad-config", "'data.x.title': this must be a text", 5),
        (f'[data.x]\nchecksum = "{SUM}"', "bad-config", "list the `places`", 2),
        ('[data.x]\nplaces = ["/a"]', "bad-config", "needs `checksum", 2),
        (f'[data.x]\n{GOOD}files = {{ a = "{SUM}" }}', "bad-config", "needs `checksum", 2),
        ('[data.x]\nplaces = ["/a"]\nchecksum = "md5:1"', "bad-config", "64 digits", 4),
        (
            f'[data.x]\nplaces = ["/a"]\n[data.x.files]\n"../a" = "{SUM}"',
            "bad-config",
            "no path of a file within",
            5,
        ),
        (f"[data.x]\n{GOOD.replace('/a', 'http://a.b/c')}", "bad-config", "https://", 3),
        (f"[data.x]\n{GOOD.replace('/a', 'ftp://a.b/c')}", "bad-config", "https://", 3),
        (f"[data.x]\n{GOOD.replace('/a', '../a')}", "outside", "outside the book", 3),
    ],
)
def test_what_is_said_of_data_sets(table: str, code: str, said: str, line: int) -> None:
    _, problems = data_sets(table)
    assert (problems[0][0], problems[0][2]) == (code, line)
    assert said in problems[0][1]


def test_a_set_that_cannot_be_told_from_any_other_is_left_out() -> None:
    table = f'[data.x]\n{GOOD}[data.y]\nplaces = ["/a"]\nchecksum = "md5:1"'
    assert [each.name for each in data_sets(table)[0]] == ["x"]


# --- contents, and the website -------------------------------------------------------------------

CONTENTS = """
title = "A"
[web]
addresses = "path"
cover = false
buttons = ["edit", "source"]
[launch]
binder = "https://mybinder.org/"
[redirects]
"old/" = "new.html"
[[parts]]
title = ""
chapters = [
  { page = "a.md", title = "First", pages = [
    { page = "b.md", pages = ["c.md"] },
    { title = "A link", url = "https://example.org" },
  ] },
  { title = "Others", pages = ["d.md", { page = "e.md", hidden = true, address = "the/end" }] },
]
"""


def test_contents_of_any_depth_with_links_and_hidden_pages() -> None:
    config = read(CONTENTS)
    (part,) = config.parts
    listed = [(e.file, e.level, e.title, e.hidden, e.address) for e in part.pages]
    assert listed == [
        ("a.md", 1, "First", False, ""),
        ("b.md", 2, "", False, ""),
        ("c.md", 3, "", False, ""),
        ("d.md", 1, "", False, ""),
        ("e.md", 1, "", True, "the/end"),
    ]
    assert [(link.title, link.url, link.level, link.after) for link in part.links] == [
        ("A link", "https://example.org", 2, "c.md"),
        ("Others", "", 1, "c.md"),
    ]
    lines = CONTENTS.split("\n")
    assert all(entry.file in lines[entry.at.line - 1] for entry in part.pages)


def test_the_website() -> None:
    config = read(CONTENTS)
    assert config.site == Site("path", cover=False, buttons=("source", "edit"))
    assert config.launch == {"binder": "https://mybinder.org"}
    assert [(each.old, each.new) for each in config.redirects] == [("old/index.html", "new.html")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[web]\nbuttons = ["edits"]', "there is no button 'edits'"),
        ('[web]\naddresses = "id"', "'web.addresses'"),
        ('[run]\njupyterhub = "http://hub.example"', "no address that code may be sent to"),
        ('[run]\nbinder = "https://mybinder.org"', "name it, `repository`"),
        ('[run]\npyodide = "../else"', "neither a folder of the site nor an address"),
        ('[run]\npyodide_variants = ["nump"]', "the book has no variant 'nump'"),
        ('[launch]\nbinder = "mybinder.org"', "'mybinder.org' is no address"),
        ('[redirects]\n"../a" = "b.html"', "the address '../a' is none within the site"),
        ('logo = "../logo.svg"', "'../logo.svg' lies outside the book"),
        ('[[parts]]\ntitle = ""\nchapters = [{ url = "https://a.b" }]', "a link has no title"),
        ('[[parts]]\ntitle = ""\nchapters = [{ title = "X", url = "a" }]', "'a' is no address"),
        ('[[parts]]\ntitle = "B"\nchapter = ["a.md"]', "the part 'B' has no pages"),
        ('[[parts]]\ntitle = "B"\nchapters = []', "the part 'B' has no pages"),
        (
            '[[parts]]\ntitle = ""\nchapters = [{ page = "a.md", address = "../x" }]',
            "the address '../x' leads out of the site",
        ),
        (
            '[[parts]]\ntitle = ""\nchapters = [\n{ page = "a.md", address = "x" },\n'
            '{ page = "b.md", address = "x.html" }]',
            "the address 'x.html' is that of another page already",
        ),
    ],
)
def test_what_is_said_of_contents_and_the_website(text: str, said: str) -> None:
    _, problems = load(f'title = "A"\n{text}\n')
    assert any(said in problem.text for problem in problems), problems
