"""Where readers talk about a page: `discussion` in its front matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, bad_front_matter, unknown_variant

KEY = "discussion"


def of_page(
    meta: dict[str, object],
    variants: tuple[str, ...],
    at: Callable[..., Place],
    report: Callable[[Problem], None],
) -> None:
    """Have `meta` say the address for each variant that has one."""
    said = meta.pop(KEY, None)
    if said is None:
        return
    each = said if isinstance(said, dict) else dict.fromkeys(variants, said)
    meta[KEY] = dict(_addresses(each, variants, at, report))


def _addresses(
    each: Mapping[object, object],
    variants: tuple[str, ...],
    at: Callable[..., Place],
    report: Callable[[Problem], None],
) -> Iterator[tuple[str, str]]:
    for name, url in each.items():
        if name not in variants:
            report(unknown_variant(str(name), variants, at(KEY, str(name))))
        elif not isinstance(url, str) or not url.startswith(("https://", "http://")):
            what = f"the {KEY} '{url}' is no address: it begins with https://"
            report(bad_front_matter(what, at(KEY, str(name))))
            if len({*map(str, each.values())}) == 1:
                return  # one for all variants is told once
        else:
            yield str(name), url
