"""Keys and jobs: what makes a result another one, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts import JAX, LOCK, TORCH, book, cell, codes, page, said, words
from hexapla.model.book import Book, Config, Lock, PageEntry, PartEntry, Variant
from hexapla.model.nodes import Admonition, Block, Place, Text, VariantBlock
from hexapla.model.outputs import Inputs
from hexapla.plan.jobs import plan
from hexapla.plan.key import difference, digest
from hexapla.ports import Job
from hexapla.resolve.passes import resolve
from hexapla.source import parse
from hexapla.source.tree import Sources
from saving import extract

PY = Variant("py", "Python")
USES = "from bydoing import pytorch as bd"


def jobs_of(draft: Book) -> dict[tuple[str, str], Job]:
    library, wrong = extract(draft)
    jobs, problems = plan(draft, library)
    assert (wrong, problems) == ((), ())
    return {(job.page, job.variant.name): job for job in jobs}


def only(*body: Block, locks: dict[str, Lock] | None = None) -> Job:
    """The job of a book of one page in one variant."""
    draft = book(page("p", *body), variants=(TORCH,), locks=locks)
    (job,) = jobs_of(draft).values()
    return job


# --- jobs --------------------------------------------------------------------------------------


def test_there_is_a_job_for_each_page_and_variant_with_code() -> None:
    draft = book(
        page("prose", said(Text("Only words."))),
        page("both", cell("1")),
        page("one", VariantBlock(("jax",), (cell("2"),))),
        page("shown", cell("3", tags=("skip-execution",))),
    )
    assert [*jobs_of(draft)] == [("both", "pytorch"), ("both", "jax"), ("one", "jax")]


def test_a_job_has_the_cells_that_run_in_order() -> None:
    shown = cell("2", tags=("skip-execution",))
    inner = Admonition("note", (), (cell("3"), cell("4", "jax")))
    job = only(cell("1"), shown, inner)
    assert job.inputs.cells == tuple(cell.code for cell in job.cells) == ("1", "3")
    assert job.key == digest(job.inputs)
    assert job.variant == TORCH


def test_packages_are_those_that_are_imported_with_the_versions_of_the_lock() -> None:
    job = only(
        cell("import os, numpy.linalg\nfrom bydoing import pytorch as bd"),
        cell("def f():\n    from sklearn.svm import SVC\n    from . import here"),
        cell("%matplotlib inline\nimport Mystery_Box"),
    )
    assert job.inputs.packages == (
        ("mystery-box", ""),
        ("numpy", "2.3.1"),
        ("scikit-learn", "1.7.0"),
    )
    assert job.inputs.language == "3.11"


def test_packages_of_what_is_used_of_the_companion_count_too() -> None:
    saving = page("a", cell("import torch\ndef f(): torch  #@save\ndef g(): 0  #@save"))
    using = page("b", cell(f"{USES}\nbd.f()"))
    other = page("c", cell(f"{USES}\nbd.g()"))
    jobs = jobs_of(book(saving, using, other, variants=(TORCH,)))
    assert jobs["b", "pytorch"].inputs.packages == (("torch", "2.13.0"),)
    assert jobs["c", "pytorch"].inputs.packages == ()


def test_without_a_lock_versions_are_unknown() -> None:
    job = only(cell("import torch"), locks={})
    assert (job.inputs.language, job.inputs.packages) == ("", (("torch", ""),))


def test_the_build_for_a_gpu_has_the_same_key() -> None:
    local = replace(LOCK, packages={"torch": "2.13.0+cu128"})
    assert (
        only(cell("import torch"), locks={"pytorch": local}).key == only(cell("import torch")).key
    )


def test_code_in_another_language_depends_on_all_that_is_locked() -> None:
    lock = Lock("4.4", {"ggplot2": "3.5"}, {})
    draft = book(
        page("p", cell("library(x)")), variants=(Variant("r", "R", lexer="r"),), locks={"r": lock}
    )
    assert jobs_of(draft)["p", "r"].inputs.packages == (("ggplot2", "3.5"),)


def test_code_that_cannot_be_read_still_has_a_job() -> None:
    draft = book(page("p", cell("x = (")), variants=(TORCH,))
    jobs, _ = plan(draft, extract(draft)[0])
    assert [job.inputs.cells for job in jobs] == [("x = (",)]


def test_use_of_the_companion_is_checked() -> None:
    pages = (
        page("a", cell(f"{USES}\nbd.fit()\nbd.fut()")),
        page("b", cell("def fit(): 0  #@save")),
    )
    draft = book(*pages, variants=(TORCH,))
    _, problems = plan(draft, extract(draft)[0])
    assert codes(problems) == ["saved-later", "unknown-saved"]


# --- what a key depends on ---------------------------------------------------------------------

SAVING = "import torch\n\ndef fit(x):  #@save\n    return torch.mean(x)"


def small(
    saving: str = SAVING, using: str = f"{USES}\nbd.fit(1)", prose: str = "So.", tag: str = ""
) -> Book:
    """A page that saves, one that uses it, one that uses what uses it, and one for itself."""
    tags = (tag,) if tag else ()
    return book(
        page("saves", cell(saving)),
        page("uses", said(Text(prose)), cell(using, tags=tags), cell("1 + 1")),
        page("through", cell(f"{USES}\ndef train(): bd.fit(2)  #@save")),
        page("far", cell(f"{USES}\nbd.train()")),
        page("alone", cell("import numpy")),
        variants=(TORCH,),
    )


def stale(old: Book, new: Book) -> set[str]:
    """The pages whose key is another."""
    before, after = jobs_of(old), jobs_of(new)
    assert before.keys() == after.keys()
    return {page for (page, _), job in after.items() if before[page, "pytorch"].key != job.key}


def test_a_change_in_a_saved_function_makes_exactly_its_users_stale() -> None:
    assert stale(small(), small(SAVING + " + 1")) == {"saves", "uses", "through", "far"}


def test_a_change_in_what_a_saved_function_imports_makes_its_users_stale() -> None:
    changed = SAVING.replace("import torch", "import numpy as torch")
    assert stale(small(), small(changed)) == {"saves", "uses", "through", "far"}


@pytest.mark.parametrize(
    "doc", ['"""Fit."""', "# fit", '"""Fit.\n\n    At length.\n    """  # now']
)
def test_remarks_in_a_saved_function_make_only_its_own_page_stale(doc: str) -> None:
    remarked = SAVING.replace("    return", f"    {doc}\n\n    return")
    assert stale(small(), small(remarked)) == {"saves"}


def test_a_change_in_a_cell_that_saves_nothing_makes_its_page_stale() -> None:
    assert stale(small(), small(using=f"{USES}\nbd.fit(2)")) == {"uses"}


def test_that_a_cell_may_raise_is_part_of_the_key() -> None:
    assert stale(small(), small(tag="raises-exception")) == {"uses"}


@given(st.text(), st.sampled_from(["hide-input", "remove-output", "full-width"]))
def test_prose_and_display_tags_change_no_key(prose: str, tag: str) -> None:
    assert stale(small(), small(prose=prose, tag=tag)) == set()


def test_place_title_and_number_of_a_page_change_no_key() -> None:
    old = small()
    pages = [replace(one, title=words("New"), number="9", file="x.md") for one in old.pages()]
    assert stale(old, book(*pages, variants=(TORCH,))) == set()


def test_a_variant_never_depends_on_another() -> None:
    draft = book(page("p", cell("import torch", "pytorch"), cell("import jax", "jax")))
    other = book(page("p", cell("import torch", "pytorch"), cell("import flax", "jax")))
    old, new = jobs_of(draft), jobs_of(other)
    assert old["p", "pytorch"].key == new["p", "pytorch"].key
    assert old["p", "jax"].key != new["p", "jax"].key
    assert old["p", "jax"].variant == JAX


# --- exactly that, from the text of the pages on -----------------------------------------------

BASE = """\
# Base

