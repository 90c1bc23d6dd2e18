"""What `package --diff` tells: changes of the companion between two revisions of a book."""

from __future__ import annotations

import ast
import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from drafts import book, cell, page
from hexapla.cli.package import package
from hexapla.inspect.calls import broken, signature
from hexapla.inspect.changed import Change, changed
from hexapla.inspect.changelog import after, behind, changelog, step
from hexapla.model.book import Book
from hexapla.source import revision
from saving import extract

# --- calls that hold ------------------------------------------------------------------------------

CALLS = [
    ("(a)", "(a, b=1)", False),
    ("(a)", "(a, *, b=1)", False),
    ("(a)", "(*args, **more)", False),
    ("(a, /)", "(b, /)", False),
    ("(a, /)", "(b)", False),
    ("(a, *, b)", "(a, b)", False),
    ("(a, b=1)", "(a, b=2)", False),
    ("(**more)", "(x=1, **more)", False),
    ("(a: int) -> int", "(a: float) -> str", False),
    ("(a)", "(a, b)", True),
    ("(a)", "(b)", True),
    ("(a)", "()", True),
    ("(a)", "(a, /)", True),
    ("(a, b)", "(b, a)", True),
    ("(a, b=1)", "(a, b)", True),
    ("(a, b=1)", "(a, *, b=1)", True),
    ("(a, b=1)", "(a, new=0, b=1)", True),
    ("(a, *, b)", "(a, *, b, c)", True),
    ("(a, *rest)", "(a)", True),
    ("(a, *rest)", "(a, b=1, *rest)", True),
    ("(**more)", "()", True),
]


@pytest.mark.parametrize(("old", "new", "breaks"), CALLS)
def test_a_change_breaks_callers_where_a_call_that_was_right_is_wrong(
    old: str, new: str, breaks: bool
) -> None:
    first, second = (ast.parse(f"def f{text}: ...").body[0] for text in (old, new))
    assert isinstance(first, ast.FunctionDef)
    assert isinstance(second, ast.FunctionDef)
    assert broken(signature(first), signature(second)) is breaks


# --- what changed ---------------------------------------------------------------------------------


def test_a_backtick_in_a_value_does_not_end_the_code_in_the_changelog() -> None:
    old, new = (made(f"def f(mark={mark!r}): 0  #@save") for mark in ("-", "``"))
    assert "`(mark='-')` → ``` (mark='``') ```" in lines(old, new)[-1]


def made(torch: str, jax: str = "", topic: str = "data") -> Book:
    cells = [cell(torch, "pytorch", topic=topic)] + ([cell(jax, "jax", topic=topic)] if jax else [])
    return book(page("data", *cells))


def between(old: Book, new: Book) -> tuple[Change, ...]:
    return changed(extract(old)[0], extract(new)[0])


def lines(old: Book, new: Book) -> list[str]:
    told = changelog(between(old, new), old, new)
    return [line for line in told if line.startswith(("#", "-"))]


F = "def f(a, b=1):  #@save\n    return a\n"
TOLD = [
    # old, new, what is said, the step
    (
        F,
        "def f(a, b=1, c=2):  #@save\n    return a",
        "**`f`** takes `c` now: `(a, b=1)` → `(a, b=1, c=2)`",
        "minor",
    ),
    (
        F,
        "def f(a, c=1):  #@save\n    return a",
        "**breaking:** **`f`** takes `c` in place of `b`: `(a, b=1)` → `(a, c=1)`",
        "major",
    ),
    (
        F,
        "def f(a):  #@save\n    return a",
        "**breaking:** **`f`** takes `b` no more: `(a, b=1)` → `(a)`",
        "major",
    ),
    (
        F,
        "def f(b=1, a=0):  #@save\n    return a",
        "**breaking:** **`f`** takes its parameters in another order: `(a, b=1)` → `(b=1, a=0)`",
        "major",
    ),
    (
        F,
        "def f(a, b=2):  #@save\n    return a",
        "**`f`** has other defaults: `(a, b=1)` → `(a, b=2)`",
        "minor",
    ),
    (
        F,
        "def f(a, b=1):  #@save\n    return b",
        "**`f`** works differently, and is called as before",
        "patch",
    ),
    (
        F,
        "def f(a: int, b=1):  #@save\n    return a",
        "**`f`** says other types: `(a, b=1)` → `(a: int, b=1)`",
        "patch",
    ),
    (
        F,
        "def g(a, b=1):  #@save\n    return a",
        "**breaking:** **`g`** is the new name of `f`",
        "major",
    ),
    (
        F,
        "class f:  #@save\n    pass",
        "**breaking:** **`f`** is now a class, and was a function",
        "major",
    ),
    (F, F + "def h(x, *, y): return 1  #@save", "**`h`** `(x, *, y)`", "minor"),
    (F + "def h(x): return 1  #@save", F, "**breaking:** **`h`**", "major"),
    ("N = 3  #@save", "N = 4  #@save", "**`N`** is now `4`, and was `3`", "patch"),
    (
        "class C:  #@save\n    def m(self): ...",
        "class C:  #@save\n    def m(self, x): ...",
        "**breaking:** **`C`** `m` takes `x` now: `()` → `(x)`",
        "major",
    ),
    (
        "class C:  #@save\n    def m(self): ...",
        "class C:  #@save\n    def n(self): ...\n    def m(self): ...",
        "**`C`** has `n()`",
        "minor",
    ),
    (
        "class C:  #@save\n    def m(self): ...",
        "class C:  #@save\n    x = 1",
        "**breaking:** **`C`** has no `m()` any more",
        "major",
    ),
    (
        "from dataclasses import dataclass\n@dataclass  #@save\nclass C:\n    x: int",
        "from dataclasses import dataclass\n@dataclass  #@save\nclass C:\n    x: int\n    y: int = 0",  # noqa: E501
        "**`C`** takes `y` now: `(x)` → `(x, y=0)`",
        "minor",
    ),
]


