"""The templates of the website. The only import of Jinja."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


def filled(name: str, **given: object) -> str:
    """A template with what it shows filled in."""
    return _templates().get_template(name).render(given)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("hexapla.render.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
