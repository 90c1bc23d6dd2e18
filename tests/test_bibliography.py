"""BibTeX: what a work is called, and what is said about broken entries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.model.book import Entry
from hexapla.source.bibliography import plain, read

GAUSS = r"""
% Anything between entries is a comment.
@string{perthes = "Perthes and Besser"}

@Book{gauss1809,
  author    = {Gau{\ss}, Carl Friedrich},
  title     = {{Theoria} motus},
  publisher = perthes # ", Hamburg",
  year      = 1809,
  month     = jan,
  url       = {https://example.org/a_b~c},
}
"""


def test_an_entry() -> None:
    (entry,) = read(GAUSS, "r.bib")[0].values()
    assert entry == Entry(
        "gauss1809",
        "book",
        (("Gauß", "Carl Friedrich"),),
        "Theoria motus",
        "1809",
        {
            "publisher": "Perthes and Besser, Hamburg",
            "month": "January",
            "url": "https://example.org/a_b~c",
        },
    )
    assert str(entry.at) == "r.bib:5"


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        ("Ada Lovelace", [("Lovelace", "Ada")]),
        ("Lovelace, Ada and Babbage, C.", [("Lovelace", "Ada"), ("Babbage", "C.")]),
        ("Ludwig van Beethoven", [("van Beethoven", "Ludwig")]),
        ("King, Jr., Martin Luther", [("King Jr.", "Martin Luther")]),
        ("{Research and Sons}", [("Research and Sons", "")]),
        (r"Erd{\H o}s, P{\'a}l", [("Erdős", "Pál")]),
        ("Zhang, A. and others", [("Zhang", "A."), ("others", "")]),
    ],
)
def test_names(names: str, authors: list[tuple[str, str]]) -> None:
    (entry,) = read(f"@misc{{k, author = {{{names}}}}}", "r.bib")[0].values()
    assert list(entry.authors) == authors


def test_editors_stand_in_for_authors() -> None:
    (entry,) = read("@book{k, editor = {Lovelace, Ada}}", "r.bib")[0].values()
    assert entry.authors == (("Lovelace", "Ada"),)


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"{\"O}l \& Gas", "Öl & Gas"),
        (r"The \emph{big} {BERT}", "The big BERT"),
        ("1--2 --- ``so''", "1–2 — “so”"),
        (r"In $O(n^{2})$ \'etudes", "In $O(n^{2})$ études"),
        (r"{\L}ukasz~K", "Łukasz K"),
        (r"50\% of \$5", "50% of $5"),
    ],
)
def test_latex_becomes_plain_text(latex: str, words: str) -> None:
    assert plain(latex) == words


BROKEN = {
    "@book{b, title = {x\n}\n": ("brace or quote in it is never closed", 3),
    '@book{b, title = "x\n}\n': ("unbalanced braces", 4),
    "@book{b,\n title {x}}\n": ("expected", 4),
    "@book{b,\n title = nowhere}\n": ("undefined string: nowhere", 4),
    "@book{}\n": ("expected", 3),
    "@book{a, title = {again}}\n": ("'a' is already taken at r.bib:1", 3),
    r"@book{b, title = {\'e }} x}" + "\n": ("", 3),
    "@book{b, author = {A, B, C, D, E}}\n": ("Too many commas", 3),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_entry_loses_only_itself(broken: str) -> None:
    entries, problems = read(
        f"@book{{a, title = {{A}}}}\n\n{broken}\n@book{{c, title = {{C}}}}", "r.bib"
    )
    what, line = BROKEN[broken]
    assert {"a", "c"} <= set(entries)
    assert entries["a"].title == "A"
    assert [(p.code, str(p.at)) for p in problems] == [("bad-entry", f"r.bib:{line}")] * bool(what)
    assert all(what in problem.text for problem in problems)


PIECES = r"""@book{ @string{ @ a , title author = { } " # \ $ \'e and ~ % \emph{ jan 1 é ( )"""
MANGLED = st.lists(st.sampled_from([*PIECES.split(" "), " ", "\n", "\x00"]), max_size=30)


@given(st.one_of(st.text(), MANGLED.map("".join)))
def test_any_text_is_read_without_raising(text: str) -> None:
    read(text, "r.bib")
    read(f"@book{{k, author = {{{text}}}, title = {{{text}}}}}", "r.bib")
