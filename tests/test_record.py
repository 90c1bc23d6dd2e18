"""Records: a result with its inputs, as files and as bytes, and what damage does to them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.execute.record import LONG, RECORD, Damaged, from_bytes, from_files, to_bytes, to_files
from hexapla.model.outputs import STDOUT, Failure, Inputs, Output, Result

INPUTS = Inputs(
    cells=("print(1)\n", "plot()"),
    language="3.11",
    library=(("train.fit", "def fit():\n    pass"),),
    packages=(("numpy", "2.3.1"),),
)
RESULT = Result(
    cells=(
        (Output(STDOUT, "1\n"),),
        (
            Output("image/png", b"pixels"),
            Output("image/svg+xml", "<svg>é</svg>\n", (Output("text/plain", "a plot"),)),
        ),
    ),
    duration=1.25,
    memory=4096,
)

words = st.text(st.characters(), max_size=12)  # lone halves of characters too
pairs = st.lists(st.tuples(words, words), max_size=2).map(tuple)
bare = st.builds(
    Output, st.sampled_from([STDOUT, "text/html", "image/svg+xml"]), words
) | st.builds(Output, st.sampled_from(["image/png", "application/x-other"]), st.binary(max_size=12))
outputs = st.builds(
    lambda o, others: replace(o, others=others), bare, st.lists(bare, max_size=2).map(tuple)
)
inputs = st.builds(
    Inputs, st.lists(words, max_size=3).map(tuple), words, words, pairs, pairs, pairs
)
results = st.builds(
    Result,
    st.lists(st.lists(outputs, max_size=3).map(tuple), max_size=3).map(tuple),
    st.floats(0, 1e6),
    st.integers(0, 2**50),
)


@given(inputs, results)
def test_files_and_bytes_give_back_what_they_were_made_of(said: Inputs, gave: Result) -> None:
    assert from_files(to_files(said, gave)) == (said, gave)
    assert from_bytes(to_bytes(said, gave)) == (said, gave)


@given(st.data())
def test_no_altered_byte_gives_another_value(data: st.DataObject) -> None:
    files = to_files(INPUTS, RESULT)
    name = data.draw(st.sampled_from(sorted(files)))
    files[name] = altered(files[name], data)
    assert unless_damaged(from_files, files) in (None, (INPUTS, RESULT))
    whole = altered(to_bytes(INPUTS, RESULT), data)
    assert unless_damaged(from_bytes, whole) in (None, (INPUTS, RESULT))


@given(st.data())
def test_what_is_torn_is_damaged(data: st.DataObject) -> None:
    files = to_files(INPUTS, RESULT)
    name = data.draw(st.sampled_from(sorted(files)))
    torn = files[name].rstrip()  # the end of the last line says nothing
    files[name] = torn[: data.draw(st.integers(0, len(torn) - 1))]
    with pytest.raises(Damaged):
        from_files(files)
    whole = to_bytes(INPUTS, RESULT)
    with pytest.raises(Damaged):
        from_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])


def test_a_record_can_be_read_and_reviewed() -> None:
    files = to_files(INPUTS, RESULT)
    assert sorted(files) == ["2-1.png", "2-2.svg", RECORD]
    assert files["2-2.svg"].decode() == "<svg>é</svg>\n"
    said = json.loads(files[RECORD])
    assert said["inputs"]["cells"] == [["print(1)", ""], ["plot()"]]
    assert said["outputs"][0] == [{"mime": STDOUT, "text": ["1", ""]}]
    assert list(said) == sorted(said)


def test_long_text_has_a_file_of_its_own() -> None:
    long = "x" * (LONG + 1)
    forms = (Output("text/html", long), Output("application/vnd.plotly.v1+json", long))
    result = replace(RESULT, cells=((Output(STDOUT, long, forms), Output(STDOUT, "short")),))
    files = to_files(INPUTS, result)
    assert sorted(files) == ["1-1.txt", "1-2.html", "1-3.json", RECORD]
    assert len(files[RECORD]) < 2000
    assert from_files(files) == from_bytes(to_bytes(INPUTS, result)) == (INPUTS, result)


def test_a_record_of_the_first_version_is_still_read() -> None:
    folder = Path(__file__).parent / "records" / "first"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert from_files(files) == (INPUTS, RESULT)
    assert to_files(INPUTS, RESULT) == files


def test_equal_results_give_equal_bytes() -> None:
    assert to_files(INPUTS, RESULT) == to_files(*from_files(to_files(INPUTS, RESULT)))


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("2-1.png", None, "2-1.png is missing"),
        ("2-1.png", b"other pixels", "the picture 2-1.png was altered"),
        (RECORD, None, "record.json is missing"),
        (RECORD, b'{"format": 99}', "its format is 99"),
        (RECORD, b"{}", "format is missing"),
        (RECORD, b"[" * 100_000, "not a whole record"),
        (RECORD, b"\xff", "not a whole record"),
        (RECORD, b"3", "not a whole record"),
    ],
)
def test_damage_is_named(name: str, data: bytes | None, why: str) -> None:
    files = {**to_files(INPUTS, RESULT), name: data}
    with pytest.raises(Damaged, match=why):
        from_files({name: data for name, data in files.items() if data is not None})


def test_a_failed_result_is_never_stored() -> None:
    with pytest.raises(ValueError, match="never stored"):
        to_files(INPUTS, replace(RESULT, failure=Failure("raised", 0, "no")))


def altered(content: bytes, data: st.DataObject) -> bytes:
    index = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255))
    return content[:index] + bytes([byte]) + content[index + 1 :]


def unless_damaged(read, content):  # type: ignore[no-untyped-def]
    try:
        return read(content)
    except Damaged:
        return None
