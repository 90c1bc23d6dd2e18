"""Which files a text takes in: found before pages are read, since reading them touches no disk.

It looks for what may be such a directive. One too many, in an example of code, costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hexapla.source.paths import within

DEEPEST = 10  # so many files within files
LARGEST = 2_000_000  # bytes of one of them
# A file as it is named after a directive, also one of reStructuredText, or in an option.
NAMED = re.compile(
    r"(?:\{(?P<md>include|literalinclude)\}|^\s*\.\. (?P<rst>include|literalinclude)::)"
    r"[ \t]+(?P<path>\S.*)|^\s*:?(?:file|load):[ \t]+(?P<option>\S.*)"
)
MAY = re.compile(r"include[}:]|file:|load:")  # quick to look for: few pages take anything in
QUOTED = re.compile(r'(?:\\n)?",?$|^["\']|["\']$')  # what is around it in a notebook, or in YAML


@dataclass(frozen=True, slots=True)
class Named:
    """A file that may be meant: by the first of the paths that is there.

    One that is taken in `whole` is Markdown, and may take in others.
    """

    paths: tuple[str, ...]
    line: int
    whole: bool


def named(text: str, file: str, page: str) -> Iterator[Named]:
    """What a file names, seen from where it lies, and from where the page lies that takes it in."""
    if not MAY.search(text):
        return
    folders = dict.fromkeys((file.rpartition("/")[0], page.rpartition("/")[0]))
    for number, line in enumerate(text.splitlines(), 1):
        if match := NAMED.search(line):
            name = QUOTED.sub("", (match["path"] or match["option"]).strip())
            paths = tuple(path for folder in folders if (path := within(name, folder)))
            whole = "include" in (match["md"], match["rst"])
            yield Named(paths, number, whole)
