"""Environments, what they hold two spaces further in, and code in them as it stands."""

from __future__ import annotations

import re

# What LaTeX reads to its end as it stands.
OPENS = re.compile(r"\\begin\{(lstlisting|printout|messages|verbatim\*?|Verbatim|minted|comment)\}")


def environment(name: str, inside: str, opening: str = "") -> str:
    r"""\begin{name}, what is inside, and \end{name}, each on a line of its own."""
    return f"\\begin{{{name}}}{opening}\n{indented(inside)}\n\\end{{{name}}}"


def indented(text: str) -> str:
    """Every line two spaces further in, but for code, which would be moved with them."""
    lines: list[str] = []
    until = ""
    for line in text.split("\n"):
        if until:
            lines.append(line)
            until = "" if line.strip().startswith(until) else until
            continue
        opens = OPENS.match(line.lstrip())
        lines.append(line if opens or not line else f"  {line}")
        until = f"\\end{{{opens[1]}}}" if opens else ""
    return "\n".join(lines)
