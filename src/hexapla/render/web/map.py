"""The map of the book: its pages as boxes in a band for each part, and lines from what is needed.

Within a band, a page stands below all that it needs of the same part, as far left or right as the
pages that it needs. Lines that follow from others are not drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from hexapla.engine import digest
from hexapla.model.book import Book, Page, Part
from hexapla.model.problems import Problems
from hexapla.ports import Artifact, Made
from hexapla.render.web.finding import map_file
from hexapla.render.web.pages import Site
from hexapla.render.web.prerequisites import Graph
from hexapla.render.web.views import Entry, entries

# In the units of the drawing, which are pixels where there is room.
WIDTH, HEIGHT = 184, 76  # of a box
ACROSS, DOWN = 18, 44  # between boxes
MOST = 5  # boxes side by side
TITLE, EDGE = 40, 16  # above the boxes of a band, and around them
BETWEEN = 20  # bands
LEAST = 2  # columns, so that titles of parts have room


@dataclass(frozen=True, slots=True)
class Box:
    """A page on the map. `needs` are the pages that lines lead from."""

    id: str
    entry: Entry
    x: float
    y: float
    opens: bool  # a chapter
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The way from a page to one that needs it, as the path of an SVG."""

    start: str
    end: str
    path: str


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the book."""

    title: str
    number: str
    y: float
    height: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """A page with what it needs, in words: each page, and what of it."""

    entry: Entry
    needs: tuple[tuple[Entry, tuple[str, ...], tuple[str, ...]], ...]


def book_map(site: Site, whole: str) -> Iterator[Artifact]:
    """The page with the map, where pages of the book need each other."""
    if site.graph.plain:
        path = map_file(site.context)
        yield Artifact(path, Made(digest("map", whole), partial(_page, site, path)))


def _page(site: Site, path: str) -> tuple[bytes, Problems]:
    book = site.edition.book
    named = {page.id: entries((page.id,), book, site.context)[0] for page in book.pages()}
    columns = max(LEAST, *(len(row) for part in book.parts for row in _rows(part, site.graph)))
    width = columns * (WIDTH + ACROSS) - ACROSS + 2 * EDGE
    bands = tuple(drawn(book, site.graph, named, width))
    boxes = {box.id: box for band in bands for box in band.boxes}
    drawing = {
        "bands": bands,
        "lines": [*_lines(boxes)],
        "width": width,
        "height": bands[-1].y + bands[-1].height,
        "box": (WIDTH, HEIGHT),
        "whys": [*_whys(site.graph, named)],
    }
    return site.dress.page("map.html", path, **site.shared, **drawing, about=None)


def drawn(book: Book, graph: Graph, named: Mapping[str, Entry], width: float) -> Iterator[Band]:
    """The parts of the book, one below the other."""
    below, middle = 0.0, dict[str, float]()
    for part in book.parts:
        rows = _rows(part, graph)
        if not rows:
            continue
        boxes: list[Box] = []
        for at, row in enumerate(rows):
            y = below + TITLE + at * (HEIGHT + DOWN)
            for x, page in _placed(row, graph, middle, width):
                middle[page.id] = x + WIDTH / 2
                needs = tuple(one for one in graph.plain.get(page.id, ()) if one in middle)
                boxes.append(Box(page.id, named[page.id], x, y, page.level == 1, needs))
        height = TITLE + len(rows) * (HEIGHT + DOWN) - DOWN + EDGE
        yield Band(part.title, part.number, below, height, tuple(boxes))
        below += height + BETWEEN


def _rows(part: Part, graph: Graph) -> list[list[Page]]:
    """The pages of a part in rows: by how many of the same part are before them, one by one."""
    depth: dict[str, int] = {}
    for page in part.pages:
        if not page.hidden:
            before = (depth[one] + 1 for one in graph.plain.get(page.id, ()) if one in depth)
            depth[page.id] = max(before, default=0)
    rows: list[list[Page]] = []
    for level in range(max(depth.values(), default=-1) + 1):
        row = [page for page in part.pages if depth.get(page.id) == level]
        rows += [row[at : at + MOST] for at in range(0, len(row), MOST)]
    return rows


def _placed(
    row: Sequence[Page], graph: Graph, middle: Mapping[str, float], width: float
) -> list[tuple[float, Page]]:
    """The pages of a row, those in order from left to right whose prerequisites are so."""

    def wanted(page: Page) -> float:
        above = [middle[one] for one in graph.plain.get(page.id, ()) if one in middle]
        return sum(above) / len(above) if above else width / 2

    ordered = sorted(row, key=wanted)
    whole = len(row) * (WIDTH + ACROSS) - ACROSS
    mean = sum(map(wanted, row)) / len(row)
    left = min(max(mean - whole / 2, EDGE), width - EDGE - whole)
    return [(left + n * (WIDTH + ACROSS), page) for n, page in enumerate(ordered)]


def _lines(boxes: Mapping[str, Box]) -> Iterator[Line]:
    for box in boxes.values():
        for one in box.needs:
            start = boxes[one]
            x1, y1 = start.x + WIDTH / 2, start.y + HEIGHT
            x2, y2 = box.x + WIDTH / 2, box.y
            bend = max(abs(y2 - y1) / 2, DOWN / 2)
            path = f"M{x1:g} {y1:g}C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g} {x2:g} {y2:g}"
            yield Line(one, box.id, path)


def _whys(graph: Graph, named: Mapping[str, Entry]) -> Iterator[Why]:
    for page, needs in graph.needs.items():
        yield Why(named[page], tuple((named[one.page], one.teaches, one.saves) for one in needs))
