"""Taking turns at a folder, between processes and between threads."""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Thread

from hexapla.turns import abandoned, turn

FORK = multiprocessing.get_context("fork")


def hold(folder: Path, has: Event) -> None:
    with turn(folder):
        has.set()
        signal.pause()


def test_a_folder_is_had_by_one_at_a_time_and_free_when_its_holder_is_killed(
    tmp_path: Path,
) -> None:
    has = FORK.Event()
    holder = FORK.Process(target=hold, args=(tmp_path, has))
    holder.start()
    assert has.wait(30)
    assert not abandoned(tmp_path)
    assert holder.pid is not None
    pid, waited = holder.pid, []

    def waiting() -> None:
        waited.append(True)
        os.kill(pid, signal.SIGKILL)

    with turn(tmp_path, waiting=waiting) as alone:
        assert alone
        assert waited == [True]
    holder.join()
    assert abandoned(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_readers_share(tmp_path: Path) -> None:
    with turn(tmp_path, shared=True), turn(tmp_path, shared=True):
        assert not abandoned(tmp_path)


def test_threads_take_turns_too(tmp_path: Path) -> None:
    seen: list[int] = []

    def work(number: int) -> None:
        with turn(tmp_path):
            seen.extend([number] * 100)

    threads = [Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(len(set(seen[n : n + 100])) == 1 for n in range(0, 800, 100))


def test_a_link_or_nothing_is_not_called_abandoned(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert not abandoned(tmp_path / "link")
    assert not abandoned(tmp_path / "nothing")
