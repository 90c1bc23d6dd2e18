"""What Lighthouse says of three kinds of page, written to lighthouse.md beside this file.

    hexapla build book; hexapla build docs
    python benchmarks/site/lighthouse.py [--lighthouse PROGRAM] [--failed]

Lighthouse is no dependency: without a program it is installed by npm into `.hexapla/peers`. Its
own settings for a phone are used: a slow network and a slow processor, simulated. `--failed` also
prints what took points away.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from served import served

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".hexapla" / "peers" / "lighthouse"
REPORT = Path(__file__).with_name("lighthouse.md")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = (
    ("the cover", "book", "index.html"),
    ("a chapter with mathematics and code", "book", "weight-decay.html"),
    ("a page of the manual", "docs", "boxes.html"),
)
BROWSER = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
HEAD = """# Lighthouse

    hexapla build book; hexapla build docs
    python benchmarks/site/lighthouse.py

Lighthouse {lighthouse}, Chromium {chromium}, {day}. Pages from a static server that compresses
text, on the machine itself; the phone that Lighthouse simulates, with its slow network and its slow
processor. The aim is 95 in each. Speed is measured on this machine and then made slower by
reckoning, so that other work on it counts against the page: load {load:.1f} on {cores} cores when
this was written.

| | performance | accessibility | best practices | SEO | first paint | largest paint | shift |
|---|---|---|---|---|---|---|---|
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lighthouse", default=str(PEERS / "node_modules/.bin/lighthouse"))
    parser.add_argument("--failed", action="store_true")
    words = parser.parse_args()
    if not Path(words.lighthouse).exists():
        install()
    rows, found = [], {}
    for name, book, page in PAGES:
        with served(ROOT / book / "_build" / "web") as address:
            found = measured(words.lighthouse, f"{address}/{page}")
        rows.append(row(f"{name} (`{page}`)", found))
        print(rows[-1])
        if words.failed:
            tell(found)
    agent = found["environment"]["hostUserAgent"].partition("Chrome/")[2].partition(" ")[0]
    head = HEAD.format(
        lighthouse=found["lighthouseVersion"],
        chromium=agent,
        day=date.today().isoformat(),
        load=os.getloadavg()[0],
        cores=os.cpu_count(),
    )
    REPORT.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


def measured(program: str, url: str) -> dict[str, Any]:
    """The report of one page."""
    browser = shutil.which("chromium") or "google-chrome"
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "report.json"
        command = [program, url, "--quiet", "--output=json", f"--output-path={kept}"]
        flags = f"--chrome-flags={BROWSER} --user-data-dir={folder}/profile"
        env = {**os.environ, "CHROME_PATH": browser}
        subprocess.run([*command, flags], check=True, env=env)
        return json.loads(kept.read_text(encoding="utf-8"))


def row(name: str, found: dict[str, Any]) -> str:
    scores = [f"{found['categories'][one]['score'] * 100:.0f}" for one in CATEGORIES]
    paints = ("first-contentful-paint", "largest-contentful-paint", "cumulative-layout-shift")
    shown = [found["audits"][one]["displayValue"].replace("\xa0", " ") for one in paints]
    return "| " + " | ".join((name, *scores, *shown)) + " |"


def tell(found: dict[str, Any]) -> None:
    """What took points away, and a few of the places."""
    for category in CATEGORIES:
        for ref in found["categories"][category]["auditRefs"]:
            audit = found["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"  {category}: {audit['id']} {audit['score']} {audit.get('displayValue')}")
                for item in audit.get("details", {}).get("items", [])[:3]:
                    print(f"    {json.dumps(item)[:240]}")


def install() -> None:
    PEERS.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--silent", "--prefix", ".", "lighthouse@^12"]
    subprocess.run(command, cwd=PEERS, check=True)


if __name__ == "__main__":
    main()
