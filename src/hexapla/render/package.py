"""The companion package: the book's saved code, by variant and topic."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping

from hexapla.model.book import Saved, Variant
from hexapla.model.problems import Problem, Problems, bad_save
from hexapla.model.walk import plain
from hexapla.ports import Artifact, Edition

MADE_BY = "Made by Hexapla from the saved code of a book; change the book's page instead."

LAZY = """
from importlib import import_module

# Where each name is; loaded when it is first asked for.
_TOPICS = {topics}

__all__ = {names}


def __getattr__(name):
    if name in _TOPICS:
        return getattr(import_module(f"{{__name__}}.{{_TOPICS[name]}}"), name)
    if name in _TOPICS.values():
        return import_module(f"{{__name__}}.{{name}}")
    raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")


def __dir__():
    return [*__all__]
"""


class Package:
    """Writes the package that book.toml names; nothing where it names none."""

    name = "package"

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        problems: list[Problem] = []
        artifacts = companion(edition, edition.variants, problems)
        return artifacts, tuple(problems)


def companion(
    edition: Edition, variants: Iterable[Variant], problems: list[Problem]
) -> tuple[Artifact, ...]:
    """The files of the package for some variants, under the package's name."""
    package = edition.book.config.package
    if not package:
        return ()
    root = (_file(f"{package}/__init__.py", _root(edition)), _file(f"{package}/py.typed", ""))
    parts = [part for variant in variants for part in _modules(edition, variant.name, problems)]
    return (*root, *parts)


def _modules(edition: Edition, variant: str, problems: list[Problem]) -> Iterator[Artifact]:
    """One variant's part of the package: its lazy front, and a module for each topic."""
    folder = f"{edition.book.config.package}/{variant}"
    items = edition.library.items.get(variant, ())
    topics = {item.topic: [other for other in items if other.topic == item.topic] for item in items}
    yield _file(f"{folder}/__init__.py", _front(edition, variant, items))
    titles = {page.id: plain(page.title) for page in edition.book.pages()}
    needs = {topic: _borrowed(of_topic, items) for topic, of_topic in topics.items()}
    problems += _cycles(topics, needs)
    for topic, of_topic in sorted(topics.items()):
        borrowed = _borrowing(needs[topic], folder.replace("/", "."))
        yield _file(f"{folder}/{topic}.py", _module(topic, of_topic, borrowed, titles))


def _file(path: str, text: str) -> Artifact:
    return Artifact(path, text.encode())


def _root(edition: Edition) -> str:
    title = edition.book.config.title
    return f'"""The code of "{_quotable(title)}", by variant.\n\n{MADE_BY}\n"""\n'


def _front(edition: Edition, variant: str, items: tuple[Saved, ...]) -> str:
    where = {name: item.topic for item in items for name in item.names}
    title = edition.book.config.variant(variant).title
    front = f'"""What the book saves in {_quotable(title)}.\n\n{MADE_BY}\n"""\n'
    front += LAZY.format(topics=_table(where), names=_list(sorted(where)))
    # A name that is also its topic's: the module, once imported, would stand in its place.
    for name in sorted(where.keys() & set(where.values())):
        package = edition.book.config.package
        front += f"\n\nfrom {package}.{variant}.{where[name]} import {name}  # noqa: E402\n"
    return front


def _table(where: Mapping[str, str]) -> str:
    rows = "".join(f'    "{name}": "{where[name]}",\n' for name in sorted(where))
    return f"{{\n{rows}}}" if rows else "{}"


def _list(names: Iterable[str]) -> str:
    rows = "".join(f'    "{name}",\n' for name in names)
    return f"[\n{rows}]" if rows else "[]"


