"""Build the same book with Hexapla and with other tools, one after another in one run.

    python benchmarks/language/compare.py [--pages 200] [--tool NAME]… [--repeats 1]

The other tools are installed on the first run, into `.hexapla/peers` of the repository: Jupyter
Book 1 from PyPI, mystmd from npm. Nothing is executed. What is measured:

- cold: nothing is known, there are no caches;
- known: the same command once more;
- edit: a sentence more on one page.

`cpu` is what the tool and all processes that it starts use; `memory` is the most that one of its
processes held. mystmd's site theme is fetched from the net, which a benchmark must not need. So
its `build --site` is measured without: it reads, numbers, resolves and writes the content of all
pages as JSON, formulas set, and then stops at the theme. No HTML pages come of it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pages

ROOT = Path(__file__).parent.parent.parent
PEERS = ROOT / ".hexapla" / "peers" / "language"
EDITED = "pages/page-003.md"


@dataclass(frozen=True)
class Tool:
    """How a tool builds the book in a folder, and a file by which it is known that it did."""

    name: str
    command: tuple[str, ...]
    made: str
    stops: bool = False  # it ends with an error, in the place where it asks for its theme


@dataclass(frozen=True)
class Measured:
    wall: float
    cpu: float
    memory: float  # MiB


TOOLS = (
    Tool(
        "Hexapla",
        (sys.executable, "-m", "hexapla", "build", "."),
        "_build/web/page-003.html",
    ),
    Tool(
        "Jupyter Book 1",
        (str(PEERS / "jupyter-book/bin/jupyter-book"), "build", "-q", "."),
        "_build/html/pages/page-003.html",
    ),
    Tool(
        "mystmd",
        (str(PEERS / "mystmd/node_modules/.bin/myst"), "build", "--site", "--ci"),
        "_build/site/content/page-003.json",
        stops=True,
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--tool", action="append", choices=[tool.name for tool in TOOLS])
    words = parser.parse_args()
    chosen = [tool for tool in TOOLS if tool.name in (words.tool or [one.name for one in TOOLS])]
    install(chosen)
    with tempfile.TemporaryDirectory() as folder:
        found = {tool.name: measure(tool, Path(folder), words) for tool in chosen}
    table(found, words.pages)


def measure(tool: Tool, folder: Path, words: argparse.Namespace) -> dict[str, Measured]:
    """The median of some rounds; every round begins with the book as it is written first."""
    rounds = [once(tool, folder / f"{tool.name}-{n}", words.pages) for n in range(words.repeats)]
    return {state: middle([each[state] for each in rounds]) for state in rounds[0]}


def once(tool: Tool, book: Path, count: int) -> dict[str, Measured]:
    pages.write(book, count)
    found = {"cold": run(tool, book), "known": run(tool, book)}
    page = book / EDITED
    text = page.read_text(encoding="utf-8")
    page.write_text(f"{text}\nA last sentence, which nobody expected.\n", encoding="utf-8")
    found["edit"] = run(tool, book)
    made = (book / tool.made).read_text(encoding="utf-8")
    if "which nobody expected" not in made:
        sys.exit(f"{tool.name} has not built the edited page")
    shutil.rmtree(book)
    return found


def run(tool: Tool, book: Path) -> Measured:
    """One command, from its start to its end; `wait4` counts its children with it."""
    begun = time.perf_counter()
    with (book.parent / "said").open("w+") as said:
        process = subprocess.Popen(tool.command, cwd=book, stdout=said, stderr=said, env=env())
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if not (book / tool.made).exists() or (process.returncode and not tool.stops):
            said.seek(0)
            sys.exit(f"{tool.name} failed:\n{said.read()[-3000:]}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def middle(several: list[Measured]) -> Measured:
    return Measured(
        statistics.median(one.wall for one in several),
        statistics.median(one.cpu for one in several),
        statistics.median(one.memory for one in several),
    )


def table(found: dict[str, dict[str, Measured]], count: int) -> None:
    """The table of the README: each tool beside the first."""
    print(f"\n| {count} pages | | CPU, s | wall, s | pages per s | memory, MiB | CPU, × Hexapla |")
    print("|---|---|---|---|---|---|---|")
    base = next(iter(found.values()))
    for state in base:
        for name, states in found.items():
            one = states[state]
            times = one.cpu / base[state].cpu
            print(
                f"| {state} | {name} | {one.cpu:.2f} | {one.wall:.2f} | {count / one.wall:.1f} "
                f"| {one.memory:.0f} | {times:.1f} |"
            )


def install(chosen: list[Tool]) -> None:
    """Each tool that is not there yet."""
    for tool in chosen:
        if Path(tool.command[0]).exists():
            continue
        folder = Path(tool.command[0])
        while folder.parent != PEERS:
            folder = folder.parent
        folder.mkdir(parents=True, exist_ok=True)
        if tool.name == "mystmd":
            subprocess.run(
                ["npm", "install", "--silent", "--prefix", ".", "mystmd@^1"], cwd=folder, check=True
            )
        else:
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
            pip = str(folder / "bin" / "pip")
            subprocess.run([pip, "install", "-q", "jupyter-book<2"], check=True)


if __name__ == "__main__":
    main()
