"""Rules of Markdown are asked only where the sign under them may begin what they read.

markdown-it asks all of its rules at every line, and at every sign within one: that is most of the
time that reading takes. Nearly every rule begins with signs of its own. A rule that is not in the
tables is asked everywhere. What of markdown-it is relied upon: a ruler's list of its rules, that it
puts those of each chain together when they are first asked, and the pattern at which words end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.ruler import Rule, Ruler

# The first signs of a line, beside blanks, that a rule reads; any other rule reads every line.
OF_LINES: Mapping[str, str] = {
    "amsmath": "\\",
    "attr": "{",
    "blockquote": ">",
    "colon_fence": ":",
    "d2l_line": ":",
    "fence": "`~",
    "fieldlist": ":",
    "footnote_def": "[",
    "front_matter": "-",
    "heading": "#",
    "hr": "*-_",
    "html_block": "<",
    "list": "*+-0123456789",
    "math_block": "$",
    "myst_block_break": "+",
    "myst_line_comment": "%",
    "myst_target": "(",
    "reference": "[",
}
# The same of those that are asked whether they end what stands above them.
ENDING: Mapping[str, str] = {**OF_LINES, "deflist": ":~"}
# The signs within a line that a rule reads.
WITHIN_LINES: Mapping[str, str] = {
    "attr": "{",
    "autolink": "<",
    "backticks": "`",
    "cited": "[",
    "d2l_literal": "$@{",
    "d2l_raised": "^~",
    "d2l_role": ":",
    "d2l_slide": "()*[]~",
    "emphasis": "*_",
    "entity": "&",
    "escape": "\\",
    "footnote_ref": "[",
    "html_inline": "<",
    "image": "!",
    "link": "[",
    "math_inline": "$",
    "mention": "@",
    "myst_role": "{",
    "newline": "\n",
    "note": "^",
    "span": "[",
    "strikethrough": "~",
    "substitution": "{",
}
UNDERLINE = "-="
COLUMNS = "|-:"  # what the line below the head of a table begins with

Asked = Callable[..., bool]
Named = tuple[str, Asked]


def by_signs(parser: MarkdownIt) -> MarkdownIt:
    """The parser, with its rules asked by signs; it must have all of them."""
    block, inline = parser.block, parser.inline
    for rule in block.ruler.__rules__:
        if rule.name in ABOVE:
            block.ruler.at(rule.name, ABOVE[rule.name](rule.fn), {"alt": rule.alt})
    block.ruler = _Together(block.ruler, _of_lines)
    names = {*inline.ruler.get_active_rules()} - {"text"}
    if names <= WITHIN_LINES.keys():  # words go on up to the next sign that one of these reads
        signs = {"]", *(sign for name in names for sign in WITHIN_LINES[name])}
        inline.terminator_re = re.compile(f"[{re.escape(''.join(sorted(signs)))}]")
    inline.ruler = _Together(inline.ruler, partial(_within_lines, inline.terminator_re))
    return parser


class _Together(Ruler[Asked]):
    """Rules that are asked as one."""

    def __init__(self, rules: Ruler[Any], together: Callable[[list[Named], str], Asked]) -> None:
        super().__init__()
        self.__rules__ = rules.__rules__
        self.together = together

    def __compile__(self) -> None:
        active = [rule for rule in self.__rules__ if rule.enabled]
        chains = {"", *(chain for rule in active for chain in rule.alt)}
        self.__cache__ = {chain: [self.together(_of(chain, active), chain)] for chain in chains}


def _of(chain: str, rules: Iterable[Rule[Asked]]) -> list[Named]:
    return [(rule.name, rule.fn) for rule in rules if not chain or chain in rule.alt]


class _BySign(dict[str, tuple[Asked, ...]]):
    """The rules to be asked at each sign that there was."""

    def __init__(self, at: Callable[[str], Iterable[Asked]]) -> None:
        super().__init__()
        self.at = at

    def __missing__(self, sign: str) -> tuple[Asked, ...]:
        found = self[sign] = tuple(self.at(sign))
        return found


def _of_lines(rules: list[Named], chain: str) -> Asked:
    """One rule for all that read lines."""
    signs = ENDING if chain else OF_LINES
    asked = _BySign(lambda sign: _begun(rules, signs, sign))

    def ask(state: Any, line: int, end: int, silent: bool) -> bool:
        at = state.bMarks[line] + state.tShift[line]
        for rule in asked[state.src[at : at + 1]]:  # noqa: SIM110 (asked for every line)
            if rule(state, line, end, silent):
                return True
        return False

    return ask


def _begun(rules: list[Named], signs: Mapping[str, str], sign: str) -> Iterator[Asked]:
    """The rules that a sign may begin; a blank, which some pass over, may begin any."""
    return (rule for name, rule in rules if not sign.strip() or sign in signs.get(name, sign))


def _within_lines(ends: re.Pattern[str], rules: list[Named], chain: str) -> Asked:
    """One rule for all that read within lines; that for words reads up to the next sign."""
    words = next(rule for name, rule in rules if name == "text")
    others = [(name, rule) for name, rule in rules if rule is not words]
    asked = _BySign(lambda sign: _signed(others, sign) if ends.match(sign) else (words,))

    def ask(state: Any, silent: bool) -> bool:
        for rule in asked[state.src[state.pos]]:  # noqa: SIM110 (asked for every sign)
            if rule(state, silent):
                return True
        return False

    return ask


def _signed(rules: list[Named], sign: str) -> Iterator[Asked]:
    return (rule for name, rule in rules if sign in WITHIN_LINES.get(name, sign))


def _above_columns(table: Asked) -> Asked:
    """A table is asked for only above a line that may be the one below its head."""

    def ask(state: Any, line: int, end: int, silent: bool) -> bool:
        if line + 2 > end:
            return False
        at = state.bMarks[line + 1] + state.tShift[line + 1]
        return state.src[at : at + 1] in COLUMNS and table(state, line, end, silent)

    return ask


def _underlined(heading: Asked) -> Asked:
    """Such a heading is asked for only where a line below it, before a blank one, begins so."""

    def ask(state: Any, line: int, end: int, silent: bool) -> bool:
        for below in range(line + 1, end):
            at = state.bMarks[below] + state.tShift[below]
            if at >= state.eMarks[below]:
                return False
            if state.src[at] in UNDERLINE:
                return heading(state, line, end, silent)
        return False

    return ask


# Rules that are known by a line below.
ABOVE: Mapping[str, Callable[[Asked], Asked]] = {"table": _above_columns, "lheading": _underlined}