def _module(
    topic: str, items: Iterable[Saved], borrowed: Iterable[str], titles: Mapping[str, str]
) -> str:
    imports = {statement for item in items for statement in item.imports}
    head = f'"""Topic {topic}.\n\n{MADE_BY}\n"""\n'
    groups = [_sorted(imports, standard=True), _sorted(imports, standard=False), [*borrowed]]
    parts = [head + "".join(f"\n{chr(10).join(group)}\n" for group in groups if group)]
    parts += [_explained(item, titles) for item in items]
    return "\n\n".join(parts)


def _sorted(imports: Iterable[str], *, standard: bool) -> list[str]:
    """The imports of Python's own modules, or the others."""
    return sorted(
        statement
        for statement in imports
        if (statement.split()[1].partition(".")[0] in sys.stdlib_module_names) is standard
    )


Borrowed = tuple[Saved, Saved, tuple[str, ...]]  # who borrows, from whom, which names


def _borrowed(items: Iterable[Saved], all_items: Iterable[Saved]) -> list[Borrowed]:
    """The names that a topic's items use of other topics, other than through an alias."""
    by_name = {item.name: item for item in all_items}
    found: list[Borrowed] = []
    for item in items:
        spoken = {n.id for n in ast.walk(ast.parse(item.code)) if isinstance(n, ast.Name)}
        for used in (by_name[name] for name in item.uses if name in by_name):
            names = tuple(name for name in used.names if name in spoken)
            if used.topic != item.topic and names:
                found.append((item, used, names))
    return found


def _borrowing(borrowed: Iterable[Borrowed], package: str) -> list[str]:
    by_topic: dict[str, set[str]] = {}
    for _, used, names in borrowed:
        by_topic.setdefault(used.topic, set()).update(names)
    return [
        f"from {package}.{topic} import {', '.join(sorted(names))}"
        for topic, names in sorted(by_topic.items())
    ]


def _cycles(
    topics: Mapping[str, object], needs: Mapping[str, Iterable[Borrowed]]
) -> Iterator[Problem]:
    """Topics that need each other cannot import one another."""
    for topic in sorted(topics):
        for item, used, _ in needs[topic]:
            if topic in _reached(used.topic, needs) and topic < used.topic:
                text = (
                    f"'{item.name}' ({topic}) uses '{used.name}' ({used.topic}), and {used.topic} "
                    f"uses {topic}; give both the same topic"
                )
                yield bad_save(text, item.at)


def _reached(topic: str, needs: Mapping[str, Iterable[Borrowed]]) -> set[str]:
    found: set[str] = set()
    ahead = [topic]
    while ahead:
        for _, used, _ in needs[ahead.pop()]:
            if used.topic not in found:
                found.add(used.topic)
                ahead.append(used.topic)
    return found


def _explained(item: Saved, titles: Mapping[str, str]) -> str:
    """An item's code that says which page explains it: in its docstring, or above it."""
    source = f'From "{_quotable(titles[item.page])}" ({item.page}).'
    code = item.code.strip("\n")
    text = _docstring(code)
    if text is None or text.end_lineno is None or text.end_col_offset is None:
        return f"# {source}\n{code}\n"
    lines = code.encode().split(b"\n")  # columns count bytes
    last = lines[text.end_lineno - 1]
    body, rest = last[: text.end_col_offset - 3], last[text.end_col_offset - 3 :]
    indent = " " * text.col_offset
    new = body.rstrip() + f"\n\n{indent}{source}\n{indent}".encode() + rest
    lines[text.end_lineno - 1] = new
    return b"\n".join(lines).decode() + "\n"


def _docstring(code: str) -> ast.Constant | None:
    """The triple-quoted docstring of a code's one definition."""
    match ast.parse(code).body:
        case [ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() as made]:
            match made.body[0]:
                case ast.Expr(ast.Constant(str()) as text):
                    segment = ast.get_source_segment(code, text) or ""
                    return text if segment.endswith(('"""', "'''")) else None
    return None


def _quotable(text: str) -> str:
    """Text that can stand in a docstring of either kind."""
    return text.replace("\\", "").replace('"', "'")
