"""Words as Typst source: nothing that an author types ever becomes code of Typst's."""

from __future__ import annotations

import re

# Typst takes each of these for the end of a line; two of them would end the paragraph.
SPACES = re.compile(r"[\n\r\v\f\x85\u2028\u2029]+")
# What no font has: control characters, and halves of characters that UTF-8 cannot say.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# What means something wherever it stands, and what does at the beginning of a text (it may be
# that of a line, or follow its like), before its like, or after a number that may begin a line.
MARKS = re.compile(
    r"""[\\#$*_`@<>\[\]{}~"'=+]|^[-./:]|-$|-(?=[-?\d]|[^\0-\x7f])|\.(?=\.)|(?<=\d)\.(?=\s)|/(?=[/*\s])"""
)

UNITS = re.compile(r"(?<=\d)[ \t]+(?=[%‰])")  # a space that no line may end with


def escaped(text: str) -> str:
    """The text as markup, in which it stands for itself; spaces in a row count as one."""
    shown = SPACES.sub(" ", CONTROLS.sub("", text))
    return UNITS.sub("~", MARKS.sub(r"\\\g<0>", shown))


def string(text: str) -> str:
    """The text as a string of Typst's code: every character counts, ends of lines too."""
    known = CONTROLS.sub("", text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + known.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def label(page: str, anchor: str = "") -> str:
    """The label of a spot, as code: of an anchor on a page, or of the page itself."""
    where = page.replace("%", "%25").replace(":", "%3A")
    return f"label({string(f'{where}:{anchor}')})"
