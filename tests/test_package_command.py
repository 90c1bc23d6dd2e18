"""hexapla package: what is built, its proof, and pages that run with nothing but the wheel."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from hexapla.build import prepare, read
from hexapla.cli.main import hexapla
from hexapla.execute import install, outside, prove, wheel
from hexapla.execute.where import environments, python, workplace
from hexapla.model.book import Book, Config, Lock, Variant
from hexapla.model.outputs import Inputs
from hexapla.plan.key import difference, digest
from hexapla.ports import Job, Workplace
from hexapla.whole import MANIFEST
from wheels import wheel as tiny_wheel

NOTHING: Mapping[str, str] = MappingProxyType({})
LANGUAGE = f"{sys.version_info.major}.{sys.version_info.minor}"
SMALL = Variant("small", "Small", environment="environments/small.in")
TOML = """\
title = "Pockets"
[package]
name = "pocket"
folder = "companion"
[[variants]]
name = "small"
title = "Small"
environment = "environments/small.in"
[[variants]]
name = "large"
title = "Large"
environment = "environments/large.in"
[[parts]]
title = "All"
chapters = ["saves.md"]
"""
SAVES = """\
# Saves

```{code-cell} small
import tiny

def twice(x):  #@save
    return 2 * x

def release():  #@save
    return tiny.version
```
"""
APART = """\
---
environment: package
---
# Apart

