"""Words of outputs that differ from machine to machine, made the same on all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

# A path begins where no word or address is already under way, or after a colour.
BEGIN = r"((?:\x1b\[[0-9;]*m|(?<![\w.:/~…-])|(?<=file://)))"
REST = r"[^\s\x1b\"'<>():,;]{0,400}"  # more of a path: no longer than paths are

# How compiled libraries begin a line of their log: the time on either side of the level, the
# process, the place in their source. What is below an error is of no use in a book.
LOG_TIME = r"(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: )?"
LOG_PLACE = r"(?:\d{4} [\d:]+\.\d+ +\d+)? ([\w./-]+:\d+\])"

# How long tqdm took and how fast it was: of no meaning elsewhere. What it was told to add is kept.
TIMES = r"\d+:\d\d(?::\d\d)?"
TQDM = rf" \[{TIMES}(?:<(?:{TIMES}|\?))?, *[\d.?]+[^,\]\n/]{{0,40}}/[^,\]\n]{{1,40}}"

# What there must be for a rule to be tried, what is found, what it becomes; and an example.
RULES = tuple(
    (needle, re.compile(pattern, re.MULTILINE), made)
    for needle, pattern, made in (
        # a function at 0x7f3a5c0d1e50
        ("0x", r"\b0x(?:7f|5[56])[0-9a-f]{10}\b|(?<= at )0x[0-9a-fA-F]{7,16}\b", "0x…"),
        # /tmp/ipykernel_4711/12345.py:3: UserWarning
        ("/ipykernel_", rf"{BEGIN}{REST}/ipykernel_\d+/\d+\.py", r"\1cell.py"),
        # SyntaxError: '(' was never closed (4211234567.py, line 3)
        (".py, line", r"\(\d+\.py, (line \d+)\)", r"(\1)"),
        # /home/ada/env/lib/python3.11/site-packages/torch/nn/modules.py
        ("-packages/", rf"{BEGIN}[/~…]{REST}/(?:site|dist)-packages/", r"\1…/"),
        # /usr/lib/python3.11/json/decoder.py
        ("/lib/python3.", rf"{BEGIN}[/~…]{REST}/lib/python3\.\d+/", r"\1…/"),
        # /tmp/tmpab12cd/data.csv, also as macOS has it
        ("/", rf"{BEGIN}(?:/private)?(?:/tmp|/var/tmp|/var/folders/\w+/\w+/T)/[\w.-]+", r"\1…"),
        # /home/ada/data
        ("/", rf"{BEGIN}(?:/home/[\w.-]+|/Users/[\w.-]+|/root)(?=/|\b)", r"\1~"),
        # 100%|██████████| 3/3 [00:01<00:00, 2.71it/s, loss=0.3]
        ("/", rf"{TQDM}, ([^\]\n]*)\]", r" [\1]"),
        ("/", rf"{TQDM}\]", ""),
        # 32/32 ━━━━━━━━━━ 0s 2ms/step - loss: 0.3, in the colours of Keras
        (
            "s/step",
            r" (?:\x1b\[1m)?\d+s(?:\x1b\[0m)? (?:\x1b\[1m)?\d+[mµun]?s(?:\x1b\[0m)?/step\b",
            "",
        ),
        # I0000 00:00:1763719.123456    4711 port.cc:153] oneDNN custom operations are on.
        ("]", rf"^{LOG_TIME}[IW]{LOG_PLACE}.*\n?", ""),
        # 2026-11-21 10:15:23.123456: E tensorflow/core/…
        ("]", rf"^{LOG_TIME}([EF]){LOG_PLACE}", r"\1 \2"),
        # said by libraries that log before they are told where to, and by the first page ever run
        (
            "absl::",
            r"^WARNING: All log messages before absl::InitializeLog\(\) is called .*\n?",
            "",
        ),
        ("font cache", r"^Matplotlib is building the font cache; this may take a moment\.\n?", ""),
    )
)
# Ids that are drawn by lot: of a UUID, of its digits alone, of a table that pandas styled.
LOT = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])"
STYLED = r"(?<![A-Za-z0-9])T_[0-9a-f]{5}(?![0-9a-f])"
DRAWN = re.compile(rf"{LOT}|{STYLED}")
ID = re.compile(r"""\bid\s*=\s*\\?["']([^"'\\<>]{1,200})""")
METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)  # a date and who drew it


def stable(text: str, places: Sequence[tuple[str, str]] = ()) -> str:
    """The text without addresses in memory and without places of this machine.

    `places` are folders that are known, longest first, and what stands for each.
    """
    for folder, made in places:
        text = re.sub(rf"{BEGIN}{re.escape(folder)}(?![\w.-])", rf"\1{made}", text)
    for needle, pattern, made in RULES:
        if needle in text:
            text = pattern.sub(made, text)
    return text


def stable_ids(text: str) -> str:
    """HTML or a drawing with ids that are made of what it says, where they were drawn by lot."""
    found = (name for match in ID.finditer(text) for name in DRAWN.findall(match[1]))
    drawn = tuple(dict.fromkeys(found))
    if not drawn:
        return text
    any_of = re.compile("|".join(map(re.escape, drawn)))
    said = any_of.sub(lambda match: str(drawn.index(match[0])), text)
    digest = sha256(said.encode("utf-8", "replace")).hexdigest()
    return any_of.sub(lambda match: _named(match[0], drawn.index(match[0]), digest), text)


def _named(name: str, number: int, digest: str) -> str:
    """An id of the same kind; pandas' own tell a styled table from others."""
    made = sha256(f"{number} {digest}".encode()).hexdigest()
    return f"T_{made[:5]}" if name.startswith("T_") else f"x{made[:11]}"


def stable_svg(text: str) -> str:
    """A drawing without its date."""
    return stable_ids(METADATA.sub("", text.replace("\r\n", "\n")))
