"""The rules of the house that no other tool checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hexapla import plugins, ports
from hexapla.cli.main import COMMANDS, hexapla

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src" / "hexapla").rglob("*.py"))


def test_build_tells_its_story_in_under_80_lines() -> None:
    assert len((ROOT / "src/hexapla/build.py").read_text().splitlines()) < 80


def test_no_module_has_two_jobs() -> None:
    long = {p.name for p in SOURCES if len(p.read_text().splitlines()) > 400}
    assert long <= {"problems.py"}  # a list of all that can be wrong, however long


def test_no_import_hides_inside_a_function_or_a_condition() -> None:
    hidden = [
        p.name
        for p in SOURCES
        if re.search(r"^[ \t]+(import|from \w[\w.]* import) ", p.read_text(), re.M)
    ]
    assert hidden == []


def test_nothing_but_the_console_prints() -> None:
    printing = [p.name for p in SOURCES if re.search(r"^[ \t]*print\(", p.read_text(), re.M)]
    assert printing == []


def test_every_command_output_and_port_is_in_the_manual() -> None:
    manual = "".join(path.read_text() for path in sorted((ROOT / "docs").rglob("*.md")))
    missing = [f"hexapla {name}" for name in COMMANDS if f"## hexapla {name}" not in manual]
    missing += [name for name in plugins.WRITERS if f"`{name}`" not in manual]
    protocols = [
        n for n, p in vars(ports).items() if getattr(p, "_is_protocol", False) and n != "Protocol"
    ]
    missing += [name for name in protocols if f"`{name}`" not in manual]
    assert missing == []


def commands(of: click.Group, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by the words that call it."""
    context = click.Context(of)
    for name in of.list_commands(context):
        command = of.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield " ".join((*path, name)), command


@pytest.mark.parametrize(("words", "command"), list(commands(hexapla)), ids=str)
def test_every_option_of_a_command_is_in_its_section_of_the_manual(
    words: str, command: click.Command
) -> None:
    manual = (ROOT / "docs" / "commands.md").read_text()
    (section,) = re.findall(rf"^## hexapla {words}\b(.*?)(?=^## |\Z)", manual, re.M | re.S)
    options = {option for one in command.params for option in one.opts if option.startswith("--")}
    missing = [option for option in sorted(options - {"--json"}) if f"`{option}" not in section]
    assert missing == []
