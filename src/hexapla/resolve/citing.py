"""What a citation shows, in the styles that are our own: author and year, numbers, labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hexapla.model.nodes import Citation, Cited, Inline, Reference, Text
from hexapla.resolve.names import Called

Kind = Literal["author-year", "numeric", "alpha"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A work in the list that a citation leads to; without a page, no list holds it."""

    called: Called
    mark: str = ""  # what that list calls it, "" where it is found by author and year
    place: int = 0  # its place in that list, from 1
    page: str = ""
    anchor: str = ""


def shown(node: Citation, spots: Mapping[str, Spot], kind: Kind) -> tuple[Inline, ...]:
    """The words of a citation; `spots` has all that it cites but what is unknown."""
    match node.form:
        case "textual":
            parts = [_textual(one, node, spots, kind) for one in node.works]
            return tuple(_capital(_joined(parts, ", "), node))
        case "author" | "authorpar" | "year" | "yearpar":
            what = node.form.removesuffix("par")
            parts = [_said(one, what, node, spots) for one in node.works]
            line = _capital(_joined(parts, "; " if what == "author" else ", "), node)
            return _bracketed(line, "()") if node.form.endswith("par") else tuple(line)
        case _:
            line = _group(node, spots, kind)
            alone = node.form in ("alone", "label")
            return tuple(line) if alone else _bracketed(line, "()" if kind[:2] == "au" else "[]")


def link(key: str, text: str, spot: Spot | None) -> Inline:
    """Words that lead to a work; those of an unknown one, and of one in no list, do not."""
    if spot is None:
        return Reference("cite", key, (Text(key),))
    if not spot.page:
        return Text(text)
    return Reference("cite", key, (Text(text),), spot.page, spot.anchor)


def _textual(
    one: Cited | Reference, node: Citation, spots: Mapping[str, Spot], kind: Kind
) -> list[Inline]:
    """Gauss (1809); with more to say, Gauss (1809, p. 3); by number, Gauss [1, p. 3]."""
    spot = spots.get(one.key) if isinstance(one, Cited) else None
    if not isinstance(one, Cited) or spot is None:
        return _around(one, [_linked(one, "", spots)])
    name = spot.called.everyone if node.everyone else spot.called.short
    mark, (opening, closing) = (spot.mark, "[]") if spot.mark else (spot.called.year, "()")
    if not mark:
        return _around(one, [link(one.key, name, spot)])
    if not one.suffix and not spot.mark:
        return _around(one, [link(one.key, f"{name} ({mark})", spot)])
    inside = [link(one.key, mark, spot), *_after(one)]
    before = [*one.prefix, Text(" ")] if one.prefix else []
    shown_name = Text(name) if spot.mark else link(one.key, name, spot)
    return [*before, shown_name, Text(f" {opening}"), *inside, Text(closing)]


def _said(
    one: Cited | Reference, what: str, node: Citation, spots: Mapping[str, Spot]
) -> list[Inline]:
    spot = spots.get(one.key) if isinstance(one, Cited) else None
    if spot is None:
        return _around(one, [_linked(one, "", spots)])
    name = spot.called.everyone if node.everyone else spot.called.short
    return _around(one, [_linked(one, name if what == "author" else spot.called.year, spots)])


def _group(node: Citation, spots: Mapping[str, Spot], kind: Kind) -> list[Inline]:
    """What stands between the brackets."""
    if kind == "numeric":
        return _joined(_numbers(node, spots), ", ")
    if kind == "alpha":
        labels = [
            _around(one, [_linked(one, spots[one.key].mark if one.key in spots else "", spots)])
            if isinstance(one, Cited)
            else _around(one, [one])
            for one in node.works
        ]
        return _joined(labels, ", ")
    return [*_authors_years(node, spots)]


def _authors_years(node: Citation, spots: Mapping[str, Spot]) -> Iterator[Inline]:
    """Gauss, 1809, 1821; see Legendre, 1805, p. 3: authors are named once for works in a row."""
    before = ""
    for index, one in enumerate(node.works):
        spot = spots.get(one.key) if isinstance(one, Cited) else None
        if not isinstance(one, Cited) or spot is None:
            if index:
                yield Text("; ")
            yield from _around(one, [_linked(one, "", spots)])
            before = ""
            continue
        name = spot.called.everyone if node.everyone else spot.called.short
        year = spot.called.year
        again = name == before and year and not one.prefix
        if index:
            yield Text(", " if again else "; ")
        words = year if (one.bare or again) and year else f"{name}, {year}" if year else name
        yield from _around(one, [link(one.key, words, spot)])
        before = "" if one.suffix else name


def _numbers(node: Citation, spots: Mapping[str, Spot]) -> Iterator[list[Inline]]:
    """1, 3–5; in order and drawn together where nothing else is said of them."""
    works = [one for one in node.works if isinstance(one, Cited) and one.key in spots]
    plain = len(works) == len(node.works) and not any(o.prefix or o.suffix for o in works)
    if not plain:
        for one in node.works:
            spot = spots.get(one.key) if isinstance(one, Cited) else None
            yield _around(one, [_linked(one, spot.mark if spot else "", spots)])
        return
    ordered = sorted({one.key: one for one in works}.values(), key=lambda o: spots[o.key].place)
    for run in _runs(ordered, spots):
        ends = [run[0], run[-1]] if len(run) > 2 else run
        links: list[list[Inline]] = [[link(o.key, spots[o.key].mark, spots[o.key])] for o in ends]
        if len(run) > 2:
            yield [*links[0], Text("–"), *links[1]]
        else:
            yield from links


def _runs(works: Sequence[Cited], spots: Mapping[str, Spot]) -> Iterator[list[Cited]]:
    """Works whose places follow each other in one list."""
    run: list[Cited] = []
    for one in works:
        here, last = spots[one.key], spots[run[-1].key] if run else None
        if last and (here.page, here.place) != (last.page, last.place + 1):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _linked(one: Cited | Reference, text: str, spots: Mapping[str, Spot]) -> Inline:
    if isinstance(one, Reference):
        return one
    return link(one.key, text or one.key, spots.get(one.key))


def _around(one: Cited | Reference, inside: list[Inline]) -> list[Inline]:
    """With what the author says before and after it."""
    if isinstance(one, Reference):
        return inside
    before = [*one.prefix, Text(" ")] if one.prefix else []
    return [*before, *inside, *_after(one)]


def _after(one: Cited) -> list[Inline]:
    return [Text(", "), *one.suffix] if one.suffix else []


def _joined(parts: Iterable[Sequence[Inline]], between: str) -> list[Inline]:
    line: list[Inline] = []
    for part in parts:
        line += [Text(between), *part] if line else part
    return line


def _bracketed(line: Iterable[Inline], brackets: str) -> tuple[Inline, ...]:
    return (Text(brackets[0]), *line, Text(brackets[1]))


def _capital(line: list[Inline], node: Citation) -> list[Inline]:
    """The line with a capital at its start: Van Gogh (1888)."""
    match line:
        case [Reference(form, target, (Text(words), *rest), page, anchor), *others] if node.capital:
            inside = (Text(words[:1].upper() + words[1:]), *rest)
            return [Reference(form, target, inside, page, anchor), *others]
        case [Text(words), *others] if node.capital:
            return [Text(words[:1].upper() + words[1:]), *others]
        case _:
            return line
