"""Measure the companion: how long it takes to find what a large book saves, and to plan its jobs.

    python benchmarks/companion.py [--pages 150] [--variants 4] [--cells 15] [--repeats 5]

The book is made up and read already: extraction begins with its pages. `cold` is a process that has
seen none of its code, `known` one that has seen all, `edit` one in which a cell of one page is new,
as after a save in the preview. Every page saves three items for every variant, some of them parts
of a class of the page before; every cell is of one variant, and no two are alike.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from hexapla.model.book import Book, Config, Page, Part, Variant
from hexapla.model.nodes import Cell, Heading, Place, Text
from hexapla.plan.jobs import plan
from hexapla.variant import bare, code
from hexapla.variant.saved import library

IMPORTS = """import numpy as np
import matplotlib.pyplot as plt
from bydoing import {variant} as bd
"""
FUNCTION = '''def step_{n}(params, grads, eta=0.1):  #@save
    """One step of descent."""
    for p, g in zip(params, grads):
        p -= eta * np.asarray(g)  # in place
    return step_{m}(params, grads) if eta > 1 else params
'''
CLASS = '''class Model_{n}:  #@save
    """A model with some layers."""

    def __init__(self, width=8, depth=2):
        self.width, self.depth = width, depth
        self.weights = [np.zeros((width, width)) for _ in range(depth)]

    def forward(self, x):
        raise NotImplementedError
'''
METHOD = """@bd.add_to_class(bd.Model_{m})  #@save
def forward(self, x):
    for w in self.weights:
        x = np.maximum(x @ w, {n})
    return x
"""
PLAIN = """rng = np.random.default_rng({n})
X_{n} = rng.normal(size=(100, 8))
y = X_{n} @ np.arange(8) + rng.normal(size=100)
model = bd.Model_{m}(width=8)
losses = []
for epoch in range(10):
    out = model.forward(X_{n})
    losses.append(((out - y[:, None]) ** 2).mean())
print(f"loss {{losses[-1]:.3f}} of {variant}")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("pages", 150), ("variants", 4), ("cells", 15), ("repeats", 5)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    said = parser.parse_args()
    book = made(said.pages, said.variants, said.cells)
    found, problems = library.extract(book)
    saved = sum(map(len, found.items.values()))
    print(f"{saved} items, {len(problems)} problems")
    for name, before in (("cold", forget), ("known", nothing)):
        report(f"extract, {name}", lambda: library.extract(book), before, said.repeats)
        report(f"plan, {name}", lambda: plan(book, found), before, said.repeats)
    edits = iter(edited(book, n) for n in range(2 * said.repeats))
    report("extract, edit", lambda: library.extract(next(edits)), nothing, said.repeats)


def made(pages: int, variants: int, cells: int) -> Book:
    names = [Variant(f"v{n}", f"V{n}") for n in range(variants)]
    config = Config("Large", variants=tuple(names), package="bydoing")
    every = tuple(page(n, names, cells) for n in range(pages))
    return Book(config, (Part("All", True, every),), {}, {}, {})


def page(n: int, variants: list[Variant], cells: int) -> Page:
    file = f"parts/p{n}.md"
    body = [
        Cell(text, (variant.name,), topic=f"topic_{n // 10}", at=Place(file, 10 * at))
        for variant in variants
        for at, text in enumerate(texts(n, variant.name, cells), 1)
    ]
    return Page(f"p{n}", file, 1, (Text(f"Page {n}"),), (Heading(1, (), f"p{n}"), *body), {})


def texts(n: int, variant: str, cells: int) -> list[str]:
    before = max(n - 1, 0)
    own = [IMPORTS, FUNCTION, CLASS, METHOD if n else "size = 3  #@save\n"]
    own += [PLAIN] * (cells - len(own))
    return [
        f"# {variant}, {k}\n" + text.format(n=n, m=before, variant=variant)
        for k, text in enumerate(own)
    ]


def edited(book: Book, n: int) -> Book:
    """The book with another first cell on one page."""
    (part,) = book.parts
    old = part.pages[len(part.pages) // 2]
    head, cell, *rest = old.body
    body = (head, replace(cell, code=f"{cell.code}\nedit = {n}"), *rest)  # type: ignore[type-var]
    pages = tuple(replace(old, body=body) if one is old else one for one in part.pages)
    return replace(book, parts=(replace(part, pages=pages),))


def forget() -> None:
    """Take all that is remembered of code away."""
    for module in (bare, code, library):
        for thing in vars(module).values():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()


def nothing() -> None:
    """All is known."""


def report(what: str, work: Callable[[], object], before: Callable[[], None], repeats: int) -> None:
    times = []
    for _ in range(repeats):
        before()
        gc.collect()
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    middle = statistics.median(times)
    print(f"{what:20} {middle:6.3f} s of CPU ({min(times):.3f} to {max(times):.3f})", flush=True)


if __name__ == "__main__":
    main()
