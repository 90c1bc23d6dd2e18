"""What authors have written down to be done: in prose, in comments, in the comments of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hexapla.inspect.subject import Subject
from hexapla.model.nodes import Cell, Node, Place, Text
from hexapla.model.problems import Problem, todo

LONGEST = 72  # characters of it that are told
WORDS = r"(?:TODO|FIXME|XXX)\b"
# In prose it begins something, or something follows: "the TODO list" is a list.
PROSE = re.compile(rf"(?:^\W*|(?<=[\[(]))({WORDS}.*)|\b({WORDS}(?=[:(]).*)", re.S)
COMMENT = re.compile(rf"#.*?\b({WORDS}.*)")
HTML = re.compile(rf"<!--(?:(?!-->).)*?\b({WORDS}(?:(?!-->).)*)", re.S)
LINE = re.compile(rf"\s*%.*?\b({WORDS}.*)")
DIRECTIVE = re.compile(r"\s*(?:`{3,}|:{3,})\{todo\}[ \t]*(.*)")
FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)")
# What stands after a fence that holds code.
CODE = re.compile(r"\s*(\{(code|literalinclude)[\w-]*\}.*|[^{\s].*)?")


def todos(subject: Subject) -> Iterator[Problem]:
    """Everything that is marked as still to be done."""
    for node in subject.nodes:
        for line, words in _of(node):
            yield _todo(words, Place(node.at.file, node.at.line + line))
    for file, text in subject.texts.items():
        if not file.endswith(".ipynb") and (_marked(text) or "{todo}" in text):
            for number, words in _of_text(_without_code(text)):
                yield _todo(words, Place(file, number))


def _of(node: Node) -> Iterator[tuple[int, str]]:
    """What a node says is to be done, and how many lines after its own place."""
    match node:
        case Text(text) if _marked(text) and (found := PROSE.search(text)):
            yield 0, found[1] or found[2]
        case Cell(code) if _marked(code):
            for number, line in enumerate(code.split("\n"), node.offset + 1):
                if "#" in line and (found := COMMENT.search(line)):
                    yield number, found[1]
        case _:
            pass


def _marked(text: str) -> bool:
    """Whether to look closely: most of a book is done."""
    return "TODO" in text or "FIXME" in text or "XXX" in text


def _of_text(text: str) -> Iterator[tuple[int, str]]:
    """What becomes no node: comments, and the directive `todo`."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := LINE.fullmatch(line) or DIRECTIVE.match(line):
            yield number, found[1] or "what stands in this box"
    for found in HTML.finditer(text):
        yield 1 + text.count("\n", 0, found.start(1)), found[1]


def _without_code(text: str) -> str:
    """A page with empty lines for its code."""
    lines: list[str] = []
    opened: list[tuple[str, bool]] = []  # fences, and whether they hold code
    for line in text.split("\n"):
        fence = FENCE.match(line)
        is_code = bool(opened and opened[-1][1])
        lines.append("" if is_code else line)
        if fence and not is_code and (fence[2] or not opened):
            opened.append((fence[1], bool(CODE.fullmatch(fence[2]))))
        elif opened and fence and not fence[2].strip() and fence[1].startswith(opened[-1][0]):
            opened.pop()
    return "\n".join(lines)


def _todo(words: str, at: Place) -> Problem:
    line = " ".join(words.split())
    return todo(line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()}…", at)