```{code-cell} small
import os, sys
from pocket import small as pk
print(pk.twice(21), pk.release(), os.listdir())
print([p for p in sys.path if "companion" in p], pk.__file__.split(os.sep)[-4])
```
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book that saves two functions in one of two variants; the other asks for more."""
    folder = tmp_path / "book"
    (folder / "environments").mkdir(parents=True)
    (folder / "book.toml").write_text(TOML)
    (folder / "saves.md").write_text(SAVES)
    for name, packages in (("small", "tiny"), ("large", "tiny\nalien")):
        lock = "".join(f"{one}==1.0\n" for one in packages.split())
        (folder / f"environments/{name}.in").write_text(f"{packages}\n")
        (folder / f"environments/{name}.lock").write_text(f"# python {LANGUAGE}\n{lock}")
    return folder


def said(*words: str | Path, code: int = 0) -> str:
    done = CliRunner().invoke(hexapla, [*map(str, words)])
    assert done.exit_code == code, done.output + str(done.exception or "")
    return done.output


def project(folder: Path, requires: Sequence[str] = (), files: Mapping[str, str] = NOTHING) -> Path:
    """A package `pocket` with an extra `small`, as Hexapla would have written it."""
    extras = f"[project.optional-dependencies]\nsmall = {json.dumps([*requires])}\nlarge = []\n"
    texts = {
        "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\n'
        'build-backend = "hatchling.build"\n[project]\nname = "pocket"\nversion = "1.0"\n' + extras,
        "pocket/__init__.py": "",
        "pocket/small/__init__.py": "",
        **{f"pocket/{name}.py": text for name, text in files.items()},
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / MANIFEST).write_text("".join(f"{name}\n" for name in texts))
    return folder


# --- what is built --------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_wheel_and_the_source_hold_what_the_book_saves_and_nothing_else(book: Path) -> None:
    said("build", book)
    (book / "companion/pocket").mkdir(parents=True, exist_ok=True)
    (book / "companion/pocket/stray.py").write_text("stray = 1\n")
    lines = [json.loads(line) for line in said("package", book, "--json").splitlines()]
    files = [Path(line["file"]) for line in lines if "sha256" in line]
    assert [file.suffix for file in files] == [".whl", ".gz"]
    assert files[0].parent == book / "_build" / "dist"
    with ZipFile(files[0]) as archive:
        inside = set(archive.namelist())
        assert b"def twice(x)" in archive.read("pocket/small/saves.py")
    assert {"pocket/__init__.py", "pocket/py.typed", "pocket/small/__init__.py"} <= inside
    with tarfile.open(files[1]) as source:
        inside |= {*source.getnames()}
    assert not [name for name in inside if "stray" in name or MANIFEST in name]


@pytest.mark.slow
def test_equal_books_give_equal_bytes_whoever_builds_them(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said("package", book, "--output", tmp_path / "one")
    again = shutil.copytree(book, tmp_path / "again")
    os.utime(again / "saves.md", (1, 1))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    monkeypatch.setenv("HATCH_BUILD_LOCATION", str(tmp_path / "elsewhere"))
    before = os.umask(0o077)
    try:
        said("package", again, "--output", tmp_path / "two")
    finally:
        os.umask(before)
    one, two = ({f.name: f.read_bytes() for f in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert len(one) == 2
    assert one == two


def test_a_book_without_a_package_says_how_to_have_one(book: Path) -> None:
    text = TOML.replace('[package]\nname = "pocket"\nfolder = "companion"\n', "")
    (book / "book.toml").write_text(text)
    assert "no-package" in said("package", book, code=1)


def test_nothing_is_built_of_a_book_that_cannot_be_saved(book: Path) -> None:
    (book / "saves.md").write_text(SAVES.replace("    return 2 * x", "    return 2 *"))
    assert "bad-code" in said("package", book, code=1)
    assert not (book / "_build").exists()


def test_what_the_builder_says_is_told(tmp_path: Path) -> None:
    folder = project(tmp_path / "in")
    text = (folder / "pyproject.toml").read_text().replace('version = "1.0"', 'version = "new"')
    (folder / "pyproject.toml").write_text(text)
    with pytest.raises(wheel.NotBuilt, match="Invalid version"):
        wheel.build(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(wheel.NotBuilt, match="holds no package"):
        wheel.build(tmp_path, tmp_path / "out")


def test_a_manifest_never_leads_out_of_its_folder(tmp_path: Path) -> None:
    folder = project(tmp_path / "in")
    (tmp_path / "secret.py").write_text("secret = 1\n")
    with (folder / MANIFEST).open("a") as file:
        file.write(f"../secret.py\n{tmp_path}/secret.py\npocket/gone.py\n")
    built = wheel.build(folder, tmp_path / "out")
    assert not [name for name in ZipFile(built.wheel.file).namelist() if "secret" in name]


def test_a_wheel_says_what_each_variant_asks_for(tmp_path: Path) -> None:
    wants = ["tiny>=1", 'six; python_version < "3"', "mine[x]==2"]
    made = wheel.build(project(tmp_path / "in", wants), tmp_path / "out").wheel
    assert (made.name, made.version) == ("pocket", "1.0")
    assert {*made.asks("small")} == {"tiny>=1", "mine[x]==2"}
    assert made.asks("large") == made.asks("unknown") == ()


def test_modules_of_other_variants_are_those_that_only_they_ask_for(tmp_path: Path) -> None:
    made = wheel.build(project(tmp_path / "in", ["tiny", "shared", "deep"]), tmp_path / "out").wheel
    modules = {"tiny": "tiny", "share": "shared", "deep": "deep", "more": "more"}
    locks = {
        "small": Lock(LANGUAGE, {}, modules),
        "large": Lock(LANGUAGE, {"deep": "1"}, {}),
    }
    large = replace(SMALL, name="large")
    whole = Book(Config("B", variants=(SMALL, large), package="pocket"), (), {}, locks, {})
    assert prove.foreign(large, made, whole) == ("share", "tiny")
    assert prove.foreign(SMALL, made, whole) == ()


# --- pages that stand apart -----------------------------------------------------------------------


def with_page(book: Path, text: str) -> Path:
    (book / "apart.md").write_text(text)
    (book / "book.toml").write_text(TOML.replace('"saves.md"', '"saves.md", "apart.md"'))
    return book


def jobs_of(folder: Path) -> dict[str, Job]:
    found, problems = read(folder)
    assert found
    assert [problem for problem in problems if problem.severity == "error"] == []
    return {job.page: job for job in prepare(found, folder)[1]}


def test_a_page_that_stands_apart_depends_on_that_and_on_what_it_uses(book: Path) -> None:
    text = APART.replace("import os", "open('saves.md'); import os")
    inside = jobs_of(with_page(book, text.replace("environment: package", "date: 2026")))
    jobs = jobs_of(with_page(book, text))
    assert (jobs["apart"].apart, jobs["saves"].apart) == (True, False)
    assert jobs["apart"].files == ()
    assert [name for name, _ in jobs["apart"].inputs.library] == ["saves.release", "saves.twice"]
    assert (
        "runs with the package alone"
        in difference(inside["apart"].inputs, jobs["apart"].inputs)[-1]
    )


def test_the_keys_of_all_other_pages_are_what_they_were() -> None:
    known = "fcb5be2cebf5"
    inputs = Inputs(("1 + 1",), "3.11")
    assert digest(inputs) != digest(replace(inputs, apart=True))
    assert digest(inputs).startswith(known)


@pytest.mark.parametrize("value", ["other", "[package]", "true"])
def test_only_one_environment_can_be_asked_for(book: Path, value: str) -> None:
    with_page(book, APART.replace("environment: package", f"environment: {value}"))
    assert "'environment' must be package" in said("check", book, code=1)


def test_a_page_cannot_stand_apart_where_there_is_no_package(book: Path) -> None:
    text = with_page(book, APART).joinpath("book.toml").read_text()
    (book / "book.toml").write_text(text.replace('[package]\nname = "pocket"', "[citations]", 1))
    (book / "book.toml").write_text(
        (book / "book.toml").read_text().replace('folder = "companion"\n', "", 1)
    )
    assert "wants a package" in said("check", book, code=1)


def test_where_a_job_runs_that_stands_apart(tmp_path: Path) -> None:
    job = Job("p", SMALL, (), Inputs((), ""), "")
    at = Workplace(environments(tmp_path), tmp_path / "companion", tmp_path)
    assert workplace(job, at) == at
    alone = workplace(replace(job, apart=True), at)
    home = tmp_path / ".hexapla" / "package"
    assert python(alone.environments, SMALL).is_relative_to(home / "small")
    assert alone.library == home / "small" / "tools"


# --- clean environments ---------------------------------------------------------------------------


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A folder that pip installs from, and from nowhere else; the words that it was called with.

    What is used beside the package is what runs these tests.
    """
    folder, ours, called = tmp_path / "shop", Path(pytest.__file__).parent.parent, list[str]()
    folder.mkdir()
    tiny_wheel(folder, "tiny", "1.0")
    tiny_wheel(folder, "alien", "1.0")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))

    def installed(part: Path, say: Callable[[str], None], *words: str) -> None:
        called.append(" ".join(words))
        if "--target" in words:
            (part / "tools").symlink_to(ours)
        else:
            install.install(part, say, *words)

    monkeypatch.setattr(outside, "install", installed)
    return called


