"""The saved items of one variant, to be looked up as code mentions them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hexapla.model.book import Saved
from hexapla.variant.companion import Reach


@dataclass(frozen=True, slots=True)
class Shelf:
    """The items in order, by the names that they bind, and by topic."""

    variant: str
    items: tuple[Saved, ...]
    names: Mapping[str, Saved]
    topics: Mapping[str, tuple[Saved, ...]]


def shelf(variant: str, items: Iterable[Saved]) -> Shelf:
    """A shelf of these items, which are one variant's."""
    kept = tuple(items)
    topics: dict[str, tuple[Saved, ...]] = {}
    for item in kept:
        topics[item.topic] = (*topics.get(item.topic, ()), item)
    return Shelf(variant, kept, {name: item for item in kept for name in item.names}, topics)


def meant(reach: Reach, on: Shelf) -> tuple[Saved, ...] | None:
    """The items that code may use by a mention; None if there is no such thing.

    A module that is passed on as a value may be used in any way: all its items count.
    """
    variant, *rest = reach.path or (on.variant,)
    if variant not in (on.variant, "*"):
        return None
    match rest or [variant]:
        case [on.variant]:
            return () if reach.imported else on.items
        case ["*"]:
            return on.items
        case [topic, *inner] if topic in on.topics and _is_module(topic, inner, reach, on):
            return _in_topic(inner, on.topics[topic], reach)
        case [name, *_]:
            return (on.names[name],) if name in on.names else _unsaved(name)
        case _:
            return None


def _is_module(topic: str, inner: Sequence[str], reach: Reach, on: Shelf) -> bool:
    """Whether a topic is meant: a saved item of its name hides it, but for `from … import`."""
    return topic not in on.names or (reach.imported and bool(inner))


def _in_topic(
    inner: Sequence[str], items: tuple[Saved, ...], reach: Reach
) -> tuple[Saved, ...] | None:
    match inner:
        case []:
            return () if reach.imported else items
        case ["*", *_]:
            return items
        case [name, *_]:
            return tuple(item for item in items if name in item.names) or _unsaved(name)
        case _:
            return None


def _unsaved(name: str) -> tuple[Saved, ...] | None:
    """Every module has names like __name__; nobody saves them."""
    return () if name.startswith("__") and name.endswith("__") else None
