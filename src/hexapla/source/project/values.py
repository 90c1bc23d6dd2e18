"""Values that have another form in book.toml: limits, macros, inventories, redirects, …"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from hexapla.source.project.marked import Marked
from hexapla.source.project.rules import Found
from hexapla.source.project.said import MORE, Said, Unused

NO_LIMIT = 86_400  # seconds: where a cell may take as long as it likes
SHORT = 60  # seconds: above, the page's own limit would come before that of the cell
PAIR = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|(\S+))\s+(?:"([^"]*)"|'([^']*)'|(\S+))\s*""")
# Extensions that change how words are set; those of the syntax are always on.
TYPOGRAPHY = ("linkify", "replacements", "smartquotes")
PAGES = re.compile(r"\.(md|ipynb|rst|txt)$")


def timeout(name: str, value: Marked) -> Iterator[Found]:
    """Seconds for a cell: -1 is no limit. There is none for a page in Jupyter Book."""
    seconds = value.value
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        yield Unused(name, value.at)
        return
    cell = seconds if seconds > 0 else NO_LIMIT
    yield Said(("execution", "cell_timeout"), cell, value.at)
    if cell > SHORT:
        yield Said(("execution", "page_timeout"), min(10 * cell, NO_LIMIT), value.at)


def execute(name: str, value: Marked) -> Iterator[Found]:
    """Hexapla runs what is stale when it is told to; `off`, which YAML takes for no, is never."""
    if value.value is False or value.text() == "off":
        yield Said(("execution", "skip", MORE), "**", value.at)


def extensions(name: str, value: Marked) -> Iterator[Found]:
    """Those of MyST that are a matter of taste, and so off unless they are named."""
    for item in value.list():
        if item.text() in TYPOGRAPHY:
            yield Said(("text", item.text()), True, item.at)


def stderr(name: str, value: Marked) -> Iterator[Found]:
    if value.text() == "remove":
        yield Said(("execution", "tags", MORE), "remove-stderr", value.at)
    elif value.text() != "show":
        yield Unused(name, value.at)


def macros(name: str, value: Marked) -> Iterator[Found]:
    """Macros of LaTeX: a text, a list of a text and its arguments, or (in MyST) a table.

    How many arguments one takes is seen from its text. One with a default has no counterpart.
    """
    for key, item in value.table().items():
        listed = item.value if isinstance(item.value, list) else [item]
        meant = item.get("macro") or (listed[0] if listed else None)
        if meant is None or not meant.text() or len(listed) > 2:
            yield Unused(f"{name}.{key}", item.at)
        else:
            yield Said(("macros", "\\" + key.removeprefix("\\")), meant.text(), item.at)


def mathjax(name: str, value: Marked) -> Iterator[Found]:
    """The macros of a configuration of MathJax, of version 2 or 3; KaTeX has no other options."""
    for key, inner in value.table().items():
        for option, item in inner.table().items() if key.lower() == "tex" else ():
            whole = f"{name}.{key}.{option}"
            if option.lower() == "macros":
                yield from macros(whole, item)
            elif item.value:
                yield Unused(whole, item.at)
        if key.lower() != "tex" and inner.value:
            yield Unused(f"{name}.{key}", inner.at)


def substitutions(name: str, value: Marked) -> Iterator[Found]:
    for key, item in value.table().items():
        if words := item.text():
            yield Said(("substitutions", key), words, item.at)
        else:
            yield Unused(f"{name}.{key}", item.at)


def inventories(name: str, value: Marked) -> Iterator[Found]:
    """Documentations to link to: an address, one with that of its inventory, or a table."""
    for key, item in value.table().items():
        listed = item.list()
        url = item.get("url") or (listed[0] if listed else item)
        inventory = listed[1].text() if len(listed) > 1 else ""
        path = ("intersphinx", key)
        if not url.text():
            yield Unused(f"{name}.{key}", item.at)
        elif "://" in inventory:
            yield Said(path, url.text(), item.at)
            yield Unused(f"{name}.{key}: {inventory}", item.at)
        elif inventory:
            yield Said((*path, "url"), url.text(), item.at)
            yield Said((*path, "inventory"), inventory, item.at)
        else:
            yield Said(path, url.text(), item.at)


def redirects(name: str, value: Marked) -> Iterator[Found]:
    """Addresses of old: from and to are pages by their files, from the book's folder."""
    for old, new in value.table().items():
        yield redirect(old, new.text(), new)


def relative_redirects(name: str, value: Marked) -> Iterator[Found]:
    """The same where the new address is seen from the old one."""
    for old, new in value.table().items():
        target = new.text()
        if "://" not in target and not target.startswith("/"):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(old), target))
        yield redirect(old, target, new)


def redirect(old: str, new: str, value: Marked) -> Said:
    return Said(("redirects", address(old)), new if "://" in new else address(new), value.at)


def redirect_list(text: str) -> Iterator[tuple[str, str]]:
    """The pairs of a file of redirects: on each line an old page and the new one."""
    for line in text.splitlines():
        if (match := PAIR.fullmatch(line)) and not line.lstrip().startswith("#"):
            old = match[1] or match[2] or match[3]
            yield old, match[4] or match[5] or match[6]


def address(file: str) -> str:
    """The address in the website of a page, by its file or by an address already."""
    path, mark, anchor = file.partition("#")
    path = path.lstrip("/")
    bare = PAGES.sub("", path)
    is_page = bare != path or (path[-1:] not in ("", "/") and "." not in posixpath.basename(path))
    return f"{bare}.html{mark}{anchor}" if is_page else f"{path}{mark}{anchor}"
