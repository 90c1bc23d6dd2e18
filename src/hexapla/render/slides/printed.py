"""A deck as a PDF, set by Typst: a page for each slide, with all its fragments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

from hexapla.model.book import Page, Variant
from hexapla.model.nodes import Block, Footnote, FootnoteReference, Node
from hexapla.model.paper import Paper
from hexapla.model.problems import Problems
from hexapla.model.walk import rewrite, walk
from hexapla.ports import Artifact, Edition, Typeset
from hexapla.render.formulas import formulas_in
from hexapla.render.paper.carried import font_files, page_pictures, pictures
from hexapla.render.paper.frame import Frame, Picture
from hexapla.render.paper.inlines import content
from hexapla.render.paper.literals import Code, call
from hexapla.render.paper.maths import Typesetter
from hexapla.render.paper.nodes import body
from hexapla.render.paper.settings import settings
from hexapla.render.seen import GIVEN, seen, showing
from hexapla.render.slides.deck import Slide, deck
from hexapla.render.values import Values

OPENING = """#import "/slides.typ"
#import "/blocks.typ": *
#show: slides.deck
#show: blocks
"""
IMPORTS = '#import "/blocks.typ": *\n'


@dataclass(frozen=True, slots=True)
class Show:
    """What the decks of a variant have in common."""

    edition: Edition
    variant: Variant
    values: Values
    pictures: Mapping[str, Picture]
    typeset: Typesetter
    paper: Paper


def show(edition: Edition, variant: Variant, values: Values, typeset: Typesetter) -> Show:
    """What is known before a deck is made: pages as wide as a screen, in large letters."""
    paper = replace(
        edition.book.config.paper,
        width=254.0,
        height=142.875,
        inside=17.0,
        outside=17.0,
        top=14.0,
        bottom=14.0,
        font_size=18.0,
        justify=False,
        standards=(),
    )
    there = dict(pictures(edition, variant))
    return Show(edition, variant, values, there, typeset, paper)


def printed(page: Page, of: Show) -> tuple[Typeset, Problems]:
    """The sources of a page's deck, and what is wrong in them."""
    given = showing(page, of.variant, of.edition, of.values, top=GIVEN, form="slides")
    shown = seen(page, given)
    slides = deck(shown.page.body)
    notes = tuple(walk(shown.page.body, Footnote))
    texts: list[Artifact] = []
    problems: Problems = ()
    for number, slide in enumerate(slides, 1):
        blocks = _body(slide, notes, number)
        text, wrong = body(blocks, _frame(page, blocks, of))
        texts.append(_text(f"slides/{number}.typ", IMPORTS + text))
        problems += wrong
    main = _text("main.typ", OPENING + "".join(_main(shown.page, slides, of)))
    carried = page_pictures(page, shown.pictures, of.edition.book)
    made = (main, *texts, *_looks(of), *carried)
    return Typeset("main.typ", made, of.paper.fonts), problems


def _body(slide: Slide, notes: tuple[Footnote, ...], number: int) -> tuple[Block, ...]:
    """What a slide shows, with notes of its own; the speaker's are not printed."""
    blocks = tuple(one for step in slide.steps if step.kind != "notes" for one in step.body)
    marked = {node.number for node in walk(blocks, FootnoteReference)}
    blocks += tuple(note for note in notes if note.number in marked)
    return rewrite(blocks, lambda node: _of_slide(node, number), Footnote, FootnoteReference)


def _of_slide(node: Node, number: int) -> Node:
    match node:
        case Footnote(name=name) | FootnoteReference(name=name):
            return replace(node, name=f"{name} {number}")
        case _:
            return node


def _frame(page: Page, nodes: tuple[Node, ...], of: Show) -> Frame:
    config = of.edition.book.config
    formulas = of.typeset(formulas_in(nodes), config.macros)
    return Frame(
        page.id, language=config.language, formulas=formulas, pictures=of.pictures, top=False
    )


def _main(page: Page, slides: tuple[Slide, ...], of: Show) -> Iterator[str]:
    config = of.edition.book.config
    several = len(config.variants) > 1
    book = f"{config.title} ({of.variant.title})" if several else config.title
    title = content(page.title, replace(_frame(page, page.title, of), page=""))
    yield call("slides.cover", Code(title), book, ", ".join(config.authors))
    for number, slide in enumerate(slides, 1):
        yield call("slides.slide", slide.title, Code(f'include "/slides/{number}.typ"'))


def _looks(of: Show) -> Iterator[Artifact]:
    book = of.edition.book
    yield _text("settings.typ", settings(book, of.variant, of.paper))
    for name in ("blocks.typ", "maths.typ"):
        yield Artifact(name, files("hexapla.render.paper").joinpath("assets", name).read_bytes())
    ours = files("hexapla.render.slides").joinpath("assets", "slides.typ")
    yield Artifact("slides.typ", ours.read_bytes())
    yield from font_files(of.paper.fonts.folder, book)


def _text(path: str, text: str) -> Artifact:
    return Artifact(path, text.encode("utf-8", "replace"))
