"""Claims about numbers that code gave, and pairs of programs: what is true, and what is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import inf, isnan, nan
from pathlib import Path

import pytest
from click.testing import CliRunner

from books import ALL, Shelf, small_book
from fakes import Echo
from hexapla.build import Wish
from hexapla.cli.main import hexapla
from hexapla.inspect.claims import holds
from hexapla.inspect.named import Spot, every, number
from hexapla.model.nodes import NOWHERE, Claim, Comparison
from hexapla.model.numbers import numbers
from hexapla.model.outputs import STDOUT, Output, Result
from hexapla.plugins import ARCHIVE, load
from hexapla.ports import Job, Workplace
from hexapla.serve.preview import Preview

TWO = """outputs = ["web", "notebooks"]
[[variants]]
name = "one"
title = "One"
[[variants]]
name = "two"
title = "Two"
"""


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("about 1,000 of 12,345.5", [1000, 12345.5]),
        ("83 %, 7% and 0.5\u00a0%", [0.83, 0.07, 0.005]),
        ("-1.8e-3 and \u22125 and $-6.50$", [-0.0018, -5, -6.5]),
        (".5, 5. and +2", [0.5, 5, 2]),
        ("v1.2.3, x2, 3rd, float32, [1,2]", [1, 2]),
        ("tensor(0.5, device='cuda:0', dtype=torch.float64)", [0.5]),
        ("Array([[1., 2.]], dtype=float32)", [1, 2]),
        ("<tf.Tensor: shape=(2, 1), dtype=float32, numpy=array([3., 4.])>", [3, 4]),
        ("<tf.Variable 'Variable:0' shape=(1,) dtype=float32, numpy=array([3.])>", [3]),
        ("[5. 6.] <NDArray 2x1 @cpu(0)>", [5, 6]),
        ("array([7.], ctx=gpu(1))", [7]),
        ("np.float64(8.25)", [8.25]),
        ("nan, -inf and nanny", [nan, -inf]),
        ("1e999999999999 5", [inf, 5]),
        (f"1e{'0' * 9999}1", [1]),
        ("none", []),
    ],
)
def test_numbers_are_read_as_people_and_libraries_write_them(
    text: str, values: list[float]
) -> None:
    found = [one.value for one in numbers(text)]
    assert len(found) == len(values)
    assert all(a == b or (isnan(a) and isnan(b)) for a, b in zip(found, values, strict=True))


def spot(text: str) -> Spot:
    return Spot((Output(STDOUT, text),), NOWHERE, stale=False)


TABLE = "10 features: loss 0.48, error 0.53\n55 features: loss 0.24, error 2.05\nlambda 0.3: 7\n"


@pytest.mark.parametrize(
    ("text", "rest", "value"),
    [
        ("5", "", 5.0),
        ("loss at the start: 4.70", "", 4.7),
        (TABLE, ".error", 0.53),
        (TABLE, ".55 features.error", 2.05),
        (TABLE, ".lambda 0.3", 7.0),
        (TABLE, "[2]", 0.53),
        (TABLE, ".55 features[1]", 2.05),
        ("{'train': 1.5, 'test': {'loss': 2.5}}", ".test.loss", 2.5),
        ("{'a-loss': 1.5, 'loss': np.float64(2.5)}", ".loss", 2.5),
        ("{1: 2}", ".train", "'train' is not in what its cell shows: {1: 2}"),
        ("glossy 1, loss 2", ".loss", 2.0),
        ("some 3  words", ".3 words", "its cell shows no number: nothing"),
        ("True", "", "its cell shows no number: True"),
        (
            "1 2",
            "",
            "its cell shows several numbers (1 2); "
            "say which, as `name.word` (the one after that word) or `name[0]`",
        ),
        ("1 2", "[2]", "what its cell shows has no number [2], counted from 0: 1 2"),
    ],
)
def test_a_name_says_which_number_is_meant(text: str, rest: str, value: float | str) -> None:
    assert number(spot(text), rest) == value


def test_without_more_than_a_label_a_pair_has_all_numbers() -> None:
    assert every(spot("w = [1, 2.5]"), "") == (1.0, 2.5)
    assert every(spot("w = [1, 2.5]"), "[1]") == (2.5,)


@pytest.mark.parametrize(
    ("sign", "number", "slack", "tolerance", "true", "false"),
    [
        (">=", 0.83, 0, None, (0.83, 1), (0.829, nan)),
        ("<=", 0.83, 0, None, (0.83, -1), (0.831, nan)),
        ("<", 0.83, 0, 0.5, (0.82,), (0.83,)),
        (">", 0.83, 0, None, (0.84,), (0.83,)),
        ("=", 0.53, 0.005, None, (0.53, 0.525, 0.535), (0.5249, 0.536, nan)),
        ("=", 0.53, 0.005, 0.1, (0.43, 0.63), (0.42,)),
        ("==", 3, 0, None, (3,), (3.000001, nan)),
        ("==", 3, 0, 0.5, (3.5,), (3.6,)),
    ],
)
def test_a_claim_is_true_or_false_of_a_value(  # noqa: PLR0917 (a table's columns)
    sign: Comparison,
    number: float,
    slack: float,
    tolerance: float | None,
    true: tuple[float, ...],
    false: tuple[float, ...],
) -> None:
    claim = Claim((), "x", sign, number, slack, tolerance)
    assert [value for value in true if not holds(claim, value)] == []
    assert [value for value in false if holds(claim, value)] == []


# --- books, whose cells print their own code ------------------------------------------------------


def built(folder: Path, wish: Wish = ALL, **pages: str) -> list[str]:
    """What is said of a book of two variants."""
    small_book(folder, TWO, **pages)
    return [str(problem) for problem in Shelf(folder).build(wish)]


FIT = """# Page

