"""What stays of all that is saved: the last definition of a name, and classes made whole."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from hexapla.model.library import Lost
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_reopening, bad_save
from hexapla.variant.code import only_imports, understand
from hexapla.variant.names import bound, dotted
from hexapla.variant.saved.classes import Piece, Plain, added, of_part, opened, text
from hexapla.variant.saved.eager import eager
from hexapla.variant.saved.parts import Part
from hexapla.variant.saved.reopen import Reopening

REGISTER = "register"  # of `@f.register`: one more way of what `functools.singledispatch` made
ANYONE = "_"  # the name of what nobody calls by its name


@dataclass(frozen=True, slots=True)
class Draft:
    """An item before it is known what it uses: what it binds, and the parts that make it.

    `pieces` are its code, each of one part, where it has more than one part. `own` are all the
    names that its code binds, those too that stand for something else by now.
    """

    names: tuple[str, ...]
    own: frozenset[str]
    parts: tuple[Part, ...]
    pieces: tuple[Piece, ...] = ()

    @property
    def first(self) -> Part:
        return self.parts[0]

    @property
    def code(self) -> str:
        return text(self.pieces) if self.pieces else self.first.one.code

    @property
    def topic(self) -> str:
        return self.first.topic

    @property
    def at(self) -> Place:
        return self.first.at

    def by_part(self) -> list[tuple[Part, str]]:
        """The parts of which something is left, each with what is left of it."""
        if not self.pieces:
            return [(self.first, self.first.one.code)]
        codes = ((part, of_part(self.pieces, n)) for n, part in enumerate(self.parts))
        return [(part, code) for part, code in codes if code]


@dataclass(slots=True)
class _Shop:
    """What is at hand while the parts are gone through, in the order of the book."""

    drafts: list[Draft] = field(default_factory=list)
    latest: dict[str, int] = field(default_factory=dict)  # of a name, which draft binds it
    lost: list[Lost] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def kept(
    parts: Iterable[Part], taken: Collection[str]
) -> tuple[list[Draft], list[Lost], list[Problem]]:
    """The drafts of what parts make, and the parts that add to what is not there before them.

    `taken` are all the names that are saved.
    """
    shop = _Shop()
    for part in parts:
        if part.found:
            _reopen(part, part.found, shop, taken)
        elif earlier := _continued(part, shop):
            _continue(part, earlier, shop)
        else:
            own = frozenset(part.one.names)
            shop.latest |= dict.fromkeys(part.one.names, len(shop.drafts))
            shop.drafts.append(Draft(part.one.names, own, (part,)))
    return _last(shop.drafts, shop.problems), shop.lost, shop.problems


def _reopen(part: Part, found: Reopening, shop: _Shop, taken: Collection[str]) -> None:
    at = shop.latest.get(found.of)
    if found.wrong:
        shop.problems.append(bad_reopening(found.wrong, part.at))
    elif at is None:
        shop.lost.append(_lost(part, found.of))
    else:
        draft = shop.drafts[at]
        pieces = draft.pieces or opened(draft.first.one.code)
        code = part.one.code
        now = added(pieces, found, code, len(draft.parts), taken)
        if isinstance(now, str):
            shop.problems.append(bad_reopening(f"{now} ({found.of}: {draft.at})", part.at))
        else:
            shop.drafts[at] = _grown(draft, part, now)


def _grown(draft: Draft, part: Part, pieces: tuple[Piece, ...]) -> Draft:
    classes = {each.name for each in pieces if not isinstance(each, Plain)}
    own = draft.own | classes
    return replace(draft, parts=(*draft.parts, part), pieces=pieces, own=own)


def _continued(part: Part, shop: _Shop) -> str:
    """What a part goes on with and does not begin: x of `x += 1` and `x["a"] = 1`; "" if none."""
    if part.into:
        return part.into
    first = part.one.statements[0]
    if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef):
        for each in first.decorator_list:
            match dotted(each):
                case (name, attribute) if attribute == REGISTER and name in shop.latest:
                    return name
                case _:
                    pass
    if not any(_takes(each, part.one.names) for each in part.one.statements):
        return ""
    early = eager(part.one.statements).names
    changed = (name for name in early if name in part.one.names)
    return next((n for n in changed if not part.around.imported(n, part.line)), "")


def _takes(statement: ast.stmt, names: Collection[str]) -> bool:
    """Whether a statement may take the old meaning of a name that it binds: most do not."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return bool(statement.decorator_list or statement.args.defaults)
    return not isinstance(statement, ast.ClassDef | ast.Import | ast.ImportFrom)


def _continue(part: Part, name: str, shop: _Shop) -> None:
    """Put a part behind what it goes on with, which needs it to be what the page made it."""
    at = shop.latest.get(name)
    if at is None:
        shop.lost.append(_lost(part, name))
        return
    draft = shop.drafts[at]
    pieces = draft.pieces or opened(draft.first.one.code)
    names = tuple(each for each in bound(part.one.statements) if each != ANYONE)
    shop.latest |= dict.fromkeys(names, at)
    shop.drafts[at] = replace(
        draft,
        names=tuple(dict.fromkeys((*draft.names, *names))),
        own=draft.own | {*part.one.names},
        parts=(*draft.parts, part),
        pieces=(*pieces, Plain(part.one.code, len(draft.parts))),
    )


def _lost(part: Part, name: str) -> Lost:
    return Lost(name, part.at, part.around.made(name))


def _last(drafts: Iterable[Draft], problems: list[Problem]) -> list[Draft]:
    """Of several drafts of one name the last; the others lose the name, and without any, go."""
    taken: dict[str, Draft] = {}
    left: list[Draft] = []
    for draft in reversed([*drafts]):
        for name in draft.names:
            if name in taken and _clash(draft, taken[name]):
                problems.append(_clashing(name, draft, taken[name]))
        names = tuple(name for name in draft.names if name not in taken)
        if names:
            left.append(replace(draft, names=names))
        taken |= dict.fromkeys(names, draft)
    return left[::-1]


def _clash(one: Draft, other: Draft) -> bool:
    """Imports may be saved in several topics: they mean the same thing everywhere."""
    return one.topic != other.topic and not (_imports_only(one) and _imports_only(other))


def _imports_only(draft: Draft) -> bool:
    return only_imports(understand(draft.code))


def _clashing(name: str, first: Draft, second: Draft) -> Problem:
    said = (
        f"'{name}' is saved in two topics, {first.topic} ({first.at}) and {second.topic}; "
        "rename one, or give both the same topic: this one is kept"
    )
    return bad_save(said, second.at)
