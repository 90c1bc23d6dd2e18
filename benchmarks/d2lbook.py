"""A made-up project of d2lbook as large as real ones, and how long it takes to come from there.

    python benchmarks/d2lbook.py                 # makes it in a folder that is thrown away
    python benchmarks/d2lbook.py --keep FOLDER   # leaves it there; --pages N for another size

190 pages, 3 MB, four tabs; cells with branches, aliases, saved code and classes that are reopened.
What is counted before and after must be equal, and no page may have an error. Every figure is from
one run on one machine: look at ratios, not at seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

TABS = ("mxnet", "pytorch", "tensorflow", "jax")
NAMES = {"mxnet": "np", "pytorch": "torch", "tensorflow": "tf", "jax": "jnp"}
SECTIONS = 8  # of a chapter
# Some containers forbid Python to keep what it has compiled: then each command compiles the engine.
AS_INSTALLED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
SAID = (
    "the tide comes in twice each day and goes out again while a harbour waits for ships whose "
    "keels are deep so that we count hours and heights with a pole until what was seen can be said "
    "as a sum of waves which turn slowly one with the moon another with the sun"
)
ALIASES = """simple_alias = ones, zeros, arange, exp, concat -> {concat}
fluent_alias = numpy -> {numpy}, reshape, reduce_sum -> sum
alias = size = lambda a: a.{size}
"""
SHAPES = {
    "mxnet": {"concat": "concatenate", "numpy": "asnumpy", "size": "size"},
    "pytorch": {"concat": "cat", "numpy": "detach().numpy", "size": "numel()"},
    "tensorflow": {"concat": "concat", "numpy": "numpy", "size": "shape.num_elements()"},
    "jax": {"concat": "concatenate", "numpy": "copy", "size": "size"},
}
IMPORTS = {
    "mxnet": "from mxnet import np, npx",
    "pytorch": "import torch",
    "tensorflow": "import tensorflow as tf",
    "jax": "import jax\nfrom jax import numpy as jnp",
}
SAVED = '''class Model_{id}(d2l.Base):  #@save
    """A sum of waves."""
    def __init__(self, rate, count=10):
        super().__init__()
        self.rate, self.count = rate, count
        if tab.selected('mxnet', 'jax'):
            self.weights = d2l.zeros((count, 1))
        elif tab.selected('pytorch'):
            self.weights = d2l.reshape(d2l.arange(count), (count, 1))
        else:
            # As they are made.
            self.weights = d2l.ones((count, 1))

    def forward(self, x):
        return d2l.reduce_sum(x * self.weights) / d2l.size(x)
'''
REOPENED = '''@d2l.add_to_class(Model_{id})  #@save
def step(self, x, y):
    """One step: x (n, 1), y (n, 1)."""
    error = self.forward(x) - y
    for each in range(self.count):
        # A little to the left, a little to the right.
        error = error - self.rate * d2l.exp(-error)
    return d2l.numpy(error)
'''
OWN = '''def wave_{id}_{n}(hour, period=12):
    """The height of one wave at an hour."""
    phase = d2l.arange(hour) / period
    for turn in range(3):
        phase = phase + turn * 0.5  # half of it
    return d2l.concat([phase, phase])

print(wave_{id}_{n}(3))
'''


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=190)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        into = asked.keep or Path(folder)
        measured(into / "project", into / "book", asked.pages)


def measured(project: Path, book: Path, pages: int) -> None:
    made(project, pages)
    texts = [path.stat().st_size for path in project.rglob("*.md")]
    print(f"{len(texts)} pages, {sum(texts) / 1e6:.2f} MB")
    out = str(project.parent / "direct")
    timed("build, cold", "build", str(project), "--to", "web", "--output", out)
    timed("build, all known", "build", str(project), "--to", "web", "--output", out)
    timed("migrate", "migrate", str(project), str(book))
    timed("build of what was migrated, cold", "build", str(book), "--to", "web")
    events = timed("report", "migrate", str(project), "--report", "--json")
    rows = [row for row in events if "of the pages" in row]
    differ = [row for row in rows if row["before"] != row["after"]]
    print("counts before and after:", "equal" if rows and not differ else differ)
    print({row["of the pages"]: row["before"] for row in rows})


def timed(what: str, *words: str) -> list[dict[str, str]]:
    """Run a command, say how long it took, and give what it said in JSON."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "hexapla", *words]
    said = subprocess.run(command, capture_output=True, text=True, check=False, env=AS_INSTALLED)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    errors = [line for line in said.stdout.splitlines() if ": error: " in line]
    print(f"{what}: {wall:.2f} s ({used:.2f} s of processors); {len(errors)} errors")
    print(*errors[:5], sep="\n", end="\n" if errors else "")
    if said.returncode > 1:
        print(said.stderr[-2000:])
    return [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]


# --- the project ----------------------------------------------------------------------------------


