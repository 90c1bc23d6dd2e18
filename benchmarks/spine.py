"""Measure the book as it is: builds with everything known, edits, and what they make stale.

    python benchmarks/spine.py              # seconds; needs no framework
    python benchmarks/spine.py --run        # also runs every page afresh in every variant

Every figure is from one run on one machine: look at ratios, not at seconds. `work` is the time
inside Python once it has started and imported what it needs; `wall` is what a user waits.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
REPEATS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", action="store_true", help="execute every page afresh")
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "repository" / "book"
        shutil.copytree(ROOT / "book", book, ignore=shutil.ignore_patterns("_build", ".hexapla"))
        report("start of Python", lambda: command([sys.executable, "-c", "pass"]))
        report("hexapla --help", lambda: hexapla("--help"))
        report("first build", lambda: hexapla("build", str(book)), repeats=1)
        report("build, all known", lambda: hexapla("build", str(book)))
        report("check", lambda: hexapla("check", str(book)))
        edits(book)
        if parser.parse_args().run:
            run_all(book)


def edits(book: Path) -> None:
    """What a word of prose, and a saved function, make stale."""
    page = book / "parts/foundations/synthetic-data.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace(". ", ". Indeed, ", 1), encoding="utf-8")
    print("a word of prose makes stale:", stale(book) or "nothing")
    changed = text.replace(
        "def batches(X, y, size, seed=None):", "def batches(X, y, size, seed=0):"
    )
    page.write_text(changed, encoding="utf-8")
    print("a changed saved function (batches) makes stale:", ", ".join(stale(book)))
    print(hexapla("why", "linear-regression-concise", str(book), "--variant", "pytorch"))
    page.write_text(text, encoding="utf-8")


def stale(book: Path) -> list[str]:
    """The pages and variants that would run, from the log of events."""
    events = map(json.loads, hexapla("check", str(book), "--json").splitlines())
    said = [event["problem"]["text"] for event in events if event["event"] == "Found"]
    matches = [re.match(r"the outputs of '(.+?)' in (\w+) are stale", text) for text in said]
    return [f"{match[1]} · {match[2]}" for match in matches if match]


def run_all(book: Path) -> None:
    """Every page in every variant, afresh, in the environments of this checkout."""
    (book / ".hexapla").mkdir(exist_ok=True)
    (book / ".hexapla/environments").symlink_to(ROOT / "book/.hexapla/environments")
    start = time.perf_counter()
    events = [
        json.loads(line) for line in hexapla("run", str(book), "--all", "--json").splitlines()
    ]
    total = time.perf_counter() - start
    done = sorted(
        (e["duration"], e["page"], e["variant"]) for e in events if e["event"] == "JobDone"
    )
    print(
        f"all {len(done)} jobs, two at a time: {total:.1f} s; "
        f"the sum of their times: {sum(each[0] for each in done):.1f} s"
    )
    for duration, page, variant in reversed(done[-5:]):
        print(f"  {duration:6.1f} s  {page} · {variant}")


def report(name: str, action: Callable[[], object], repeats: int = REPEATS) -> None:
    """The median and the range of an action's wall time."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    print(f"{name:24} {statistics.median(times):6.2f} s  ({min(times):.2f} to {max(times):.2f})")


def hexapla(*words: str) -> str:
    return command([sys.executable, "-m", "hexapla", *words])


def command(words: list[str]) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout


if __name__ == "__main__":
    main()
