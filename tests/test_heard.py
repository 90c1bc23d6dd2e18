"""What is kept of what a cell says."""

from __future__ import annotations

import pytest

from hexapla.execute.heard import Heard


@pytest.fixture(autouse=True)
def _little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hexapla.execute.heard.FLOOD", 100)


def stream(text: str) -> dict[str, str]:
    return {"name": "stdout", "text": text}


def test_a_flood_is_counted_and_not_kept() -> None:
    heard = Heard()
    for _ in range(1000):
        heard.add("stream", stream("x" * 30))
    assert [m.kind for m in heard.kept()] == ["stream"] * 3 + ["dropped"]
    assert heard.kept()[-1].content == {"characters": 997 * 30}


def test_what_is_displayed_after_a_flood_of_prints_is_kept_and_so_is_an_error() -> None:
    heard = Heard()
    heard.add("stream", stream("x" * 101))
    heard.add("display_data", {"data": {"text/plain": "y" * 90}})
    heard.add("display_data", {"data": {"text/plain": "z" * 90}})
    heard.add("error", {"ename": "E", "evalue": "", "data": {}})
    assert [m.kind for m in heard.kept()] == ["display_data", "error", "dropped"]
    assert heard.error() == {"ename": "E", "evalue": "", "data": {}}


def test_of_many_updates_the_last_is_kept() -> None:
    heard = Heard()
    for n in range(1000):
        update = {"data": {"text/plain": str(n)}, "transient": {"display_id": "bar"}}
        heard.add("update_display_data", update)
        heard.add("comm_msg", {"comm_id": "w", "data": {"state": {"value": n, f"k{n % 2}": n}}})
    heard.add("stream", stream("on"))
    kept = heard.kept()
    assert [m.kind for m in kept] == ["update_display_data", "comm_msg", "stream"]
    assert kept[0].content["data"] == {"text/plain": "999"}
    assert kept[1].content["data"]["state"] == {"value": 999, "k0": 998, "k1": 999}


def test_charts_count_by_their_size() -> None:
    heard = Heard()
    for _ in range(3):
        heard.add("display_data", {"data": {"application/json": {"values": list(range(20))}}})
    assert [m.kind for m in heard.kept()] == ["display_data", "dropped"]