@pytest.mark.kernel
def test_a_wheel_is_proved_and_a_second_time_only_exchanged(book: Path, shop: list[str]) -> None:
    out = said("package", book, "--check", "--variant", "small", "--json")
    (proof,) = [json.loads(line) for line in out.splitlines() if '"result"' in line]
    assert proof.pop("seconds")
    assert proof == {"variant": "small", "names": "2", "tests": "none", "result": "passes"}
    assert len(shop) == 2
    # another body, the same wishes: the environment stays
    (book / "saves.md").write_text(SAVES.replace("2 * x", "x + x"))
    said("package", book, "--check", "--variant", "small")
    assert len(shop) == 3
    assert shop[-1].startswith("--no-deps --no-index --force-reinstall")
    said("package", book, "--check", "--variant", "small")
    assert len(shop) == 3


@pytest.mark.kernel
def test_what_a_wheel_lacks_brings_or_fails_is_told(
    book: Path, tmp_path: Path, shop: list[str]
) -> None:
    whole, _ = read(book)
    assert whole
    homes = environments(book)
    front = "__all__ = ['good', 'lost', 'heavy']\ngood = 1\n"
    front += "def __getattr__(name):\n    import alien\n    return {}[name]\n"
    tests = "def test_good(): pass\ndef test_bad(): assert 1 == 2, 'not two'\n"
    files = {"__init__": "import tiny\n", "small/__init__": front, "small/test_all": tests}
    bad = project(tmp_path / "bad", ["alien"], files)
    made = wheel.build(bad, tmp_path / "out").wheel
    made = replace(made, requires={**made.requires, "large": ("alien", "tiny")})
    assert outside.bring(SMALL, made, None, homes, shop.append) == ()
    proof = prove.prove(SMALL, made, whole, (), homes)
    texts = " | ".join(problem.text for problem in proof.problems)
    assert proof.names == 0
    assert "'pocket' cannot be imported: ModuleNotFoundError: No module named 'tiny'" in texts

    mended = project(tmp_path / "bad", ["alien"], {**files, "__init__": "import alien\n"})
    made = wheel.build(mended, tmp_path / "out").wheel
    assert outside.bring(SMALL, made, None, homes, shop.append) == ()
    proof = prove.prove(SMALL, made, whole, (), homes)
    texts = " | ".join(problem.text for problem in proof.problems)
    assert "'lost' cannot be imported: KeyError: 'lost'" in texts
    assert "`import pocket` loads alien" in texts
    assert (proof.names, proof.tests) == (3, 0)

    project(tmp_path / "bad", ["alien"], {"small/test_all": tests})
    made = wheel.build(tmp_path / "bad", tmp_path / "out").wheel
    assert outside.bring(SMALL, made, None, homes, shop.append) == ()
    proof = prove.prove(SMALL, made, whole, (), homes)
    assert [(p.code, "'test_bad'" in p.text, "not two" in p.text) for p in proof.problems] == [
        ("package-test", True, True)
    ]
    assert proof.tests == 2


@pytest.mark.kernel
def test_a_clean_environment_that_cannot_be_made_leaves_nothing(
    book: Path, shop: list[str]
) -> None:
    (book / "environments/small.in").write_text("tiny==9\n")
    (book / "environments/small.lock").write_text(f"# python {LANGUAGE}\ntiny==9\n")
    text = said("package", book, "--check", "--variant", "small", code=1)
    assert "environment-failed" in text
    assert "tiny==9" in text, text
    assert not (book / ".hexapla/package/small").exists()
    assert len(shop) == 1


@pytest.mark.kernel
@pytest.mark.usefixtures("shop")
def test_a_page_runs_with_the_package_alone(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "KERNEL", "tiny")
    with_page(book, APART)
    text = said("run", book, "--page", "apart", code=1)
    assert "not-installed" in text
    assert "hexapla package --check --variant small" in text
    said("package", book, "--check", "--variant", "small")
    said("run", book, "--page", "apart")
    record = (book / "outputs/small/apart.json").read_text()
    assert "42 1.0 []" in record
    assert "[] site-packages" in record
    # a new body of what it uses is installed before it runs again
    (book / "saves.md").write_text(SAVES.replace("2 * x", "3 * x"))
    said("run", book, "--page", "apart")
    assert "63 1.0 []" in (book / "outputs/small/apart.json").read_text()
    # and a name that only the book's folder has is not there
    with_page(book, APART.replace("import os, sys", "import os, sys, saves"))
    assert "No module named 'saves'" in said("run", book, "--page", "apart", code=1)
