"""Messages of kernels and what becomes of them; one rule a file in cases/tidy/."""

from __future__ import annotations

import json
import time
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.execute.forms import SVG_LIMIT
from hexapla.execute.terminal import collapse
from hexapla.execute.tidy import CHART_LIMIT, TEXT_LIMIT, Message, tidy, tidy_page
from hexapla.model.outputs import STDOUT, Output

CASES = sorted((Path(__file__).parent / "cases" / "tidy").glob("*.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_messages_become_outputs(case: Path) -> None:
    said = json.loads(case.read_text(encoding="utf-8"))
    cells = said.get("cells") or [said]  # most rules are about one cell
    expected = tuple(tuple(map(output, cell["outputs"])) for cell in cells)
    heard = [[Message(kind, content) for kind, content in cell["messages"]] for cell in cells]
    assert tidy_page(heard) == expected


def output(said: dict[str, Any]) -> Output:
    data = said["text"] if "text" in said else b64decode(said["base64"])
    return Output(said["mime"], data, tuple(map(output, said.get("others", ()))))


def stream(text: str) -> Message:
    return Message("stream", {"name": "stdout", "text": text})


def test_folders_that_are_known_get_the_names_they_are_given() -> None:
    places = (("/srv/book", "…"), ("/srv/book/work", "here"))
    said = "/srv/book/work/x.csv /srv/book/a /srv/bookshelf /x/srv/book"
    packages = " /srv/book/env/lib/python3.11/site-packages/torch/nn.py"
    assert tidy([stream(said + packages)], places=places) == (
        Output(STDOUT, "here/x.csv …/a /srv/bookshelf /x/srv/book …/torch/nn.py"),
    )


def test_text_of_any_kind_is_tidied_in_no_time() -> None:
    for piece in ("+/", "/home/", "a/b ", "0x7f", "\x1b[3", "<", "~/", " /", "+/lib/python3.1"):
        begun = time.process_time()
        tidy([stream(piece * (200_000 // len(piece)))])
        assert time.process_time() - begun < 2, piece


def test_a_drawing_too_large_gives_way_to_its_pixels() -> None:
    large = "<svg>" + "x" * SVG_LIMIT + "</svg>"
    both = Message("display_data", {"data": {"image/svg+xml": large, "image/png": "iVBORw=="}})
    alone = Message("display_data", {"data": {"image/svg+xml": large}})
    assert tidy([both, alone]) == (
        Output("image/png", b"\x89PNG"),
        Output("image/svg+xml", large),
    )


def test_endless_text_is_cut_and_its_rest_counted() -> None:
    table = Message("display_data", {"data": {"text/html": "<table></table>"}})
    first, note = tidy([stream("x" * (TEXT_LIMIT + 5)), table])
    assert first == Output(STDOUT, "x" * TEXT_LIMIT)
    assert note == Output("text/plain", "… 20 more characters are not shown")


def test_a_chart_with_too_much_data_gives_way_to_its_picture() -> None:
    chart = {"data": [{"x": "1" * CHART_LIMIT}], "layout": {}}
    both = {"application/vnd.plotly.v1+json": chart, "image/png": "iVBORw=="}
    picture, note = tidy([Message("display_data", {"data": both})])
    assert picture == Output("image/png", b"\x89PNG")
    assert "more characters are not shown" in str(note.data)


def test_widgets_within_widgets_are_said_once_and_not_too_deep() -> None:
    def box(number: int) -> Message:
        state = {"_model_name": "HBoxModel", "children": [f"IPY_MODEL_{number + 1}"] * 3}
        content = {"comm_id": str(number), "target_name": "jupyter.widget"}
        return Message("comm_open", {**content, "data": {"state": state}})

    label = {"_model_name": "LabelModel", "value": "here"}
    last = {"comm_id": "30", "target_name": "jupyter.widget", "data": {"state": label}}
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "0"}}
    shown = Message("display_data", {"data": view})
    assert tidy([*map(box, range(30)), Message("comm_open", last), shown]) == (
        Output("text/plain", "here"),
    )
    assert tidy([*map(box, range(5000)), shown]) == ()


@given(st.text(alphabet="ab\r\b\n \x1b[0123mKA;"))
def test_what_is_collapsed_once_stays_as_it_is(text: str) -> None:
    once = collapse(text)
    assert "\r" not in once
    assert "\b" not in once
    assert collapse(once) == once
