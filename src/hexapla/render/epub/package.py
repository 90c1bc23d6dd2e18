"""What a reader of EPUB must know of a book: its files, their order, and what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import splitext
from uuid import NAMESPACE_URL, uuid5

from hexapla.model.book import Book, Variant
from hexapla.model.publication import Change
from hexapla.ports import Artifact
from hexapla.render.epub.xhtml import written
from hexapla.render.web.wording import direction

FOLDER = "EPUB"
PACKAGE = "package.opf"
MIMETYPE = Artifact("mimetype", b"application/epub+zip")
CONTAINER = Artifact(
    "META-INF/container.xml",
    b'<?xml version="1.0" encoding="utf-8"?>\n'
    b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
    b'<rootfiles><rootfile full-path="EPUB/package.opf" '
    b'media-type="application/oebps-package+xml"/></rootfiles></container>\n',
)
# The kinds of files that every reader of EPUB shows, by their endings.
KINDS = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".ncx": "application/x-dtbncx+xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
LONG_AGO = "1980-01-01T00:00:00Z"  # of a book that does not say when it was changed
DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
SUMMARY = {
    "text": "All text, code and tables can be read aloud, enlarged and searched.",
    "maths": "Formulas are MathML, with their source in LaTeX as alternative text.",
    "described": "Pictures have alternative text.",
    "pictures": "Some pictures have no alternative text.",
}
FEATURES = (
    "tableOfContents",
    "structuralNavigation",
    "readingOrder",
    "displayTransformability",
)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the book: what it is for, and whether it is one of those that are read in turn."""

    path: str
    properties: str = ""
    read: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a book: with `described`, every picture in it has words in its place; with
    `moving`, some may be more than still."""

    title: str
    identifier: str
    modified: str
    maths: bool = False
    pictures: bool = False
    described: bool = True
    moving: bool = False


def identifier(book: Book, variant: Variant) -> str:
    """A name that the book in this variant has, whenever it is made."""
    config = book.config
    if config.publication.isbn and len(config.variants) == 1:
        return f"urn:isbn:{config.publication.isbn.replace('-', '')}"
    whole = config.publication.doi or config.publication.site or config.repository or config.title
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{whole}#{config.title}/{variant.name}')}"


def modified(book: Book, changes: Iterable[Change]) -> str:
    """When the book was changed last, as far as it says so: not when it was made."""
    last = max((change.time for change in changes if change.time.endswith("Z")), default="")
    found = DATE.fullmatch(book.config.publication.date)
    said = f"{found[1]}-{found[2] or '01'}-{found[3] or '01'}T00:00:00Z" if found else ""
    return last or said or LONG_AGO


def package(book: Book, about: About, files: tuple[File, ...]) -> Artifact:
    """The file that says all of it."""
    language = book.config.language
    numbers = {file.path: f"f{number}" for number, file in enumerate(files, 1)}
    items = "\n".join(_item(file, numbers[file.path]) for file in files)
    spine = "".join(f'<itemref idref="{numbers[file.path]}"/>' for file in files if file.read)
    toc = next(numbers[file.path] for file in files if file.path.endswith(".ncx"))
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        f'xml:lang="{language}" dir="{direction(language)}">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        + "\n".join(_metadata(book, about))
        + f"\n</metadata>\n<manifest>\n{items}\n</manifest>\n"
        f'<spine toc="{toc}" page-progression-direction="{direction(language)}">{spine}</spine>\n'
        "</package>\n"
    )
    return Artifact(f"{FOLDER}/{PACKAGE}", text.encode("utf-8", "replace"))


def _item(file: File, number: str) -> str:
    kind = KINDS[splitext(file.path)[1].lower()]
    said = f' properties="{file.properties}"' if file.properties else ""
    return f'<item id="{number}" href="{written(file.path)}" media-type="{kind}"{said}/>'


def _metadata(book: Book, about: About) -> Iterator[str]:
    config, of = book.config, book.config.publication
    yield f'<dc:identifier id="id">{written(about.identifier)}</dc:identifier>'
    yield f'<dc:title id="title">{written(about.title)}</dc:title>'
    if config.subtitle:
        yield _refined("title", "title-type", "main")
        yield f'<dc:title id="subtitle">{written(config.subtitle)}</dc:title>'
        yield _refined("subtitle", "title-type", "subtitle")
    yield f"<dc:language>{config.language}</dc:language>"
    for number, author in enumerate(config.authors, 1):
        yield f'<dc:creator id="author{number}">{written(author)}</dc:creator>'
        yield _refined(f"author{number}", "role", "aut", ' scheme="marc:relators"')
    if len(config.variants) > 1:  # the books of all variants stand together on a shelf
        name = written(config.title)
        yield f'<meta property="belongs-to-collection" id="all">{name}</meta>'
        yield _refined("all", "collection-type", "set")
    said = {
        "date": of.date,
        "publisher": of.publisher,
        "rights": config.license or config.copyright,
        "source": f"urn:isbn:{of.isbn.replace('-', '')}" if of.isbn else of.site,
        "relation": f"https://doi.org/{of.doi}" if of.doi else "",
    }
    yield from (f"<dc:{name}>{written(value)}</dc:{name}>" for name, value in said.items() if value)
    yield from (f'<meta property="{name}">{written(value)}</meta>' for name, value in _meta(about))


def _refined(of: str, name: str, value: str, more: str = "") -> str:
    return f'<meta refines="#{of}" property="{name}"{more}>{value}</meta>'


def _meta(about: About) -> Iterator[tuple[str, str]]:
    """When it was changed, and what those can do with it who cannot see, or not well."""
    yield "dcterms:modified", about.modified
    yield "schema:accessMode", "textual"
    if about.pictures:
        yield "schema:accessMode", "visual"
    sufficient = "textual" if about.described else "textual,visual"
    yield "schema:accessModeSufficient", sufficient
    yield from (("schema:accessibilityFeature", name) for name in FEATURES)
    if about.pictures and about.described:
        yield "schema:accessibilityFeature", "alternativeText"
    if about.maths:
        yield "schema:accessibilityFeature", "MathML"
        yield "schema:accessibilityFeature", "latex"
    yield "schema:accessibilityHazard", "unknown" if about.moving else "none"
    said = [SUMMARY["text"], SUMMARY["maths"] if about.maths else ""]
    said.append(SUMMARY["described" if about.described else "pictures"] if about.pictures else "")
    yield "schema:accessibilitySummary", " ".join(filter(None, said))