@pytest.mark.parametrize(("old", "new", "said", "by"), TOLD)
def test_a_change_is_told_as_a_person_would(old: str, new: str, said: str, by: str) -> None:
    before, now = made(old), made(new)
    told = [line for line in lines(before, now) if line.startswith("-")]
    assert told == [f"- {said} (PyTorch; “Data”)"]
    assert step(between(before, now)) == by


def test_comments_layout_and_order_are_no_change() -> None:
    new = "# first\nx = 1  #@save\n\n\ndef f(a,\n      b=1):  #@save\n    # why\n    return (a)\n"
    assert between(made(F + "x = 1  #@save"), made(new)) == ()


def test_documentation_is_told_in_one_line() -> None:
    old = 'def f():  #@save\n    """Old."""\n\ndef g():  #@save\n    """Old."""'
    told = lines(made(old), made(old.replace("Old", "New")))
    assert told == ["### data", "#### Changed", "- Documented differently: `f`, `g`"]


def test_what_is_private_and_what_is_imported_is_not_told() -> None:
    new = F + "def _h(): return 1  #@save\n\n#@save\nimport math\n"
    assert between(made(F), made(new)) == ()


def test_a_move_to_another_topic_breaks_who_imports_from_the_module() -> None:
    (change,) = between(made(F), made(F, topic="train"))
    assert (change.what, change.was, change.now, change.breaking) == (
        "topic",
        "data",
        "train",
        True,
    )


def test_equal_changes_of_several_variants_are_one() -> None:
    new = F.replace("b=1", "b=1, c=0")
    (change,) = between(made(F, F), made(new, new))
    assert change.variants == ("pytorch", "jax")
    assert "(all variants; “Data”)" in lines(made(F, F), made(new, new))[-1]
    assert len(between(made(F, F), made(new, F.replace("b=1", "b=2")))) == 2


def test_a_variant_that_comes_is_one_line() -> None:
    told = lines(made(F), made(F, F + "y = 1  #@save"))
    assert told == ["### Variants", "#### Added", "- **JAX**: all of it, 2 names"]


