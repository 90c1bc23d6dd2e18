"""The smoke profile: which values are changed, what is said of the front matter, what is kept."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import Shelf, small_book
from commands import hexapla, lines, process
from hexapla.build import Wish, read
from hexapla.model.book import Config, PageEntry, PartEntry, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import Place
from hexapla.model.problems import Problems
from hexapla.plan.profile import plan_for, with_values
from hexapla.ports import Job
from hexapla.source import parse
from hexapla.source.tree import Sources

PLAIN, OTHER = Variant("plain", "Plain"), Variant("other", "Other")
VALUES = {"epochs": "1", "lr": "[0.5]", "name": "'é'"}


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("epochs = 30  # long", "epochs = 1  # long"),
        ("epochs: int = 3 * 10", "epochs: int = 1"),
        ("é = 'é'; epochs = 30; x = epochs", "é = 'é'; epochs = 1; x = epochs"),
        ("epochs, lr = 30, 0.1", "epochs, lr = 1, [0.5]"),
        ("(epochs, x), lr = ((30, 2), 0.1)", "(epochs, x), lr = ((1, 2), [0.5])"),
        ("fit(model, epochs=30, lr = 0.1)", "fit(model, epochs=1, lr = [0.5])"),
        ("epochs = fit(epochs=30)", "epochs = 1"),
        (
            "for _ in 1, 2:\n    fit(epochs=n + 2)  # here",
            "for _ in 1, 2:\n    fit(epochs=1)  # here",
        ),
        ("fit(lr=[\n  1,  # one\n  2,\n], x=3)\nlast", "fit(lr=[0.5], x=3)\n\n\n\nlast"),
        ("%matplotlib inline\nepochs = 30\n!ls", "%matplotlib inline\nepochs = 1\n!ls"),
        ("%%time\nfit(epochs=30)", "%%time\nfit(epochs=1)"),
        ("name = f'{1}'", "name = 'é'"),
    ],
)
def test_a_value_is_changed_and_nothing_else(code: str, made: str) -> None:
    assert with_values(code, VALUES)[0] == made
    assert made.count("\n") == code.count("\n")


@pytest.mark.parametrize(
    "code",
    [
        "def fit(epochs=30):\n    epochs = 3",  # what a definition says of itself
        "class A:\n    epochs = 30",
        "if True:\n    epochs = 30",
        "epochs += 1",
        "a.epochs = 30",
        "more_epochs = 30",
        "f'{fit(epochs=30)}'",
        "epochs = !ls",
        "%%bash\nepochs = 30",
        "epochs = = 30",
        "first, *epochs = 1, 2, 3",
    ],
)
def test_what_is_no_value_of_the_name_stays(code: str) -> None:
    assert with_values(code, VALUES) == (code, frozenset())


@given(st.lists(st.sampled_from(["epochs", "lr", "other", "x"]), max_size=4), st.data())
def test_what_comes_out_gives_the_names_their_values(names: list[str], data: st.DataObject) -> None:
    code = "\n".join(f"{name} = {data.draw(st.integers(0, 99))}" for name in names)
    made, used = with_values(code, {"epochs": "1", "lr": "[0.5]"})
    known: dict[str, object] = {}
    exec(compile(ast.parse(made), "cell", "exec"), known)  # noqa: S102 (it is made above)
    assert used == {"epochs", "lr"} & set(names)
    assert {name: known[name] for name in used} == {
        name: value for name, value in {"epochs": 1, "lr": [0.5]}.items() if name in used
    }


# --- from the text of a page ----------------------------------------------------------------------

SMOKE = "profile.smoke: {epochs: 2}"
PAGE = """---
{front}
---
# T

```{{code-cell}} plain
epochs = 30
```

