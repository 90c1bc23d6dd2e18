"""The companion package: the book's saved code, by variant and topic."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping

from hexapla.model.book import Variant
from hexapla.model.library import Saved
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
    parts = [part for variant in variants for part in _modules(edition, variant, problems)]
    return (*root, *parts)


def _modules(edition: Edition, variant: Variant, problems: list[Problem]) -> Iterator[Artifact]:
    """One variant's part of the package: its lazy front, and a module for each topic."""
    package = edition.book.config.package
    folder = f"{package}/{variant.name}"
    items = edition.library.items.get(variant.name, ())
    topics = {item.topic: [other for other in items if other.topic == item.topic] for item in items}
    yield _file(f"{folder}/__init__.py", _front(package, variant, items))
    titles = {page.id: plain(page.title) for page in edition.book.pages()}
    needs = {topic: _borrowed(of_topic, items) for topic, of_topic in topics.items()}
    problems += _cycles(topics, needs)
    for topic, of_topic in sorted(topics.items()):
        imports = {statement for item in of_topic for statement in item.imports}
        imports |= _borrowing(needs[topic], folder.replace("/", "."))
        groups = _grouped(imports, package)
        yield _file(f"{folder}/{topic}.py", _module(topic, of_topic, groups, titles))


def _file(path: str, text: str) -> Artifact:
    return Artifact(path, text.encode())


def _root(edition: Edition) -> str:
    title = edition.book.config.title
    return f'"""The code of "{_quotable(title)}", by variant.\n\n{MADE_BY}\n"""\n'


def _front(package: str, variant: Variant, items: tuple[Saved, ...]) -> str:
    where = {name: item.topic for item in items for name in item.names}
    front = f'"""What the book saves in {_quotable(variant.title)}.\n\n{MADE_BY}\n"""\n'
    front += LAZY.format(topics=_table(where), names=_list(sorted(where)))
    # A name that is also its topic's: the module, once imported, would stand in its place.
    for name in sorted(where.keys() & set(where.values())):
        front += f"\n\nfrom {package}.{variant.name}.{where[name]} import {name}  # noqa: E402\n"
    return front


def _table(where: Mapping[str, str]) -> str:
    rows = "".join(f'    "{name}": "{where[name]}",\n' for name in sorted(where))
    return f"{{\n{rows}}}" if rows else "{}"


def _list(names: Iterable[str]) -> str:
    rows = "".join(f'    "{name}",\n' for name in names)
    return f"[\n{rows}]" if rows else "[]"


def _module(
    topic: str,
    items: Iterable[Saved],
    imports: Iterable[Iterable[str]],
    titles: Mapping[str, str],
) -> str:
    head = f'"""Topic {topic}.\n\n{MADE_BY}\n"""\n'
    parts = [head + "".join(f"\n{chr(10).join(group)}\n" for group in imports)]
    parts += [_explained(item, titles) for item in items]
    return "\n\n".join(parts)


def _grouped(imports: Iterable[str], package: str) -> list[list[str]]:
    """Imports in their order: Python's own modules, those of others, the companion itself."""
    groups: tuple[list[str], ...] = ([], [], [])
    for statement in sorted(imports):
        module = re.split(r"[\s.,]", statement.split(maxsplit=1)[1])[0]
        own = 2 if module == package else 1
        groups[0 if module in sys.stdlib_module_names else own].append(statement)
    return [group for group in groups if group]


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


def _borrowing(borrowed: Iterable[Borrowed], package: str) -> set[str]:
    by_topic: dict[str, set[str]] = {}
    for _, used, names in borrowed:
        by_topic.setdefault(used.topic, set()).update(names)
    return {
        f"from {package}.{topic} import {', '.join(sorted(names))}"
        for topic, names in by_topic.items()
    }


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
    return f"{_documented(code, source) or f'# {source}{chr(10)}{code}'}\n"


def _documented(code: str, source: str) -> str | None:
    """The code with its source in the docstring of its one definition, where that can be."""
    match ast.parse(code).body:
        case [ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() as made]:
            match made.body[0]:
                case ast.Expr(ast.Constant(str()) as text):
                    return _ended(code, text, source)
                case first:
                    return _given(code, made, first, source)
        case _:
            return None


def _ended(code: str, text: ast.Constant, source: str) -> str | None:
    """The code with a last line in its docstring; all else stays as it was written."""
    old = ast.get_source_segment(code, text) or ""
    if old.endswith(('"""', "'''")):
        body, quotes = old[:-3], old[-3:]
    elif re.fullmatch(r"\"[^\"\\]*\"|'[^'\\]*'", old) and '"""' not in old[1:-1]:
        body, quotes = f'"""{old[1:-1]}', '"""'
    else:
        return None
    indent = " " * text.col_offset
    new = f"{body.rstrip()}\n\n{indent}{source}\n{indent}{quotes}"
    lines = code.encode().split(b"\n")  # columns count bytes
    before = b"\n".join([*lines[: text.lineno - 1], lines[text.lineno - 1][: text.col_offset]])
    return code[: len(before.decode())] + new + code[len(before.decode()) + len(old) :]


def _given(
    code: str,
    made: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    first: ast.stmt,
    source: str,
) -> str | None:
    """The code with a docstring where it had none, if its body begins on a line of its own."""
    lines = code.split("\n")
    at = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", ()))]) - 1
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    if len(indent) != first.col_offset:
        return None
    while lines[at - 1].lstrip().startswith("#") or not lines[at - 1].strip():
        at -= 1
    apart = [""] if isinstance(made, ast.ClassDef) else []
    return "\n".join([*lines[:at], f'{indent}"""{source}"""', *apart, *lines[at:]])


def _quotable(text: str) -> str:
    """Text on one line that can stand in a docstring of either kind."""
    return re.sub("'{2,}", "'", " ".join(text.replace("\\", "").replace('"', "'").split()))
