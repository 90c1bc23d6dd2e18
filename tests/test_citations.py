"""Styles of citation, and which list a citation leads to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drafts import book, codes, page, said, words
from hexapla.model.book import Book, Citations, Entry
from hexapla.model.nodes import (
    Bibliography,
    Citation,
    CitationForm,
    Cited,
    CodeSpan,
    Definition,
    Definitions,
    Gathered,
    Heading,
    IndexMark,
    IndexTerm,
    Item,
    Link,
    Reference,
    Span,
    Term,
    Text,
    Varied,
)
from hexapla.model.problems import Problems
from hexapla.model.walk import plain, walk
from hexapla.resolve.passes import resolve
from hexapla.source import bibliography

ENTRIES = (
    Entry("g", "book", (("Gauss", "Carl Friedrich"),), "Theoria", "1809", {"publisher": "Perthes"}),
    Entry("l", "book", (("Legendre", "Adrien-Marie"),), "Nouvelles méthodes", "1805", {}),
    Entry("k", "article", (("Krogh", "A."), ("Hertz", "J.")), "Decay", "1991", {"journal": "NIPS"}),
    Entry("v", "article", (("van Gogh", "V."), ("a", "b"), ("c", "d")), "Stars", "1888", {}),
)

AUTHOR_YEAR = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>T</title><id>t</id><updated>2020-01-01T00:00:00Z</updated></info>
<citation><layout prefix="(" suffix=")" delimiter="; ">
<names variable="author"><name form="short" and="text"/></names>
<date variable="issued" prefix=" "><date-part name="year"/></date></layout></citation>
<bibliography><sort><key variable="title"/></sort><layout suffix=".">
<names variable="author"><name name-as-sort-order="all"/></names>
<text variable="title" font-style="italic" prefix=", "/><text variable="URL" prefix=" "/></layout>
</bibliography></style>"""
NUMERIC = AUTHOR_YEAR.replace(
    '<names variable="author"><name form="short" and="text"/></names>\n'
    '<date variable="issued" prefix=" "><date-part name="year"/></date>',
    '<text variable="citation-number" vertical-align="sup"/>',
).replace('<layout suffix=".">\n', '<layout suffix="."><text variable="citation-number"/>\n')


def cite(*keys: str, form: CitationForm = "parenthetical", **more: bool) -> Citation:
    return Citation(form, tuple(Cited(key) for key in keys), **more)


def made(style: str, *citations: Citation, text: str = "") -> tuple[Book, Problems]:
    draft = book(page("a", *(said(one) for one in citations)), entries=ENTRIES)
    config = replace(draft.config, citations=Citations(style))
    return resolve(replace(draft, config=config, style=text))


def shown(style: str, *citations: Citation, text: str = "") -> list[str]:
    done, problems = made(style, *citations, text=text)
    assert problems == ()
    pages = walk(next(done.pages()).body)
    return [plain(node.inside) for node in pages if isinstance(node, Citation)]


def lines(style: str, *citations: Citation, text: str = "") -> list[tuple[str, str]]:
    listed = next(made(style, *citations, text=text)[0].pages()).body[-1]
    assert isinstance(listed, Bibliography)
    return [(work.mark, plain(work.inside)) for work in listed.works]


@pytest.mark.parametrize(
    ("citation", "year", "number", "label"),
    [
        (cite("g"), "(Gauss, 1809)", "[1]", "[Gau09]"),
        (cite("g", form="textual"), "Gauss (1809)", "Gauss [1]", "Gauss [Gau09]"),
        (cite("k", form="author"), "Krogh and Hertz", "Krogh and Hertz", "Krogh and Hertz"),
        (cite("v", form="textual", capital=True), "Van Gogh et al. (1888)", "Van Gogh et al. [1]",
         "Van Gogh et al. [Gac88]"),
        (cite("v", everyone=True), "(van Gogh, a and c, 1888)", "[1]", "[Gac88]"),
        (cite("k", form="year"), "1991", "1991", "1991"),
        (cite("k", form="label"), "Krogh and Hertz, 1991", "1", "KH91"),
    ],
)  # fmt: skip
def test_our_own_styles(citation: Citation, year: str, number: str, label: str) -> None:
    assert shown("author-year", citation) == [year]
    assert shown("numeric", citation) == [number]
    assert shown("alpha", citation) == [label]


def test_numbers_follow_the_order_of_citation_and_are_drawn_together() -> None:
    citations = (cite("l"), cite("v", "k", "g", "l"), cite("v", "l"))
    assert shown("numeric", *citations) == ["[1]", "[1–4]", "[1, 2]"]
    marks = [(mark, line.split(",")[0]) for mark, line in lines("numeric", *citations)]
    assert marks == [("1", "Legendre"), ("2", "van Gogh"), ("3", "Krogh"), ("4", "Gauss")]


