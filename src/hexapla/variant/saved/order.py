"""The order in which saved code stands, so that its modules can be imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hexapla.model.library import Saved
from hexapla.model.problems import Problem, bad_save, saved_cycle
from hexapla.variant.reached import reached
from hexapla.variant.saved.needs import Found, meaning

Needs = Mapping[str, Sequence[str]]  # by the names of items


def ordered(items: Sequence[Found], problems: list[Problem]) -> tuple[Saved, ...]:
    """The items in the order of the book, but within a topic what is needed at once comes first."""
    topics = _by_topic(items)
    by_name = {item.saved.name: item for item in items}
    sequences = {
        topic: iter(_in_order(of_topic, by_name, problems)) for topic, of_topic in topics.items()
    }
    problems += (problem for of_topic in topics.values() for problem in _of_two_minds(of_topic))
    return tuple(next(sequences[item.saved.topic]) for item in items)


def _by_topic(items: Iterable[Found]) -> dict[str, list[Found]]:
    topics: dict[str, list[Found]] = {}
    for item in items:
        topics.setdefault(item.saved.topic, []).append(item)
    return topics


def _in_order(
    items: Sequence[Found], by_name: Mapping[str, Found], problems: list[Problem]
) -> list[Saved]:
    """The items of one topic, each after what it needs at once."""
    names = [item.saved.name for item in items]
    needs = {item.saved.name: [n for n in item.at_once if n in names] for item in items}
    for one, other in _redefined(items):
        needs[other].append(one)
    if not any(needs.values()):
        return [item.saved for item in items]
    if circle := _circle(names, needs):
        first, last = by_name[circle[0]].saved, by_name[circle[-1]].saved
        problems.append(_at_once(first, last))
        return [item.saved for item in items]
    _also_called(needs, by_name)
    return [by_name[name].saved for name in _sorted(names, needs)]


def _redefined(items: Sequence[Found]) -> Iterator[tuple[str, str]]:
    """Items whose code still binds a name that by now is another's: the other comes later."""
    owner = {name: item.saved.name for item in items for name in item.saved.names}
    for item in items:
        for name in item.own - {*item.saved.names}:
            if name in owner:
                yield item.saved.name, owner[name]


def _circle(names: Iterable[str], needs: Needs) -> list[str]:
    """Items that need one another at once, the first of them first; none where there are none."""
    done: set[str] = set()
    path: list[str] = []

    def visit(name: str) -> list[str]:
        if name in path:
            return path[path.index(name) :]
        if name in done:
            return []
        path.append(name)
        found = next(filter(None, map(visit, needs[name])), [])
        if not found:
            path.pop()
        done.add(name)
        return found

    return next(filter(None, map(visit, names)), [])


def _also_called(needs: dict[str, list[str]], by_name: Mapping[str, Found]) -> None:
    """What is needed at once may be called at once: then it needs in its turn what it uses.

    Only where that makes no circle: a function may say a name that it does not come to.
    """
    for name, of in [*needs.items()]:
        called = reached(of, lambda each: by_name[each].saved.uses if each in by_name else ())
        for used in (each for each in called if each in needs and each not in of):
            if name not in reached([used], needs.__getitem__):
                of.append(used)


def _sorted(names: Iterable[str], needs: Needs) -> Iterator[str]:
    """Names in their order, but for those that are needed earlier."""
    done: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in done:
            for each in needs[name]:
                visit(each)
            done[name] = None

    for name in names:
        visit(name)
    return iter(done)


def _at_once(first: Saved, last: Saved) -> Problem:
    text = (
        f"'{first.name}' needs '{last.name}' ({last.at}) when the topic '{first.topic}' is "
        f"imported, and '{last.name}' needs '{first.name}'; give one of the two another name, or "
        "use it within a function"
    )
    return saved_cycle(text, first.at)


def between_topics(items: Iterable[Found]) -> Iterator[Problem]:
    """Topics that need each other: neither can be imported before the other."""
    topics = _by_topic(items)
    by_name = {item.saved.name: item for of_topic in topics.values() for item in of_topic}
    links = {topic: [*_links(of_topic, by_name)] for topic, of_topic in topics.items()}
    beyond = {topic: [used.topic for _, used in of] for topic, of in links.items()}
    for topic in sorted(topics):
        for item, used in links[topic]:
            if topic < used.topic and topic in reached([used.topic], beyond.__getitem__):
                back = _back(used.topic, topic, links, beyond)
                yield _in_a_circle((item, used), back)


def _back(
    topic: str,
    to: str,
    links: Mapping[str, Iterable[tuple[Saved, Saved]]],
    beyond: Mapping[str, Iterable[str]],
) -> tuple[Saved, Saved]:
    """What of a topic needs, in the end, the other."""
    return next(link for link in links[topic] if to in reached([link[1].topic], beyond.__getitem__))


def _in_a_circle(one: tuple[Saved, Saved], other: tuple[Saved, Saved]) -> Problem:
    (item, used), (again, needed) = one, other
    text = (
        f"'{item.name}' ({item.topic}) uses '{used.name}' ({used.topic}), where '{again.name}' "
        f"({again.at}) uses '{needed.name}' ({needed.topic}): neither topic can be imported before "
        "the other; give both the same topic"
    )
    return saved_cycle(text, item.at)


def _links(items: Iterable[Found], by_name: Mapping[str, Found]) -> Iterator[tuple[Saved, Saved]]:
    """What a topic's module needs of others to be imported: what it imports by name, or at once."""
    for item in items:
        for name in dict.fromkeys((*item.spoken, *item.at_once)):
            used = by_name[name].saved
            if used.topic != item.saved.topic:
                yield item.saved, used


def _of_two_minds(items: Sequence[Found]) -> Iterator[Problem]:
    """Names that mean one thing to one item of a topic, and another to the next."""
    first = {
        name: (meaning(item.saved, name), item.saved.at)
        for item in items
        for name in item.saved.names
    }
    for item in items:
        for name, what, part in item.meanings:
            known, where = first.setdefault(name, (what, part.at))
            if known != what:
                text = (
                    f"'{name}' is {what} here and {known} at {where}, and both are saved in the "
                    f"topic '{item.saved.topic}'; give one of the two another name"
                )
                yield bad_save(text, part.mention(name))