def made(root: Path, pages: int) -> None:
    """Write a project of so many pages."""
    chapters = max(pages - 4, 1) // (SECTIONS + 1) + 1
    (root / "img").mkdir(parents=True)
    (root / "config.ini").write_text(config())
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="50"><path d="M0 25H90"/></svg>'
    )
    (root / "img/wave.svg").write_text(picture)
    works = "@article{{k{0}, author={{Strand, B{0}}}, title={{Tides {0}}}, year={{{1}}}}}\n"
    (root / "refs.bib").write_text("".join(works.format(n, 1900 + n % 100) for n in range(300)))
    (root / "base.md").write_text(base())
    (root / "references.md").write_text("# References\n\n:bibliography:`refs.bib`\n")
    left = pages - 3
    listed = ["base"]
    for chapter in range(1, chapters + 1):
        if left <= 1:
            break
        sections = min(SECTIONS, left - 1)
        (root / f"chapter_{chapter}").mkdir()
        for n in range(1, sections + 1):
            (root / f"chapter_{chapter}/section_{n}.md").write_text(page(chapter, n))
        (root / f"chapter_{chapter}/index.md").write_text(first(chapter, sections))
        listed.append(f"chapter_{chapter}/index")
        left -= sections + 1
    toc = "```toc\n:maxdepth: 2\n:numbered:\n\n{}\n```\n\n```toc\n\nreferences\n```\n"
    (root / "index.md").write_text("# Tides\n\n" + toc.format("\n".join(listed)))


def config() -> str:
    sections = (
        f"[library-{tab}]\nlib_file = d2l/{tab}.py\nlib_name = {NAMES[tab]}\n"
        + ALIASES.format(**SHAPES[tab])
        for tab in TABS
    )
    top = "[project]\nname = tides\ntitle = Tides\nauthor = Ada Fairweather\nrelease = 1.0\n"
    build = f"[build]\nnotebooks = *.md */*.md\nresources = img\ntabs = {', '.join(TABS)}\n"
    return "\n".join((top, build, *sections))


def base() -> str:
    code = (
        "def add_to_class(Class):  #@save\n"
        "    return lambda made: setattr(Class, made.__name__, made)\n\n"
        "class Base:  #@save\n    pass"
    )
    return f"# First of All\n:label:`chap_base`\n\n{select()}{cell('all', code)}"


def first(chapter: int, sections: int) -> str:
    names = "\n".join(f"section_{n}" for n in range(1, sections + 1))
    words = prose(random.Random(chapter), 200, chapter)
    return f"# Chapter {chapter}\n:label:`chap_{chapter}`\n\n{words}\n```toc\n\n{names}\n```\n"


def page(chapter: int, section: int) -> str:
    """A page, which is the same whenever it is made."""
    dice = random.Random(chapter * 100 + section)
    return "\n".join(_page(chapter, section, dice))


def _page(chapter: int, section: int, dice: random.Random) -> Iterator[str]:
    name = f"{chapter}_{section}"
    yield f"# Section {chapter} {section}\n:label:`sec_{name}`\n\n{select()}"
    for tab in TABS:
        yield cell(tab, f"{IMPORTS[tab]}\nfrom d2l import {tab} as d2l")
    yield prose(dice, 150, chapter)
    yield cell("all", SAVED.format(id=name))
    yield prose(dice, 120, chapter)
    yield cell("all", REOPENED.format(id=name))
    for n in range(1, 5):
        yield f"## Part {n}\n:label:`subsec_{name}_{n}`\n\n{prose(dice, 220, chapter)}"
        yield f"$$h_{n}(t) = \\sum_{{i=1}}^n a_i \\cos(\\omega_i t) + {n}.$$"
        yield f":eqlabel:`eq_{name}_{n}`\n"
        yield prose(dice, 160, chapter)
        yield cell("all", OWN.format(id=name, n=n))
        for tab in TABS:
            yield f":begin_tab:`{tab}`\n{prose(dice, 45, chapter)}:end_tab:\n"
    yield f"![A *wave* of ${section}$ hours.](../img/wave.svg)"
    yield f":width:`400px`\n:label:`fig_{name}`\n"
    yield ":Heights and hours.\n\n| hour | height |\n|-----:|-------:|\n| 1 | 2.5 |\n| 7 | 0.5 |"
    yield f":label:`tab_{name}`\n\nSee :numref:`fig_{name}` and :numref:`tab_{name}`.\n"
    yield f"## Exercises\n\n1. {prose(dice, 30, chapter)}1. {prose(dice, 30, chapter)}"
    for n, tab in enumerate(TABS):
        link = f"[Discussions](https://talk.example.org/t/{chapter * 100 + section * 10 + n})"
        yield f":begin_tab:`{tab}`\n{link}\n:end_tab:\n"


def select() -> str:
    return f"```{{.python .input}}\n%load_ext d2lbook.tab\ntab.interact_select({[*TABS]})\n```\n\n"


def cell(tab: str, code: str) -> str:
    return f"```{{.python .input}}\n%%tab {tab}\n{code.rstrip()}\n```\n"


def prose(dice: random.Random, count: int, chapter: int) -> str:
    """So many words in lines, with marks among them that lead back within the book."""
    words = [_word(dice, chapter) for _ in range(count)]
    lines = [" ".join(words[n : n + 14]) for n in range(0, count, 14)]
    return "\n".join(lines) + ".\n"


def _word(dice: random.Random, chapter: int) -> str:
    word = dice.choice(SAID.split())
    there = f"{dice.randint(1, chapter)}_1"
    marks = {
        1: f":cite:`k{dice.randint(0, 299)},k{dice.randint(0, 299)}`",
        2: f":numref:`sec_{there}`",
        3: f":eqref:`eq_{there}_1`",
        4: f"$x_{{{dice.randint(0, 9)}}}^2 + \\mathbf{{w}}$",
        5: f"$\\omega_{{{dice.randint(0, 40)}}}$",
        6: f"*{word}*",
        7: f"`{word}`",
        8: f"[**{word} of it**]",
    }
    return marks.get(dice.randint(1, 220), word)


if __name__ == "__main__":
    main()
