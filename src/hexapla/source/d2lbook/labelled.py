"""Blocks and the marks below them -> figures, tables, formulas and headings with labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from hexapla.model.problems import bad_mark
from hexapla.source.d2lbook.leaves import role_marks
from hexapla.source.d2lbook.marks import Leaf, Mark, Text
from hexapla.source.d2lbook.source import Source, indented
from hexapla.source.d2lbook.splice import Edit
from hexapla.source.labels import label

NAMING = ("label", "eqlabel")
SIZES = ("width", "height")
TABS = ("begin", "end")


@dataclass(frozen=True, slots=True)
class Marked:
    """A block, its caption above it, and the lines of marks below it."""

    leaf: Leaf
    caption: Leaf | None = None
    below: tuple[Leaf, ...] = ()


def edits(marked: Marked, source: Source) -> Iterator[Edit]:
    """What becomes of a block and its marks."""
    leaf = marked.leaf
    own = tuple(mark for mark in leaf.marks if mark.name in (*NAMING, *SIZES))
    marks = (*own, *(mark for line in marked.below for mark in _marks(line, source)))
    if leaf.kind == "marks":
        yield from _alone(leaf, source)
        return
    for line in marked.below:
        yield Edit(*source.lines(line), "")
    names = [label(mark.words) for mark in marks if mark.name in NAMING]
    sizes = [mark for mark in marks if mark.name in SIZES]
    picture = _picture(leaf, source.text)
    if leaf.kind == "paragraph" and picture:
        yield from _figure(leaf, picture, names, sizes, source)
        return
    if sizes:
        yield from _sized(leaf, sizes, source)
    match leaf.kind:
        case "heading":
            yield from _targets(leaf, names)
            yield from (Edit(_before(mark, source), mark.end, "") for mark in own)
        case "table":
            yield from _table(marked, names, source)
        case "formula" if names:
            yield Edit(leaf.end, leaf.end, f" ({names[0]})")
        case "paragraph" if names and _ends_in_formula(leaf, source):
            yield Edit(leaf.end, leaf.end, f" ({names[0]})")
        case _:
            yield from _targets(leaf, names)
            yield from (Edit(mark.start, mark.end, "") for mark in own)


def _marks(line: Leaf, source: Source) -> Iterable[Mark]:
    for mark in role_marks(source.text.text[line.start : line.end], line.start):
        if mark.ticks > 1:
            what = f"it stands in double backticks; it is read as :{mark.name}:`{mark.words}`"
            source.report(bad_mark(f":{mark.name}:", what, source.at(mark.start)))
        yield mark


def _alone(leaf: Leaf, source: Source) -> Iterator[Edit]:
    """Marks that stand below nothing they could belong to."""
    made = []
    for mark in _marks(leaf, source):
        if mark.name == "bibliography":
            made += [f"```{{bibliography}} {mark.words}", "```"]
        elif mark.name in NAMING:
            made += [f"({label(mark.words)})="]
            what = "it stands below nothing that can have a label, and names this spot"
            source.report(bad_mark(f":{mark.name}:", what, source.at(mark.start)))
        else:
            what = "it stands below no picture, and is left out"
            source.report(bad_mark(f":{mark.name}:", what, source.at(mark.start)))
    if made:
        yield Edit(leaf.start, leaf.end, indented(made, leaf))
    else:
        yield Edit(*source.lines(leaf), "")


def _targets(leaf: Leaf, names: Iterable[str]) -> Iterator[Edit]:
    if new := "".join(f"({name})=\n{leaf.margin}" for name in names):
        yield Edit(leaf.start, leaf.start, new)


def _before(mark: Mark, source: Source) -> int:
    """A mark with the blanks before it."""
    start = mark.start
    while source.text.text[start - 1] in " \t":
        start -= 1
    return start


# --- pictures -------------------------------------------------------------------------------------


def is_figure(leaf: Leaf, text: Text) -> bool:
    """Whether a block is a picture by itself that has words, and so a number."""
    image = _picture(leaf, text)
    return bool(image and text.text[image.at : _words_end(image, text)].strip())


def _picture(leaf: Leaf, text: Text) -> Mark | None:
    """The picture that is all that a paragraph holds, besides its marks."""
    images = [mark for mark in leaf.marks if mark.kind == "image"]
    if len(images) != 1 or leaf.kind != "paragraph":
        return None
    image = images[0]
    rest = text.text[leaf.start : image.start] + text.text[image.end : leaf.end]
    for mark in leaf.marks:
        if mark.name in (*NAMING, *SIZES) and mark.start >= image.end:
            rest = rest.replace(text.text[mark.start : mark.end], "", 1)
    return None if rest.strip() else image


def _figure(
    leaf: Leaf, image: Mark, names: list[str], sizes: list[Mark], source: Source
) -> Iterator[Edit]:
    """A picture by itself: with words or a label it is a figure, which has a number."""
    options = [f":label: {name}" for name in names[:1]]
    options += [f":{mark.name}: {mark.words.strip()}" for mark in sizes]
    options += [f":title: {image.words}"] if image.words else []
    caption = source.said(image.at, _words_end(image, source.text))
    lines = [line.strip("> \t") for line in caption.split("\n") if line.strip("> \t")]
    if not lines and not names:
        yield from _sized(leaf, sizes, source)
        return
    body = ["", *lines] if options and lines else lines
    made = [f"```{{figure}} {unquote(image.name)}", *options, *body, "```"]
    first = source.text.line(leaf.start)
    at = [first] * (1 + len(options) + bool(options and lines))
    at += [min(first + n, source.text.line(image.end)) for n in range(len(lines))]
    yield Edit(leaf.start, leaf.end, indented(made, leaf), (*at, source.text.line(leaf.end)))


def _words_end(image: Mark, text: Text) -> int:
    """Where the words of a picture end: at the last bracket before its address."""
    ends = (text.text.rfind(sign, image.at - 1, image.end) for sign in ("](", "][", "]"))
    return max(next((end for end in ends if end >= image.at), image.at), image.at)


def _sized(leaf: Leaf, sizes: list[Mark], source: Source) -> Iterator[Edit]:
    """The size of the last picture in a line."""
    images = [mark for mark in leaf.marks if mark.kind == "image"]
    if images and sizes:
        said = " ".join(f"{mark.name}={_value(mark.words.strip())}" for mark in sizes)
        yield Edit(images[-1].end, images[-1].end, f"{{{said}}}")
    for mark in sizes:
        if not images:
            what = "it stands below no picture, and is left out"
            source.report(bad_mark(f":{mark.name}:", what, source.at(mark.start)))
        if leaf.start <= mark.start < leaf.end:
            yield Edit(_before(mark, source), mark.end, "")


def _value(words: str) -> str:
    """A value of an attribute, in quotes where it needs them."""
    return words if words.isalnum() else f'"{words}"'


# --- tables and formulas --------------------------------------------------------------------------


def _table(marked: Marked, names: list[str], source: Source) -> Iterator[Edit]:
    leaf, caption = marked.leaf, marked.caption
    if not caption and not names:
        return
    words = " ".join(source.block(caption).removeprefix(":").split()) if caption else ""
    fence = _fence(words, leaf, source)
    opening = [f"{fence}{{table}} {words}".rstrip(), *(f":label: {name}" for name in names[:1]), ""]
    first = caption or leaf
    yield Edit(first.start, leaf.start, f"{indented(opening, first)}\n{leaf.margin}")
    yield Edit(leaf.end, leaf.end, f"\n{leaf.margin}{fence}")


def _fence(words: str, leaf: Leaf, source: Source) -> str:
    """What a table stands between: no backticks where its caption holds some, and no colons within
    those of prose."""
    around = [one.kind for one in source.leaves if one.kind in TABS and one.first < leaf.first]
    if "`" not in words:
        return "```"
    return "~~~" if around[-1:] == ["begin"] else ":::"


def _ends_in_formula(leaf: Leaf, source: Source) -> bool:
    last = [mark for mark in leaf.marks if mark.kind == "formula"]
    return bool(last) and not source.text.text[last[-1].end : leaf.end].strip()
