"""Code that is only shown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping

from hexapla.model.nodes import Block, CodeBlock, Group
from hexapla.model.problems import bad_directive
from hexapla.model.walk import plain
from hexapla.source.excerpt import Unclear, chosen, said
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading, Role

# The options of every directive that shows code.
LISTED = frozenset(
    (
        *("append", "caption", "dedent", "emphasize-lines", "filename", "force", "lineno-match"),
        *("lineno-start", "linenos", "number-lines", "prepend"),
    )
)
HIGHLIGHT = "hexapla-highlight"  # where a page keeps the language of code that names none
PROMPT = re.compile(r"^(?:\$|#|>>>|\.\.\.|>)[ \t]", re.MULTILINE)


def listed(
    found: Found, code: str, language: str, page: Reading, *, matching: int = 1
) -> CodeBlock:
    """A block of code with the options of its directive; in its file it begins at that line."""
    code = _dedented(found, code, page)
    parts = (said(found, "prepend"), code, said(found, "append"))
    code = "\n".join(part for part in parts if part)
    caption = said(found, "caption")
    return CodeBlock(
        code,
        language or page.known.get(HIGHLIGHT, ""),
        page.line(caption, found.at, page) if caption else (),
        first=first_line(found, page, matching),
        marked=marked_lines(found, code, page),
        filename=said(found, "filename"),
        at=found.at,
    )


def without_margins(body: str) -> tuple[str, int]:
    """Code without empty lines around it, and how many of them stood before."""
    lines = body.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(lines[start:]).rstrip(), start


def first_line(found: Found, page: Reading, matching: int = 1) -> int | None:
    """The number of the first line, if lines have numbers."""
    start = found.text("lineno-start") or found.text("number-lines")
    if start and not start.isdecimal():
        page.report(bad_directive(found.name, f"'{start}' is no number of a line", found.at))
        start = ""
    if start:
        return int(start)
    if "lineno-match" in found.options:
        return matching
    return 1 if found.options.keys() & {"linenos", "lineno-start", "number-lines"} else None


def marked_lines(found: Found, code: str, page: Reading) -> tuple[int, ...]:
    """The lines that are to stand out."""
    try:
        return chosen(said(found, "emphasize-lines"), code.count("\n") + 1)
    except Unclear as why:
        page.report(bad_directive(found.name, str(why), found.at))
        return ()


def _dedented(found: Found, code: str, page: Reading) -> str:
    """Code further to the left: by so many characters, or as far as it goes."""
    if "dedent" not in found.options:
        return code
    wanted = found.text("dedent")
    if not wanted:
        return textwrap.dedent(code)
    if not wanted.isdecimal():
        page.report(bad_directive(found.name, f"'{wanted}' is no number of spaces", found.at))
        return code
    margin = re.compile(rf"^[ \t]{{0,{int(wanted)}}}", re.MULTILINE)
    return margin.sub("", code)


def _shown(found: Found, page: Reading) -> tuple[Block, ...]:
    code, skipped = without_margins(found.body)
    return (listed(found, code, found.argument, page, matching=found.first + skipped),)


def _prompt(found: Found, page: Reading) -> tuple[Block, ...]:
    """Commands for a terminal: they are shown, and copied, without the prompt before them."""
    code, _ = without_margins(found.body)
    language = found.text("language") or found.argument.split(" ")[0] or "bash"
    return (CodeBlock(PROMPT.sub("", code), language, at=found.at),)


def _parsed(found: Found, page: Reading) -> tuple[Block, ...]:
    """Text whose lines stay as they are, without the marks in it."""
    body, skipped = without_margins(found.body)
    lines = [
        line[: len(line) - len(line.lstrip())] + plain(page.line(line, page.at(number), page))
        for number, line in enumerate(body.split("\n"), found.first + skipped)
    ]
    return (CodeBlock("\n".join(lines), at=found.at),)


def _highlight(found: Found, page: Reading) -> tuple[Block, ...]:
    """From here on, code that names no language is in this one."""
    page.known[HIGHLIGHT] = found.argument.split(" ")[0]
    return ()


def _example(found: Found, page: Reading) -> tuple[Block, ...]:
    """MyST as it is written, and what it becomes."""
    written = CodeBlock(found.body.rstrip("\n"), "markdown", at=found.at)
    made = Group(("example",), page.body(found), at=found.at)
    return (made, written) if "reverse" in found.options else (written, made)


DIRECTIVES: Mapping[str, Directive] = {
    "code": Directive(_shown, LISTED),
    "code-block": Directive(_shown, LISTED),
    "highlight": Directive(_highlight, frozenset({"force", "linenothreshold"}), needs="a language"),
    "example": Directive(_example, frozenset({"no-container", "reverse"})),
    "myst": Directive(_example),
    "parsed-literal": Directive(_parsed),
    "prompt": Directive(_prompt, frozenset({"language", "modifiers", "prompts"})),
    "sourcecode": Directive(_shown, LISTED),
}
ROLES: Mapping[str, Role] = {}
