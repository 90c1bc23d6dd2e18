"""Numbers, labels, references, citations and footnotes over a whole book."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts import book, codes, page, parts, said, words
from hexapla.model.book import Book, Entry, Numbering, Page, Part
from hexapla.model.nodes import (
    Admonition,
    Bibliography,
    Block,
    Citation,
    Cited,
    Display,
    Emphasis,
    Exercise,
    Figure,
    Footnote,
    FootnoteReference,
    Heading,
    Image,
    Inline,
    Link,
    Node,
    Paragraph,
    Place,
    Reference,
    ReferenceForm,
    Row,
    Solution,
    Table,
    Target,
    Text,
    Theorem,
    VariantBlock,
)
from hexapla.model.problems import Problems
from hexapla.model.walk import plain, walk
from hexapla.model.words import slug
from hexapla.resolve.number import roman
from hexapla.resolve.passes import resolve

N = TypeVar("N", bound=Node)


def resolved(draft: Book) -> Book:
    """The book, where nothing may be wrong with it."""
    done, problems = resolve(draft)
    assert problems == ()
    return done


def all_of(kind: type[N], done: Book) -> list[N]:
    return [node for one in done.pages() for node in walk(one.body) if isinstance(node, kind)]


def figure(label: str = "", caption: str = "") -> Figure:
    return Figure(Image("https://example.org/a.png"), words(caption) if caption else (), (), label)


# --- numbers -----------------------------------------------------------------------------------


def test_chapters_count_through_the_book_and_sections_within_their_chapter() -> None:
    done = resolved(
        parts(
            Part("Front", False, (page("preface"),)),
            Part("Basics", True, (page("linear"), page("data", level=2), page("loss", level=2))),
            Part("Networks", True, (page("deep"), page("wide", level=2))),
        )
    )
    numbers = {one.id: one.number for one in done.pages()}
    assert numbers == {
        "preface": "",
        "linear": "1",
        "data": "1.1",
        "loss": "1.2",
        "deep": "2",
        "wide": "2.1",
    }
    assert [part.number for part in done.parts] == ["", "I", "II"]


def test_the_title_on_the_page_has_the_number_of_the_page() -> None:
    done = resolved(book(page("linear"), page("data", level=2)))
    assert [node.number for node in all_of(Heading, done)] == ["1", "1.1"]


def test_headings_of_a_section_count_on_from_its_number_down_to_the_third_level() -> None:
    inner = [Heading(level, words(f"H{i}"), f"h{i}") for i, level in enumerate((2, 3, 4, 3, 2, 3))]
    done = resolved(book(page("linear"), page("data", *inner, level=2)))
    assert [node.number for node in all_of(Heading, done)[2:]] == [
        "1.1.1",
        "1.1.1.1",
        "",
        "1.1.1.2",
        "1.1.2",
        "1.1.2.1",
    ]


def test_headings_of_a_chapter_page_never_take_the_numbers_of_its_sections() -> None:
    heading = Heading(2, words("Overview"), "overview")
    alone = resolved(book(page("linear", heading)))
    opening = resolved(book(page("linear", heading), page("data", level=2)))
    assert [node.number for node in all_of(Heading, alone)] == ["1", "1.1"]
    assert [node.number for node in all_of(Heading, opening)] == ["1", "", "1.1"]


def test_figures_equations_tables_and_exercises_count_apart_over_the_whole_chapter() -> None:
    table = Table(Row(()), (), (), words("A table"))
    first = page("linear", figure("a"), Display("x", "eq-a"), table, Exercise((), ()))
    second = page("data", figure("b"), Display("y", "eq-b"), Exercise((), ()), level=2)
    done = resolved(book(first, second, page("deep", figure("c"))))
    assert [node.number for node in all_of(Figure, done)] == ["1.1", "1.2", "2.1"]
    assert [node.number for node in all_of(Display, done)] == ["1.1", "1.2"]
    assert [node.number for node in all_of(Table, done)] == ["1.1"]
    assert [node.number for node in all_of(Exercise, done)] == ["1.1", "1.2"]


def test_what_has_neither_label_nor_caption_has_no_number_and_takes_none() -> None:
    body = (figure(), Display("x"), figure(caption="Seen"), Display("y", "eq"))
    done = resolved(book(page("linear", *body)))
    assert [node.number for node in all_of(Figure, done)] == ["", "1.1"]
    assert [node.number for node in all_of(Display, done)] == ["", "1.1"]


def test_a_part_without_numbers_counts_its_figures_from_one() -> None:
    done = resolved(book(page("preface", figure("a")), page("thanks", figure("b")), numbered=False))
    assert [node.number for node in all_of(Figure, done)] == ["1", "2"]
    assert [node.number for node in all_of(Heading, done)] == ["", ""]


def test_there_is_one_count_for_all_variants() -> None:
    body = (
        VariantBlock(("pytorch",), (figure("a"),)),
        VariantBlock(("jax",), (figure("b"),)),
        Admonition("note", (), (figure("c"),)),
    )
    done = resolved(book(page("linear", *body)))
    assert [node.number for node in all_of(Figure, done)] == ["1.1", "1.2", "1.3"]


def test_chapters_of_an_appendix_have_letters() -> None:
    done = resolved(
        parts(
            Part("Text", True, (page("linear"),)),
            Part("Tables", True, (page("sets", figure("a")), page("more")), appendix=True),
            Part("Text again", True, (page("deep"),)),
        )
    )
    assert [one.number for one in done.pages()] == ["1", "A", "B", "2"]
    assert [part.number for part in done.parts] == ["I", "", "II"]
    assert [node.number for node in all_of(Figure, done)] == ["A.1"]


def test_pages_three_deep_and_their_headings() -> None:
    heading = Heading(2, words("H"), "h")
    pages = (
        page("a"),
        page("b", heading, level=2),
        page("c", heading, level=3),
        page("d", heading, level=2),
    )
    done = resolved(book(*pages))
    numbers = [node.number for node in all_of(Heading, done)]
    assert numbers == ["1", "1.1", "", "1.1.1", "1.1.1.1", "1.2", "1.2.1"]


def numbered(by: Numbering, *pages: Page) -> Book:
    made = book(*pages)
    return resolved(replace(made, config=replace(made.config, numbering=by)))


def test_headings_of_a_page_may_go_before_the_pages_below_it() -> None:
    two = (Heading(2, words("H"), "h"), Heading(2, words("I"), "i"))
    pages = (page("a", *two), page("b", *two, level=2), page("c", level=3), page("d", level=2))
    done = numbered(Numbering(headings="first"), *pages)
    numbers = [node.number for node in all_of(Heading, done)]
    assert numbers == ["1", "1.1", "1.2", "1.3", "1.3.1", "1.3.2", "1.3.3", "1.4"]


def test_what_is_counted_through_the_whole_book() -> None:
    by = Numbering(per="book")
    done = numbered(by, page("a", figure("x")), page("b", figure("y")))
    assert [node.number for node in all_of(Figure, done)] == ["1", "2"]


def test_what_is_counted_by_section_begins_again_with_each() -> None:
    by, deeper = Numbering(per="section", headings="first"), Heading(3, words("D"), "d")
    heading = Heading(2, words("H"), "h")
    done = numbered(
        by,
        page("a", figure("u"), heading, figure("v")),
        page("b", figure("w"), heading, figure("x"), deeper, level=2),
        page("c", figure("y"), level=3),
        page("d", figure("z"), level=2),
    )
    found = [node.number for node in all_of(Figure, done)]
    assert found == ["1.1", "1.1.1", "1.2.1", "1.2.2", "1.2.3", "1.3.1"]


def test_no_number_of_a_heading_is_longer_than_the_book_says() -> None:
    heading = Heading(2, words("H"), "h")
    done = numbered(Numbering(depth=1), page("a", heading), page("b", level=2))
    assert [node.number for node in all_of(Heading, done)] == ["1", "", ""]


def test_all_formulas_are_counted_where_the_book_says_so() -> None:
    body = (Display("x"), Display("y", counted=False), Display("z", "eq"))
    done = numbered(Numbering(equations=True), page("a", *body))
    assert [node.number for node in all_of(Display, done)] == ["1.1", "", "1.2"]


@pytest.mark.parametrize(
    ("theorems", "numbers"), [("apart", ["1.1", "1.1", "1.2"]), ("together", ["1.1", "1.2", "1.3"])]
)
def test_theorems_are_counted_apart_or_together(
    theorems: Literal["apart", "together"], numbers: list[str]
) -> None:
    body = (Theorem(kind, (), ()) for kind in ("lemma", "theorem", "lemma"))
    done = numbered(Numbering(theorems=theorems), page("a", *body))
    assert [node.number for node in all_of(Theorem, done)] == numbers


def test_what_several_variants_have_by_one_name_has_one_number() -> None:
    body = (
        VariantBlock(("pytorch",), (figure("a"),)),
        VariantBlock(("jax",), (figure("a"),)),
        figure("b"),
    )
    done, problems = resolve(book(page("linear", *body)))
    assert [node.number for node in all_of(Figure, done)] == ["1.1", "1.1", "1.2"]
    assert problems == ()


def test_macros_of_the_front_matter_go_with_the_formulas_that_use_them() -> None:
    meta = {"math": {"\\R": "\\mathbb{R}", "\\v": {"macro": "\\mathbf{#1} \\in \\R"}, "odd": 3}}
    made = replace(page("linear", Display("\\v{x}"), Display("y")), meta=meta)
    shown = [node.tex for node in all_of(Display, resolved(book(made)))]
    assert shown == ["\\def\\R{\\mathbb{R}}\\def\\v#1{\\mathbf{#1} \\in \\R}\\v{x}", "y"]


def test_a_part_can_be_referred_to() -> None:
    target = Paragraph((Reference("numref", "basics"), Reference("ref", "basics")))
    made = parts(Part("Basics", True, (page("linear", target),), label="basics"))
    shown = [plain(node.inside) for node in all_of(Reference, resolved(made))]
    assert shown == ["Part I", "Basics"]


def test_roman_numbers() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40, 99)] == ["I", "IV", "IX", "XIV", "XL", "XCIX"]


# --- solutions ---------------------------------------------------------------------------------


def test_a_solution_has_number_and_page_of_its_exercise_wherever_it_stands() -> None:
    exercises = page("linear", Exercise(words("Slope"), (), "ex-slope"))
    answers = page("answers", Solution("ex-slope", ()))
    (solution,) = all_of(Solution, resolved(book(exercises, answers)))
    assert (solution.number, solution.page) == ("1.1", "linear")


def test_a_solution_of_nothing_is_told_with_the_nearest_exercise() -> None:
    done, problems = resolve(
        book(page("p", Exercise((), (), "ex-slope"), Solution("ex-slop", (), at=Place("p.md", 7))))
    )
    assert codes(problems) == ["unknown-exercise"]
    assert "did you mean 'ex-slope'" in problems[0].text
    assert problems[0].at == Place("p.md", 7)
    assert all_of(Solution, done)[0].number == ""


# --- labels ------------------------------------------------------------------------------------


def test_every_labelled_thing_and_every_page_is_in_the_table() -> None:
    body = (
        Heading(2, words("Loss"), "sec-loss"),
        figure("fig-a", "A picture"),
        Target("spot"),
        Exercise(words("Slope"), (), "ex"),
    )
    known = resolved(book(page("intro"), page("linear", *body, level=2))).labels
    assert (known["linear"].kind, known["linear"].anchor) == ("page", "")
    assert (known["sec-loss"].kind, known["sec-loss"].number) == ("section", "1.1.1")
    assert (known["fig-a"].kind, plain(known["fig-a"].title)) == ("figure", "A picture")
    assert (known["fig-a"].page, known["fig-a"].anchor) == ("linear", "fig-a")
    assert plain(known["spot"].title) == "Loss"
    assert known["ex"].number == "1.1"


def test_of_two_figures_with_one_label_the_first_has_it_and_the_second_is_told() -> None:
    second = replace(figure("fig"), at=Place("parts/b.md", 9))
    done, problems = resolve(book(page("a", figure("fig")), page("b", second)))
    assert codes(problems) == ["duplicate-label"]
    assert problems[0].at == Place("parts/b.md", 9)
    assert done.labels["fig"].page == "a"


def test_pages_may_share_headings_that_only_have_their_slug() -> None:
    exercises = Heading(2, words("Exercises"), "exercises")
    done = resolved(book(page("a", exercises), page("b", exercises)))
    assert done.labels["exercises"].page == "a"


@pytest.mark.parametrize(
    ("form", "target", "leads_to"),
    [
        ("link", "#exercises", "b"),
        ("ref", "exercises", "b"),
        ("link", "parts/a.md#exercises", "a"),
        ("link", "parts/c.md#exercises", "c"),
    ],
)
def test_of_headings_that_share_a_slug_the_one_on_the_page_is_meant(
    form: ReferenceForm, target: str, leads_to: str
) -> None:
    exercises = Heading(2, words("Exercises"), "exercises")
    pages = (page("a", exercises), page("b", exercises, said(refer(form, target))))
    (found,) = all_of(Reference, resolved(book(*pages, page("c", exercises))))
    assert (found.page, found.anchor) == (leads_to, "exercises")


def test_what_an_author_labels_is_meant_before_a_slug_on_the_page() -> None:
    here = page("b", Heading(2, words("Loss"), "loss"), said(refer("ref", "loss")))
    (found,) = all_of(Reference, resolved(book(page("a", figure("loss")), here)))
    assert found.page == "a"


def test_a_label_that_an_author_gave_two_headings_is_told() -> None:
    one, other = Heading(2, words("One"), "same"), Heading(2, words("Other"), "same")
    assert codes(resolve(book(page("a", one, other)))[1]) == ["duplicate-label"]


def test_what_an_author_labels_goes_before_a_heading_of_that_slug() -> None:
    done = resolved(book(page("a", Heading(2, words("Loss"), "loss")), page("b", figure("loss"))))
    assert done.labels["loss"].kind == "figure"


def test_a_label_that_is_the_name_of_another_page_is_told() -> None:
    done, problems = resolve(book(page("a", figure("b")), page("b")))
    assert codes(problems) == ["duplicate-label"]
    assert done.labels["b"].kind == "page"


def test_slugs_are_words_joined_by_hyphens() -> None:
    assert slug("What's new in 2.0? Größe & co_op") == "what-s-new-in-2-0-größe-co-op"


# --- references --------------------------------------------------------------------------------


def refer(form: ReferenceForm, target: str, inside: str = "") -> Reference:
    return Reference(form, target, words(inside) if inside else (), at=Place("parts/r.md", 3))


def seen(reference: Reference, *body: Block, numbered: bool = True) -> tuple[Reference, Problems]:
    """What becomes of a reference in a book that has a chapter, and this on its section."""
    pages = (page("linear"), page("data", *body, level=2), page("refers", said(reference)))
    done, problems = resolve(book(*pages, numbered=numbered))
    found = next(node for node in all_of(Reference, done))
    return found, problems


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        (refer("numref", "fig"), "Figure 1.1"),
        (refer("numref", "fig", "see %s"), "see 1.1"),
        (refer("numref", "fig", "{number}: {name}!"), "1.1: A line!"),
        (refer("ref", "fig"), "A line"),
        (refer("ref", "fig", "this one"), "this one"),
        (refer("link", "#fig", "this one"), "this one"),
        (refer("link", "#fig"), "A line"),
        (refer("link", "#eq"), "Equation 1.1"),
        (refer("eq", "eq"), "(1.1)"),
        (refer("numref", "ex"), "Exercise 1.1"),
        (refer("numref", "sec"), "Section 1.1.1"),
        (refer("numref", "linear"), "Chapter 1"),
        (refer("numref", "data"), "Section 1.1"),
        (refer("ref", "data"), "Data"),
        (refer("doc", "data"), "Data"),
        (refer("doc", "parts/data"), "Data"),
        (refer("doc", "parts/data.md"), "Data"),
        (refer("link", "parts/data.md"), "Data"),
        (refer("link", "parts/data.md#fig"), "A line"),
    ],
)
def test_what_a_reference_shows(reference: Reference, text: str) -> None:
    body = (
        Heading(2, words("Squares"), "sec"),
        figure("fig", "A line"),
        Display("x", "eq"),
        Exercise((), (), "ex"),
    )
    found, problems = seen(reference, *body)
    assert problems == ()
    assert plain(found.inside) == text
    assert found.page


def test_a_reference_leads_to_the_page_and_the_anchor() -> None:
    found, _ = seen(refer("numref", "fig"), figure("fig"))
    assert (found.page, found.anchor) == ("data", "fig")
    found, _ = seen(refer("doc", "data"))
    assert (found.page, found.anchor) == ("data", "")


@pytest.mark.parametrize(
    ("reference", "code", "hint"),
    [
        (refer("numref", "fig-lines"), "unknown-label", "fig-line"),
        (refer("link", "#fig-lines"), "unknown-label", "fig-line"),
        (refer("link", "parts/data.md#fig-lines"), "unknown-label", "fig-line"),
        (refer("doc", "dat"), "unknown-page", "data"),
        (refer("link", "parts/datas.md"), "unknown-page", "parts/data.md"),
    ],
)
def test_a_reference_to_nothing_is_told_and_shows_its_target(
    reference: Reference, code: str, hint: str
) -> None:
    found, problems = seen(reference, figure("fig-line"))
    assert codes(problems) == [code]
    assert f"did you mean '{hint}'" in problems[0].text
    assert problems[0].at == Place("parts/r.md", 3)
    assert (found.page, plain(found.inside)) == ("", reference.target)


def test_a_number_where_there_is_none_is_a_warning_and_shows_the_title() -> None:
    found, problems = seen(refer("numref", "data"), numbered=False)
    assert [problem.severity for problem in problems] == ["warning"]
    assert codes(problems) == ["unnumbered"]
    assert (plain(found.inside), found.page) == ("Data", "data")


def test_a_title_within_a_reference_holds_no_other_reference() -> None:
    caption: tuple[Inline, ...] = (Text("As in "), Link(words("there"), "https://example.org"))
    shown = Figure(Image("https://example.org/a.png"), caption, (), "fig")
    found, _ = seen(refer("ref", "fig"), shown)
    assert found.inside == (Text("As in "), Text("there"))


# --- files -------------------------------------------------------------------------------------


def test_a_picture_that_the_book_does_not_have_is_told_with_the_nearest() -> None:
    there = Figure(Image("img/line.svg"))
    missing = said(Image("img/lime.svg", at=Place("parts/a.md", 4)))
    afar = said(Image("https://example.org/x.png"), Image("data:image/png;base64,AA=="))
    _, problems = resolve(book(page("a", there, missing, afar), files=("img/line.svg",)))
    assert codes(problems) == ["missing-file"]
    assert "did you mean 'img/line.svg'" in problems[0].text
    assert problems[0].at == Place("parts/a.md", 4)


def test_a_link_to_a_file_that_the_book_does_not_have_is_told() -> None:
    links = [
        Link(words("it"), url) for url in ("data/a.csv#x", "data/b.csv", "mailto:a@b.org", "#x")
    ]
    _, problems = resolve(book(page("a", said(*links)), files=("data/a.csv",)))
    assert codes(problems) == ["missing-file"]


def test_a_link_to_a_file_without_suffix_is_a_link_to_that_file() -> None:
    done = resolved(book(page("a", said(refer("link", "LICENSE"))), files=("LICENSE",)))
    assert all_of(Link, done) == [Link(words("LICENSE"), "LICENSE")]


# --- citations ---------------------------------------------------------------------------------


def entry(key: str, families: str, year: str, title: str = "On things", **fields: str) -> Entry:
    authors = tuple((family, "Ada Maria") for family in families.split())
    return Entry(key, "article", authors, title, year, fields)


def cite(*keys: str, textual: bool = False) -> Citation:
    works = tuple(Cited(key, at=Place("parts/a.md", 5)) for key in keys)
    return Citation("textual" if textual else "parenthetical", works)


@pytest.mark.parametrize(
    ("families", "textual", "text"),
    [
        ("Gauss", False, "Gauss, 1809"),
        ("Gauss", True, "Gauss (1809)"),
        ("Krogh Hertz", False, "Krogh and Hertz, 1809"),
        ("Vaswani Shazeer Parmar", False, "Vaswani et al., 1809"),
        ("Vaswani Shazeer Parmar", True, "Vaswani et al. (1809)"),
        ("", False, "On things, 1809"),
    ],
)
def test_what_a_citation_shows(families: str, textual: bool, text: str) -> None:
    cites = page("a", said(cite("k", textual=textual)))
    done = resolved(book(cites, entries=(entry("k", families, "1809"),)))
    assert [plain(one.inside).strip("()") for one in all_of(Citation, done)] == [text.rstrip(")")]


def test_works_that_would_be_cited_alike_get_letters_in_the_order_of_their_titles() -> None:
    entries = (
        entry("z", "Gauss", "1809", "Beta"),
        entry("y", "Gauss", "1809", "Alpha"),
        entry("x", "Gauss", "1810", "Gamma"),
    )
    done = resolved(
        book(page("a", said(cite("z"))), page("b", said(cite("y", "x"))), entries=entries)
    )
    texts = [plain(one.inside) for one in all_of(Citation, done)]
    assert texts == ["(Gauss, 1809b)", "(Gauss, 1809a, 1810)"]


def test_a_page_that_cites_gets_its_works_at_its_end_in_order() -> None:
    entries = (entry("z", "Zu", "1900"), entry("g2", "Gauss", "1823"), entry("g1", "Gauss", "1809"))
    done = resolved(book(page("a", said(cite("z", "g2", "g1"))), page("b"), entries=entries))
    first, second = done.pages()
    assert isinstance(first.body[-1], Bibliography)
    assert [work.key for work in first.body[-1].works] == ["g1", "g2", "z"]
    assert not any(isinstance(node, Bibliography) for node in second.body)


def test_a_list_that_the_author_placed_has_all_that_the_book_cites() -> None:
    entries = (entry("z", "Zu", "1900"), entry("g", "Gauss", "1809"), entry("n", "No", "2000"))
    pages = (page("a", said(cite("z"))), page("b", said(cite("g")), Bibliography()))
    done = resolved(book(*pages, entries=entries))
    lists = all_of(Bibliography, done)
    assert [[work.key for work in one.works] for one in lists] == [["z"], ["g", "z"]]
    assert isinstance([*done.pages()][1].body[-1], Bibliography)


def test_a_citation_of_nothing_shows_its_key_and_is_told() -> None:
    draft = book(page("a", said(cite("gaus"))), entries=(entry("gauss", "Gauss", "1809"),))
    done, problems = resolve(draft)
    assert codes(problems) == ["unknown-citation"]
    assert "did you mean 'gauss'" in problems[0].text
    assert problems[0].at == Place("parts/a.md", 5)
    assert [plain(one.inside) for one in all_of(Citation, done)] == ["(gaus)"]
    assert not all_of(Bibliography, done)


def line(given_entry: Entry) -> tuple[Inline, ...]:
    cites = page("a", said(cite(given_entry.key)))
    (listed,) = all_of(Bibliography, resolved(book(cites, entries=(given_entry,))))
    return listed.works[0].inside


def test_the_line_of_an_article() -> None:
    fields = {"journal": "Annals", "volume": "3", "number": "2", "pages": "1--9", "doi": "10.1/x"}
    inside = line(entry("k", "Gauss Zu", "1809", "What is it?", **fields))
    assert plain(inside) == (
        "Gauss, A. M. and Zu, A. M. (1809). What is it? Annals, 3(2), 1–9. doi:10.1/x"
    )
    assert [node.inside for node in inside if isinstance(node, Emphasis)] == [words("Annals")]
    assert [node.url for node in inside if isinstance(node, Link)] == ["https://doi.org/10.1/x"]


def test_the_line_of_a_book() -> None:
    inside = line(Entry("k", "book", (("OpenAI", ""),), "All", "2020", {"publisher": "Press"}))
    assert plain(inside) == "OpenAI (2020). All. Press."
    assert [node.inside for node in inside if isinstance(node, Emphasis)] == [words("All")]


def test_the_line_of_a_preprint_links_to_it() -> None:
    inside = line(entry("k", "Gauss", "2017", eprint="1706.03762", archiveprefix="arXiv"))
    urls = [node.url for node in inside if isinstance(node, Link)]
    assert urls == ["https://arxiv.org/abs/1706.03762"]


def test_authors_who_are_not_all_named() -> None:
    authors = (("King", "Martin Luther, Jr."), ("Li", "X.-Y."), ("others", ""))
    done = resolved(
        book(page("a", said(cite("k"))), entries=(Entry("k", "misc", authors, "All", "2020", {}),))
    )
    assert [plain(one.inside) for one in all_of(Citation, done)] == ["(King et al., 2020)"]
    (listed,) = all_of(Bibliography, done)
    assert plain(listed.works[0].inside) == "King, M. L., Jr., Li, X.-Y. et al. (2020). All."


def test_an_entry_with_almost_nothing_still_has_a_line() -> None:
    inside = line(Entry("k", "misc", (), "A thing", "", {"url": "https://example.org"}))
    assert plain(inside) == "A thing. https://example.org"


# --- footnotes ---------------------------------------------------------------------------------


def test_footnotes_are_numbered_by_page_in_the_order_of_their_marks() -> None:
    note = Footnote("first", (said(FootnoteReference("inner")),))
    body = (
        note,
        Footnote("inner", ()),
        Footnote("never", ()),
        Footnote("second", ()),
        said(FootnoteReference("second"), FootnoteReference("first"), FootnoteReference("second")),
    )
    other = (said(FootnoteReference("first")), Footnote("first", ()))
    done, problems = resolve(book(page("a", *body), page("b", *other)))
    assert codes(problems) == ["unused-footnote"]
    numbers = [(node.name, node.number) for node in all_of(Footnote, done)]
    assert numbers == [("first", 2), ("inner", 3), ("never", 0), ("second", 1), ("first", 1)]
    assert [node.number for node in all_of(FootnoteReference, done)] == [3, 1, 2, 1, 1]


def test_of_two_footnotes_of_one_name_the_first_is_shown_and_the_second_told() -> None:
    one, other = (Footnote("a", (said(*words(text)),)) for text in ("one", "other"))
    done, problems = resolve(book(page("p", said(FootnoteReference("a")), one, other)))
    assert codes(problems) == ["duplicate-footnote"]
    assert [note.number for note in all_of(Footnote, done)] == [1, 0]


def test_a_footnote_that_nothing_refers_to_is_a_warning() -> None:
    _, problems = resolve(book(page("p", Footnote("a", ()))))
    assert [(p.code, p.severity) for p in problems] == [("unused-footnote", "warning")]


def test_a_mark_of_no_footnote_is_told() -> None:
    mark = FootnoteReference("nte", at=Place("parts/a.md", 2))
    note = (said(FootnoteReference("note")), Footnote("note", ()))
    _, problems = resolve(book(page("a", said(mark), *note)))
    assert codes(problems) == ["unknown-footnote"]
    assert problems[0].at == Place("parts/a.md", 2)


# --- all of it ---------------------------------------------------------------------------------


def made_heading(level: int, text: str) -> Heading:
    return Heading(level, words(text), slug(text))


def made_reference(form: ReferenceForm, target: str) -> Block:
    return said(refer(form, target))


leaf = st.one_of(
    st.builds(figure, st.sampled_from(["", "a", "b"]), st.sampled_from(["", "Seen"])),
    st.builds(Display, st.just("x"), st.sampled_from(["", "e", "f"])),
    st.builds(made_heading, st.integers(2, 5), st.sampled_from("xyz")),
    st.builds(made_reference, st.sampled_from(["numref", "ref"]), st.sampled_from("abq")),
)
some_pages = st.lists(st.tuples(st.integers(1, 2), st.lists(leaf, max_size=4)), max_size=5)


@given(some_pages)
def test_numbers_are_given_once_and_in_order(drawn: list[tuple[int, list[Block]]]) -> None:
    made = [page(f"p{i}", *body, level=level) for i, (level, body) in enumerate(drawn)]
    done, _ = resolve(book(*made))
    for kind in (Figure, Display, Heading):
        numbers = [node.number for node in all_of(kind, done) if node.number]  # type: ignore[attr-defined]
        counted = [[int(part) for part in number.split(".")] for number in numbers]
        assert counted == sorted(counted)
        assert len(set(numbers)) == len(numbers)
    assert resolve(book(*made))[0] == done
