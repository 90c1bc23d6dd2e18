"""What comes with the modules of the companion that a page loads, spoken of or not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from hexapla.model.library import Saved
from hexapla.variant.code import only_imports, understand
from hexapla.variant.effects import Definition, effects, keeps
from hexapla.variant.reached import reached


@dataclass(frozen=True, slots=True)
class Loading:
    """The topics whose modules are loaded with each topic's, itself first, and what they do.

    `first` are the topics that the package's front loads. `always` are a topic's items that do
    something outside the package; `touching` those that may change others, with their names.
    """

    first: frozenset[str]
    topics: Mapping[str, frozenset[str]]
    always: Mapping[str, tuple[Saved, ...]]
    touching: Mapping[str, tuple[tuple[Saved, frozenset[str]], ...]]

    def doing(self, topics: Iterable[str], used: Collection[str]) -> Iterator[Saved]:
        """The items that do something, where these topics are loaded, to these names or outside."""
        loaded = {each for topic in topics for each in self.topics.get(topic, ())}
        for topic in sorted(loaded):
            yield from self.always.get(topic, ())
            for item, names in self.touching.get(topic, ()):
                if not names.isdisjoint(used):
                    yield item


def loading(names: Mapping[str, Saved]) -> Loading:
    """How the modules of one variant load, of its items by the names that they bind."""
    items = {item.name: item for item in names.values()}
    always: dict[str, tuple[Saved, ...]] = {}
    touching: dict[str, tuple[tuple[Saved, frozenset[str]], ...]] = {}
    for item in items.values():
        done = effects(item.code)
        if any(name not in names or _is_foreign(names[name]) for name in done.foreign):
            always[item.topic] = (*always.get(item.topic, ()), item)
        elif touched := _touched(item, done.spoken, items):
            touching[item.topic] = (*touching.get(item.topic, ()), (item, touched))
    topics = {item.topic for item in items.values()}
    first = frozenset(item.topic for name, item in names.items() if name in topics)
    return Loading(first, _with_needs(items), always, touching)


def _is_foreign(item: Saved) -> bool:
    """Whether an item is imports alone: it stands for another package, or for a part of it."""
    return only_imports(understand(item.code))


def _touched(item: Saved, spoken: frozenset[str], items: Mapping[str, Saved]) -> frozenset[str]:
    """The other items that one may change: what keeps something, of all that it works with."""
    if not spoken:
        return frozenset()
    direct = (items[name] for name in item.uses if name in items)
    ahead = [one.name for one in direct if not spoken.isdisjoint(one.names)]
    found = _used(ahead, items)
    return frozenset(name for name in found - {item.name} if _keeps(name, items))


def _keeps(name: str, items: Mapping[str, Saved]) -> bool:
    """Whether an item can be changed: by itself, or being made of others that can."""
    if keeps(items[name].code) or isinstance(understand(items[name].code).body[-1], Definition):
        return keeps(items[name].code)
    return any(keeps(items[used].code) for used in _used([name], items))


def _used(names: Iterable[str], items: Mapping[str, Saved]) -> set[str]:
    """These items and all that they need."""
    found = reached(names, lambda name: items[name].uses if name in items else ())
    return found.keys() & items.keys()


def _with_needs(items: Mapping[str, Saved]) -> dict[str, frozenset[str]]:
    """Each topic with all those that its module loads."""
    needs: dict[str, set[str]] = {}
    for item in items.values():
        used = {items[name].topic for name in item.uses if name in items}
        needs.setdefault(item.topic, set()).update(used)
    return {topic: frozenset(reached([topic], needs.__getitem__)) for topic in needs}
