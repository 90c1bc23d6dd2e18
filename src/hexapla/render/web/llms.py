"""llms.txt: what a language model is told of the site, as llmstxt.org proposes it.

A title, a summary, and sections of links to pages as Markdown; what is under "Optional" can be left
out where there is little room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from hexapla.model.book import ALONE, Book, Part
from hexapla.model.problems import Problems
from hexapla.model.walk import plain
from hexapla.packed import fingerprint
from hexapla.ports import Artifact, Edition, Made
from hexapla.render.web.context import Context
from hexapla.render.web.described import described
from hexapla.render.web.takeaway import full_text, markdown_address


def llms(edition: Edition, context: Context) -> Iterable[Artifact]:
    """The file at the top of the site. Its links are absolute where its address is known."""
    made = partial(_made, edition.book, context)
    config, parts = edition.book.config, edition.book.parts
    yield Artifact("llms.txt", Made(fingerprint(config, parts, edition.variants), made))


def _made(book: Book, context: Context) -> tuple[bytes, Problems]:
    opening = [f"# {_line(book.config.title)}", *_summary(book), *_about(book, context)]
    sections = (_section(part, book, context) for part in book.parts)
    rest = "\n".join(["## Optional", "", *_whole(book, context)])
    text = "\n\n".join((*opening, *(one for one in sections if one), rest)) + "\n"
    return text.encode("utf-8", "replace"), ()


def _summary(book: Book) -> Iterator[str]:
    if book.config.subtitle:
        yield f"> {_line(book.config.subtitle)}"


def _about(book: Book, context: Context) -> Iterator[str]:
    """Who made it, what may be done with it, and which of several texts a link leads to."""
    said = (", ".join(book.config.authors), book.config.license, book.config.repository)
    if whose := " · ".join(part for part in said if part):
        yield _line(whose)
    if len(context.variants) > 1:
        first, *others = context.variants
        ends = ", ".join(f"{one.title}: `.{one.name}.md`" for one in others)
        yield f"{context.words['code_in']} {first.title}: `.md`, {ends}."


def _section(part: Part, book: Book, context: Context) -> str:
    pages = [page for page in part.pages if not page.hidden]
    if not pages:
        return ""
    rows = [f"## {_line(f'{part.number} {part.title}'.strip() or book.config.title)}", ""]
    for page in pages:
        title = _text(f"{page.number} {plain(page.title)}".strip())
        said = described(page)
        note = f": {_line(said)}" if said else ""
        rows.append(
            f"- [{title}]({book.config.publication.site}{markdown_address(page, context)}){note}"
        )
    return "\n".join(rows)


def _whole(book: Book, context: Context) -> Iterator[str]:
    for variant in context.variants or (ALONE,):
        name = context.words["all_markdown"]
        name += f" ({variant.title})" if len(context.variants) > 1 else ""
        yield f"- [{_text(name)}]({book.config.publication.site}{full_text(variant, context)})"
    yield f"- [BibTeX]({book.config.publication.site}cite.bib)"


def _line(words: str) -> str:
    return " ".join(words.split())


def _text(words: str) -> str:
    """Words as they stand between brackets."""
    return _line(words).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
