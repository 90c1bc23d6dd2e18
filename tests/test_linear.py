"""However a text is made, the work that it makes grows no faster than it does itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from hexapla.model.near import Names
from hexapla.model.nodes import Node, Text
from hexapla.model.walk import plain, walk
from hexapla.source.meta import mapping
from hostile import through

MEGA = 1_000_000

# Texts of a size; each was slow once, or could be where something is looked for.
GROWING: dict[str, Callable[[int], str]] = {
    # what nests
    "quotes in quotes": lambda n: ">" * n + " a\n",
    "lists in lists, on one line": lambda n: "- " * n + "a\n",
    "emphasis in emphasis": lambda n: "*a **b " * n + "c** d*" * n,
    "links in links": lambda n: "[" * n + "a" + "](b)" * n,
    "pictures in pictures": lambda n: "![" * 4 * n + "a" + "](b)" * 4 * n,  # a hundred are read
    "footnotes in footnotes": lambda n: "[^1]: " * n + "a",
    "HTML in HTML": lambda n: "<b>" * n + "a" + "</b>" * n,
    "braces in formulas": lambda n: f"${'{' * n}{'}' * n}$",
    "deep text in many fences": lambda n: (
        "".join("`" * (30 - i) + "{note}\n" for i in range(27)) + "a b c\n\n" * n
    ),
    # what does not close
    "emphasis": lambda n: "*a " * n,
    "brackets": lambda n: "[" * n,
    "links": lambda n: "[a](" * n,
    "addresses": lambda n: "[a](<b" * n,
    "code": lambda n: "`a``" * n,
    "footnote marks": lambda n: "[^" * n,
    "formulas": lambda n: "$a " * n,
    "displayed formulas": lambda n: "$$\na\n\n" * n,
    "environments": lambda n: "\\begin{align}\n\n" * n,
    "environments in a paragraph": lambda n: "\\begin{align}\na\n" * n,
    "comments": lambda n: "a <!--" * n,
    "CDATA": lambda n: "a <![CDATA[" * n,
    "elements": lambda n: "<div>" * n,
    "roles": lambda n: "{a}`b " * n,
    "attributes": lambda n: "`a`{#b " * n,
    "fences": lambda n: "```{note}\n\n" * n,
    "colons": lambda n: ":::{note}\n" * n,
    # many of a kind
    "headings": lambda n: "".join(f"## a{i}\n" for i in range(n)),
    "headings alike": lambda n: "## a\n" * n,
    "links to the web": lambda n: "[a](b) " * n,
    "definitions of links": lambda n: "".join(f"[a{i}]: b\n\n[a{i}]\n\n" for i in range(n)),
    "references": lambda n: "".join(f"(a{i})=\n\n{{ref}}`a{i}`\n\n" for i in range(n)),
    "unknown references": lambda n: "".join(f"(a{i})=\n\n{{ref}}`b{i}`\n\n" for i in range(n)),
    "unknown works": lambda n: "".join(f"{{cite}}`b{i}` " for i in range(n)),
    "unknown directives": lambda n: "".join(f"```{{no{i}}}\n```\n\n" for i in range(n)),
    "footnotes": lambda n: "".join(f"a[^{i}]\n\n[^{i}]: b\n\n" for i in range(n)),
    "footnotes that lead on": lambda n: (
        "a[^0]\n\n" + "".join(f"[^{i}]: b[^{i + 1}]\n\n" for i in range(n))
    ),
    "formulas and brackets": lambda n: "($a$) " * n,
    "columns": lambda n: f"{'|a' * n}|\n{'|-' * n}|\n{'|b' * n}|\n",
    "items": lambda n: "- a\n" * n,
    "lines of front matter": lambda n: "---\n" + "".join(f"a{i}: b\n" for i in range(n)) + "---\n",
    "options": lambda n: "```{figure} a.png\n" + "".join(f":a{i}: b\n" for i in range(n)) + "```\n",
    "cells": lambda n: "```{code-cell}\nx = 1\n```\n\n" * n,
    "entities": lambda n: "&a" * n,
    "spaces": lambda n: "a" + " " * n + "b",
    "odd line ends": lambda n: "a\r\r\n\u2028" * n,
}


def work(text: str) -> int:
    """How many functions are called for a text, from reading it to writing what comes of it."""
    calls = 0

    def count(frame: object, event: str, given: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        through(a=text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.fixture(scope="module")
def least() -> int:
    through(a="")  # what is loaded, and made once
    return work("")


@pytest.mark.slow
@pytest.mark.parametrize("name", GROWING)
def test_the_work_grows_as_the_text_does(name: str, least: int) -> None:
    half, whole = (work(GROWING[name](n)) - least for n in (150, 300))
    assert whole < 2.5 * half + 5000


# Each of some megabytes, all one paragraph: within seconds, and nothing of it is lost.
LONG = {
    "prose": "word and another, " * (5 * MEGA // 18),
    "one word": "a" * 5 * MEGA,
    "brackets": "[" * MEGA,
    "brackets far apart": "[a " * MEGA + "]",
    "stars": "* " * MEGA,
    "code": "`a" * MEGA,
    "blanks": "a" + " " * 5 * MEGA + "b",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_a_line_of_megabytes_is_read_within_seconds(name: str) -> None:
    begun = time.process_time()
    book, problems, _ = through(a=f"# A\n\n{LONG[name]}")
    assert time.process_time() - begun < 40  # some five on a quiet machine
    (page,) = book.pages()
    if "too-tangled" in {one.code for one in problems}:
        assert kept(page.body[1:]) == LONG[name].strip()
    assert ("too-tangled" in {one.code for one in problems}) == name.startswith(("brack", "code"))


def kept(nodes: tuple[Node, ...]) -> str:
    return plain(node for node in walk(nodes) if isinstance(node, Text))


def test_the_nearest_of_very_many_names_is_found_quickly() -> None:
    names = Names(f"figure-{n}" for n in range(100_000))
    begun = time.process_time()
    found = [names.nearest(f"figure-{n}x") for n in range(300)]
    assert time.process_time() - begun < 5
    assert found[17].startswith("figure-1")
    assert names.nearest("igure-99999") == "figure-99999"
    assert names.nearest("something else") == ""


def test_front_matter_that_would_burst_is_said_to() -> None:
    bomb = "a0: &a0 [x,x]\n" + "".join(
        f"a{n + 1}: &a{n + 1} [*a{n},*a{n},*a{n}]\n" for n in range(30)
    )
    assert mapping(bomb)[1] == "aliases (*name) are not understood"
    assert mapping("a: " + "[" * 10_000 + "]" * 10_000)[1] == "it is nested more than 20 deep"
