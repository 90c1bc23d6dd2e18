"""What a book saves, without what is planned beside it."""

from hexapla.model.book import Book
from hexapla.model.library import Library
from hexapla.model.problems import Problems
from hexapla.variant.saved.library import gathered, stock


def extract(book: Book) -> tuple[Library, Problems]:
    return gathered({one.name: stock(book, one) for one in book.config.variants})