```{{code-cell}} other
rounds = 30
```
"""


def planned(front: str, profile: str = "smoke") -> tuple[dict[str, Job], Problems]:
    """The jobs of a page with that front matter, by their variant."""
    entry = PageEntry("p.md", 1, Place("book.toml", 1))
    config = Config("B", variants=(PLAIN, OTHER), parts=(PartEntry("P", True, (entry,)),))
    draft, unread = parse.book(Sources(config, ((entry, PAGE.format(front=front)),), (), {}, {}))
    assert unread == ()
    jobs, problems = plan_for(profile, draft, Library({}))
    return {job.variant.name: job for job in jobs}, problems


@pytest.mark.parametrize(
    "front",
    ["profile: {smoke: {epochs: 2}}", "profile.smoke: {epochs: 2}", "profile.smoke:\n  epochs: 2"],
)
def test_a_page_says_what_is_otherwise_in_a_profile(front: str) -> None:
    (full, _), (smoke, problems) = planned(front, "full"), planned(front)
    assert full["plain"].inputs.cells == ("epochs = 30",)
    assert smoke["plain"].inputs.cells == ("epochs = 2",) == (smoke["plain"].cells[0].code,)
    assert smoke["other"].inputs.cells == full["other"].inputs.cells
    assert {job.inputs.profile for job in smoke.values()} == {"smoke"}
    assert not {job.key for job in full.values()} & {job.key for job in smoke.values()}
    assert [(p.code, p.at, p.severity) for p in problems] == [
        ("unused-profile", Place("p.md", 1), "warning")
    ]
    assert "'epochs'" in problems[0].text
    assert "other" in problems[0].text


def test_problems_are_told_whatever_the_profile() -> None:
    assert (
        planned("profile.smoke: {epochs: 2}", "full")[1] == planned("profile.smoke: {epochs: 2}")[1]
    )


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("profile: 3", "there is no 'profile'"),
        ("profile: {smok: {epochs: 1}}", "did you mean smoke?"),
        ("profile: {full: {epochs: 1}}", "there is no 'profile.full'"),
        ("profile.smoke: [epochs]", "names and values"),
        ("profile.smoke: {a b: 1}", "'a b', which is no name"),
        ("profile.smoke: {class: 1}", "'class', which is no name"),
        ("profile.smoke: {1: 1}", "'1', which is no name"),
        ("profile.smoke: {epochs: {a: 1}}", "no number, string, boolean or list"),
        ("profile.smoke: {epochs: .inf}", "no number, string, boolean or list"),
        ("profile.smoke: {epochs: 2026-11-21}", "no number, string, boolean or list"),
        ("profile.smoke: {epochs: [1, {a: 1}]}", "no number, string, boolean or list"),
    ],
)
def test_what_cannot_be_a_profile_is_a_problem(front: str, said: str) -> None:
    jobs, problems = planned(front)
    assert jobs["plain"].inputs.cells == ("epochs = 30",)
    assert [problem.code for problem in problems] == ["bad-front-matter"]
    assert said in problems[0].text


GOOD = """---
profile.smoke: {epochs: 1}
---
# Good

```{code-cell}
epochs = 10 ** 9
for _ in range(epochs):
    pass
```
"""
# --- running it -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_a_profile_gives_is_never_kept_with_the_book(tmp_path: Path) -> None:
    shelf = Shelf.copy("rivers", tmp_path)
    smoke = Wish(profile="smoke")
    assert shelf.build(smoke) == read(shelf.folder)[1]  # nothing is stale or was never run
    ran = shelf.runner.jobs  # type: ignore[union-attr]
    assert ran
    assert shelf.archive.items == {}
    assert len(shelf.store.items) == len(ran)
    assert not any("index.html" in path for path in shelf.tree())
    shelf.build(smoke)
    assert len(shelf.runner.jobs) == len(ran)  # type: ignore[union-attr]  # known by now
    shelf.runner = None
    assert "never-run" in {problem.code for problem in shelf.build()}


def test_an_unknown_profile_is_a_usage_error(tmp_path: Path) -> None:
    Shelf.copy("rivers", tmp_path)
    assert "'smoke'" in hexapla("run", tmp_path, "--profile", "smok", code=2)


@pytest.mark.kernel
def test_a_smoke_run_says_of_each_page_whether_it_passes(tmp_path: Path) -> None:
    small_book(tmp_path, good=GOOD, bad="# Bad\n\n```{code-cell}\n1 / 0\n```\n")
    said = lines("run", tmp_path, "--profile", "smoke", code=1, by=process)
    rows = sorted((line["page"], line["result"]) for line in said if "result" in line)
    assert rows == [("bad", "fails"), ("good", "passes")]
    assert [line["problem"]["code"] for line in said if "problem" in line] == ["cell-raised"]
    again = process("run", tmp_path, "--profile", "smoke", "--page", "good")
    assert "passes (known)" in again
    assert not (tmp_path / "outputs").exists()
    assert "[never-run]" in hexapla("check", tmp_path)
