"""How long after a file is saved the open page has changed.

    python benchmarks/preview.py [--pages 200] [--edits 100] [--seed 1] [--on 100]

Writes the generated book, runs `hexapla serve` on it, opens one of its pages in Chromium without
a window, adds a word to random paragraphs of that page, one save after another, and waits for each
to be seen in the page. The clock is the machine's: read just before the file is written, and again
by the page when it has changed.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks" / "language")]

import pages  # noqa: E402

from chrome import chrome  # noqa: E402

LATE = 120.0  # seconds after which a change will not be seen
PROSE = re.compile(r"[A-Z][^`$|:{}\[]*[a-z.?!)]")  # a paragraph of plain words
# Notes when the page has which word, and what the server and the page say that it took.
LISTEN = """
window.seen = {};
document.addEventListener("hexapla:patched", ({ detail }) => {
  const now = Date.now();
  for (const [word] of document.querySelector("main").textContent.matchAll(/Edit\\d+z/g)) {
    window.seen[word] ??= { at: now, ...detail };
  }
});
"""


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--pages", type=int, default=200)
    asked.add_argument("--edits", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--on", type=int, default=0, help="which page (default: the middle one)")
    said = asked.parse_args()
    with TemporaryDirectory(prefix="preview-") as room:
        folder = Path(room) / "book"
        pages.write(folder, said.pages)
        with serving(folder) as url, chrome(Path(room) / "profile") as browser:
            source = folder / next(
                file
                for number, file in enumerate(sorted(listed(folder)), 1)
                if number == (said.on or said.pages // 2)
            )
            browser.get(f"{url}{source.stem}.html")
            browser.execute_script(LISTEN)
            time.sleep(1.0)
            rows = list(edits(source, browser, said.edits, random.Random(said.seed)))
    first, *rest = rows
    print(f"{said.pages} pages, {said.edits} edits of {source.name}, seed {said.seed}; ms")
    print(f"{'':34}{'median':>8}{'p90':>8}{'max':>8}{'first':>8}")
    for name, at in (
        ("from save to changed page", 0),
        ("of it the engine", 1),
        ("of it the page", 2),
    ):
        column = sorted(row[at] for row in rest or rows)
        p90 = column[int(0.9 * (len(column) - 1))]
        print(f"{name:34}{median(column):8.1f}{p90:8.1f}{column[-1]:8.1f}{first[at]:8.1f}")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address at which the command answers."""
    command = [sys.executable, "-m", "hexapla", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as run:
        try:
            begun = time.monotonic()
            for line in run.stdout or ():
                if found := re.search(r"http://127\.\S+/", line):
                    print(f"the preview answers after {time.monotonic() - begun:.1f} s")
                    time.sleep(0.5)  # until the folders are watched
                    yield found[0]
                    break
        finally:
            run.terminate()
            run.communicate()


def listed(folder: Path) -> Iterator[str]:
    """The pages of the generated book."""
    for file in folder.rglob("*.md"):
        if file.name not in ("intro.md", "works.md"):
            yield file.relative_to(folder).as_posix()


def edits(
    source: Path, browser, count: int, chance: random.Random
) -> Iterator[tuple[float, float, float]]:  # type: ignore[no-untyped-def]
    """For each edit the ms until it is seen, those that the engine took, and those of the page."""
    blocks = source.read_text(encoding="utf-8").split("\n\n")
    prose = [n for n, block in enumerate(blocks) if PROSE.fullmatch(block)]
    for number in range(count):
        word, at = f"Edit{number}z", chance.choice(prose)
        blocks[at] = re.sub(r"( Edit\d+z)?$", f" {word}", blocks[at], count=1)
        text = "\n\n".join(blocks)
        begun = time.time() * 1000
        source.write_text(text, encoding="utf-8")
        seen = awaited(browser, word)
        yield seen["at"] - begun, seen["engine"], seen["shown"]
        time.sleep(chance.uniform(0.05, 0.2))


def awaited(browser, word: str) -> dict[str, float]:  # type: ignore[no-untyped-def]
    until = time.monotonic() + LATE
    while time.monotonic() < until:
        if seen := browser.execute_script(f"return window.seen[{word!r}]"):
            return dict(seen)
        time.sleep(0.05)
    raise TimeoutError(word)


if __name__ == "__main__":
    main()
