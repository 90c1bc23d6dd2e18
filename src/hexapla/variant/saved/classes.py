"""Classes made whole: what later pages add to one is put into its text.

What comes out does what the page's class did after all of it had run. Where a later part calls
what it replaces, or does anything else that one class cannot do, the earlier class stays as a
private base of the later one: `class _Net`, and then `class Net(_Net)`.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hexapla.variant.bare import DOCUMENTED
from hexapla.variant.code import understand
from hexapla.variant.names import last_word
from hexapla.variant.saved.members import (
    Class,
    Member,
    as_member,
    based,
    class_of,
    last,
    put_together,
    renamed,
    sharing,
    taken_apart,
)
from hexapla.variant.saved.reopen import Reopening, method

DATACLASS = "dataclass"
# Decorators of classes to which it is the same whether a method is there or comes later.
CALM = {DATACLASS, "final", "total_ordering", "runtime_checkable"}
# What a class says to those that derive from it, or of what its instances hold.
CLOSED = {"__slots__", "__init_subclass__"}
# What `dataclass` refuses or calls where it is there already.
SEEN = {"__lt__", "__le__", "__gt__", "__ge__", "__post_init__", "__setattr__", "__delattr__"}

ITSELF = (
    "the reopened class uses '{name}' while it is made, which in the whole class is not there "
    "yet; use it within a method"
)
UNHASHABLE = (
    "a class with '__eq__' in its body has no '__hash__' any more, unlike one to which it is added "
    "later; add '__hash__' before it, or write `class {of}({of}):` around it"
)
DECORATED = (
    "'{method}' would be seen by the decorators of '{of}', which it is not when it is added later; "
    "write `class {of}({of}):` around it"
)
SHADOWED = (
    "'{method}' needs the '{name}' of its page at once, but within '{of}' that is the one of "
    "the class; give one of the two another name"
)


@dataclass(frozen=True, slots=True)
class Plain:
    """Code that is no class to be reopened; `part` says where it comes from."""

    text: str
    part: int


Piece = Plain | Class


def opened(code: str, part: int = 0) -> tuple[Piece, ...]:
    """Saved code with its classes by themselves, so that they can be added to."""
    lines = code.split("\n")
    pieces: list[Piece] = []
    start = 0
    for group in sharing(understand(code).body):
        text = "\n".join(lines[start : last(group)]).strip("\n")
        start = last(group)
        if len(group) == 1 and isinstance(group[0], ast.ClassDef):
            pieces.append(taken_apart(text, part))
        elif pieces and isinstance(pieces[-1], Plain):
            pieces[-1] = Plain(f"{pieces[-1].text}\n{text}", part)
        else:
            pieces.append(Plain(text, part))
    return tuple(pieces)


def text(pieces: Sequence[Piece]) -> str:
    """The code that pieces make: definitions stand apart, all else line after line."""
    blocks = [put_together(one) if isinstance(one, Class) else one.text for one in pieces]
    said = "".join(blocks[:1])
    for (before, after), block in zip(pairwise(pieces), blocks[1:], strict=True):
        said += ("\n\n\n" if _is_long(before) or _is_long(after) else "\n") + block
    return said


def of_part(pieces: Iterable[Piece], part: int) -> str:
    """What of it comes from one part, as code of its own."""
    kept: list[Piece] = []
    for piece in pieces:
        if piece.part == part and isinstance(piece, Plain):
            kept.append(piece)
        elif isinstance(piece, Class):
            members = tuple(each for each in piece.members if each.part == part)
            head = piece.head if piece.part == part else f"class {piece.name}:"
            if piece.part == part or members:
                kept.append(replace(piece, head=head, members=members or (_nothing(part),)))
    return text(kept)


def added(
    pieces: tuple[Piece, ...], found: Reopening, code: str, part: int, taken: Container[str]
) -> tuple[Piece, ...] | str:
    """The pieces with what reopens a class among them, or why it cannot be put in.

    `taken` are names that no private base can have.
    """
    for n, before in enumerate(pieces):
        if isinstance(before, Class) and before.name == found.of:
            if found.base is None:
                now = _with_method(before, as_member(method(code, found), part))
            else:
                now = _with_class(before, code, part, base=found.base, taken=taken)
            return now if isinstance(now, str) else (*pieces[:n], *now, *pieces[n + 1 :])
    return f"'{found.of}' is saved and no class, so that nothing can be added to it"


def _is_long(piece: Piece) -> bool:
    return isinstance(piece, Class) or any(
        isinstance(each, DOCUMENTED) for each in understand(piece.text).body
    )


def _nothing(part: int) -> Member:
    return Member("pass", (), frozenset(), frozenset(), part, empty=True)


def _with_method(before: Class, member: Member) -> tuple[Class, ...] | str:
    if before.name in member.needs:
        return ITSELF.format(name=before.name)
    if hidden := member.needs & before.names:
        name = min(hidden)
        return SHADOWED.format(method=member.names[0], name=name, of=before.name)
    return _told_to_python(before, member.names[0]) or (
        replace(before, members=_put(before.members, (member,))),
    )


def _told_to_python(before: Class, method: str) -> str:
    """Why a method of this name does more within the class than one added later, "" if not."""
    decorators = [last_word(each) for each in _head(before).decorator_list]
    if method in SEEN and DATACLASS in decorators:
        return DECORATED.format(method=method, of=before.name)
    hashed = "__hash__" in before.names or "__eq__" in before.names or DATACLASS in decorators
    return UNHASHABLE.format(of=before.name) if method == "__eq__" and not hashed else ""


def _with_class(
    before: Class, code: str, part: int, *, base: int, taken: Container[str]
) -> tuple[Class, ...] | str:
    """The class with the body of a later one of its name; both where one would not be the same."""
    made = class_of(code)
    now = taken_apart(code, part)
    if before.name in {name for each in now.members for name in each.needs}:
        return ITSELF.format(name=before.name)
    if _is_only_more(made, now, before):
        return (replace(before, members=_put(before.members, now.members)),)
    private = f"_{before.name}"
    while private in taken:
        private = f"_{private}"
    later = taken_apart(based(code, made.bases[base], private), part)
    return renamed(before, private), later


def _is_only_more(made: ast.ClassDef, now: Class, before: Class) -> bool:
    """Whether one class with both bodies does what the later did that derived from the earlier."""
    head = _head(before)
    decorated = [last_word(each) for each in head.decorator_list]
    plain = len(made.bases) == 1 and not made.keywords and not made.decorator_list
    defined = all(isinstance(each, DOCUMENTED) for each in made.body)
    calm = all(each in CALM for each in decorated) and defined and not _dunders(now)
    fields = any(isinstance(each, ast.AnnAssign) for each in made.body)
    closed = (before.names | now.names) & CLOSED or (fields and _is_tuple(head))
    supers = {*_supers(made)}
    again = supers & ({"", *before.names} if not decorated else {*supers})
    return plain and (calm or not decorated) and not (closed or again or _hidden(now, before))


def _dunders(now: Class) -> bool:
    return any(name.startswith("__") for name in now.names)


def _head(before: Class) -> ast.ClassDef:
    return class_of(before.head + "\n    pass")


def _is_tuple(head: ast.ClassDef) -> bool:
    return any(last_word(each) == "NamedTuple" for each in head.bases)


def _hidden(now: Class, before: Class) -> bool:
    """Whether the later body takes something from the page that the earlier has a name for."""
    own: set[str] = set()
    for member in now.members:
        if member.needs & before.names - own:
            return True
        own.update(member.names)
    return False


def _supers(made: ast.ClassDef) -> Iterator[str]:
    """The names that it takes of `super()`; "" for whatever else it does with that."""
    spoken: set[ast.AST] = set()
    for node in ast.walk(made):
        if isinstance(node, ast.Attribute) and _is_super(node.value, made.name):
            spoken.add(node.value)
            yield node.attr
        elif isinstance(node, ast.Call) and _is_super(node, made.name) and node not in spoken:
            yield ""


def _is_super(node: ast.AST, name: str) -> bool:
    """Whether it is what the class derives from: `super()`, or `super(Net, self)`."""
    if not isinstance(node, ast.Call) or last_word(node.func) != "super":
        return False
    return not node.args or last_word(node.args[0]) in (name, "__class__")


def _put(old: Sequence[Member], new: Sequence[Member]) -> tuple[Member, ...]:
    """The members of a class with later ones: in place of those of the same name, or at its end."""
    doc, new = new[: new[0].doc], new[new[0].doc :]
    members = [*doc, *(each for each in old if not (doc and each.doc))]
    every = {name for each in (*old, *new) for name in each.names}
    for name, unit in _units(new):
        again = [each for each in members if name in each.names]
        others = [each for each in members if name not in each.names]
        alone = all(each.names == (name,) for each in again)
        if not again or not alone or any(name in each.needs for each in others):
            members += unit  # what was there before it stays: others have taken it already
        elif any(each.needs & every - {name} for each in unit):
            members = [*others, *unit]
        else:
            at = members.index(again[0])
            members = [*members[:at], *unit, *(each for each in members[at:] if each in others)]
    return tuple(members)


def _units(members: Sequence[Member]) -> Iterator[tuple[str, list[Member]]]:
    """Members by the one name that they make, all that make it together; others by themselves."""
    units: dict[object, list[Member]] = {}
    for n, each in enumerate(members):
        name = each.names[0] if len(each.names) == 1 else ""
        units.setdefault(name or n, []).append(each)
    for key, unit in units.items():
        yield key if isinstance(key, str) else "", unit
