"""What `{{ name }}` stands for: a text of the page or the book, or one for each variant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from hexapla.model.nodes import Place
from hexapla.model.problems import bad_substitution, no_substitution
from hexapla.source.reading import Reading

# A name, perhaps of what is within another, and perhaps filters: author.name | upper
NAME = re.compile(r"\s*([^\W\d][\w-]*(?:\.[\w-]+)*)\s*(.*?)\s*", re.S)
FILTERS: Mapping[str, Callable[[str], str]] = {
    "capitalize": str.capitalize,
    "lower": str.lower,
    "title": str.title,
    "trim": str.strip,
    "upper": str.upper,
}
DEEPEST = 2  # a text may use others, and these no more
DEFAULT = "default"  # in a table of variants: all others

Texts = tuple[tuple[tuple[str, ...], str], ...]  # each with its variants: () for all


@dataclass(frozen=True, slots=True)
class Found:
    """Texts to be read as Markdown, and how the page is read within them."""

    texts: Texts
    page: Reading


def found(content: str, at: Place, page: Reading) -> Found | None:
    """What stands between two braces; None where it stays as it is written."""
    match = NAME.fullmatch(content)
    if match is None:
        return None  # no name: these braces mean something else
    name, rest = match.groups()
    value = _value(name, page.given)
    filters = [part.strip() for part in rest.split("|")]
    if value is None:
        page.report(no_substitution(name, page.given, at))
    elif filters[0] or any(one not in FILTERS for one in filters[1:]):
        known = ", ".join(FILTERS)
        what = f"'{rest}' is not understood; after a name, there may be a filter: | {known}"
        page.report(bad_substitution(name, what, at))
    elif name in page.standing or len(page.standing) >= DEEPEST:
        what = f"it is within itself, or too deep: {' > '.join((*page.standing, name))}"
        page.report(bad_substitution(name, what, at))
    else:
        texts = tuple(_texts(name, value, at, page))
        inner = replace(page.deeper(), standing=(*page.standing, name))
        return Found(_filtered(texts, filters[1:]), inner)
    return None


def _value(name: str, texts: Mapping[str, object]) -> object:
    """A name may go into tables: author.name"""
    value: object = texts
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _texts(
    name: str, value: object, at: Place, page: Reading
) -> Iterator[tuple[tuple[str, ...], str]]:
    """One text, or those of a table by variant; variants with the same text share it."""
    if not isinstance(value, Mapping):
        yield (), _text(value)
        return
    variants = [variant.name for variant in page.config.variants]
    by: dict[str, list[str]] = {}
    for variant in variants:
        text = value.get(variant, value.get(DEFAULT))
        if text is not None:
            by.setdefault(_text(text), []).append(variant)
    wrong = [str(key) for key in value if key not in (*variants, DEFAULT)]
    left = [one for one in variants if one not in value and DEFAULT not in value]
    if wrong or left:
        what = f"its table names {wrong[0]}, no variant" if wrong else f"it has none for {left[0]}"
        page.report(bad_substitution(name, what, at))
    for text, names in by.items():
        yield () if len(names) == len(variants) else tuple(names), text


def _text(value: object) -> str:
    return "" if value is None else str(value).strip("\n")


def _filtered(texts: Texts, filters: list[str]) -> Texts:
    for name in filters:
        texts = tuple((variants, FILTERS[name](text)) for variants, text in texts)
    return texts
