"""What all pages of a site have on: templates, what a theme puts around them, and a policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import dirname

from hexapla.model.book import Book
from hexapla.model.problems import Problems
from hexapla.render.web.context import Context
from hexapla.render.web.policy import under_policy
from hexapla.render.web.templates import Own, filled_in, templates_of
from hexapla.render.web.theme import Around, around


@dataclass(frozen=True, slots=True)
class Dress:
    """The same for all pages; what stands around them is made once for each folder."""

    book: Book
    context: Context
    own: Own
    known: dict[str, Around] = field(default_factory=dict)

    def page(self, template: str, path: str, **given: object) -> tuple[bytes, Problems]:
        """A page of the site at a path, and what is wrong with the book's own templates."""
        folder = dirname(path)
        if folder not in self.known:
            self.known[folder] = around(self.book, self.context.seen_from(folder))
        given |= {"theme": self.known[folder], "root": self.context.seen_from(folder).root}
        html, problems = filled_in(self.own, template, **given)
        return under_policy(html, self.book.config).encode("utf-8", "replace"), problems

    def part(self, template: str, **given: object) -> str:
        """A part of pages; that it is wrong is told where it is a part of one."""
        return filled_in(self.own, template, **given)[0].rstrip("\n")


def dress(book: Book, context: Context) -> Dress:
    """What the pages of a book have on."""
    return Dress(book, context, templates_of(book))
