"""The text of pages -> nodes, each with its place; all pages together: the draft of the book."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from hexapla.model.book import Book, Config, Entry, LinkEntry, Page, PageEntry, Part, PartEntry
from hexapla.model.nodes import Block, Cell, CodeBlock, Heading, Node, Place, Text
from hexapla.model.problems import (
    Problem,
    Problems,
    bad_entry,
    bad_front_matter,
    duplicate_page,
    no_title,
    too_deep,
    unclosed,
)
from hexapla.model.walk import SKIPPED, plain, rewrite
from hexapla.source import (
    bibliography,
    blocks,
    dialect,
    discussion,
    execution,
    inlines,
    notebook,
    pairs,
    publication,
    running,
    silence,
)
from hexapla.source.d2lbook import pages as d2lbook
from hexapla.source.dialect import Piece
from hexapla.source.fragment import leading
from hexapla.source.globs import matching
from hexapla.source.labels import with_slugs
from hexapla.source.meta import mapping
from hexapla.source.notions import notions
from hexapla.source.reading import Begun, Reading, places
from hexapla.source.tree import Sources
from hexapla.source.typography import style
from hexapla.source.words import words

ID = re.compile(r"[^\W_][\w.-]*")
Draft = tuple[Page, Problems]
NOTHING: Mapping[str, str] = MappingProxyType({})
OPEN_FRONT = re.compile(r"---[ \t]*\r?\n[A-Za-z_][\w-]*:")  # where no line --- ends it


def pages(sources: Sources) -> Iterator[Draft]:
    """Each page, with what is wrong with it."""
    given = sources.config, sources.texts, tuple(sources.files)
    return (page(entry, text, *given) for entry, text in sources.pages)


def book(sources: Sources) -> tuple[Book, Problems]:
    """The draft of the book, and all that is wrong with what it is made of."""
    drafts = tuple(pages(sources))
    whole, problems = joined(sources, drafts)
    return whole, (*(one for _, found in drafts for one in found), *problems)


def joined(sources: Sources, drafts: Iterable[Draft]) -> tuple[Book, Problems]:
    """The draft of the book, of the drafts of its pages: without numbers, and with its works.

    What is wrong is what is wrong with the book; of its pages, the drafts tell.
    """
    entries, problems = _entries(sources.bibliographies)
    files = {page.file: page for page, _ in drafts}
    parts, found = _parts(sources.config, files)
    whole = Book(
        sources.config,
        parts,
        entries,
        sources.locks,
        sources.files,
        modules=sources.modules,
        sizes=sources.sizes,
        theme=sources.theme,
        footer=leading(sources.config.theme.footer),
        announcement=leading(sources.config.theme.announcement),
        style=sources.style,
    )
    return whole, (*problems, *found)


# The keys of the front matter that have a form, and what is said of a value that has not.
READ: Mapping[str, tuple[Callable[[str], object], str]] = {
    "id": (ID.fullmatch, "is not made of letters, digits, '-', '_' and '.'"),
    "title": (str.strip, "is not a line of text"),
    "topic": (
        str.isidentifier,
        "becomes a module of the companion; use letters, digits and _",
    ),
}


def page(
    entry: PageEntry,
    text: str,
    config: Config,
    texts: Mapping[str, str] = NOTHING,
    others: tuple[str, ...] = (),
) -> Draft:
    """One page; whatever its text is, this gives a page, and never raises."""
    files = frozenset(each.file for part in config.parts for each in part.pages)
    made = _translated(entry, text, config, files)
    problems = [*made.problems]
    at = places(entry.file, made.lines)
    reading = Reading(entry.file, config, problems.append, at, blocks.read, inlines.read, files)
    reading = replace(reading, texts=texts, files=frozenset(others), style=style(config))
    return _page(entry, made.text, reading), tuple(problems)


def _translated(
    entry: PageEntry, text: str, config: Config, files: frozenset[str]
) -> d2lbook.Translated:
    """A page in our Markdown, if it is in d2lbook's."""
    if config.tabs is None or entry.file.endswith(notebook.SUFFIX):
        return d2lbook.Translated(text, (), ())
    return d2lbook.translated(text, entry.file, config.tabs, files)


