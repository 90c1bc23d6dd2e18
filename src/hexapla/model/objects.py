"""What the documentation of other things has, as its inventory lists it, and finding it there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import translate
from itertools import islice

# The types of objects that a role of Sphinx is for. One that is another's is found all the same:
# what is a function to its readers may be data to its authors.
ROLES: Mapping[str, tuple[str, ...]] = {
    "func": ("function", "method"),
    "meth": ("method", "function"),
    "class": ("class", "exception"),
    "exc": ("exception", "class"),
    "mod": ("module",),
    "attr": ("attribute", "property", "data"),
    "data": ("data", "attribute"),
    "const": ("data", "attribute"),
    "type": ("type", "class"),
    "deco": ("function", "method", "class"),
    "ref": ("label",),
    "option": ("cmdoption",),
    "keyword": ("label",),
}
ANY = ("", "*")
NEAR = 400  # names that are compared with one that is not there


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is documented. `kind` is its domain and type: py:function."""

    name: str
    kind: str
    url: str
    shown: str


# name domain:type priority address words: a name may have spaces in it, words may be "-".
LINE = re.compile(r"(\S.*?)[ \t]+(\S+:\S+)[ \t]+-?\d+[ \t]+(\S*)(?:[ \t]+(.*?))?\s*")


@dataclass(frozen=True, slots=True)
class Objects:
    """An inventory: its lines, by their first word. Few of tens of thousands are ever asked for,
    so that each is read when it is. Addresses are below `url`."""

    name: str
    url: str
    lines: Mapping[str, tuple[str, ...]]

    def things(self, name: str = "") -> Iterator[Thing]:
        """What there is of that name; without one, all there is."""
        first = name.partition(" ")[0]
        groups = (self.lines.get(first, ()),) if name else self.lines.values()
        for thing in (self._thing(line) for lines in groups for line in lines):
            if thing and thing.name == (name or thing.name):
                yield thing

    def _thing(self, line: str) -> Thing | None:
        match = LINE.fullmatch(line)
        if match is None:
            return None
        name, kind, address, words = match.groups()
        where = address[:-1] + name if address.endswith("$") else address
        return Thing(name, kind, self.url + where, name if words in (None, "", "-") else words)


def objects(name: str, url: str, text: str) -> Objects:
    """The inventory that a text of such lines is."""
    lines: dict[str, tuple[str, ...]] = {}
    for line in text.split("\n"):
        if line.strip():
            first = line.partition(" ")[0]
            lines[first] = (*lines.get(first, ()), line)
    return Objects(name, url, lines)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: in one inventory or, where that is "", in all; `kind` is a type or role.

    A star stands for anything, in each of them.
    """

    target: str
    inventory: str = ""
    domain: str = ""
    kind: str = ""


def find(sought: Sought, known: Iterable[Objects]) -> Thing | None:
    """The first thing that fits; one of the very type goes before others of its domain."""
    kinds = ROLES.get(sought.kind, (sought.kind,))
    loose: Thing | None = None
    for objects in known:
        if sought.inventory not in (*ANY, objects.name):
            continue
        found = [*_named(sought, objects)]
        for kind in kinds:
            for thing in found:
                if kind in ANY or _fits(kind, thing.kind.partition(":")[2]):
                    return thing
        if sought.kind in ROLES and loose is None:
            loose = next(iter(found), None)
    return loose


def nearest(sought: Sought, known: Iterable[Objects]) -> str:
    """A name like that which is not there, "" if there is none: with the same last word, or in
    the same place. So few are compared that it takes no time."""
    place, _, last = sought.target.rpartition(".")
    names = (
        name
        for objects in known
        if sought.inventory in (*ANY, objects.name)
        for name in objects.lines
        if name.endswith(f".{last}") or name.startswith(f"{place}." if place else last[:2])
    )
    found = get_close_matches(sought.target, [*islice(names, NEAR)], n=1, cutoff=0.5)
    return found[0] if found else ""


def _named(sought: Sought, objects: Objects) -> Iterator[Thing]:
    """What has that name, in that domain."""
    for thing in _of_name(sought.target, objects):
        if sought.domain in ANY or _fits(sought.domain, thing.kind.partition(":")[0]):
            yield thing


def _of_name(target: str, objects: Objects) -> Iterator[Thing]:
    """Names as they are written; a point in front stands for any place, a star for anything."""
    if target.startswith("."):
        target = f"*{target}"
    if "*" in target:
        fits = re.compile(translate(target)).match
        yield from (thing for thing in objects.things() if fits(thing.name))
    else:  # labels are known in small letters
        for name in dict.fromkeys((target, target.lower())):
            yield from objects.things(name) if name else ()


def _fits(wanted: str, there: str) -> bool:
    return wanted == there or ("*" in wanted and bool(re.match(translate(wanted), there)))