@pytest.mark.parametrize(
    ("version", "by", "next_one"),
    [
        ("1.2.3", "major", "2.0.0"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2", "patch", "1.2.1"),
        ("0.4.1", "major", "0.5.0"),
        ("0.4.1", "minor", "0.4.2"),
        ("1.2.3", "", "1.2.3"),
    ],
)
def test_the_version_that_follows(version: str, by: str, next_one: str) -> None:
    assert after(version, by) == next_one  # type: ignore[arg-type]


def test_a_version_is_behind_until_it_is_reached() -> None:
    assert behind("1.9.9", "2.0.0")
    assert behind("1.2", "1.2.1")
    assert not behind("2.0rc1", "2.0.0")
    assert not behind("10.0", "2.0.0")


# --- out of git -----------------------------------------------------------------------------------

TOML = """title = "Small"
{version}
[[variants]]
name = "plain"
title = "Plain"
[package]
name = "{package}"
[[parts]]
title = "All"
chapters = ["one.md"]
"""
PAGE = "# One\n\n```{{code-cell}} plain\n{code}\n```\n"


def git(folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", "-C", str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def write(folder: Path, code: str, *, version: str = "", package: str = "small") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    said = f'version = "{version}"' if version else ""
    (folder / "book.toml").write_text(TOML.format(version=said, package=package))
    (folder / "one.md").write_text(PAGE.format(code=code))
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose book, in a folder of it, is tagged v1."""
    root = tmp_path / "repository"
    folder = write(root / "my book", F, version="1.0")
    (folder / "picture.png").write_bytes(b"no picture")
    (folder / "outputs").mkdir()
    (folder / "outputs" / "x.json").write_text("{}")
    git(root.parent, "init", "-q", "-b", "main", str(root))
    git(root, "add", "-A")
    git(root, "commit", "-qm", "First")
    git(root, "tag", "v1")
    return root


def diff(folder: Path, since: str = "v1", *more: str) -> tuple[int, str]:
    done = CliRunner().invoke(package, [str(folder), "--diff", since, *more])
    return done.exit_code, done.output


def test_a_book_that_saves_the_same_has_no_difference(repository: Path) -> None:
    code, said = diff(repository / "my book")
    assert code == 0
    assert said == "`small` saves what it did at v1: no difference.\n"


def test_a_changelog_with_the_step_of_the_version(repository: Path) -> None:
    write(repository / "my book", F.replace("b=1", "c"), version="1.1")
    code, said = diff(repository / "my book")
    assert code == 0
    assert "A major step of the version, 1.0 → 2.0.0: 1 of 1 changes break callers." in said
    assert "### one\n\n#### Changed\n\n- **breaking:** **`f`** takes `c` in place of `b`" in said
    assert "make it 2.0.0 or later" in said
    assert diff(repository / "my book", "v1", "--strict")[0] == 1


def test_a_version_that_fits_is_no_problem(repository: Path) -> None:
    write(repository / "my book", F + "x = 1  #@save", version="1.1")
    code, said = diff(repository / "my book", "v1", "--strict")
    assert (code, "or later" in said) == (0, False)


def test_json_is_a_row_for_each_change_and_one_for_the_version(repository: Path) -> None:
    write(repository / "my book", F + "x = 1  #@save", version="1.0")
    _, said = diff(repository / "my book", "v1", "--json")
    first, second, third = map(json.loads, said.splitlines())
    assert (first["kind"], first["name"], first["breaks"]) == ("added", "x", "no")
    assert second == {
        "step": "minor",
        "version_then": "1.0",
        "version_now": "1.0",
        "version_needed": "1.1.0",
    }
    assert third["problem"]["code"] == "version-behind"


def test_only_what_holds_code_is_taken_out(repository: Path) -> None:
    with revision.at(repository / "my book", "v1") as place:
        assert isinstance(place, Path)
        assert sorted(path.name for path in place.iterdir()) == ["book.toml", "one.md"]
    assert not place.exists()


def test_a_book_that_has_moved_is_found_where_it_was(repository: Path) -> None:
    git(repository, "mv", "my book", "elsewhere")
    git(repository, "commit", "-qm", "Moved")
    assert diff(repository / "elsewhere")[0] == 0


def test_pages_of_a_submodule_are_told_to_be_missing(repository: Path, tmp_path: Path) -> None:
    write(tmp_path / "pages", F)
    git(tmp_path / "pages", "init", "-q")
    git(tmp_path / "pages", "add", "-A")
    git(tmp_path / "pages", "commit", "-qm", "Pages")
    book = repository / "my book"
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    git(repository, *add, str(tmp_path / "pages"), "my book/shared")
    toml = (book / "book.toml").read_text().replace('["one.md"]', '["one.md", "shared/one.md"]')
    (book / "book.toml").write_text(toml)
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Shared")
    assert "At HEAD, not all can be compared: book.toml:" in diff(book, "HEAD")[1]


def test_a_package_that_has_another_name_is_told(repository: Path) -> None:
    write(repository / "my book", F + "x = 1  #@save", version="1.1", package="large")
    assert "## `large`, which was `small`: changes since v1" in diff(repository / "my book")[1]


def test_a_revision_that_a_script_left_empty_builds_nothing(repository: Path) -> None:
    code, said = diff(repository / "my book", "")
    assert code == 1
    assert "git knows no such revision" in said.replace("\n", " ")


def test_an_unknown_revision_names_the_nearest(repository: Path) -> None:
    git(repository, "tag", "version-2")
    code, said = diff(repository / "my book", "version-3")
    assert code == 1
    assert "git knows no such revision; did you mean 'version-2'?" in said.replace("\n", " ")
    assert diff(repository / "my book", "--exec=true")[0] != 0


def test_a_shallow_clone_says_how_to_get_the_rest(repository: Path, tmp_path: Path) -> None:
    git(repository, "commit", "--allow-empty", "-qm", "Second")
    first = git(repository, "rev-parse", "v1")
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-tags", f"file://{repository}", "clone")
    code, said = diff(tmp_path / "clone" / "my book", first)
    assert code == 1
    assert "git fetch --unshallow" in said


def test_a_book_outside_git_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "alone", F)
    code, said = diff(folder)
    assert code == 1
    assert "lies in no git repository" in said


def test_a_revision_before_the_book_was_there_is_told(repository: Path) -> None:
    git(repository, "checkout", "-q", "--orphan", "empty")
    git(repository, "rm", "-rqf", ".")
    git(repository, "commit", "--allow-empty", "-qm", "Nothing")
    git(repository, "checkout", "-q", "main")
    code, said = diff(repository / "my book", "empty")
    assert code == 1
    assert "there was no book then" in said