```{code-cell} one
:label: fit
loss = 0.5
```

```{code-cell} two
:label: fit
loss = 0.6
```

"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{claim}`0.5 <- fit ~ 0.2`", []),
        ("{claim}`fit < 0.61`", []),
        ("{claim}`fit == 0.5`", ["false: 0.6 Two 8"]),
        ("{claim}`0.5 to 1 <- fit.loss >= 0.55`", ["false: 0.5 One 3"]),
        ("{claim}`fit > 0.1 ~ 10%`", ["apart 0.01: 0.5 in One, 0.6 in Two"]),
        ("{claim}`0.55 <- fit ~ 0.06`", ["apart 0.06: 0.5 in One, 0.6 in Two"]),
        (":::{variant} one\n{claim}`fit = 0.5 ~ 0.001`\n:::", []),
        ("{variant}`two: {claim}'0.6 <- fit'`", []),
        ("- {claim}`fit = 0.6`\n\n:::{variant} two\n{claim}`fit = 0.6`\n:::", ["false: 0.5 One 3"]),
        ("{claim}`fti > 1`", ["unknown fti: fit"]),
        ("{claim}`fit.accuracy > 1`", ["unread"]),
        ("> {claim}`fit[0] > 0`[^a]\n\n[^a]: {claim}`fit > 1`.", ["false", "false"]),
    ],
)
def test_claims_are_checked_in_each_variant_that_sees_them(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    problems = built(tmp_path, page=FIT + text.replace("'", "`") + "\n")
    assert len(problems) == len(said), problems
    for problem, short in zip(problems, said, strict=True):
        assert problem.startswith(("page.md:1", "page.md:2"))
        assert all(word in problem for word in parts(short))


def test_values_that_are_infinite_alike_are_not_apart(tmp_path: Path) -> None:
    infinite = FIT.replace("0.5", "1e999").replace("0.6", "1e999")
    problems = built(tmp_path, page=infinite + "{claim}`fit = 3 ~ 0.2`\n")
    assert len(problems) == 2
    assert all("[false-claim]" in problem for problem in problems)


def parts(short: str) -> list[str]:
    """What a message must hold, of a row of the table above."""
    kind, _, rest = short.partition(": ")
    match kind.split():
        case ["false"]:
            value, title, line = (rest.split() or ["", "", ""])[:3]
            where = f"in {title}: it is {value} (page.md:" if rest else "is not true in"
            return ["[false-claim]", "warning", where, f":{line}" if rest else ""]
        case ["apart", allowed]:
            return ["[claims-disagree]", f"farther apart than {allowed}", *rest.split(", ")]
        case ["unknown", name]:
            return ["[unknown-claim]", f"glues '{name}'; did you mean '{rest}'?"]
        case _:
            return ["[unchecked-claim]", "in One, Two, 'accuracy' is not in what its cell"]


def test_a_claim_of_a_variant_without_the_cell_is_said_once(tmp_path: Path) -> None:
    text = "# P\n\n```{code-cell} one\n:label: fit\n5\n```\n\n```{code-cell} two\n6\n```\n"
    (problem,) = built(tmp_path, page=text + "\nIt is {claim}`5 <- fit`.\n")
    assert "no cell of Two gives it" in problem
    assert problem.endswith("[unchecked-claim]")


def test_names_are_looked_for_on_the_page_and_then_in_the_book(tmp_path: Path) -> None:
    first = "# First\n\n```{code-cell} python\n:label: fit\n5\n```\n"
    second = "# Second\n\n```{code-cell} python\n6\n```\n\nIt is {claim}`6 <- fit`.\n"
    problems = built(tmp_path, first=first, second=second)
    assert ["it is 5 (first.md:3)" in problem for problem in problems] == [True, True]
    link = (tmp_path / "_build/web/second.html").read_text()
    assert 'title="Checked against what the code gave: fit" href="first.html#fit">6</a>' in link
    notebook = json.loads((tmp_path / "_build/notebooks/one/second.ipynb").read_text())
    assert "".join(notebook["cells"][-1]["source"]) == "It is 6."


class Gluing(Echo):
    """Glues 0.5 on each page, hidden, after what its cell shows."""

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        glued = Output("text/plain", "np.float64(0.5)", name="fit.loss", hidden=True)
        return Result(((Output(STDOUT, "epoch 7\n"), glued),), 1.0)


def test_glued_values_are_claimed_by_their_names(tmp_path: Path) -> None:
    cell = "```{code-cell} python\n:label: cell\nfit()\n```\n\n"
    text = "{claim}`0.5 <- fit.loss`, {claim}`7 <- cell`, {claim}`fit.loss > 1`\n"
    small_book(tmp_path, TWO, a=f"# A\n\n{cell}", b=f"# B\n\n{text}", c=f"# C\n\n{cell}")
    shelf = Shelf(tmp_path, Gluing())
    said = [str(problem) for problem in shelf.build() if problem.code != "duplicate-label"]
    assert ["it is 0.5 (a.md:3" in one for one in said] == [True, True]


@pytest.mark.slow
def test_of_what_has_not_run_nothing_is_said_and_of_stale_outputs_that_they_are(
    tmp_path: Path,
) -> None:
    small_book(tmp_path, TWO, page=FIT + "{claim}`7 <- fit` {claim}`1 <- other`\n")
    shelf = Shelf(tmp_path, None)
    assert {problem.code for problem in shelf.build()} == {"never-run"}
    shelf.runner = Echo()
    shelf.edit("page.md", " {claim}`1 <- other`", "")
    assert {problem.code for problem in shelf.build()} == {"false-claim"}
    shelf.runner = None
    shelf.edit("page.md", "loss = 0.5", "loss = 7")
    said = [problem.text for problem in shelf.build() if problem.code == "false-claim"]
    assert ["in a run before its code changed" in text for text in said] == [True, False]


def test_the_profile_smoke_says_nothing_of_claims(tmp_path: Path) -> None:
    text = FIT + "{claim}`7 <- fit`\n"
    assert built(tmp_path, Wish(profile="smoke"), page=text) == []


def test_the_preview_says_so_as_well_and_after_an_edit(tmp_path: Path) -> None:
    small_book(tmp_path, TWO, page=FIT + "{claim}`7 <- fit`\n")
    shelf = Shelf(tmp_path)
    shelf.archive = load(ARCHIVE)(tmp_path / "outputs")
    shelf.build()
    preview = Preview(tmp_path)
    assert codes(preview) == ["false-claim"] * 2
    shelf.edit("page.md", "`7 <-", "`0.5 <-")
    preview.refresh([tmp_path / "page.md"])
    preview.settle()
    assert codes(preview) == ["false-claim"]


def codes(preview: Preview) -> list[str]:
    return [problem.code for problem in preview.problems("page.html")]


# --- pairs ----------------------------------------------------------------------------------------


def pair(start: str, end: str, said: str = "start: {a: c}, result: {b: d}", at: str = "") -> str:
    """A page by hand, ending at 2.0, and its second program."""
    cells = {"a": "x = 0.5", "b": "w = [1.0, 2.0]", "c": start, "d": end}
    code = "".join(f"```{{code-cell}} python\n:label: {n}\n{c}\n```\n\n" for n, c in cells.items())
    return f"---\npair: {{{said}}}\n---\n# Page\n\n{code}{at}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (pair("y = 0.5", "[1.0, 2.01]"), "", ""),
        (pair("y = 0.5", "w = tensor([1.0, 2.03], device='cuda:0')"), "pair-apart", "within 1%"),
        (pair("y = 0.500001", "[1.0, 2.0]"), "pair-apart", "not an equal start"),
        (pair("y = 0.5", "[1.0]"), "unchecked-pair", "one shows 2 numbers"),
        (pair("y = 0.5", "print('none')"), "unchecked-pair", "shows no number"),
        (pair("0", "[1, 2]", "result: {b: d}"), "pair-without-start", "'start'"),
        (pair("0.5", "[1, 2]", "start: {a: cc}, result: {b: d}"), "unknown-claim", "'cc'"),
        (pair("0.5", "[1, 2]", "concise: pag, start: a, result: b"), "unknown-page", "'page'"),
        (pair("0.5", "9", "start: {a: c}, result: {'b[1]': d}, tolerance: 7"), "", ""),
        (pair("0.5", "9.1", "start: {a: c}, result: {'b[1]': d}, tolerance: 7"), "pair-apart", "7"),
        (pair("0", "0", "start: {a: c}"), "bad-front-matter", "needs the cells"),
        (pair("0", "0", "result: [a], start: [b], tolerance: x"), "bad-front-matter", "'x'"),
        (pair("0.5", "1", "result: [a], start: [b], tolerence: 1%"), "unknown-key", "'tolerance'"),
    ],
)
def test_two_programs_for_the_same_begin_alike_and_end_within_their_tolerance(
    tmp_path: Path, text: str, code: str, words: str
) -> None:
    problems = built(tmp_path, page=text)
    assert {problem.rpartition("[")[2] for problem in problems} == ({f"{code}]"} if code else set())
    assert all(words in problem and "page.md:2:" in problem for problem in problems)


