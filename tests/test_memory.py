"""What pure functions gave, kept on disk: the same again, or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import BOOKS
from hexapla import stages
from hexapla.memory import Unfit, from_bytes, recalled, recalled_each, to_bytes
from hexapla.model.book import Page
from hexapla.model.nodes import Cell, Paragraph, Place, Text
from hexapla.packed import fingerprint, kept, pack, unpack
from hexapla.source import tree

KEY = b"0" * 64
ROOT = Path(__file__).parent.parent
calls: list[object] = []


def doubled(given: str) -> tuple[Text, str]:
    calls.append(given)
    return Text(given * 2, at=Place("a.md", 3)), given


def joined(given: str, common: str) -> str:
    calls.append(given)
    return given + common


def formless(given: str) -> object:
    calls.append(given)
    return {given}  # a set: memory has no form for it


def asked(function: str, given: str, folder: Path) -> tuple[object, int]:
    """What memory gives, and how often the function was called for it."""
    calls.clear()
    return recalled(f"test_memory:{function}", given, folder=folder), len(calls)


@pytest.mark.slow
@pytest.mark.parametrize("folder", [BOOKS / "rivers", ROOT / "book", ROOT / "docs"])
def test_a_whole_book_comes_back_as_it_was(folder: Path) -> None:
    sources, _ = tree.read(folder)
    assert sources is not None
    understood = stages.understand(sources)
    for value in (understood, stages.prepare(understood[0])):
        assert repr(from_bytes(to_bytes(value, KEY), KEY)) == repr(value)


words = st.text(max_size=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats() | words | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(words, inner)
        | st.dictionaries(words, inner).map(MappingProxyType)
        | st.builds(Text, words, at=st.builds(Place, words, st.integers(0, 99)))
        | st.builds(Cell, code=words, at=st.builds(Place, words))
    ),
    max_leaves=8,
)


@given(values)
def test_any_value_comes_back_as_it_was(value: object) -> None:
    assert repr(from_bytes(to_bytes(value, KEY), KEY)) == repr(value)


@given(st.data())
def test_what_is_torn_or_altered_is_nothing(data: st.DataObject) -> None:
    whole = to_bytes((Text("a"), {"b": [1, 2.5]}), KEY)
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = bytes([data.draw(st.integers(0, 255).filter(lambda b: b != whole[at]))])
    for damaged in (whole[:at], whole[:at] + byte + whole[at + 1 :]):
        with pytest.raises(Unfit):
            from_bytes(damaged, KEY)


def test_a_page_with_its_body_packed_is_that_page() -> None:
    page = Page("a", "a.md", 1, (Text("A"),), (Paragraph((Text("one"),)),), {})
    packed = kept(page)
    (read,) = unpack(pack((page,)))
    for other in (packed, read):
        assert (other, page) == (page, other)
        assert repr(other) == repr(page)
        assert isinstance(other, Page)
        assert fingerprint(other) == fingerprint(page)
        changed = replace(other, body=())
        assert changed == replace(page, body=())
        assert fingerprint(changed) != fingerprint(page)
        match other:
            case Page("a", body=(Paragraph((Text(words),)),)):
                assert words == "one"
            case _:
                pytest.fail("it does not match")


def test_what_has_no_form_has_a_fingerprint_all_the_same() -> None:
    assert fingerprint({"a"}) == fingerprint({"a"}) != fingerprint({"b"})
    halves = Text("\ud800"), Text("\ud801")
    assert fingerprint(halves[0]) != fingerprint(halves[1])
    page = Page("a", "a.md", 1, (), (Paragraph((halves[0],)),), {})
    assert kept(page) is page


def test_a_question_is_asked_once(tmp_path: Path) -> None:
    first, often = asked("doubled", "a", tmp_path)
    assert (repr(first), often) == (repr((Text("aa", at=Place("a.md", 3)), "a")), 1)
    again, often = asked("doubled", "a", tmp_path)
    assert (repr(again), often) == (repr(first), 0)
    assert asked("doubled", "b", tmp_path)[1] == 1


def test_of_several_questions_only_new_ones_are_asked(tmp_path: Path) -> None:
    def asked_each(*given: str, common: str = "x") -> tuple[list[object], int]:
        calls.clear()
        each = [(one,) for one in given]
        gives = recalled_each("test_memory:joined", each, (common,), folder=tmp_path)
        return gives, len(calls)

    assert asked_each("a", "b") == (["ax", "bx"], 2)
    assert asked_each("a", "b") == (["ax", "bx"], 0)
    assert asked_each("b", "c", "a") == (["bx", "cx", "ax"], 1)
    assert asked_each("c") == (["cx"], 0)
    assert asked_each("c", "a") == (["cx", "ax"], 1)  # what was left out is forgotten
    assert asked_each("c", "a", common="y") == (["cy", "ay"], 2)


def test_further_values_are_made_only_when_they_are_needed(tmp_path: Path) -> None:
    def ask() -> object:
        name, further = "test_memory:joined", lambda: calls.append("further") or "x"
        return recalled(name, "a", folder=tmp_path, further=further)

    calls.clear()
    assert (ask(), ask(), calls) == ("ax", "ax", ["further", "a"])


def test_memory_that_is_gone_or_damaged_is_made_again(tmp_path: Path) -> None:
    asked("doubled", "a", tmp_path)
    (file,) = (tmp_path / ".hexapla" / "memory").iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert asked("doubled", "a", tmp_path)[1] == 1
    assert asked("doubled", "a", tmp_path)[1] == 0
    file.unlink()
    assert asked("doubled", "a", tmp_path)[1] == 1


def test_where_nothing_can_be_kept_the_answer_is_right_all_the_same(tmp_path: Path) -> None:
    (tmp_path / ".hexapla").write_text("a file stands here")
    assert asked("doubled", "a", tmp_path) == ((Text("aa"), "a"), 1)
    assert asked("formless", "a", tmp_path / "other") == ({"a"}, 1)
    assert asked("formless", "a", tmp_path / "other") == ({"a"}, 1)
