"""Give a book results without any framework: what it looks like once everything is known.

    python benchmarks/execution/known.py FOLDER     # writes the book of pages.py, all known

Each cell that prints has a line of text, and each that plots a drawing of about 20 kB.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import pages

from hexapla.build import Wish, build, read
from hexapla.model.outputs import STDOUT, Output, Result
from hexapla.plugins import ARCHIVE, STORE, load
from hexapla.ports import Job, Tools, Workplace

DOTS = 256


class Plausible:
    """A Runner that gives outputs of the usual kinds and sizes, and runs nothing."""

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        chance = random.Random(job.key)
        cells = tuple(tuple(_outputs(cell.code, chance)) for cell in job.cells)
        return Result(cells, 2.0 + chance.random(), 400 * 2**20)


def know(folder: Path) -> None:
    """Run all jobs of a book with such a runner, and keep what they give."""
    book, _ = read(folder)
    assert book is not None, f"{folder} holds no book"
    store, archive = folder / ".hexapla" / "store", folder / "outputs"
    tools = Tools((), load(STORE)(store), load(ARCHIVE)(archive), lambda event: None, Plausible())
    problems = build(book, tools, folder, None, Wish())
    assert not problems, problems


def _outputs(code: str, chance: random.Random) -> list[Output]:
    if "print(" in code:
        return [Output(STDOUT, f"the loss fell from {chance.random():.2f} to 0.01\n")]
    if "plt.plot(" in code:
        return [Output("image/svg+xml", _drawing(chance))]
    return []


def _drawing(chance: random.Random) -> str:
    dots = "".join(
        f'<use xlink:href="#dot" x="{300 * chance.random():.6f}" y="{150 * chance.random():.6f}" '
        f'style="fill: #1f77b4; stroke: #1f77b4"/>\n'
        for _ in range(DOTS)
    )
    namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    dot = '<defs><path id="dot" d="M 0 1.5 A 1.5 1.5 0 0 0 0 -1.5"/></defs>'
    return f'<svg {namespaces} viewBox="0 0 360 180">{dot}\n{dots}</svg>\n'


if __name__ == "__main__":
    pages.write(Path(sys.argv[1]))
    know(Path(sys.argv[1]))