def _page(entry: PageEntry, text: str, reading: Reading) -> Page:
    config = reading.config
    meta: dict[str, object] = {}

    def begun(front: Piece | None) -> Reading:
        meta.update(_meta(text, front, reading))
        return replace(reading, given=_given(meta, config))

    read = notebook.read if entry.file.endswith(notebook.SUFFIX) else _markdown
    found, front = read(text, reading, begun)
    body = (_named(reading),) if found is None else found
    needs, limits = execution.of_page(
        meta, config.limits, lambda *keys: reading.at(_line_of(front, *keys)), reading.report
    )
    content, above = (front.content, front.line) if front else ("", 0)
    listed = partial(
        notions, meta=meta, front=content, at=lambda n: reading.at(above + n), report=reading.report
    )
    paired = pairs.of_page(meta, lambda *keys: reading.at(_line_of(front, *keys)), reading.report)
    names = tuple(variant.name for variant in config.variants)
    discussion.of_page(meta, names, lambda *k: reading.at(_line_of(front, *k)), reading.report)
    running.of_page(meta, lambda *keys: reading.at(_line_of(front, *keys)), reading.report)
    body = (*body, *reading.notes)
    ignore = silence.of_page(meta, lambda *keys: reading.at(_line_of(front, *keys)), reading.report)
    body = with_slugs(_titled(_tagged(body, entry.file, config), meta, reading))
    title = body[0].inside if isinstance(body[0], Heading) else ()
    by_path = config.site.addresses == "path"
    name = str(meta.get("id", _flat(entry.file) if by_path else _stem(entry.file)))
    page = Page(name, entry.file, entry.level, title, body, MappingProxyType(meta))
    address = entry.address or (posixpath.splitext(entry.file)[0] if by_path else "")
    page = replace(page, address=address, called=entry.title, hidden=entry.hidden)
    page = replace(page, needs=needs, limits=limits, ignore=ignore, pairs=paired)
    apart = execution.is_apart(
        meta, config, lambda *keys: reading.at(_line_of(front, *keys)), reading.report
    )
    return replace(page, teaches=listed("teaches"), wants=listed("needs"), apart=apart)


def _tagged(body: tuple[Block, ...], file: str, config: Config) -> tuple[Block, ...]:
    """The body whose cells have, besides their own, the tags that all cells of the page have."""
    skipped = (SKIPPED,) if matching((file,), config.skip) else ()
    tags = (*config.tags, *skipped)

    def tagged(node: Node) -> Node:
        if isinstance(node, Cell):
            return replace(node, tags=tuple(dict.fromkeys((*node.tags, *tags))))
        return node

    return rewrite(body, tagged, Cell) if tags else body


# --- a page -----------------------------------------------------------------------------------


def _markdown(text: str, reading: Reading, begun: Begun) -> tuple[tuple[Block, ...], Piece | None]:
    """The blocks of a page, and its front matter, which says how they are read."""
    pieces = dialect.read(text, whole=True, known=reading.known, style=reading.style)
    front = next((piece for piece in pieces or () if piece.kind == "front_matter"), None)
    reading = begun(front)
    if pieces is None:
        reading.report(too_deep(reading.at(1)))
        return (CodeBlock(text, at=reading.at(1)),), None
    return blocks.convert(pieces, reading), front


def _meta(text: str, front: Piece | None, reading: Reading) -> dict[str, object]:
    """The front matter, without those of the keys we read that have a wrong value."""
    if front is None:
        if OPEN_FRONT.match(text):
            reading.report(unclosed("the front matter `---`", reading.at(1)))
        return {}
    meta, why, line = mapping(front.content)
    if why:
        reading.report(bad_front_matter(why, reading.at(front.line + line)))
    for key, (fits, what) in READ.items():
        value = meta.pop(key, None)
        text = "" if isinstance(value, list | dict) else str(value)
        if value is not None and fits(text):
            meta[key] = text
        elif value is not None:
            at = reading.at(_line_of(front, key))
            reading.report(bad_front_matter(f"the {key} '{value}' {what}", at))
    if isinstance(meta.get("files"), dict):
        what = "the files are not a list of paths, like [data/*.csv]"
        reading.report(bad_front_matter(what, reading.at(_line_of(front, "files"))))
        del meta["files"]
    elif "files" in meta:
        meta["files"] = words(meta["files"])

    def bad(key: str, what: str) -> None:
        reading.report(bad_front_matter(what, reading.at(_line_of(front, key))))

    return {**meta, **publication.of_page(meta, bad)}


def _given(meta: Mapping[str, object], config: Config) -> Mapping[str, object]:
    """What `{{ name }}` stands for on a page: its own words go before those of the book."""
    inner = meta.get("myst")  # where Jupyter Book has them
    tables = (inner if isinstance(inner, dict) else {}, meta)
    own = [texts for table in tables if isinstance(texts := table.get("substitutions"), dict)]
    return {**config.substitutions, **{str(k): v for texts in own for k, v in texts.items()}}


