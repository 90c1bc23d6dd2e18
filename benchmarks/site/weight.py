"""What a reader's browser fetches for one chapter: our page beside Jupyter Book 1's.

    hexapla build book
    python benchmarks/site/weight.py [--page weight-decay] [--jupyter-book PROGRAM] [--repeats 5]

Jupyter Book builds the notebooks that Hexapla writes of the book in PyTorch, with their outputs;
nothing is executed. It is found where benchmarks/language/compare.py installs it. Both sites are
served by one static server that compresses text, to a browser that has never been there; other
hosts are out of reach, and what a page asks of them is counted, not fetched. Our page holds the
code of four frameworks, and its formulas are set; theirs has one, and leaves formulas to MathJax.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from served import served

ROOT = Path(__file__).parents[2]
PEER = ROOT / ".hexapla/peers/language/jupyter-book/bin/jupyter-book"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
CONFIG = "title: A book\nexecute:\n  execute_notebooks: 'off'\nonly_build_toc_files: true\n"
KINDS = ("Document", "Stylesheet", "Script", "Font", "Image", "Other")


@dataclass
class Weight:
    """What one visit came to, in bytes over the wire and unpacked, by kind of file."""

    requests: Counter[str] = field(default_factory=Counter)
    wire: Counter[str] = field(default_factory=Counter)
    unpacked: int = 0
    elsewhere: Counter[str] = field(default_factory=Counter)
    paint: float = 0.0  # ms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", default="weight-decay")
    parser.add_argument("--jupyter-book", default=str(PEER))
    parser.add_argument("--repeats", type=int, default=5)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        theirs = jupyter_book(words.jupyter_book, Path(folder) / "book")
        ours = ROOT / "book" / "_build" / "web"
        page = f"{words.page}.html"
        with served(ours) as mine, served(theirs) as other:
            addresses = {"Hexapla": f"{mine}/{page}", "Jupyter Book 1": f"{other}/{page}"}
            found = {name: [] for name in addresses}
            for _ in range(words.repeats):  # in turns: the machine's speed changes
                for name, address in addresses.items():
                    found[name].append(visit(address))
    table(found)


def jupyter_book(program: str, folder: Path) -> Path:
    """The site that Jupyter Book makes of our notebooks."""
    shutil.copytree(ROOT / "book" / "_build" / "notebooks" / "pytorch", folder)
    names = sorted(one.stem for one in folder.glob("*.ipynb"))
    chapters = "".join(f"  - file: {name}\n" for name in names if name != "preface")
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: preface\nchapters:\n{chapters}")
    (folder / "_config.yml").write_text(CONFIG)
    subprocess.run(
        [program, "build", "-q", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return folder / "_build" / "html"


def visit(address: str) -> Weight:
    """The first visit of a browser with an empty profile, and two seconds more."""
    found, kinds = Weight(), {}
    with chrome() as browser:
        browser.get(address)
        time.sleep(2)
        found.paint = browser.execute_script(
            "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
        )
        for entry in browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            note(found, kinds, message["method"], message["params"], urlsplit(address).netloc)
    return found


def note(found: Weight, kinds: dict[str, str], method: str, given: dict, host: str) -> None:
    """Count one message of the browser's."""
    match method:
        case "Network.requestWillBeSent" if given["request"]["url"].startswith("http"):
            there = urlsplit(given["request"]["url"]).netloc
            if there != host:
                found.elsewhere[there] += 1
                return
            kind = given.get("type", "Other")
            kinds[given["requestId"]] = kind if kind in KINDS else "Other"
            found.requests[kinds[given["requestId"]]] += 1
        case "Network.loadingFinished" if given["requestId"] in kinds:
            found.wire[kinds[given["requestId"]]] += given["encodedDataLength"]
        case "Network.dataReceived" if given["requestId"] in kinds:
            found.unpacked += given["dataLength"]


@contextmanager
def chrome() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,900"):
            options.add_argument(flag)
        browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        try:
            yield browser
        finally:
            browser.quit()


def table(found: dict[str, list[Weight]]) -> None:
    print("| | " + " | ".join(found) + " |\n|---" + "|---" * len(found) + "|")
    last = {name: visits[-1] for name, visits in found.items()}
    lines = {
        "requests to the site": lambda one: f"{one.requests.total()}",
        "over the wire, kB": lambda one: kilo(one.wire.total()),
        "unpacked, kB": lambda one: kilo(one.unpacked),
        **{f"… {kind}, kB over the wire": lambda one, k=kind: kilo(one.wire[k]) for kind in KINDS},
        "requests to other hosts": lambda one: f"{one.elsewhere.total()} {sorted(one.elsewhere)}",
    }
    for name, shown in lines.items():
        print(f"| {name} | " + " | ".join(shown(one) for one in last.values()) + " |")
    paints = {
        name: statistics.median(one.paint for one in visits) for name, visits in found.items()
    }
    base = paints["Hexapla"]
    shown = (f"{paint / base:.2f} ({paint:.0f} ms)" for paint in paints.values())
    print("| time to first paint, × ours | " + " | ".join(shown) + " |")


def kilo(size: float) -> str:
    return f"{size / 1000:.0f}"


if __name__ == "__main__":
    main()
