"""The stores: whole files or none, by key and by page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hexapla.store.committed import Committed
from hexapla.store.folder import Folder

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
def test_a_torn_or_altered_entry_is_a_miss(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    store = Folder(tmp_path)
    store.put(KEY, b"one\ntwo")
    (entry,) = files(tmp_path)
    entry.write_bytes(damage(entry.read_bytes()))
    assert store.get(KEY) is None
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