def test_a_number_with_a_place_stands_alone() -> None:
    works = (Cited("g", suffix=words("p. 3")), Cited("l", prefix=words("also")))
    assert shown("numeric", Citation("parenthetical", works)) == ["[1, p. 3, also 2]"]


def test_a_citation_leads_to_the_list_of_its_page_and_else_to_one_that_is_placed() -> None:
    draft = book(
        page("a", said(cite("g"))), page("b", said(cite("l")), Bibliography()), entries=ENTRIES
    )
    config = replace(draft.config, citations=Citations("numeric", lists=False))
    done, problems = resolve(replace(draft, config=config))
    assert problems == ()
    links = [node for p in done.pages() for node in walk(p.body) if isinstance(node, Citation)]
    there = [(r.page, r.anchor) for c in links for r in c.inside if isinstance(r, Reference)]
    assert there == [("b", "cite-g"), ("b", "cite-l")]
    assert [plain(c.inside) for c in links] == ["[1]", "[2]"]


def test_what_no_list_holds_is_told() -> None:
    draft = book(page("a", said(cite("g"))), entries=ENTRIES)
    config = replace(draft.config, citations=Citations(lists=False))
    done, problems = resolve(replace(draft, config=config))
    assert codes(problems) == ["unlisted-citation"]
    assert not any(isinstance(node, Bibliography) for node in walk(next(done.pages()).body))


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("cited", ["g"]),
        ("not cited", ["k", "l", "v"]),
        ("True", ["g", "k", "l", "v"]),
        ('docname in docnames and type == "book"', ["g"]),
        ('author % "krogh|gogh"', ["k", "v"]),
        ('year > "1808" and key not in {"k"}', ["g", "v"]),
        ('"a" in docnames', ["g"]),
        ('journal == "NIPS"', ["k"]),
    ],
)
def test_filters(asked: str, keys: list[str]) -> None:
    placed = page("a", said(cite("g")), Bibliography(filter=asked))
    done, problems = resolve(book(placed, entries=ENTRIES))
    listed = next(done.pages()).body[-1]
    assert isinstance(listed, Bibliography)
    assert [work.key for work in listed.works] == keys
    assert codes(problems) == ([] if "g" in keys else ["unlisted-citation"])


@pytest.mark.parametrize("asked", ["cited and", "__import__('os')", "a.b", 'key % "("', "(" * 500])
def test_a_filter_that_is_none_is_told(asked: str) -> None:
    placed = page("a", said(cite("g")), Bibliography(filter=asked))
    _, problems = resolve(book(placed, entries=ENTRIES))
    assert codes(problems) == ["bad-directive"]


# --- styles of CSL --------------------------------------------------------------------------------


def test_a_style_of_csl_by_author_and_year() -> None:
    see = Citation("parenthetical", (Cited("k", words("see"), words("p. 3")), Cited("g")))
    citations = (see, cite("l", form="textual"), cite("g", form="year"))
    assert shown("a.csl", *citations, text=AUTHOR_YEAR) == [
        "(see Krogh and Hertz 1991, p. 3; Gauss 1809)",
        "Legendre (1805)",
        "1809",
    ]
    assert [line for _, line in lines("a.csl", *citations, text=AUTHOR_YEAR)] == [
        "Krogh, A., Hertz, J., Decay.",
        "Legendre, Adrien-Marie, Nouvelles méthodes.",
        "Gauss, Carl Friedrich, Theoria.",
    ]


def test_a_style_of_csl_by_number_has_the_numbers_of_its_list() -> None:
    citations = (cite("g"), cite("l", "k"), cite("g", form="textual"))
    assert shown("a.csl", *citations, text=NUMERIC) == ["(3)", "(1; 2)", "Gauss (3)"]
    assert lines("a.csl", *citations, text=NUMERIC)[0] == ("1", "Krogh, A., Hertz, J., Decay.")


def test_each_work_of_a_style_of_csl_is_a_link() -> None:
    done, _ = made("a.csl", cite("g", "nobody", "l"), text=NUMERIC)
    links = [n for n in walk(next(done.pages()).body) if isinstance(n, Reference) and n.page]
    assert {link.anchor for link in links} >= {"cite-g", "cite-l"}


@pytest.mark.parametrize("text", ["no XML", "<a/>", AUTHOR_YEAR.replace("citation>", "x>")])
def test_what_is_no_style_is_told(text: str) -> None:
    done, problems = made("a.csl", cite("g"), text=text)
    assert codes(problems) == ["bad-style"]
    shown_now = [n for n in walk(next(done.pages()).body) if isinstance(n, Citation)]
    assert plain(shown_now[0].inside) == "(Gauss, 1809)"


# --- entries --------------------------------------------------------------------------------------


