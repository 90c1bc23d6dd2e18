"""The book that reading and rendering are measured with: long pages of every common kind of thing.

    python benchmarks/language/pages.py FOLDER [PAGES]

The very same folder builds with Hexapla (book.toml), Jupyter Book 1 (_config.yml, _toc.yml) and
mystmd (myst.yml). A page of about 30 kB has prose by a small grammar, 30 formulas, 10 code cells,
5 figures, tables, lists, admonitions, footnotes, citations, and references on the page and away
from it. A page is a function of its number: books of 40 and of 200 pages begin alike.
"""

from __future__ import annotations

import math
import random
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import words

CHAPTER = 8  # pages
WORKS = 60
SECTIONS = 5
FRONT = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
"""


def write(folder: Path, pages: int = 200) -> None:
    """Write the book, and what tells each tool which pages it has."""
    for path, data in files(pages):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data if isinstance(data, bytes) else data.encode())


def files(pages: int) -> Iterator[tuple[str, str | bytes]]:
    """Every file of the book by its path."""
    yield "references.bib", "\n".join(map(_work, range(WORKS)))
    yield "intro.md", "# How to read this book\n\nFrom the front to the back.\n"
    for number in range(1, pages + 1):
        yield f"{_file(number)}.md", page(number, pages)
        for figure in range(SECTIONS):
            yield _figure(number, figure)
    yield "works.md", "# Works\n\n```{bibliography}\n```\n"
    yield from _configurations(pages)


def page(number: int, pages: int) -> str:
    """The text of one page; it may refer to those just before and after it."""
    chance = random.Random(number)
    title = words.title(chance)
    parts = [FRONT, f"(page-{number:03})=\n# {title}\n\n", words.paragraph(chance, 90), "\n\n"]
    parts += [_section(chance, number, pages, section) for section in range(SECTIONS)]
    return "".join(parts)


# --- what a page is made of -----------------------------------------------------------------------


def _section(chance: random.Random, number: int, pages: int, section: int) -> str:
    own = f"{number:03}-{section}"
    other = f"{chance.randint(max(1, number - 5), min(pages, number + 5)):03}"
    away = f"{other}-{chance.randrange(SECTIONS)}"
    blocks = [
        f"(section-{own})=\n## {words.title(chance)}",
        _prose(chance, 130, f"{{cite}}`{_key(chance)}`", f"${words.formula(chance)}$"),
        f"$$\n{words.equation(chance)}\n$$ (equation-{own})",
        _prose(
            chance,
            120,
            f"{{eq}}`equation-{own}`",
            f"{{numref}}`figure-{own}`",
            f"**{words.phrase(chance)}**",
        ),
        f"```{{figure}} {words.picture(number, section)}\n:name: figure-{own}\n"
        f"{words.sentence(chance)}\n```",
        f"### {words.title(chance)}",
        _prose(
            chance,
            110,
            f"{{ref}}`section-{away}`",
            f"*{words.phrase(chance)}*",
            f"${words.formula(chance)}$",
            f"`{words.name(chance)}`",
        ),
        _cell(words.code(chance)),
        _extra(chance, section, own),
        f"{words.sentence(chance)[:-1]}, as [{words.phrase(chance)}](page-{other}.md) shows:",
        _aligned(chance, section),
        _prose(
            chance, 90, f"{{numref}}`figure-{away}`", f"{{cite:t}}`{_key(chance)}`", f"[^{own}]"
        ),
        _cell(words.code(chance)),
        f"[^{own}]: {words.sentence(chance)}",
    ]
    return "\n\n".join(blocks) + "\n\n"


def _prose(chance: random.Random, length: int, *marks: str) -> str:
    """A paragraph of so many words, with these marks somewhere in it."""
    found = words.paragraph(chance, length).split(" ")
    for mark in marks:
        found.insert(chance.randrange(3, len(found) - 3), mark)
    return words.filled(" ".join(found))


def _aligned(chance: random.Random, section: int) -> str:
    """A displayed formula of several rows, written in one of the ways that books use."""
    rows = " \\\\\n".join(words.row(chance) for _ in range(chance.randint(2, 4)))
    match section % 3:
        case 0:
            return f"\\begin{{align*}}\n{rows}\n\\end{{align*}}"
        case 1:
            return f"```{{math}}\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n```"
        case _:
            return f"$$\n\\begin{{split}}\n{rows}\n\\end{{split}}\n$$"


def _extra(chance: random.Random, section: int, own: str) -> str:
    """What only some sections have: a table, a list, a box."""
    formula, second = f"${words.formula(chance)}$", f"${words.formula(chance)}$"
    match section:
        case 0:
            rows = (f"| {words.phrase(chance)} | {chance.random():.3f} |" for _ in range(6))
            return f"| {formula} | {second} |\n| --- | ---: |\n" + "\n".join(rows)
        case 1:
            items = [words.sentence(chance) for _ in range(4)]
            inner = "".join(f"  - {words.phrase(chance)}\n" for _ in range(3))
            return "\n".join(f"- {item}" for item in items) + f"\n{inner}- {formula}, {second}"
        case 2:
            body = f"{_prose(chance, 40, formula)}\n\n{_prose(chance, 30, second)}"
            return f"````{{note}}\n{body}\n\n{_listed(words.code(chance))}\n````"
        case 3:
            items = [words.sentence(chance) for _ in range(3)]
            steps = "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1))
            head = f"```{{admonition}} {words.title(chance)}\n:class: tip\n"
            return f"{head}{steps}\n\n{formula}, {second}\n```"
        case _:
            rows = "".join(f"* - {words.phrase(chance)}\n  - {formula}\n" for _ in range(4))
            head = f"* - {words.phrase(chance)}\n  - {second}\n"
            name = f":header-rows: 1\n:name: table-{own}"
            return f"```{{list-table}} {words.title(chance)}\n{name}\n\n{head}{rows}```"


def _cell(code: str) -> str:
    return f"```{{code-cell}} ipython3\n{code}```"


def _listed(code: str) -> str:
    return f"```python\n{code}```"


def _key(chance: random.Random) -> str:
    return f"work{chance.randrange(WORKS)}"


def _work(number: int) -> str:
    chance = random.Random(f"work {number}")
    author = f"{words.surname(chance)} and {words.surname(chance)}"
    return (
        f"@article{{work{number},\n  author = {{{author}}},\n  title = {{{words.title(chance)}}},\n"
        f"  journal = {{The {words.noun(chance).title()}}},\n"
        f"  year = {{{1950 + number}}}\n}}\n"
    )


# --- figures --------------------------------------------------------------------------------------


def _figure(number: int, section: int) -> tuple[str, bytes]:
    chance = random.Random(f"figure {number} {section}")
    path = f"pages/{words.picture(number, section)}"
    return path, _png(chance) if path.endswith(".png") else _svg(chance)


def _svg(chance: random.Random) -> bytes:
    """A curve in a frame."""
    up, wide = chance.uniform(10, 60), chance.uniform(0.02, 0.1)
    line = " ".join(f"{x},{80 - up * math.sin(wide * x):.1f}" for x in range(0, 321, 4))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 160">\n'
        '<rect width="320" height="160" fill="none" stroke="gray"/>\n'
        f'<polyline points="{line}" fill="none" stroke="teal" stroke-width="2"/>\n</svg>\n'
    ).encode()


def _png(chance: random.Random) -> bytes:
    """Waves in shades of gray."""
    a, b = chance.uniform(0.05, 0.3), chance.uniform(0.05, 0.3)
    size = 96
    rows = (
        b"\0" + bytes(int(127 + 60 * (math.sin(a * x) + math.sin(b * y))) for x in range(size))
        for y in range(size)
    )
    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


# --- the tools ------------------------------------------------------------------------------------


def _file(number: int) -> str:
    return f"pages/page-{number:03}"


def _chapters(pages: int) -> list[list[str]]:
    names = [_file(number) for number in range(1, pages + 1)]
    return [names[start : start + CHAPTER] for start in range(0, pages, CHAPTER)]


def _configurations(pages: int) -> Iterator[tuple[str, str]]:
    chapters = _chapters(pages)
    yield "book.toml", _book_toml(chapters)
    yield "_config.yml", CONFIG_YML
    yield "_toc.yml", _toc_yml(chapters)
    yield "myst.yml", _myst_yml(chapters)


def _book_toml(chapters: list[list[str]]) -> str:
    lines = ['title = "Waves"', 'authors = ["The Hexapla developers"]', 'outputs = ["web"]']
    lines += ['bibliography = ["references.bib"]', "", "[[parts]]", 'title = "Before"']
    lines += ["numbered = false", 'chapters = ["intro.md"]', "", "[[parts]]", 'title = "Waves"']
    lines += ["chapters = ["]
    for first, *rest in chapters:
        named = ", ".join(f'"{name}.md"' for name in rest)
        lines.append(f'  {{ page = "{first}.md", pages = [{named}] }},')
    lines += [
        "]",
        "",
        "[[parts]]",
        'title = "After"',
        "numbered = false",
        'chapters = ["works.md"]',
    ]
    return "\n".join([*lines, ""])


CONFIG_YML = """\
title: Waves
author: The Hexapla developers
execute:
  execute_notebooks: "off"
bibtex_bibfiles: [references.bib]
parse:
  myst_enable_extensions: [amsmath, colon_fence, deflist, dollarmath, linkify, substitution]
sphinx:
  config:
    numfig: true
"""


def _toc_yml(chapters: list[list[str]]) -> str:
    lines = ["format: jb-book", "root: intro", "parts:", "- caption: Waves", "  numbered: true"]
    lines += ["  chapters:"]
    for first, *rest in chapters:
        lines += [f"  - file: {first}", *(["    sections:"] if rest else [])]
        lines += [f"    - file: {name}" for name in rest]
    return "\n".join([*lines, "- caption: After", "  chapters:", "  - file: works", ""])


def _myst_yml(chapters: list[list[str]]) -> str:
    lines = ["version: 1", "project:", "  title: Waves", "  bibliography: [references.bib]"]
    lines += ["  toc:", "  - file: intro.md", "  - title: Waves", "    children:"]
    for first, *rest in chapters:
        lines += [f"    - file: {first}.md", *(["      children:"] if rest else [])]
        lines += [f"      - file: {name}.md" for name in rest]
    return "\n".join([*lines, "  - file: works.md", "site:", "  title: Waves", ""])


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
