"""A book under a profile: the same pages, with the values that their front matter gives for it.

    profile: {smoke: {epochs: 1}}

makes a page that says `epochs = 30`, or calls `fit(epochs=30)`, run in the profile `smoke` as if
it said 1. Only the values are cut out and put in, so that every line stays where it is.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from keyword import iskeyword

from hexapla.model.book import Book, Config, Page
from hexapla.model.library import Library
from hexapla.model.nodes import Cell, Node, Place
from hexapla.model.outputs import CHANGED, FULL
from hexapla.model.problems import Problem, Problems, bad_front_matter, unused_profile
from hexapla.model.walk import cells_of, rewrite
from hexapla.plan.jobs import plan
from hexapla.plan.key import digest
from hexapla.ports import Job
from hexapla.variant.bare import cut, spot
from hexapla.variant.code import understand

KEY = "profile"
Planned = tuple[tuple[Job, ...], Problems]


def plan_for(profile: str, book: Book, library: Library) -> Planned:
    """The jobs of a book under a profile; what its pages say wrong of any profile is told, too."""
    problems = tuple(problem for page in book.pages() for problem in _wrong(page, book.config))
    jobs, unplanned = plan(_changed(book, profile), library)
    return tuple(_marked(job, profile) for job in jobs), (*problems, *unplanned)


def with_values(code: str, values: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    """The code with these literals given to these names, and those that it gives values to.

    A name gets its value where the code assigns it outside of any definition or block, and where
    a call has a keyword argument of that name.
    """
    read = understand(code)
    as_read, lines = read.text.split("\n"), code.split("\n")
    used = set()
    for start, end, name in sorted(_given(as_read, read.body, values), reverse=True):
        if as_read[start[0] - 1 : end[0]] == code.split("\n")[start[0] - 1 : end[0]]:  # no magic
            cut(lines, start, end, values[name])
            used.add(name)
    return "\n".join(lines), frozenset(used)


def _changed(book: Book, profile: str) -> Book:
    """The book with the values of a profile in its cells."""
    values = {page.id: _values(page, profile) for page in book.pages()}
    if not any(values.values()):
        return book

    def changed(page: Page) -> Page:
        body = rewrite(page.body, lambda node: _with(node, values[page.id]))
        return replace(page, body=body) if values[page.id] else page

    return book.each(changed)


def _marked(job: Job, profile: str) -> Job:
    """A job whose result is known by its profile."""
    if profile == FULL:
        return job
    inputs = replace(job.inputs, profile=profile)
    return replace(job, inputs=inputs, key=digest(inputs))


# --- the front matter -----------------------------------------------------------------------------


def _said(page: Page) -> dict[str, object]:
    """What the front matter says of profiles, by `profile: {smoke: …}` or `profile.smoke: …`."""
    nested = page.meta.get(KEY, {})
    dotted = {key: value for key, value in page.meta.items() if key.startswith(f"{KEY}.")}
    if not isinstance(nested, Mapping):
        return {KEY: nested, **dotted}
    return {**{f"{KEY}.{name}": value for name, value in nested.items()}, **dotted}


def _values(page: Page, profile: str) -> dict[str, str]:
    """The literal that each name gets in a profile."""
    said = _said(page).get(f"{KEY}.{profile}")
    given = said.items() if profile != FULL and isinstance(said, Mapping) else ()
    literals = {name: _text(value) for name, value in given if _is_name(name)}
    return {name: literal for name, literal in literals.items() if literal}


def _wrong(page: Page, config: Config) -> Iterator[Problem]:
    """What is wrong with what a page says of profiles."""
    at = Place(page.file, 1)  # where front matter stands
    for key, said in _said(page).items():
        profile = key.removeprefix(f"{KEY}.")
        if what := _unreadable(key, profile, said):
            yield bad_front_matter(what, at)
        elif values := _values(page, profile):
            for variant in config.variants:
                cells = list(cells_of(page.body, variant.name))
                used = {name for cell in cells for name in with_values(cell.code, values)[1]}
                for name in sorted(values.keys() - used if cells else ()):
                    yield unused_profile(name, profile, variant.name, at)


def _unreadable(key: str, profile: str, said: object) -> str:
    """What is wrong with the values of a profile, if anything."""
    if profile not in CHANGED:
        near = get_close_matches(profile, CHANGED, n=1)
        return f"there is no '{key}'; {f'did you mean {near[0]}?' if near else 'write smoke'}"
    if not isinstance(said, Mapping):
        return f"'{key}' is not made of names and values, like {{epochs: 1}}"
    for name, value in said.items():
        if not _is_name(name):
            return f"'{key}' gives a value to '{name}', which is no name"
        if not _text(value):
            return f"'{key}' gives '{name}' no number, string, boolean or list of these"
    return ""


def _is_name(name: object) -> bool:
    return isinstance(name, str) and name.isidentifier() and not iskeyword(name)


def _text(value: object) -> str:
    """A value as Python writes it; "" for what is no literal."""
    match value:
        case list():
            items = [_text(item) for item in value]
            return f"[{', '.join(items)}]" if all(items) else ""
        case bool() | int() | str():
            return repr(value)
        case float() if math.isfinite(value):
            return repr(value)
        case _:
            return ""


# --- the cells ------------------------------------------------------------------------------------


def _with(node: Node, values: Mapping[str, str]) -> Node:
    if not isinstance(node, Cell):
        return node
    code, used = with_values(node.code, values)
    return replace(node, code=code) if used else node


def _given(
    lines: list[str], body: Iterable[ast.stmt], values: Mapping[str, str]
) -> Iterator[tuple[tuple[int, int], tuple[int, int], str]]:
    """Where values stand that names get, none within another."""
    for statement in body:
        assigned = {value: name for name, value in _assigned(statement) if name in values}
        for value, name in (*assigned.items(), *_passed(statement, values, assigned)):
            end = spot(lines, value.end_lineno or 1, value.end_col_offset or 0)
            yield spot(lines, value.lineno, value.col_offset), end, name


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _paired(target, value)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield from _paired(target, value)


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match target, value:
        case ast.Name(id=name), _:
            yield name, value
        case (
            (ast.Tuple(elts=names) | ast.List(elts=names)),
            (ast.Tuple(elts=parts) | ast.List(elts=parts)),
        ) if len(names) == len(parts):
            for each, part in zip(names, parts, strict=True):
                yield from _paired(each, part)


def _passed(
    statement: ast.stmt, values: Mapping[str, str], but: Mapping[ast.expr, str]
) -> Iterator[tuple[ast.expr, str]]:
    """The keyword arguments of calls within a statement, but for what is replaced whole."""
    ahead: list[ast.AST] = [statement]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.keyword) and node.arg and node.arg in values:
            yield node.value, node.arg
        elif node not in but and not isinstance(node, ast.JoinedStr):  # its places are not right
            ahead += ast.iter_child_nodes(node)
