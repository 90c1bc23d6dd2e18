"""The modules that are imported first: the package's own, and that of each variant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from hexapla.model.book import Book, Variant
from hexapla.model.library import Saved, by_topic
from hexapla.render.package.explained import header, quotable
from hexapla.render.package.requirements import needs
from hexapla.render.package.topic import Around, public

ROOT = '''{header}"""The code of "{title}": a package for each variant.

{uses}
"""
{imports}
__version__ = {version}

_VARIANTS = {variants}


def __getattr__(name: str) -> object:
    # Nothing is imported before it is asked for: each variant needs a framework of its own.{sets}
    variants = " or ".join(f"{{__name__}}.{{variant}}" for variant in _VARIANTS)
    raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}; import {{variants}}")
'''

SETS = """
    if name == "dataset":
        return import_module(f"{__name__}.datasets").dataset"""

FRONT = '''{header}"""The code of "{title}", in {variant}.

Each topic is a module, which is loaded when one of its names is first asked for.
"""

from importlib import import_module

_TOPICS = {topics}
_HOME = {{name: topic for topic, names in _TOPICS.items() for name in names}}
{needs}
__all__ = sorted(name for name in _HOME if not name.startswith("_"))


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(_topic(_HOME[name]), name)
    if name in _TOPICS:
        return _topic(name)
    raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")


def __dir__() -> list[str]:
    return sorted({{*__all__, *_TOPICS}})


def _topic(name: str) -> object:
{load}'''

SAME = "\n# A topic, once imported, would stand in the place of the name that it shares."

NEEDS = """
# The modules that this needs; {extra} brings them.
_NEEDS = {modules}
"""

LOAD = """\
    return import_module(f"{__name__}.{name}")
"""

LOAD_OR_TELL = """\
    try:
        return import_module(f"{{__name__}}.{{name}}")
    except ModuleNotFoundError as error:
        if error.name not in _NEEDS:
            raise
        hint = "it is installed with {extra}"
        raise ModuleNotFoundError(f"{{error}}; {{hint}}", name=error.name) from error
"""


def root(book: Book, variants: Sequence[Variant], *, sets: bool) -> str:
    """The package's own module, which imports nothing; it may have the function `dataset`."""
    package = book.config.package
    uses = [f"- import {package}.{one.name}: {quotable(one.title)}" for one in variants]
    return ROOT.format(
        header=header(book),
        title=quotable(book.config.title),
        uses="\n".join(uses),
        version=json.dumps(version(book)),
        variants=repr(tuple(variant.name for variant in variants)),
        imports="\nfrom importlib import import_module\n" if sets else "",
        sets=SETS if sets else "",
    )


def root_stub(book: Book, *, sets: bool) -> str:
    """What type checkers know of it."""
    given = "from .datasets import dataset as dataset\n\n" if sets else ""
    return f"{header(book)}\n{given}__version__: str\n"


def front(items: Sequence[Saved], around: Around) -> str:
    """The module of a variant: its names, each loaded when it is asked for."""
    title, variant = around.names
    extra = f"{around.book.config.package}[{around.variant.name}]"
    needed = tuple(needs(items, around.book.locks.get(around.variant.name)))
    topics = by_topic(items)
    rows = [f"{topic!r}: {tuple(sorted(_names(of)))!r}," for topic, of in sorted(topics.items())]
    text = FRONT.format(
        header=header(around.book),
        title=title,
        variant=variant,
        topics="{\n" + "\n".join(rows) + "\n}",
        needs=NEEDS.format(extra=extra, modules=needed) if needed else "",
        load=LOAD_OR_TELL.format(extra=extra) if needed else LOAD,
    )
    same = [topic for topic, of in sorted(topics.items()) if topic in _names(of)]
    late = [f"from {around.package}.{name} import {name}  # noqa: E402" for name in same]
    return "\n".join([text, SAME, *late, ""]) if late else text


def front_stub(items: Sequence[Saved], around: Around) -> str:
    """What type checkers and editors know of a variant: every name, and its module."""
    topics, names = by_topic(items), _names(items)
    lines = [f"from . import {topic} as {topic}" for topic in sorted(topics) if topic not in names]
    lines += [
        f"from .{topic} import {', '.join(given)}"
        for topic, of in sorted(topics.items())
        if (given := public(of))
    ]
    listed = f"__all__ = [{', '.join(map(repr, public(items)))}]"
    return "\n".join([header(around.book), *lines, "", listed, ""])


def version(book: Book) -> str:
    """The version of the package: the book's."""
    return book.config.version or "0"


def _names(items: Iterable[Saved]) -> set[str]:
    return {name for item in items for name in item.names}
