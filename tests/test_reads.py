"""What a page reads of the book: which texts of its code are files, which imports are modules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drafts import TORCH, book, cell, codes, page
from hexapla.model.book import Book, DataSet, Lock, Variant
from hexapla.plan.files import checksum
from hexapla.plan.jobs import plan
from hexapla.ports import Job
from saving import extract

FILES = (
    "book.toml",
    "data/2001/rain.csv",
    "data/2002/rain.csv",
    "data/2002/more/snow.csv",
    "parts/data/rain.csv",
    "parts/data/read me.txt",
    "parts/own.csv",
    "parts/other.csv",
    "parts/tool.py",
    "tools/plot.py",
    "tools/colours.py",
    "tools/names.txt",
)
MODULES = {
    "parts/helpers.py": "import numpy\nfrom more import it",
    "parts/more.py": "def f():\n    import torch, tool\n    open('own.csv')",
    "parts/tool.py": "import sys",
    "parts/pkg/__init__.py": "from . import inner\nfrom .inner import x",
    "parts/pkg/inner.py": "from .deep.far import x\nfrom .. import nothing",
    "parts/pkg/names.csv": "",
    "parts/pkg/deep/__init__.py": "",
    "parts/pkg/deep/far.py": "from ...pkg import side\nopen('names.csv')",
    "parts/pkg/deep/names.csv": "",
    "parts/pkg/side.py": "import pandas",
    "parts/pkg/unused.py": "import jax",
    "parts/loose/one.py": "",
    "parts/sklearn/two.py": "",
    "parts/json/three.py": "",
    "parts/numpy.py": "import torch",
    "parts/circle.py": "import circle2",
    "parts/circle2.py": "import circle",
    "parts/broken.py": "import torch; x = (",
    "tools/plot.py": "import colours, own_helper",
    "tools/colours.py": "open('names.txt')",
    "parts/own_helper.py": "import seaborn",
    "parts/bydoing/__init__.py": "",
}


def library_of(*names: str) -> Book:
    """A book without pages, with these files and modules."""
    modules = {name: text for name, text in MODULES.items() if name in names}
    return replace(book(files=(*FILES, *names)), modules=modules)


def job(*code: str, meta: dict[str, object] | None = None, modules: tuple[str, ...] = ()) -> Job:
    """The job of a page parts/p.md in a book with all the files, and with these modules."""
    made = book(page("p", *map(cell, code), meta=meta), variants=(TORCH,))
    there = library_of(*modules)
    made = replace(made, files=there.files, modules=there.modules)
    (only,), problems = plan(made, extract(made)[0])
    assert problems == ()
    return only


# --- texts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ('open("own.csv")', "parts/own.csv"),
        ("pd.read_csv(filepath='./data/rain.csv')", "parts/data/rain.csv"),
        ("open('data/read me.txt')", "parts/data/read me.txt"),
        ("x = ['own.csv', 'other.csv', 'not-there.csv']", "parts/other.csv parts/own.csv"),
        ("open('../data/2001/rain.csv')", "data/2001/rain.csv"),
        ("open('../../outside.csv'); open('/etc/passwd'); open('~/x')", ""),
        ("open('/parts/own.csv')", ""),
        ("Path('data') / 'rain.csv'", "parts/data/rain.csv"),
        ("pathlib.Path('..', 'data') / '2001' / 'rain.csv'", "data/2001/rain.csv"),
        ("os.path.join('data', 'rain.csv')", "parts/data/rain.csv"),
        ("folder = Path('../data/2001')", "data/2001/rain.csv"),
        ("os.listdir('../data/2001')", "data/2001/rain.csv"),
        ("Path('../data') / year", "data/2001/rain.csv data/2002/more/snow.csv data/2002/rain.csv"),
        ("'../data/2001/' + name", "data/2001/rain.csv"),
        ("legend('data'); x['2001']", ""),
        ("Path('.'); Path('..'); os.listdir('../'); '../../'", ""),
        ("glob('../data/*/rain.csv')", "data/2001/rain.csv data/2002/rain.csv"),
        ("glob('../**/snow.csv', recursive=True)", "data/2002/more/snow.csv"),
        ("glob('*.csv')", "parts/other.csv parts/own.csv"),
        ("plot(x, '*'); re.match('.*', y)", ""),
        ("f'../data/200{n}/rain.csv'", "data/2001/rain.csv data/2002/rain.csv"),
        ("f'{n}'; f'{n} items'", ""),
        ("# own.csv\n'''own.csv'''\ndef f():\n    'own.csv'", ""),
        ("%run tool.py", "parts/tool.py"),
        ("%run tool", "parts/tool.py"),
        ("x = 1\n!wc -l own.csv ./other.csv", "parts/other.csv parts/own.csv"),
        ("lines = !cat own.csv", "parts/own.csv"),
        ("%%bash\ncat own.csv | wc > x", "parts/own.csv"),
        ("%%time\nopen('own.csv')", "parts/own.csv"),
        ("x = (open('own.csv')", "parts/own.csv"),
        ("'a\\0b'; '" + "x" * 5000 + "'; 'own.csv\\n'", ""),
        ("subprocess.run(['python', 'tool.py'])", "parts/tool.py"),
    ],
)
def test_texts_that_name_files(code: str, files: str) -> None:
    listed = [file for file in FILES if file in job(code).files]
    assert sorted(listed) == sorted(files.split()) or listed == [files]
    assert set(job(code).files) <= set(FILES)


def test_the_key_has_a_file_as_the_page_sees_it() -> None:
    read = job("open('own.csv')\nopen('../data/2001/rain.csv')")
    assert read.inputs.data == (("../data/2001/rain.csv", "0"), ("own.csv", "0"))
    assert read.files == ("data/2001/rain.csv", "parts/own.csv")
    assert read.folder == "parts"


def test_front_matter_lists_what_code_does_not_say() -> None:
    listed = job("1", meta={"files": ("data/*.csv", "../data/2001", "tool.py")})
    assert listed.files == ("data/2001/rain.csv", "parts/data/rain.csv", "parts/tool.py")


def test_an_entry_of_the_front_matter_that_fits_nothing_is_told() -> None:
    made = book(page("p", cell("1"), meta={"files": ("own.csv", "*.cvs", "../../x")}))
    made = replace(made, files=dict.fromkeys(FILES, "0"))
    jobs, problems = plan(made, extract(made)[0])
    assert codes(problems) == ["missing-file", "missing-file"]
    assert {job.files for job in jobs} == {("parts/own.csv",)}


def test_code_in_another_language_names_files_in_quotes() -> None:
    made = book(
        page("p", cell("x <- read.csv(\"own.csv\"); y <- f('data')")),
        variants=(Variant("r", "R", lexer="r"),),
        locks={},
    )
    made = replace(made, files=dict.fromkeys(FILES, "0"))
    (only,), _ = plan(made, extract(made)[0])
    assert only.files == ("parts/own.csv",)


# --- modules -------------------------------------------------------------------------------------


def names(*short: str) -> tuple[str, ...]:
    return tuple(name for name in MODULES if any(f"/{each}" in name for each in short))


@pytest.mark.parametrize(
    ("code", "modules", "files", "packages"),
    [
        (
            "import helpers as h",
            names("helpers", "more", "tool.py"),
            "parts/helpers.py parts/more.py parts/own.csv parts/tool.py",
            "numpy torch",
        ),
        ("from helpers import it", names("helpers"), "parts/helpers.py", "more numpy"),
        (
            "import pkg",
            names("pkg"),
            "parts/pkg/__init__.py parts/pkg/deep/__init__.py parts/pkg/deep/far.py "
            "parts/pkg/deep/names.csv parts/pkg/inner.py parts/pkg/side.py",
            "pandas",
        ),
        (
            "def f():\n    import pkg.deep.far",
            names("pkg/__init__", "deep/__init__", "far"),
            "parts/pkg/__init__.py parts/pkg/deep/__init__.py parts/pkg/deep/far.py",
            "",
        ),
        ("from loose.one import x", names("loose"), "parts/loose/one.py", ""),
        ("import loose", names("loose"), "", "loose"),
        ("import sklearn.two", names("sklearn"), "", "scikit-learn"),
        ("import json.three", names("json"), "", ""),
        ("import numpy", names("numpy.py"), "parts/numpy.py", "torch"),
        ("import circle", names("circle"), "parts/circle.py parts/circle2.py", ""),
        ("import broken", names("broken"), "parts/broken.py", ""),
        ("from . import helpers\nfrom .helpers import x", names("helpers"), "", ""),
        ("import bydoing", names("bydoing"), "", ""),
        (
            "%run ../tools/plot.py",
            names("plot", "colours", "own_helper"),
            "parts/own_helper.py tools/colours.py tools/names.txt tools/plot.py",
            "seaborn",
        ),
    ],
)
def test_modules_of_the_book(
    code: str, modules: tuple[str, ...], files: str, packages: str
) -> None:
    found = job(code, modules=modules)
    assert found.files == tuple(files.split())
    assert [name for name, _ in found.inputs.packages] == packages.split()


def test_what_saved_code_imports_and_reads_counts_for_its_users() -> None:
    saving = page("a", cell("import helpers\ndef f(): return helpers.g('own.csv')  #@save"))
    using = page("b", cell("from bydoing import pytorch as bd\nbd.f()"))
    idle = page("c", cell("1"))
    made = book(saving, using, idle, variants=(TORCH,))
    there = library_of("parts/helpers.py")
    made = replace(made, files=there.files, modules=there.modules)
    jobs, _ = plan(made, extract(made)[0])
    files = {job.page: job.files for job in jobs}
    assert files["a"] == files["b"] == ("parts/helpers.py", "parts/own.csv")
    assert files["c"] == ()


def test_modules_mean_nothing_to_another_language() -> None:
    lock = Lock("4.4", {}, {})
    made = book(
        page("p", cell("import helpers")),
        variants=(Variant("r", "R", lexer="r"),),
        locks={"r": lock},
    )
    there = library_of("parts/helpers.py")
    made = replace(made, files=there.files, modules=there.modules)
    assert plan(made, extract(made)[0])[0][0].files == ()


# --- data sets -----------------------------------------------------------------------------------

IRIS = DataSet("iris", "Iris", files={"a.csv": "1", "b.csv": "2"}, places=("/a",))


@pytest.mark.parametrize(
    ("code", "loads"),
    [
        ("load('iris')", True),
        ("Path(os.environ['BYDOING_DATA']) / 'iris' / 'a.csv'", True),
        ("open(root + '/' + 'iris/a.csv')", True),
        ("# iris\nload('irises'); iris = 'an iris'", False),
    ],
)
def test_a_data_set_is_loaded_by_its_name(code: str, loads: bool) -> None:
    made = book(page("p", cell(code)), variants=(TORCH,))
    made = replace(made, config=replace(made.config, data=(IRIS,)))
    (only,), _ = plan(made, extract(made)[0])
    assert only.data == (("iris",) if loads else ())
    assert only.inputs.data == ((("data:iris", checksum(IRIS)),) if loads else ())


def test_only_its_files_tell_a_data_set_from_another() -> None:
    looks = replace(IRIS, title="", license="CC0", source="x", places=("/b",))
    assert checksum(looks) == checksum(IRIS)
    for files in ({"a.csv": "1"}, {"a.csv": "1", "b.csv": "3"}, {"a.csv": "1", "c.csv": "2"}):
        assert checksum(replace(IRIS, files=files)) != checksum(IRIS)
