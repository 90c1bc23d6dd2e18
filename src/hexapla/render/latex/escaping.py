"""What an author types, as text of LaTeX: no character of it is ever a command."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hexapla.render.latex.characters import IDEOGRAPHS, SIGNS

MARKS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    "\u00a0": "~",
    "\u00ad": r"\-",
    "\u2009": r"\,",
    "\u202f": r"\,",
    "\u200b": r"\hspace{0pt}",
    "\u2011": r"\mbox{-}",
    "\t": " ",
    **{mark: f"\\{mark}" for mark in "{}$&#_%"},
}
# Of two in a row, LaTeX would make a dash or a quote.
PAIRS = re.compile(r"--+|''+|,,+|<<+|>>+|[?!](?=`)")
SPECIAL = re.compile(f"[{re.escape(''.join(MARKS))}]")
# No file of TeX may hold them.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u2028\u2029]")
OPENS = re.compile(r"^[\[*]")  # after \\ and \item that would be read as an option
# What has no glyph in the fonts of text; it is set in others.
FOREIGN = re.compile(f"[^\x00-\u058f\u1e00-\u1fff\u2000-\u206f\u20ac\u2116\u2122{IDEOGRAPHS}]+")
PICTURED = re.compile("[\U00010000-\U0001ffff\ufe0f]+")  # of these, not even the fonts of code
# Of signs, those that stand in the fonts of text.
WRITTEN = re.compile("[\x00-\u06ff\u2000-\u206f]")
DRAWN = re.compile(f"[{''.join(sign for sign in SIGNS if not WRITTEN.match(sign))}]+")
UNSAFE = re.compile(r"[^A-Za-z0-9:._/-]")
UNNAMED = re.compile(r"[^A-Za-z0-9._-]")
ADDRESS = {"\\": "%5C", "{": "%7B", "}": "%7D", "^": "%5E", "`": "%60", '"': "%22", " ": "%20"}
ADDRESS |= {"<": "%3C", ">": "%3E", "|": "%7C", "\n": "%20", "\t": "%20"}


def escaped(text: str, before: str = " ", *, bookmarked: bool = False) -> str:
    """A text as LaTeX sets it. `before` is what stands before it: a quote opens or closes. Where
    it is `bookmarked`, signs are themselves among mere words."""
    text = _quoted(_plain(text), before)
    text = SPECIAL.sub(lambda found: MARKS[found[0]], text)
    text = PAIRS.sub(lambda found: "{}".join(found[0]), text)
    text = text.replace("\x01", "``").replace("\x02", "''")
    text = DRAWN.sub(lambda found: _drawn(found[0], bookmarked=bookmarked), text)
    return FOREIGN.sub(lambda found: f"\\symbols{{{found[0]}}}", text)


def guarded(text: str) -> str:
    """The same at a place where a bracket or a star would be read as an option."""
    return OPENS.sub(lambda found: f"{{{found[0]}}}", text)


def code(text: str) -> str:
    """Code within a line: quotes stay straight, and spaces are kept."""
    text = _plain(text).replace("\n", " ")
    text = SPECIAL.sub(lambda found: MARKS[found[0]], text)
    text = PAIRS.sub(lambda found: "{}".join(found[0]), text)
    text = re.sub(r"(?<= ) |^ | $", r"\\ ", text)
    return PICTURED.sub(lambda found: f"\\symbols{{{found[0]}}}", text)


def verbatim(text: str) -> str:
    """Code as it stands in an environment of its own."""
    return _plain(text).expandtabs(4)


def address(url: str) -> str:
    r"""An address within \href and \url, also where it stands in an argument."""
    url = "".join(ADDRESS.get(sign, sign) for sign in _plain(url))
    return re.sub(r"[%#&_$]", r"\\\g<0>", url)


def label(name: str) -> str:
    """A name for \\label and \\ref: of two names, two labels."""
    return UNSAFE.sub(_hex, name)


def file_name(name: str) -> str:
    """The name of a file that any system takes, and TeX: of two names, two files."""
    return UNNAMED.sub(_hex, name)


def foreign(texts: Iterable[str]) -> str:
    """The signs in texts that LaTeX must be told about, sorted."""
    return "".join(sorted({sign for text in texts for sign in text if sign > "\x7f"}))


def _drawn(signs: str, *, bookmarked: bool) -> str:
    formula = f"${' '.join(map(SIGNS.__getitem__, signs))}$"
    return f"\\texorpdfstring{{{formula}}}{{{signs}}}" if bookmarked else formula


def _hex(found: re.Match[str]) -> str:
    return f"+{ord(found[0]):x}+"


def _plain(text: str) -> str:
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _quoted(text: str, before: str) -> str:
    """Straight quotes as opening and closing ones, for now as signs that no text holds."""
    made: list[str] = []
    last = before[-1:]
    for sign in text:
        opens = last.isspace() or last in ("", "(", "[", "{", "-", "–", "—", "/", "\x01")
        made.append(("\x01" if opens else "\x02") if sign == '"' else sign)
        last = made[-1]
    return "".join(made)