def test_pairs_stand_on_two_pages_and_a_variant_that_lacks_one_is_told(tmp_path: Path) -> None:
    hand = "---\npair:\n  concise: parts.md\n  start: fit\n  result: {end: end-parts}\n---\n"
    cell = "```{{code-cell}} {}\n:label: {}\n{}\n```\n\n"
    first = hand + FIT + cell.format("python", "end", "2.0")
    second = "# Parts\n\n" + cell.format("one", "end-parts", "2.0") + cell.format("two", "no", "0")
    (problem,) = built(tmp_path, hand=first, parts=second)
    assert "Two has only one of them, and no 'end-parts'" in problem


# --- the command ----------------------------------------------------------------------------------


def rows(folder: Path, *words: str) -> tuple[int, list[dict[str, str]]]:
    done = CliRunner().invoke(hexapla, ["claims", str(folder), "--json", *words])
    lines = [json.loads(line) for line in done.output.splitlines()]
    return done.exit_code, [line for line in lines if "verdict" in line]


def test_the_report_has_a_line_for_each_claim_and_pair_in_each_variant(tmp_path: Path) -> None:
    claims = "{claim}`fit < 0.55`, {claim}`fit > 0 ~ 0.01`\n"
    page = "---\npair: {start: fit, result: fit}\n---\n" + FIT + claims
    small_book(tmp_path, TWO, page=page, other="# Other\n")
    shelf = Shelf(tmp_path)
    shelf.archive = load(ARCHIVE)(tmp_path / "outputs")
    shelf.build()
    code, found = rows(tmp_path)
    brief = [(one.get("claim", one.get("pair")), one["variant"], one["verdict"]) for one in found]
    assert code == 0
    assert brief == [
        ("fit < 0.55", "one", "true"),
        ("fit < 0.55", "two", "false"),
        ("fit > 0 ~ 0.01", "one", "disagrees"),
        ("fit > 0 ~ 0.01", "two", "disagrees"),
        ("start: fit, fit", "one", "equal"),
        ("start: fit, fit", "two", "equal"),
        ("result: fit, fit", "one", "equal"),
        ("result: fit, fit", "two", "equal"),
    ]
    assert rows(tmp_path, "--strict")[0] == 1
    assert rows(tmp_path, "--strict", "--page", "other") == (0, [])
    shown = CliRunner().invoke(hexapla, ["claims", str(tmp_path)]).output
    assert "0.6 false" in shown.replace("\n", " ")
    nothing = CliRunner().invoke(hexapla, ["claims", str(tmp_path), "--page", "other"]).output
    assert "claims nothing" in nothing


@pytest.mark.slow
def test_the_real_book_claims_nothing_that_is_false() -> None:
    book = Path(__file__).parent.parent / "book"
    code, found = rows(book, "--strict")
    assert code == 0
    assert len(found) > 100
