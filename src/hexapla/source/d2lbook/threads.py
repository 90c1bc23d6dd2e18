"""The page's threads in a forum, which stand at its end -> its front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hexapla.source.d2lbook import prose
from hexapla.source.d2lbook.marks import Leaf, Mark
from hexapla.source.d2lbook.source import Source
from hexapla.source.d2lbook.splice import Edit

WORDS = re.compile(r"discussions?", re.IGNORECASE)
THREAD = re.compile(r"https?://[^/]+/t/(?:[^/]+/)?\d+(?:/\d+)?/?")
KEY = "discussion"


@dataclass(frozen=True, slots=True)
class Threads:
    """The addresses of threads, each of a tab or ("") of all, and the blocks that name them."""

    found: tuple[tuple[str, str, int], ...] = ()
    leaves: tuple[Leaf, ...] = ()

    def rest(self, source: Source) -> tuple[Leaf, ...]:
        """The blocks of the page that name none."""
        return source.leaves[: len(source.leaves) - len(self.leaves)]


def threads(source: Source) -> Threads:
    """Those at the end of the page: links by themselves, in prose of tabs or for all."""
    found: list[tuple[str, str, int]] = []
    taken: list[Leaf] = []
    rest = [*source.leaves]
    while rest:
        match rest:
            case [
                *_,
                Leaf(kind="begin") as begin,
                Leaf(kind="paragraph") as words,
                Leaf(kind="end") as end,
            ] if url := _address(words, source):
                names = [(name, url, begin.first + 1) for name in prose.named(begin)]
                found, taken, rest = [*names, *found], [begin, words, end, *taken], rest[:-3]
            case [*_, Leaf(kind="paragraph") as words] if url := _address(words, source):
                found, taken, rest = (
                    [("", url, words.first + 1), *found],
                    [words, *taken],
                    rest[:-1],
                )
            case _:
                break
    return Threads(tuple(found), tuple(taken))


def edits(known: Threads, source: Source) -> Iterator[Edit]:
    """The front matter that names them, and the text without them."""
    if not known.found:
        return
    lines = [*_front(known, source.tabs.names)]
    at = known.found[0][2]
    first = next((leaf for leaf in source.leaves if leaf.kind == "front"), None)
    if first:
        end = source.text.start(first.last - 1)
        yield Edit(end, end, "\n".join((*lines, "")), (at,) * (len(lines) + 1))
    else:
        yield Edit(0, 0, "\n".join(("---", *lines, "---", "", "")), (at,) * (len(lines) + 4))
    start = known.leaves[0].first
    while start and not source.text.of_line(start - 1).strip():
        start -= 1
    yield Edit(source.text.start(start), source.text.start(known.leaves[-1].last), "")


def _front(known: Threads, tabs: tuple[str, ...]) -> Iterator[str]:
    """One address for all; or one for each tab, those that are not named having that for all."""
    own = {name: url for name, url, _ in known.found}
    every = own.pop("", "")
    if not own:
        yield f"{KEY}: {every}"
        return
    yield f"{KEY}:"
    rest = {name: every for name in tabs if every and name not in own}
    for name, url in {**own, **rest}.items():
        yield f"  {name}: {url}"


def _address(words: Leaf, source: Source) -> str:
    """The address of a thread, where a paragraph is a link to one and nothing else."""
    match words.marks:
        case [Mark(kind="link") as link] if (link.start, link.end) == (words.start, words.end):
            said = source.text.text[link.at : link.at + 12].partition("]")[0]
            return link.name if WORDS.fullmatch(said) and THREAD.fullmatch(link.name) else ""
        case _:
            return ""