def _line_of(front: Piece | None, key: str, inner: str = "") -> int:
    """The line of a key of the front matter, or of a key in its table."""
    if front is None:
        return 1
    lines = list(enumerate(front.content.split("\n"), front.line + 1))
    own = re.compile(rf"""["']?{key}["']?\s*:""")
    line = next((number for number, words in lines if own.match(words)), front.line)
    within = re.compile(rf"""(?:^|[\s{{,])["']?{re.escape(inner)}["']?\s*:""")
    rest = (number for number, words in lines if number >= line and within.search(words))
    return next(rest, line) if inner else line


def _titled(
    body: tuple[Block, ...], meta: Mapping[str, object], reading: Reading
) -> tuple[Block, ...]:
    """The body with its title in front; further headings of the first level go one down."""
    first = next((n for n, block in enumerate(body) if _is_title(block)), None)
    if first is None:
        title: Block = _made_title(meta, reading)
        rest = body
    else:
        title, rest = body[first], (*body[:first], *body[first + 1 :])
    return (title, *rewrite(rest, _lowered, Heading))


def _is_title(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1 and bool(plain(block.inside).strip())


def _made_title(meta: Mapping[str, object], reading: Reading) -> Heading:
    """A title from the front matter, or else from the name of the file."""
    at = reading.at(1)
    if "title" in meta:
        return Heading(1, reading.line(str(meta["title"]), at, reading), at=at)
    reading.report(no_title(at))
    return _named(reading)


def _named(reading: Reading) -> Heading:
    """A title that is the name of the page's file."""
    at = reading.at(1)
    return Heading(1, (Text(_stem(reading.file), at=at),), at=at)


def _lowered(node: Node) -> Node:
    return replace(node, level=2) if isinstance(node, Heading) and node.level == 1 else node


def _stem(file: str) -> str:
    """The name of a page without an `id`: that of its file, or of its folder if index.md."""
    folder, name = posixpath.split(file)
    stem = posixpath.splitext(name)[0]
    if stem == "index" and folder:
        stem = posixpath.basename(folder)
    return _name(stem)


def _flat(file: str) -> str:
    """The name of a page that is made of its whole path: no two pages share it."""
    return _name(posixpath.splitext(file)[0].replace("/", "-"))


def _name(words: str) -> str:
    return re.sub(r"[^\w.-]+", "-", words).strip("-._") or "page"


# --- the book ---------------------------------------------------------------------------------


def _entries(texts: Iterable[tuple[str, str]]) -> tuple[Mapping[str, Entry], Problems]:
    """The works of all bibliographies; the first of a key is the one that counts."""
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for file, text in texts:
        found, wrong = bibliography.read(text, file)
        problems += wrong
        for key, entry in found.items():
            first = entries.setdefault(key, entry)
            if first is not entry:
                what = f"the key '{key}' is already taken at {first.at}"
                problems.append(bad_entry(what, entry.at))
    whole, wrong = bibliography.inherited(entries)
    return MappingProxyType(whole), (*problems, *wrong)


def _parts(config: Config, pages: Mapping[str, Page]) -> tuple[tuple[Part, ...], Problems]:
    """The parts with those of their pages that are there, each under a name of its own."""
    taken: dict[str, Place] = {}
    problems: list[Problem] = []

    def named(entry: PageEntry) -> Page:
        found = replace(pages[entry.file], level=entry.level)
        place = found.body[0].at
        name, count = found.id, 1
        while name.casefold() in taken:  # some file systems take Intro and intro for the same
            count += 1
            name = f"{found.id}-{count}"
        if count > 1:
            problems.append(duplicate_page(found.id, taken[found.id.casefold()], place))
        taken[name.casefold()] = place
        return replace(found, id=name)

    def listed(entries: Iterable[PageEntry]) -> Iterator[Page]:
        return (named(entry) for entry in entries if entry.file in pages)

    parts = tuple(
        Part(
            p.title,
            p.numbered,
            tuple(listed(p.pages)),
            appendix=p.appendix,
            label=p.label,
            links=tuple(_links(p, pages)),
        )
        for p in config.parts
    )
    return parts, tuple(problems)


def _links(part: PartEntry, pages: Mapping[str, Page]) -> Iterator[LinkEntry]:
    """The links of a part, each after a page that is there."""
    before: dict[str, str] = {"": ""}
    last = ""
    for entry in part.pages:
        last = entry.file if entry.file in pages else last
        before[entry.file] = last
    return (replace(link, after=before[link.after]) for link in part.links)
