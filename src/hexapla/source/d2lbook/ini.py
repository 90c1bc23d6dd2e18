"""config.ini, whose every value knows its line."""

from __future__ import annotations

import configparser
import re

from hexapla.model.nodes import Place
from hexapla.model.problems import Problems, bad_config
from hexapla.source.project.marked import Marked

SECTION = re.compile(r"\[([^\]]+)\]")
STRAY = "an indented line goes on a key that has no value"
KEY = re.compile(r"([^\s#;=:\[][^=:]*?)[ \t]*[=:]")


def read(text: str, file: str) -> tuple[Marked, Problems]:
    """The sections, each a table of texts with their line ends; none where it is broken."""
    top = Place(file, 1)
    parser = configparser.ConfigParser(
        interpolation=None, strict=False, allow_no_value=True, default_section=""
    )
    try:
        parser.read_string(text, file)
    except (configparser.Error, AttributeError) as error:
        # The latter where a key without a value goes on in a line that is indented.
        what = str(error).split("\n")[0] if isinstance(error, configparser.Error) else STRAY
        line = getattr(error, "lineno", None) or next(
            (number for number, _ in getattr(error, "errors", ())), 1
        )
        return Marked({}, top), (bad_config(f"this cannot be read: {what}", Place(file, line)),)
    places = _places(text)
    table = {
        name: Marked(
            {
                key: Marked(value or "", Place(file, places.get((name, key), 1)))
                for key, value in section.items()
            },
            Place(file, places.get((name, ""), 1)),
        )
        for name, section in parser.items()
        if name
    }
    return Marked(dict(table), top), ()


def _places(text: str) -> dict[tuple[str, str], int]:
    """The lines of sections and keys, from 1; a line that begins with blanks goes on a value."""
    section, found = "", dict[tuple[str, str], int]()
    for number, line in enumerate(text.split("\n"), 1):
        if match := SECTION.match(line):
            section = match[1]
            found[section, ""] = number
        elif match := KEY.match(line):
            found[section, match[1].lower()] = number
    return found
