"""Saved code that has changed by the end of the book: then the package is not what a page had."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from hexapla.model.problems import Problem, saved_anew
from hexapla.variant.saved.kept import Draft
from hexapla.variant.saved.needs import Found
from hexapla.variant.saved.parts import Part


def anew(
    drafts: Sequence[Draft], found: Sequence[Found], parts: Sequence[Part]
) -> Iterator[Problem]:
    """Items that were computed with a name of which the package has only a later meaning.

    `found` are what the drafts need, `parts` all that is saved, in the order of the book.
    """
    number = {id(part): n for n, part in enumerate(parts)}
    said = [_names(part) for part in parts]
    saved = {item.saved.name: item.saved for item in found}
    for draft, item in zip(drafts, found, strict=True):
        here = number[id(draft.first)]
        for needed in item.at_once:
            names = {*saved[needed].names}
            saving = [n for n, own in enumerate(said) if not names.isdisjoint(own)]
            later = [parts[n] for n in saving if n > here and not _is_seen(parts[n], draft)]
            if later and saving[0] < here:
                yield saved_anew(item.saved.name, needed, later[-1].at, draft.at)


def _names(part: Part) -> set[str]:
    return {part.found.of} if part.found else {*part.one.names, part.into}


def _is_seen(part: Part, by: Draft) -> bool:
    """Whether a class that derives from one sees what a part adds: a method put into it."""
    decorated = part.found is not None and part.found.decorator is not None
    return decorated and isinstance(by.first.one.statements[0], ast.ClassDef)
