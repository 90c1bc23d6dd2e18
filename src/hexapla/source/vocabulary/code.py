"""Code: cells that are run, and code that is only shown."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.model.nodes import Block, Cell, CodeBlock
from hexapla.model.problems import bad_directive
from hexapla.source.config import EVERY
from hexapla.source.found import Found
from hexapla.source.meta import items, words
from hexapla.source.reading import Directive, Reading
from hexapla.source.vocabulary.variants import known


def _cell(found: Found, page: Reading) -> tuple[Block, ...]:
    """A cell of the variants that are named; with none that the book has, it is only shown."""
    code, skipped = _without_margins(found.body)
    names = () if found.argument in EVERY - _variants(page) else tuple(found.argument.split())
    variants = known(names, found.at, page)
    if names and not variants:
        return (CodeBlock(code, "python", at=found.at),)
    tags, topic = _tags(found, page), _topic(found, page)
    offset = found.offset + skipped
    alt = found.text("alt")
    return (Cell(code, variants, tags, topic=topic, alt=alt, offset=offset, at=found.at),)


def _variants(page: Reading) -> frozenset[str]:
    return frozenset(variant.name for variant in page.config.variants)


def _without_margins(body: str) -> tuple[str, int]:
    """The code without empty lines around it, and how many of them stood before."""
    lines = body.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(lines[start:]).rstrip(), start


def _tags(found: Found, page: Reading) -> tuple[str, ...]:
    value = found.options.get("tags")
    tags, why = items(value) if isinstance(value, str) else (words(value), "")
    if why:
        page.report(bad_directive(found.name, f"its tags cannot be read: {why}", found.at))
    return tuple(dict.fromkeys(tag.replace("_", "-") for tag in tags))


def _topic(found: Found, page: Reading) -> str:
    topic = found.text("topic")
    if not topic or topic.isidentifier():
        return topic
    what = f"the topic '{topic}' becomes a module of the companion; use letters, digits and _"
    page.report(bad_directive(found.name, what, found.at))
    return ""


def _shown(found: Found, page: Reading) -> tuple[Block, ...]:
    code, _ = _without_margins(found.body)
    return (CodeBlock(code, found.argument, at=found.at),)


DIRECTIVES: Mapping[str, Directive] = {
    "code": Directive(_shown),
    "code-block": Directive(_shown),
    "code-cell": Directive(_cell, frozenset({"alt", "tags", "topic"})),
}
