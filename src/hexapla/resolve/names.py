"""What citations call works: authors and year, with a letter where two would be called alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hexapla.model.book import Entry
from hexapla.model.words import word
from hexapla.resolve.number import letters
from hexapla.resolve.works import more, named


@dataclass(frozen=True, slots=True)
class Called:
    """The authors as a citation names them, all of them, the year, and a short label."""

    short: str
    everyone: str
    year: str
    alpha: str


def called(keys: Iterable[str], entries: Mapping[str, Entry], language: str) -> dict[str, Called]:
    """The names of works. Letters follow the order of titles."""
    listed = sorted(keys, key=lambda key: (entries[key].title, key))
    short = {key: _names(entries[key], language, most=2) for key in listed}
    labels = {key: _label(entries[key]) for key in listed}
    years = _lettered({key: (short[key], entries[key].year) for key in listed})
    alphas = _lettered({key: ("", labels[key]) for key in listed})
    return {
        key: Called(short[key], _names(entries[key], language), years[key], alphas[key])
        for key in listed
    }


def _lettered(names: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The last part of each name, with a letter where names are alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for key, name in names.items():
        alike.setdefault(name, []).append(key)
    return {
        key: last + (letters(index) if len(group) > 1 else "")
        for (_, last), group in alike.items()
        for index, key in enumerate(group, 1)
    }


def _names(entry: Entry, language: str, most: int = 0) -> str:
    """Gauss; Krogh and Hertz; of more than `most`, Vaswani et al."""
    families = [family for family, _ in named(entry)]
    if not families:
        return entry.title or entry.key
    joined = f" {word('and', language)} "
    if more(entry) or (most and len(families) > most):
        kept = families[:1] if most else families
        return f"{', '.join(kept)} {word('others', language)}"
    return joined.join([", ".join(families[:-1]), families[-1]] if families[1:] else families)


def _label(entry: Entry) -> str:
    """Gau09; of several authors their initials, KH91, and of many the first three, VSP+17."""
    families = [_bare(family) for family, _ in named(entry)] or [_bare(entry.title or entry.key)]
    if len(families) == 1:
        start = families[0][:3] + ("+" if more(entry) else "")
    else:
        shown = families if len(families) <= 4 and not more(entry) else families[:3]
        start = "".join(family[:1] for family in shown) + ("+" if shown != families else "")
    return start + entry.year[-2:]


def _bare(family: str) -> str:
    """The letters of a name without accents, and without a "van" before it."""
    family = re.sub(r"^(?:[a-z]+ )+(?=[A-Z])", "", family)
    plain = unicodedata.normalize("NFKD", family)
    return "".join(c for c in plain if c.isalnum())
