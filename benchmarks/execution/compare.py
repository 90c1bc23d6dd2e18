"""Execute the same pages with Hexapla and with other tools, one after another in one run.

    python benchmarks/execution/compare.py [--pages 24] [--variant pytorch]… [--tool NAME]…

Wants the environments of the repository's book (`hexapla env create --book book`); makes one for
the other tools on its first run. Threads per kernel are the same for all, as many as leave two
kernels at a time to themselves. Memory is the largest sum, looked at twice a second, of what all
processes of a tool hold, shared pages divided among those that share them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pages

ROOT = Path(__file__).parent.parent.parent
ENVIRONMENTS = ROOT / "book" / ".hexapla" / "environments"
PEERS = ROOT / ".hexapla" / "peers"  # the environment of the other tools
REQUIRED = ("nbclient>=0.10,<1", "papermill>=2.6,<3", "jupyter-cache>=1,<2", "ipykernel")
TOOLS = ("nbclient-2", "warm", "fresh", "nbclient", "papermill", "jupyter-cache")
THREADS = max(1, (os.cpu_count() or 1) // 2)
BASE = "nbclient-2"  # what the others are compared with


@dataclass
class Measured:
    seconds: float
    memory: int  # bytes
    starts: list[float]  # of each job: the seconds from its start to that of its first cell


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--variant", action="append", choices=list(pages.TITLES))
    parser.add_argument("--tool", action="append", choices=TOOLS)
    words = parser.parse_args()
    peers()
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        pages.write(book, words.pages)
        (book / ".hexapla").mkdir()
        (book / ".hexapla" / "environments").symlink_to(ENVIRONMENTS)
        hexapla("build", str(book), "--to", "notebooks")
        for variant in words.variant or pages.TITLES:
            compare(book, variant, words.tool or TOOLS)


def compare(book: Path, variant: str, tools: list[str] | tuple[str, ...]) -> None:
    print(f"\n{variant}, {len(list((book / 'pages').iterdir()))} pages", flush=True)
    found: dict[str, Measured] = {}
    for tool in tools:
        found[tool] = (
            ours(book, variant, tool) if tool in ("warm", "fresh") else theirs(book, variant, tool)
        )
        one = found[tool]
        said = f"  {tool:14} {one.seconds:7.1f} s  {one.memory / 2**30:5.2f} GiB"
        if BASE in found:
            said += f"  {found[BASE].seconds / one.seconds:5.2f} × as fast as {BASE}"
        if one.starts:
            middle, worst = statistics.median(one.starts), max(one.starts)
            said += f"  first cell after {middle:.3f} s (at most {worst:.2f})"
        print(said, flush=True)


def ours(book: Path, variant: str, tool: str) -> Measured:
    """Every page afresh: nothing is known."""
    shutil.rmtree(book / "outputs", ignore_errors=True)
    shutil.rmtree(book / ".hexapla" / "store", ignore_errors=True)
    command = ["run", str(book), "--variant", variant, f"--{tool}", "--jobs", "2", "--json"]
    with measured() as result:
        process = subprocess.Popen(
            [sys.executable, "-m", "hexapla", *command], stdout=subprocess.PIPE, text=True
        )
        begun: dict[str, float] = {}
        for line in process.stdout or ():
            event = json.loads(line)
            if event.get("event") == "JobStarted":
                begun[event["page"]] = time.perf_counter()
            elif event.get("event") == "CellStarted" and event["cell"] == 1:
                result.starts.append(time.perf_counter() - begun[event["page"]])
        if process.wait():
            sys.exit(f"hexapla {' '.join(command)} failed")
    return result


def theirs(book: Path, variant: str, tool: str) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        notebooks = Path(folder) / "notebooks"
        notebooks.mkdir()
        for made in sorted((book / "_build" / "notebooks" / variant).rglob("p[0-9][0-9].ipynb")):
            text = json.loads(made.read_text(encoding="utf-8"))
            text["metadata"]["kernelspec"] = {"name": variant, "display_name": variant}
            (notebooks / made.name).write_text(json.dumps(text), encoding="utf-8")
        spec = Path(folder) / "kernels" / variant
        spec.mkdir(parents=True)
        python = str(ENVIRONMENTS / variant / "bin" / "python")
        argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        said = {"argv": argv, "display_name": variant, "language": "python"}
        (spec / "kernel.json").write_text(json.dumps(said), encoding="utf-8")
        names = ("OMP", "MKL", "OPENBLAS")
        threads = {f"{name}_NUM_THREADS": str(THREADS) for name in names}
        threads |= {f"TF_NUM_{where}_THREADS": str(THREADS) for where in ("INTRAOP", "INTEROP")}
        threads |= {"TF_CPP_MIN_LOG_LEVEL": "2"}
        command = [str(PEERS / "bin" / "python"), str(Path(__file__).with_name("peers.py"))]
        with measured() as result:
            done = subprocess.run(
                [*command, tool, str(notebooks)],
                env={**os.environ, **threads, "JUPYTER_PATH": folder},
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            sys.exit(f"{tool} failed:\n{done.stderr[-3000:]}")
        return result


def peers() -> None:
    """The environment of the other tools, made if it is not there."""
    if not (PEERS / "bin" / "papermill").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=True)
        subprocess.run([str(PEERS / "bin" / "pip"), "install", "-q", *REQUIRED], check=True)


def hexapla(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "hexapla", *words], check=False, capture_output=True)


@contextmanager
def measured() -> Iterator[Measured]:
    """The wall time of what is done within, and the most memory of the processes it starts."""
    result, ended = Measured(0.0, 0, []), threading.Event()

    def look() -> None:
        while not ended.wait(0.5):
            result.memory = max(result.memory, sum(map(held, descendants())))

    watcher = threading.Thread(target=look)
    watcher.start()
    begun = time.perf_counter()
    try:
        yield result
    finally:
        result.seconds = time.perf_counter() - begun
        ended.set()
        watcher.join()


def descendants() -> list[int]:
    """The processes that this one has started, and those that they have."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        read(
            stat,
            lambda text, pid=int(stat.parent.name): parents.update(
                {pid: int(text.rpartition(")")[2].split()[1])}
            ),
        )
    found = [os.getpid()]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


def held(pid: int) -> int:
    """The memory that a process holds, in bytes: what it shares counts in part."""
    size = [0]
    read(
        Path(f"/proc/{pid}/smaps_rollup"),
        lambda text: size.append(
            next(int(line.split()[1]) * 1024 for line in text.splitlines() if line[:4] == "Pss:")
        ),
    )
    return size[-1]


def read(path: Path, use: Callable[[str], object]) -> None:
    with suppress(OSError):  # it has ended
        use(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
