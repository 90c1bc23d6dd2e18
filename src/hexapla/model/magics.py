"""Lines of code that speak to IPython, and what of a cell is Python."""

from __future__ import annotations

import re

# What code in Python is said to be in.
PYTHON = frozenset({"python", "python3", "py", "ipython", "ipython3"})
# Cell magics after which the rest of the cell is still Python.
TRANSPARENT = {"%%time", "%%timeit", "%%capture", "%%prun"}
ASSIGNED = re.compile(r"^(\s*[\w, ]+=\s*)[%!].*$")


def without_magics(text: str) -> str:
    """The code with `pass` for each line that speaks to IPython and not to Python."""
    first = text.lstrip().partition("\n")[0]
    if first.startswith("%%") and first.split()[0] not in TRANSPARENT:
        return ""
    return "\n".join(map(_without_magic, text.split("\n")))


def _without_magic(line: str) -> str:
    words = line.strip()
    asks = words.endswith("?") and "#" not in words  # else it is a remark that does
    if words.startswith(("%", "!", "?")) or asks:
        return line[: len(line) - len(line.lstrip())] + "pass"
    return ASSIGNED.sub(r"\1None", line)
