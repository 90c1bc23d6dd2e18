"""The stores: whole files or none, by key and by page."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from hexapla.store.committed import Committed
from hexapla.store.folder import Folder
from hexapla.whole import sweep

KEY = "ab" + "0" * 62


def test_what_is_put_is_got(tmp_path: Path) -> None:
    store = Folder(tmp_path)
    assert store.get(KEY) is None
    store.put(KEY, b"one\ntwo")
    assert Folder(tmp_path).get(KEY) == b"one\ntwo"
    assert [p.relative_to(tmp_path).as_posix() for p in files(tmp_path)] == [f"ab/{KEY}"]


@pytest.mark.parametrize(
    "damage", [lambda d: d[:-1], lambda d: d + b"x", lambda d: b"", bytes.upper]
)
def test_a_torn_or_altered_entry_is_no_result(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    store = Folder(tmp_path)
    store.put(KEY, b"one\ntwo")
    (entry,) = files(tmp_path)
    entry.write_bytes(damage(entry.read_bytes()))
    with pytest.raises(OSError, match="altered, or not written to its end"):
        store.get(KEY)
    store.put(KEY, b"again")
    assert store.get(KEY) == b"again"


def test_many_may_write_one_key_at_once(tmp_path: Path) -> None:
    store = Folder(tmp_path)
    data = [bytes([n]) * 100_000 for n in range(16)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda d: (store.put(KEY, d), store.get(KEY))[1], data))
    assert all(each in data for each in got)
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a/b", "ab"])
def test_a_key_is_no_path(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        Folder(tmp_path).get(key)


def test_a_folder_that_cannot_be_written_raises(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file stands here")
    store = Folder(tmp_path / "store")
    with pytest.raises(OSError, match="store"):
        store.put(KEY, b"x")
    assert store.get(KEY) is None


def test_a_page_keeps_its_last_record_and_no_pictures_of_others(tmp_path: Path) -> None:
    archive = Committed(tmp_path)
    assert archive.last("nets", "jax") is None
    first = {"record.json": b"1", "1-1.png": b"a", "2-1.svg": b"b"}
    archive.keep("nets", "jax", first)
    assert archive.last("nets", "jax") == first
    second = {"record.json": b"2", "1-1.png": b"c"}
    archive.keep("nets", "jax", second)
    assert archive.last("nets", "jax") == second
    assert archive.last("nets", "pytorch") is None
    archive.keep("nets", "jax", {"record.json": b"3"})
    assert [p.relative_to(tmp_path).as_posix() for p in files(tmp_path)] == ["jax/nets.json"]
    assert not (tmp_path / "jax" / "nets").exists()


def test_what_is_equal_is_not_written_again(tmp_path: Path) -> None:
    archive = Committed(tmp_path)
    archive.keep("nets", "jax", {"record.json": b"1", "1-1.png": b"a"})
    before = [path.stat().st_ino for path in files(tmp_path)]
    archive.keep("nets", "jax", {"record.json": b"1", "1-1.png": b"a"})
    assert [path.stat().st_ino for path in files(tmp_path)] == before


def test_what_another_is_writing_is_no_picture(tmp_path: Path) -> None:
    archive = Committed(tmp_path)
    archive.keep("nets", "jax", {"record.json": b"1", "1-1.png": b"a"})
    (tmp_path / "jax" / "nets" / ".half.part").write_bytes(b"")
    assert archive.last("nets", "jax") == {"record.json": b"1", "1-1.png": b"a"}


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".hidden", "a\\b"])
def test_a_page_is_no_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        Committed(tmp_path).last(name, "jax")
    with pytest.raises(ValueError, match="not a name"):
        Committed(tmp_path).keep("nets", "jax", {"record.json": b"", name: b""})


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


# --- what killed builds, and others, leave behind -------------------------------------------------

OLD = {"record.json": b"1", "1-1.png": b"a"}
NEW = {"record.json": b"2", "1-1.png": b"b", "1-2.png": b"c"}
PART = f".{'0' * 32}.part"


@pytest.fixture
def archive(tmp_path: Path) -> Committed:
    """It has the old record of a page."""
    made = Committed(tmp_path / "outputs")
    made.keep("nets", "jax", OLD)
    return made


def test_what_was_begun_is_finished(archive: Committed) -> None:
    intent = archive.folder / "jax" / ".nets.new"
    intent.write_bytes(msgspec.msgpack.encode(NEW))
    (archive.folder / "jax" / "nets" / "1-1.png").write_bytes(b"b")  # so far it came
    (archive.folder / "jax" / "nets" / PART).write_bytes(b"half")
    assert archive.last("nets", "jax") == NEW
    assert not intent.exists()
    assert {p.name for p in files(archive.folder)} == {"nets.json", "1-1.png", "1-2.png"}


@pytest.mark.parametrize(
    "intent",
    [
        b"",
        msgspec.msgpack.encode(NEW)[:-1],
        msgspec.msgpack.encode({"1-1.png": b"x"}),
        msgspec.msgpack.encode(NEW | {"../../up": b"x"}),
        b"not what we write",
    ],
)
def test_an_intent_that_is_torn_or_not_ours_is_dropped(
    archive: Committed, tmp_path: Path, intent: bytes
) -> None:
    (archive.folder / "jax" / ".nets.new").write_bytes(intent)
    assert archive.last("nets", "jax") == OLD
    assert {p.name for p in files(tmp_path)} == {"nets.json", "1-1.png"}


@pytest.mark.parametrize("what", ["jax", "jax/nets"])
def test_a_link_in_the_place_of_a_folder_is_followed_by_no_one(
    archive: Committed, tmp_path: Path, what: str
) -> None:
    theirs = tmp_path / "theirs"
    (archive.folder / what).rename(theirs)
    (archive.folder / what).symlink_to(theirs)
    before = {path: path.read_bytes() for path in files(theirs)}
    with pytest.raises(OSError, match="a link stands in its place"):
        archive.last("nets", "jax")
    with pytest.raises(OSError, match="a link stands in its place"):
        archive.keep("nets", "jax", NEW)
    assert {path: path.read_bytes() for path in files(theirs)} == before


@pytest.mark.parametrize("what", ["nets.json", "nets/1-1.png"])
@pytest.mark.parametrize("kind", ["link", "pipe"])
def test_what_is_no_file_is_not_read_and_is_replaced(
    archive: Committed, tmp_path: Path, what: str, kind: str
) -> None:
    place, secret = archive.folder / "jax" / what, tmp_path / "secret"
    secret.write_bytes(b"secret")
    place.unlink()
    place.symlink_to(secret) if kind == "link" else os.mkfifo(place)
    with pytest.raises(OSError, match=re.escape(place.name)):
        archive.last("nets", "jax")
    archive.keep("nets", "jax", NEW)
    assert archive.last("nets", "jax") == NEW
    assert secret.read_bytes() == b"secret"


def test_the_store_follows_no_link_and_waits_for_no_pipe(tmp_path: Path) -> None:
    store, elsewhere = Folder(tmp_path / "store"), tmp_path / "elsewhere"
    store.put(KEY, b"x")
    (entry,) = files(store.path)
    entry.unlink()
    os.mkfifo(entry)
    with pytest.raises(OSError, match="it is no file"):
        store.get(KEY)
    store.put(KEY, b"y")
    assert store.get(KEY) == b"y"
    elsewhere.mkdir()
    entry.parent.rename(tmp_path / "old")
    entry.parent.symlink_to(elsewhere)
    for use in (lambda: store.get(KEY), lambda: store.put(KEY, b"z")):
        with pytest.raises(OSError, match="a link stands in its place"):
            use()
    assert files(elsewhere) == []


def test_parts_of_killed_builds_are_swept_by_who_is_alone_or_when_they_are_old(
    tmp_path: Path,
) -> None:
    parts = [tmp_path / f".{digit * 32}.part" for digit in "01"]
    others = [tmp_path / ".mine.part", tmp_path / "a"]
    for path in (*parts, *others):
        path.write_bytes(b"half")
    os.utime(parts[0], (0, 0))
    sweep(tmp_path, alone=False)
    assert files(tmp_path) == sorted([parts[1], *others])
    sweep(tmp_path, alone=True)
    assert files(tmp_path) == sorted(others)