Words about it.

```{code-cell}
import math

rate = 101  #@save

def norm(x):  #@save
    return math.sqrt(x + 102)
```

:::{note}
```{code-cell}
:tags: [hide-output]
class Model:  #@save
    scale = 103

    def size(self):
        return norm(self.scale)
```
:::

```{code-cell}
def counted(f):  #@save
    return f or 104

@counted
def step(x, *, norm=None):  #@save
    return [x - rate for counted in range(105)]
```

```{code-cell}
#@save
low = 106
high = low + 1
```

```{code-cell}
print(109)
```
"""
TEXTS = {
    "base": BASE,
    "train": "from made import py as bk\ndef fit(m):  #@save\n    return bk.step(m) + 107",
    "rates": "import made\nmade.py.rate",
    "models": "from made.py.base import Model\nModel().size()",
    "fits": "from made import py as it\n[it.train.fit(x) for x in range(3)]",
    "steps": "def f():\n    import made.py.base as b\n    return b.step",
    "ranges": "from made.py import high as top",
    "everything": "from made.py import *",
    "nothing": "rate = step = 1\nprint(rate, step)",
}
# Of each number in the code of a saved item: the pages that its change makes stale.
USERS = {
    "101": {"base", "train", "rates", "fits", "steps", "everything"},
    "102": {"base", "models", "everything"},
    "103": {"base", "models", "everything"},
    "104": {"base", "train", "fits", "steps", "everything"},
    "105": {"base", "train", "fits", "steps", "everything"},
    "106": {"base", "ranges", "everything"},
    "107": {"train", "fits", "everything"},
    "109": {"base"},
}


def keys_after(old: str = "", new: str = "") -> dict[str, str]:
    """The key of each page of the texts, with this changed in all of them."""
    entries = tuple(PageEntry(f"{name}.md", 1, Place("book.toml", 1)) for name in TEXTS)
    config = Config("B", variants=(PY,), parts=(PartEntry("P", True, entries),), package="made")
    pages = (
        (entry, text if "# " in text[:2] else f"# T\n\n```{{code-cell}}\n{text}\n```\n")
        for entry, text in zip(entries, TEXTS.values(), strict=True)
    )
    changed = tuple((entry, text.replace(old, new) if old else text) for entry, text in pages)
    draft, unread = parse.book(Sources(config, changed, (), {}, {}))
    done, unresolved = resolve(draft)
    assert (unread, unresolved) == ((), ())
    return {page: job.key for (page, _), job in jobs_of(done).items()}


LAST = "```{code-cell}\nprint(109)\n```"


@pytest.mark.parametrize("number", USERS)
def test_a_change_in_a_saved_item_makes_stale_its_users_and_no_other_page(number: str) -> None:
    before, after = keys_after(), keys_after(number, f"{number}0")
    assert {page for page in before if before[page] != after[page]} == USERS[number]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Words about it.", "Other words,\n\nand more of them.\n\n## A heading"),
        ("# Base", "---\ntitle: Base\nteaches: [it]\n---\n# The base"),
        ("[hide-output]", "[hide_input, remove-cell]"),
        (":tags: [hide-output]", "---\ntags: hide-output\nlabel: model\n---"),
        (":::{note}\n", ":::{admonition} A model\n:class: dropdown\n"),
        (LAST, "Now:\n\n~~~{code-cell} python\n\nprint(109)\n\n~~~"),
        (LAST, "- ```{code-cell} py\n  print(109)\n  ```"),
    ],
)
def test_what_only_changes_how_a_page_looks_makes_nothing_stale(old: str, new: str) -> None:
    assert old in BASE
    assert keys_after(old, new) == keys_after()


# --- digests -----------------------------------------------------------------------------------

text = st.text(max_size=3)
pairs = st.lists(st.tuples(text, text), max_size=2, unique_by=lambda pair: pair[0]).map(
    lambda found: tuple(sorted(found))
)
inputs = st.builds(
    Inputs,
    cells=st.lists(text, max_size=3).map(tuple),
    language=text,
    profile=text,
    library=pairs,
    packages=pairs,
    data=pairs,
)


@given(inputs, inputs)
def test_digests_are_equal_where_inputs_are(one: Inputs, other: Inputs) -> None:
    assert (digest(one) == digest(other)) == (one == other)
    assert digest(one) == digest(replace(one))


@given(inputs, inputs)
def test_there_is_something_to_say_where_inputs_differ(one: Inputs, other: Inputs) -> None:
    assert bool(difference(one, other)) == (one != other)


def test_a_digest_never_changes_between_machines() -> None:
    known = Inputs(("x = 1",), "3.11", library=(("train.fit", "def fit(): 0"),))
    assert digest(known) == "4e91947350dcb044310a6807deda8e29081abf89f2b9d4c580a6fca88b0d23ef"


# --- differences in words ----------------------------------------------------------------------

CELLS = ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (CELLS, ()),
        (("a", "b", "X", "d"), ("cell 3 `X` has changed",)),
        (("a", "b", "X", "c", "d"), ("cell 3 `X` is new",)),
        (("X", "a", "b", "c", "d"), ("cell 1 `X` is new",)),
        (("a", "b", "c", "d", "X", "Y"), ("cell 5 `X` is new", "cell 6 `Y` is new")),
        (("a", "c", "d"), ("what was cell 2 `b` is gone",)),
        (
            ("X", "Y", "b", "c", "Z"),
            ("cell 1 `X` has changed", "cell 2 `Y` is new", "cell 5 `Z` has changed"),
        ),
        (("a", "b", "c", ""), ("cell 4 has changed",)),
        (
            ("a", "b", "c", "\n  for epoch in range(10): train_one_epoch(net)\n"),
            ("cell 4 `for epoch in range(10): train_one_epoch…` has changed",),
        ),
    ],
)
def test_what_is_said_of_cells(cells: tuple[str, ...], said: tuple[str, ...]) -> None:
    assert difference(Inputs(CELLS, "3.11"), Inputs(cells, "3.11")) == said


def test_a_cell_with_a_label_is_called_by_it() -> None:
    old, new = Inputs(("a", "b"), "3.11"), Inputs(("a", "c"), "3.11")
    assert difference(old, new, labels=("", "train")) == ("cell 2 'train' has changed",)


def test_what_is_said_of_all_the_rest() -> None:
    old = Inputs(
        (),
        "3.11",
        library=(("train.Net", "class Net: 1"), ("train.fit", "import x\ndef fit(): 1")),
        packages=(("numpy", "2.3.1"), ("torch", "2.12.0")),
        data=(("../rain.csv", "1"), ("data:iris", "1"), ("helpers.py", "1"), ("old.csv", "1")),
    )
    new = Inputs(
        (),
        "3.12",
        library=(("base.seed", "def seed(): 1"), ("train.fit", "import x\ndef fit(): 2")),
        packages=(("jax", "0.8"), ("torch", "2.13.0")),
        profile="smoke",
        data=(("../rain.csv", "2"), ("data:iris", "2"), ("helpers.py", "2"), ("new.py", "1")),
    )
    assert difference(old, new) == (
        "'seed' (base) is used now and was not before",
        "'Net' (train) was used before and is not now",
        "the saved function 'fit' (train) has changed",
        "jax is imported now and was not before",
        "numpy was imported before and is not now",
        "torch moved from 2.12.0 to 2.13.0",
        "Python moved from 3.11 to 3.12",
        "the file '../rain.csv' has changed",
        "the data set 'iris' has changed",
        "the local module 'helpers.py' has changed",
        "the local module 'new.py' is used now and was not before",
        "the file 'old.csv' was read before and is not now",
        "the profile moved from full to smoke",
    )


def test_the_page_that_saves_a_function_is_named_where_it_is_known() -> None:
    old = Inputs((), "3.11", library=(("train.fit", "def fit(): 1"),))
    new = Inputs((), "3.11", library=(("train.fit", "def fit(): 2"),))
    assert difference(old, new, {"train.fit": "concise"}) == (
        "the saved function 'fit' (train, saved on 'concise') has changed",
    )
