"""What saved code needs: other saved code, and what it imports."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from hexapla.model.library import Saved
from hexapla.model.problems import Problem, bad_save, rebound
from hexapla.variant.bare import bare
from hexapla.variant.code import Code, annotated, modules, place, understand
from hexapla.variant.companion import Shelf, meant, mentions, reaches
from hexapla.variant.names import Import, imports, outside, shared
from hexapla.variant.saved.eager import Eager, eager
from hexapla.variant.saved.kept import Draft
from hexapla.variant.saved.members import Class
from hexapla.variant.saved.parts import Part

FUTURE = "__future__."
WAITING = "from __future__ import annotations"


@dataclass(frozen=True, slots=True)
class Found:
    """An item that knows what it needs.

    `meanings` are the names that it takes from its module: what each stands for, and the part
    that says it. `spoken` are the items among them, by name; `at_once` those that must be there
    when the module is imported. `own` is as of a Draft.
    """

    saved: Saved
    own: frozenset[str]
    meanings: tuple[tuple[str, str, Part], ...] = ()
    spoken: tuple[str, ...] = ()
    at_once: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What items can take from: what is saved, and the names that are for their tests only."""

    on: Shelf
    package: str
    helpers: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Search:
    """What was found out of an item so far."""

    draft: Draft
    on: Shelf
    helpers: frozenset[str]
    problems: list[Problem]
    imports: set[Import] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)
    at_once: set[str] = field(default_factory=set)
    meanings: dict[tuple[str, str], Part] = field(default_factory=dict)


def named(draft: Draft, variant: str) -> Saved:
    """The item that a draft makes, before it is known what it needs."""
    first, code = draft.first, draft.code
    pages = dict.fromkeys(part.page for part, _ in draft.by_part())
    return Saved(
        name=draft.names[0],
        names=draft.names,
        variant=variant,
        topic=draft.topic,
        page=first.page,
        code=code,
        bare=bare(code),
        uses=(),
        modules=(),
        at=draft.at,
        again=tuple(page for page in pages if page != first.page),
        only=next((part.cell.only for part in draft.parts if part.cell.only), ""),
    )


def needing(draft: Draft, saved: Saved, around: Around, problems: list[Problem]) -> Found:
    """The item with what it imports and which others it uses."""
    search = _Search(draft, around.on, around.helpers, problems)
    for part, code in draft.by_part():
        _search(part, understand(code), around.package, search)
    imports = {one.statement for one in search.imports}
    if _said_of_itself(draft):
        imports.add(WAITING)
    return Found(
        replace(
            saved,
            uses=tuple(sorted(search.uses - {saved.name})),
            modules=tuple(sorted(search.modules | {*map(_top, search.imports)})),
            imports=tuple(sorted(imports)),
        ),
        draft.own,
        tuple((name, what, part) for (name, what), part in search.meanings.items()),
        tuple(sorted(search.spoken - {saved.name})),
        tuple(sorted(search.at_once - {saved.name})),
    )


def meaning(item: Saved, name: str) -> str:
    """What a name stands for that an item binds: if it only imports it, that is no other thing."""
    if item.code.startswith(("import ", "from ")):
        for one in imports(understand(item.code).body):
            if one.name == name:
                return _root(one)
    return f"the saved '{name}' of {item.topic}"


def _root(one: Import) -> str:
    return _top(one) if one.dotted else one.path


def _top(one: Import) -> str:
    return one.path.partition(".")[0]


def _said_of_itself(draft: Draft) -> bool:
    """Whether methods put into a class say its name as a type: it is not there yet."""
    classes = (piece for piece in draft.pieces if isinstance(piece, Class))
    return any(one.name in member.types for one in classes for member in one.members)


def _search(part: Part, code: Code, package: str, search: _Search) -> None:
    around, line = part.around, part.line
    later = _waiting(part, code)
    search.imports.update(later)
    search.modules.update(modules(code))
    once = _eager(code, deferred=bool(later))
    for name in sorted(outside(code.text) - search.draft.own):
        _resolve(name, part, code, search, at_once=name in once.names)
    for name in once.names:
        if name in search.draft.own:  # `class Linear(Linear)`, of one that is imported
            search.imports.update(around.imported(name, line))
    for reach in reaches(code, around.companion, package):
        search.uses.update(item.name for item in meant(reach, search.on) or ())
    _reach_at_once(once, part, search)


@lru_cache(maxsize=8192)
def _eager(code: Code, *, deferred: bool) -> Eager:
    return eager(code.body, deferred=deferred)


def _waiting(part: Part, code: Code) -> tuple[Import, ...]:
    """The import that lets annotations wait, where the page has it, and the code annotations."""
    found = part.around.imported("annotations", part.line)
    later = tuple(one for one in found if one.path.startswith(FUTURE))
    return later if later and annotated(code) else ()


def _resolve(name: str, part: Part, code: Code, search: _Search, *, at_once: bool) -> None:
    around = part.around
    if name in search.helpers and (name in around.tests or name not in around.own):
        return
    if behind := around.imported(name, part.line):
        search.imports.update(behind)
        for one in behind:
            search.meanings.setdefault((name, _root(one)), part)
    elif name in search.on.names and around.may_be_saved(name):
        item = search.on.names[name]
        search.uses.add(item.name)
        search.spoken.add(item.name)
        search.meanings.setdefault((name, meaning(item, name)), part)
        if at_once:
            search.at_once.add(item.name)
        elif name in around.again:
            there = place(*around.again[name])
            search.problems.append(rebound(name, search.draft.names[0], there))
    elif not around.is_built_in(name):
        stars = around.imported("*", part.line)
        search.imports.update(stars)
        if not (stars or name in shared(code.text)) and around.whole:
            search.problems.append(_missing(name, part, search.draft))


def _reach_at_once(once: Eager, part: Part, search: _Search) -> None:
    known = part.around.companion
    if any(name in known for name in once.names):
        for each in once.expressions:
            for reach in mentions(each, known):
                search.at_once.update(item.name for item in meant(reach, search.on) or ())


def _missing(name: str, part: Part, draft: Draft) -> Problem:
    who, around = f"the saved '{draft.names[0]}' uses '{name}'", part.around
    at = part.mention(name)
    if name in around.tests:
        text = f"{who}, which is saved for tests only, of its own topic; save it with #@save"
    elif name in around.own:
        text = (
            f"{who}, which is not saved; mark the line that makes it ({around.made(name)}) with "
            f"#@save, or make '{name}' an argument"
        )
    else:
        text = f"{who}, which its page neither makes nor imports; import it, or save it"
    return bad_save(text, at)
