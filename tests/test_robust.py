"""Many builders at once, and builders killed at any moment: the next build equals a clean one."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from killed import Builder, build_book, set_state

STATES = range(1, 9)
ROUNDS = int(os.environ.get("ROUNDS", "200"))

MEMORY = Path("/dev/shm")  # noqa: S108 (on a disk each file that is replaced waits for it)

Tree = dict[str, bytes]


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(dir=MEMORY) as name:
        yield Path(name)


def tree(folder: Path) -> Tree:
    """All files of a folder by path; what writing them left behind, too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def made(folder: Path) -> dict[str, Tree]:
    return {name: tree(folder / name) for name in ("outputs", "_build")}


@cache
def clean(state: int, *args: tuple[str, ...], pages: str = "abc") -> tuple[dict[str, Tree], Tree]:
    """What a build of a state makes where there was nothing, and its local store."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "book"
        set_state(folder, state, pages)
        assert build_book(folder, *args) == ()
        return made(folder), tree(folder / ".hexapla" / "store")


def assert_clean(folder: Path, state: int, *args: tuple[str, ...], pages: str = "abc") -> None:
    assert made(folder) == clean(state, *args, pages=pages)[0]


def debris(folder: Path) -> list[str]:
    return [p.name for p in folder.rglob(".*") if p.name.endswith((".part", ".new"))]


def assert_swept(folder: Path) -> None:
    """After each state was built once more, nothing is left of killed builds."""
    for state in STATES:
        set_state(folder, state)
        assert build_book(folder) == ()
    assert debris(folder) == []
    entries = {entry for state in STATES for entry in clean(state)[1].items()}
    assert tree(folder / ".hexapla" / "store").items() <= entries


# --- killed ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_after_a_kill_at_any_moment_the_next_build_equals_a_clean_one(tmp_path: Path) -> None:
    chance = random.Random(20261121)  # noqa: S311 (no secret)
    folder = tmp_path / "book"
    usual = duration(folder)
    killed = 0
    while killed < ROUNDS:
        state = chance.choice(STATES)
        set_state(folder, state)
        if chance.random() < 0.5:  # nothing is known of it, or perhaps all
            shutil.rmtree(folder / ".hexapla" / "store", ignore_errors=True)
        builder = Builder.start(folder)
        time.sleep(chance.uniform(0, usual))
        builder.kill()
        if builder.ended() == 0:  # it was quicker
            usual *= 0.9
        else:
            killed, usual = killed + 1, usual * 1.05
        if chance.random() < 0.2:  # the book changes before it is built again
            state = chance.choice(STATES)
            set_state(folder, state)
        assert build_book(folder) == ()
        assert_clean(folder, state)
    assert_swept(folder)


def duration(folder: Path) -> float:
    """The seconds that a build of new code takes in a process of its own."""
    for state in (901, 902):  # the first loads what the second then has
        set_state(folder, state)
        begun = time.monotonic()
        assert build_book(folder) == () if state == 901 else Builder.start(folder).ended() == 0
    return time.monotonic() - begun


@pytest.mark.slow
def test_a_kill_before_any_step_of_the_file_system_does_no_harm(tmp_path: Path) -> None:
    """From one state to another with fewer pictures: killed before step 1, 2, … of its files."""
    before = tmp_path / "before"
    set_state(before, 2, "a")
    assert build_book(before) == ()
    for die_at in count(1):
        folder = tmp_path / str(die_at)
        shutil.copytree(before, folder)
        set_state(folder, 3, "a")
        ended = Builder.start(folder, die_at=die_at).ended()
        assert build_book(folder) == ()
        assert_clean(folder, 3, pages="a")
        assert debris(folder) == []
        if ended == 0:
            break
    assert die_at > 60  # there are so many steps


# --- at once --------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [4])
def test_eight_builders_at_once_make_what_one_makes(tmp_path: Path, rounds: int) -> None:
    folder = tmp_path / "book"
    for state in range(1, rounds + 1):
        set_state(folder, state)
        builders = [Builder.start(folder, ("web", "notebooks")) for _ in range(8)]
        assert [builder.ended() for builder in builders] == [0] * 8
        assert_clean(folder, state, ("web", "notebooks"))
        assert debris(folder) == []


@pytest.mark.slow
def test_two_editions_in_one_folder_are_never_mixed(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    set_state(folder, 1)
    wishes = [(("notebooks",), ("high",)), (("notebooks",), ("low",))]
    for _ in range(10):
        builders = [Builder.start(folder, *wishes[number % 2]) for number in range(6)]
        assert [builder.ended() for builder in builders] == [0] * 6
        assert made(folder) in [clean(1, *wish)[0] for wish in wishes]
        for wish in wishes:  # nor is one taken for the other
            assert build_book(folder, *wish) == ()
            assert_clean(folder, 1, *wish)


# --- the real command line ------------------------------------------------------------------------


def hexapla(folder: Path) -> subprocess.Popen[bytes]:
    """`hexapla build --run`, with its rooms for kernels beside the book."""
    rooms = folder.with_name("tmp")
    rooms.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "hexapla", "build", str(folder), "--run"],
        env={**os.environ, "TMPDIR": str(rooms)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def real_book(folder: Path) -> Path:
    set_state(folder, 1, "ab")
    draw = 'def draw(state, pictures):\n    print(f"drew {state}")\n'
    for page in folder.glob("*.md"):
        text = page.read_text()
        page.write_text(text.replace("draw(", f"{draw}\n\ndraw(").replace("#@save\n", ""))
    return folder


@pytest.mark.kernel
def test_commands_killed_and_three_at_once_make_what_one_makes(tmp_path: Path) -> None:
    alone, folder = real_book(tmp_path / "alone"), real_book(tmp_path / "book")
    begun = time.monotonic()
    assert hexapla(alone).wait(120) == 0
    usual = time.monotonic() - begun
    for part in (0.5, 0.9):
        command = hexapla(folder)
        time.sleep(part * usual)
        command.kill()
        command.wait()
    commands = [hexapla(folder) for _ in range(3)]
    for command in commands:
        said, _ = command.communicate(timeout=240)
        assert command.returncode == 0, said.decode()
    assert without_costs(folder) == without_costs(alone)
    assert debris(folder) == []


def without_costs(folder: Path) -> dict[str, object]:
    """All that was made but for seconds and bytes of memory, which no two runs share."""
    found: dict[str, object] = dict(made(folder)["_build"])
    for path, data in made(folder)["outputs"].items():
        record = json.loads(data)
        found[path] = [record["inputs"], record["outputs"]]
    return found
