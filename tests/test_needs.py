"""What the front matter of a page says of the machine, and of its time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.model.book import Book, Config, Limits, Needs, Page, PageEntry, Part, Variant
from hexapla.model.library import Library
from hexapla.model.nodes import Place
from hexapla.plan.jobs import plan
from hexapla.source import parse
from hexapla.source.size import size

CONFIG = Config("Book", variants=(Variant("a", "A"),), limits=Limits(cell=100, page=200, memory=7))
ENTRY = PageEntry("p.md", 1, Place("book.toml", 1))


def read(front: str) -> tuple[Page, list[str]]:
    page, problems = parse.page(ENTRY, f"---\n{front}\n---\n# Title\n", CONFIG)
    return page, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 GiB", 4 * 2**30),
        ("4GB", 4 * 10**9),
        ("1.5 gib", 3 * 2**29),
        ("512M", 2**29),
        ("1 TB", 10**12),
        ("300 B", 300),
        ("4", None),
        (4, None),
        ("0 GiB", None),
        ("-4 GiB", None),
        ("4 GiBs", None),
        ("4 IB", None),
        ("GiB", None),
        (None, None),
    ],
)
def test_a_size_has_a_unit(text: object, expected: int | None) -> None:
    assert size(text) == expected


@pytest.mark.parametrize(
    ("front", "needs", "left"),
    [
        ("needs: {gpu: 1, memory: 4 GiB}", Needs(gpus=1, memory=2**32), []),
        ("needs:\n  cores: 2\n  kernel: fresh", Needs(cores=2, fresh=True), []),
        ("needs: [limits, {gpu: 2}, attention]", Needs(gpus=2), ["limits", "attention"]),
        ("needs: [{gpu: 2}, {cores: 3}]", Needs(gpus=2, cores=3), []),
        ("needs: [limits, attention]", Needs(), ["limits", "attention"]),
        ("needs: limits", Needs(), "limits"),
        ("needs: {}", Needs(), []),
        ("needs: {gpu: 0}", Needs(), []),
        ("topic: water", Needs(), None),
    ],
)
def test_a_mapping_under_needs_is_what_the_machine_must_have(
    front: str, needs: Needs, left: object
) -> None:
    page, problems = read(front)
    assert (page.needs, page.meta.get("needs"), problems) == (needs, left, [])


@pytest.mark.parametrize(
    ("front", "limits"),
    [
        ("execution: {cell_timeout: 300, page_timeout: 900}", Limits(300, 900, 7)),
        ("execution:\n  page_timeout: 9.5", Limits(100, 9.5, 7)),
        ("execution: {}", None),
        ("topic: water", None),
    ],
)
def test_a_page_may_have_limits_of_its_own(front: str, limits: Limits | None) -> None:
    page, problems = read(front)
    assert (page.limits, problems) == (limits, [])


FRONT = "bad-front-matter"
WRONG = {
    "needs: {gpus: 1}": ("p.md:2", "'needs' has no key 'gpus'; did you mean 'gpu'?", "unknown-key"),
    "topic: x\nneeds:\n  gpu: 1\n  memroy: 4 GiB": ("p.md:5", "mean 'memory'?", "unknown-key"),
    "needs: {memory: 4}": ("p.md:2", "'memory' under 'needs' must be a size with its unit", FRONT),
    "needs:\n  gpu: yes": ("p.md:3", "'gpu' under 'needs' must be a whole number, and is", FRONT),
    "needs: {gpu: -1}": ("p.md:2", "must be a whole number, and is '-1'", FRONT),
    "needs: {gpu: {pytorch: 1}}": ("p.md:2", "must be a whole number, and is '{", FRONT),
    "needs: {cores: 0}": ("p.md:2", "must be a whole number from 1 on, and is '0'", FRONT),
    "needs: {kernel: warm}": ("p.md:2", "must be fresh, or left out, and is 'warm'", FRONT),
    "execution: 300": ("p.md:2", "'execution' is made of keys: cell_timeout, page_timeout", FRONT),
    "execution:\n  cell_timeout: 0": ("p.md:3", "must be a number of seconds, and is '0'", FRONT),
    "execution: {page_timeout: true}": ("p.md:2", "must be a number of seconds", FRONT),
    "execution: {page_timeout: .nan}": ("p.md:2", "must be a number of seconds", FRONT),
    "execution: {jobs: 2}": ("p.md:2", "'execution' has no key 'jobs'", "unknown-key"),
}  # fmt: skip


@pytest.mark.parametrize("front", WRONG)
def test_a_mistake_is_said_with_its_line_and_the_rest_holds(front: str) -> None:
    where, what, code = WRONG[front]
    page, (problem,) = read(front)
    assert problem.startswith(f"{where}: error: ")
    assert what in problem
    assert problem.endswith(f"[{code}]")
    assert page.needs == (Needs(gpus=1) if "gpu: 1\n" in front else Needs())
    assert page.limits is None


def test_what_a_page_needs_goes_along_with_its_jobs_and_is_no_part_of_their_key() -> None:
    text = "# Title\n\n```{code-cell}\n1\n```\n"
    fronts = ("", "---\nneeds: {gpu: 1}\nexecution: {cell_timeout: 3}\n---\n")
    pages = [parse.page(ENTRY, front + text, CONFIG)[0] for front in fronts]
    plain, needy = (
        plan(Book(CONFIG, (Part("", True, (page,)),), {}, {}, {}), Library({}))[0][0]
        for page in pages
    )
    assert (needy.needs, needy.limits) == (Needs(gpus=1), Limits(3, 200, 7))
    assert (plain.needs, plain.limits) == (Needs(), None)
    assert plain.key == needy.key


VALUES = st.recursive(
    st.sampled_from(["1", "-1", "4 GiB", "fresh", "yes", "~", "1e999", "2026-11-21", "'x'"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(["gpu", "memory", "cores", "kernel", "cell_timeout", "x", "1"]),
            inner,
            max_size=3,
        ).map(lambda items: "{" + ", ".join(f"{k}: {v}" for k, v in items.items()) + "}"),
    ),
    max_leaves=6,
)


@given(VALUES, VALUES)
def test_whatever_is_in_it_nothing_raises(needs: str, execution: str) -> None:
    page, problems = read(f"needs: {needs}\nexecution: {execution}")
    assert page.needs.cores >= 1
    assert all(problem.startswith(("p.md:2", "p.md:3")) for problem in problems)