def line_of(bibtex: str) -> str:
    found, wrong = bibliography.read(bibtex, "r.bib")
    entries, more = bibliography.inherited(found)
    assert (wrong, more) == ((), ())
    draft = book(page("a", said(cite("k"))), entries=tuple(entries.values()))
    listed = next(resolve(draft)[0].pages()).body[-1]
    assert isinstance(listed, Bibliography)
    return plain(listed.works[0].inside)


@pytest.mark.parametrize(
    ("bibtex", "line"),
    [
        ("@online{k, author={Hugo}, title={T}, date={2021-03-04}, url={https://x.org}}",
         "Hugo (2021). T. https://x.org"),
        ("@phdthesis{k, author={A B}, title={T}, year=2001, school={MIT}}",
         "B, A. (2001). T. PhD thesis. MIT."),
        ("@thesis{k, author={A B}, title={T}, year=2001, institution={MIT}, type={mathesis}}",
         "B, A. (2001). T. Master’s thesis. MIT."),
        ("@book{k, editor={A B and C D}, title={T}, subtitle={S}, year=2001, edition={2},"
         " publisher={P}, address={Berlin}}",
         "B, A. and D, C. (eds.) (2001). T: S. 2nd edition. P, Berlin."),
        ("@inproceedings{k, author={A B}, title={T}, crossref={P}}"
         "@proceedings{P, editor={C D}, title={Proc}, year=1999, publisher={ACM}}",
         "B, A. (1999). T. In Proc. ACM."),
        ('@string{j = "Journal"} @article{k, author={A B}, title={T}, journal=j # " X", year=1}',
         "B, A. (1). T. Journal X."),
        ("@misc{k, title={T}, howpublished={\\url{https://x.org}}, note={Accessed today}}",
         "T. Accessed today. https://x.org"),
    ],
)  # fmt: skip
def test_the_line_of(bibtex: str, line: str) -> None:
    assert line_of(bibtex) == line


def test_a_crossref_to_nothing_is_told() -> None:
    entries, _ = bibliography.read("@misc{k, title={T}, crossref={no}}", "r.bib")
    _, problems = bibliography.inherited(entries)
    assert codes(problems) == ["bad-entry"]


# --- glossary, index, abbreviations -----------------------------------------------------------


def test_an_index_stands_in_the_order_of_the_alphabet_and_names_sections() -> None:
    def mark(*terms: str) -> IndexMark:
        return IndexMark(tuple(IndexTerm((words(term),)) for term in terms))

    first = page(
        "a", mark("zebra", "Äpfel", "42"), Heading(2, words("Deep"), "deep"), mark("zebra")
    )
    draft = book(first, page("b", mark("网络", "apple", "神经"), Gathered("index")))
    done, problems = resolve(draft)
    assert problems == ()
    listed = [*done.pages()][1].body[-1]
    items = [plain(n.body[0].inside) for n in walk((listed,)) if isinstance(n, Item)]  # type: ignore[union-attr]
    assert items == ["42, 1", "Äpfel, 1", "apple, 2", "zebra, 1, 1.1", "神经, 2", "网络, 2"]
    places = {
        node.anchor for p in done.pages() for node in walk(p.body) if isinstance(node, IndexMark)
    }
    links = {n.anchor for n in walk((listed,)) if isinstance(n, Reference) and n.page != "b"}
    assert links <= places


@pytest.mark.parametrize("written", ["tensor", "Tensor", "tensors", "TENSORS"])
def test_a_term_is_found_however_it_is_written(written: str) -> None:
    defined = Definition((Term(words("Tensor"), "term-Tensor"),), (Item((said(Text("Numbers")),)),))
    draft = book(
        page("a", said(Reference("term", written))),
        page("g", Definitions((defined,), glossary=True)),
    )
    done, problems = resolve(draft)
    assert problems == ()
    assert next(done.pages()).body[1] == said(
        Reference("term", written, words(written), "g", "term-Tensor")
    )


def test_abbreviations_are_explained_in_prose_alone() -> None:
    prose = said(Text("SGD, ASGD, SGD2 and"), CodeSpan("SGD"), Link(words("SGD"), "https://x.org"))
    draft = book(
        page("a", Heading(2, words("SGD"), "s"), prose, meta={"abbreviations": {"SGD": "s"}})
    )
    done, problems = resolve(draft)
    assert problems == ()
    _, heading, prose = next(done.pages()).body
    assert heading == Heading(2, words("SGD"), "s", "1.1")
    assert prose == said(
        Span("abbr", words("SGD"), "s"),
        Text(", ASGD, SGD2 and"),
        CodeSpan("SGD"),
        Link(words("SGD"), "https://x.org"),
    )


def test_words_by_variant_are_read_once() -> None:
    line = (Text("A "), Varied(("a",), words("x")), Varied(("b",), words("y")), Text("."))
    assert plain(line) == "A x."
