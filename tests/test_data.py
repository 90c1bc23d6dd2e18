"""Data sets: where they are found, what is verified, what is fetched, what is said of one."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from books import Shelf
from fakes import Echo
from hexapla.build import read
from hexapla.execute import data as sets
from hexapla.execute.data import found, is_ready, prepare, variables
from hexapla.execute.fetch import fetch
from hexapla.execute.fresh import Fresh
from hexapla.execute.warm import Warm
from hexapla.model.book import DataSet, Limits, Variant
from hexapla.model.outputs import Inputs
from hexapla.ports import Job, Workplace
from hexapla.stages import prepare as prepare_book

TEXTS = {"rain.csv": b"1,2\n", "more/snow.csv.gz": gzip.compress(b"3,4\n", mtime=0)}
SUMS = {file: hashlib.sha256(data).hexdigest() for file, data in TEXTS.items()}


def weather(*places: str) -> DataSet:
    return DataSet("weather", "Weather", "CC0", "https://example.org", SUMS, places)


def put(folder: Path, texts: dict[str, bytes] = TEXTS) -> Path:
    for file, data in texts.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(data)
    return folder


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "book").mkdir()
    return tmp_path / "book"


def in_place(book: Path) -> dict[str, bytes]:
    folder = book / ".hexapla/data/weather"
    return {file: (folder / file).read_bytes() for file in TEXTS}


# --- found ---------------------------------------------------------------------------------------


def test_a_set_is_found_in_a_folder_of_this_machine(book: Path, tmp_path: Path) -> None:
    one = weather(str(put(tmp_path / "there")))
    assert not is_ready(one, book)
    assert prepare([one], book) == {}
    assert is_ready(one, book)
    assert in_place(book) == TEXTS


def test_a_set_is_found_by_a_variable(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "sets/weather")
    one = weather("$SETS_HERE/weather")
    monkeypatch.delenv("SETS_HERE", raising=False)
    assert found(one, book) is None
    monkeypatch.setenv("SETS_HERE", str(tmp_path / "sets"))
    assert prepare([one], book) == {}
    assert in_place(book) == TEXTS


def test_a_set_is_found_in_a_package_of_an_environment(book: Path) -> None:
    site = book / ".hexapla/environments/numpy/lib/python3.11/site-packages"
    put(site / "climate/data")
    assert prepare([weather("python:climate/data")], book) == {}
    assert in_place(book) == TEXTS


def test_a_set_is_found_in_a_package_beside_hexapla(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "site/climate/data")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert prepare([weather("python:climate/data")], book) == {}


def test_a_set_is_found_in_the_book(book: Path) -> None:
    put(book / "sets")
    assert prepare([weather("sets")], book) == {}
    assert in_place(book) == TEXTS


def test_a_single_file_is_found_under_its_own_name(book: Path, tmp_path: Path) -> None:
    put(tmp_path)
    one = DataSet(
        "weather",
        files={"rain.csv": SUMS["rain.csv"]},
        places=("/nowhere/rain.csv", str(tmp_path / "rain.csv")),
        single=True,
    )
    assert prepare([one], book) == {}
    assert (book / ".hexapla/data/weather/rain.csv").read_bytes() == TEXTS["rain.csv"]


def test_the_first_place_that_has_it_whole_is_taken(book: Path, tmp_path: Path) -> None:
    put(tmp_path / "half", {"rain.csv": TEXTS["rain.csv"]})
    put(tmp_path / "other", dict.fromkeys(TEXTS, b"not it"))
    put(tmp_path / "whole")
    places = (str(tmp_path / name) for name in ("none", "half", "other", "whole"))
    assert prepare([weather(*places)], book) == {}
    assert in_place(book) == TEXTS


def test_what_is_put_in_place_by_hand_is_verified_and_kept(book: Path) -> None:
    put(book / ".hexapla/data/weather")
    one = weather("https://example.org/weather")
    assert prepare([one], book) == {}
    assert is_ready(one, book)
    assert in_place(book) == TEXTS


# --- not found -----------------------------------------------------------------------------------


def test_a_set_that_is_nowhere_is_told_with_what_to_do(book: Path) -> None:
    problem = prepare([weather("/nowhere", "https://example.org/w")], book)["weather"]
    assert problem.code == "no-data"
    assert "`hexapla data fetch weather`" in problem.text
    assert "put rain.csv, more/snow.csv.gz into" in problem.text
    assert str(book / ".hexapla/data/weather") in problem.text
    assert "https://example.org" in problem.text
    without = prepare([weather("/nowhere")], book)["weather"]
    assert "data fetch" not in without.text


def test_a_file_that_is_not_what_it_should_be_is_named(book: Path, tmp_path: Path) -> None:
    there = put(tmp_path / "there", {**TEXTS, "rain.csv": b"9,9\n"})
    problem = prepare([weather(str(there))], book)["weather"]
    assert problem.code == "altered-data"
    assert str(there / "rain.csv") in problem.text
    assert not (book / ".hexapla/data/weather").exists()


def test_a_folder_that_cannot_be_written_is_told(book: Path, tmp_path: Path) -> None:
    (book / ".hexapla").write_text("no folder")
    problem = prepare([weather(str(put(tmp_path / "there")))], book)["weather"]
    assert problem.code == "data-failed"


# --- remembered ----------------------------------------------------------------------------------


def test_what_was_verified_is_not_read_again_until_it_changes(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def verified(path: Path, digest: str) -> bool:
        read.append(path)
        return hashlib.sha256(path.read_bytes()).hexdigest() == digest

    monkeypatch.setattr(sets, "is_it", verified)
    there = put(tmp_path / "there")
    one = weather(str(there))
    prepare([one], book)
    assert len(read) == len(TEXTS)
    prepare([one], book)
    assert len(read) == len(TEXTS)
    (there / "rain.csv").write_bytes(b"9,9\n")
    os.utime(there / "rain.csv", ns=(1, 1))
    assert not is_ready(one, book)
    assert prepare([one], book)["weather"].code == "altered-data"
    assert len(read) > len(TEXTS)


def test_a_file_may_be_told_by_what_it_unpacks_to(book: Path, tmp_path: Path) -> None:
    there = put(tmp_path / "there", {"rain.gz": gzip.compress(b"1,2", mtime=1)})
    digest = hashlib.sha256(b"1,2").hexdigest()
    one = replace(weather(str(there)), files={"rain.gz": f"gzip:{digest}"})
    assert prepare([one], book) == {}
    put(there, {"rain.gz": gzip.compress(b"1,2", compresslevel=1, mtime=2)})
    assert prepare([one], book) == {}  # packed anew
    for wrong in (gzip.compress(b"1,3"), b"1,2", gzip.compress(b"1,2")[:-9]):
        put(there, {"rain.gz": wrong})
        assert prepare([one], book)["weather"].code == "altered-data"


def test_another_checksum_is_another_set(book: Path, tmp_path: Path) -> None:
    one = weather(str(put(tmp_path / "there")))
    prepare([one], book)
    assert not is_ready(replace(one, files={**SUMS, "rain.csv": "0" * 64}), book)


def test_a_set_that_moved_is_found_again(book: Path, tmp_path: Path) -> None:
    one = weather(str(put(tmp_path / "there")), str(tmp_path / "elsewhere"))
    prepare([one], book)
    (tmp_path / "there").rename(tmp_path / "elsewhere")
    assert not is_ready(one, book)
    assert prepare([one], book) == {}
    assert in_place(book) == TEXTS


def test_what_a_killed_process_left_behind_is_not_taken_for_the_set(
    book: Path, tmp_path: Path
) -> None:
    put(book / ".hexapla/data/.weather.part", {"rain.csv": b"1,"})
    put(book / ".hexapla/data/.weather.old", {"rain.csv": b"old"})
    (book / ".hexapla/data/.weather.json").write_text('{"rain.c')
    assert prepare([weather(str(put(tmp_path / "there")))], book) == {}
    assert in_place(book) == TEXTS
    left = {path.name for path in (book / ".hexapla/data").iterdir()}
    assert left == {"weather", ".weather.json", ".weather.turn"}


def test_many_processes_may_want_a_set_at_once(book: Path, tmp_path: Path) -> None:
    one = DataSet("weather", files=SUMS, places=(str(put(tmp_path / "there")),))
    with ProcessPoolExecutor(4) as pool:
        said = list(pool.map(partial(_prepare, one, book), range(12)))
    assert said == [0] * 12
    assert in_place(book) == TEXTS


def _prepare(one: DataSet, book: Path, _: int) -> int:
    (book / ".hexapla/data/.weather.json").unlink(missing_ok=True)  # so that each has to work
    return len(prepare([one], book)) + (in_place(book) != TEXTS)


# --- fetched -------------------------------------------------------------------------------------


class Served(BaseHTTPRequestHandler):
    """Serves the set below /good, something else below /bad, and half of it below /torn."""

    def do_GET(self) -> None:
        way, _, file = self.path.removeprefix("/").partition("/")
        if way == "away":
            self.send_response(302)
            self.send_header("Location", "http://example.org/rain.csv")
            self.end_headers()
        elif way in ("good", "bad", "torn") and file in TEXTS:
            data = TEXTS[file] if way != "bad" else b"bad"
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:2] if way == "torn" else data)
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Served) as serving:
        Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()


def test_a_set_is_fetched_verified_and_told(book: Path, server: str) -> None:
    one = weather("/nowhere", f"{server}/good")
    said: list[str] = []
    assert fetch(one, book, said.append) == ()
    assert in_place(book) == TEXTS
    assert is_ready(one, book)
    assert said[-1] == "weather: fetched and verified"
    assert any("100 % of" in line for line in said)
    said.clear()
    assert fetch(one, book, said.append) == ()
    assert said == ["weather: it is here already"]


def test_what_is_on_this_machine_is_not_fetched(book: Path, tmp_path: Path) -> None:
    one = weather("https://example.invalid/weather", str(put(tmp_path / "there")))
    assert fetch(one, book, lambda _: None) == ()


@pytest.mark.parametrize(
    ("way", "why"),
    [
        ("bad", "'rain.csv' is not the one that book.toml has the checksum of"),
        ("torn", "2 of 4 bytes"),
        ("none", "Not Found"),
        ("away", "without https"),
    ],
)
def test_what_cannot_be_fetched_is_told_and_leaves_nothing(
    book: Path, server: str, way: str, why: str
) -> None:
    one = weather(f"{server}/{way}")
    (problem,) = fetch(one, book, lambda _: None)
    assert problem.code == "fetch-failed"
    assert why in problem.text
    assert "https://example.org" in problem.text
    assert not is_ready(one, book)
    assert not (book / ".hexapla/data/weather").exists()


def test_the_next_address_is_tried_where_one_fails(book: Path, server: str) -> None:
    one = weather(f"{server}/bad", f"{server}/good")
    assert fetch(one, book, lambda _: None) == ()
    assert in_place(book) == TEXTS


def test_a_set_without_an_address_cannot_be_fetched(book: Path) -> None:
    (problem,) = fetch(weather("/nowhere"), book, lambda _: None)
    assert "no address" in problem.text


# --- what kernels are told -----------------------------------------------------------------------


def test_only_code_that_loads_a_set_is_told_where_sets_are(book: Path) -> None:
    job = Job("p", Variant("py", "Python"), (), Inputs((), "3.11"), "key")
    at = Workplace(book, book, book, package="bydoing")
    assert variables(job, at) == {}
    loading = replace(job, data=("weather",))
    assert variables(loading, at) == {"BYDOING_DATA": str(book.resolve() / ".hexapla/data")}
    assert [*variables(loading, replace(at, package=""))] == ["HEXAPLA_DATA"]


# --- pages that load data ------------------------------------------------------------------------

RAINY = """
[data.weather]
title = "Weather"
license = "CC0"
places = ["$WEATHER_HERE"]
files = {{ "rain.csv" = "sha256:{sum}" }}
"""


@pytest.fixture
def rivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A book with a page that loads a set, of which it is not said where it is."""
    monkeypatch.delenv("WEATHER_HERE", raising=False)
    shelf = Shelf.copy("rivers", tmp_path / "rivers")
    toml = (shelf.folder / "book.toml").read_text()
    (shelf.folder / "book.toml").write_text(toml + RAINY.format(sum=SUMS["rain.csv"]))
    shelf.edit("pages/depth.md", "rv.speed(50, 2.0, 0.001)", "rv.speed('weather', 2.0, 0.001)")
    return shelf


def ran(shelf: Shelf) -> tuple[set[str], list[str]]:
    shelf.runner = Echo()
    codes = [problem.code for problem in shelf.run()]
    return {page for page, _ in shelf.runner.jobs}, codes


def test_a_page_whose_data_is_not_here_does_not_run_and_the_others_do(
    rivers: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages, problems = ran(rivers)
    assert pages == {"speed", "end"}
    assert problems.count("no-data") == 1
    monkeypatch.setenv("WEATHER_HERE", str(put(tmp_path / "there")))
    pages, problems = ran(rivers)
    assert pages == {"depth"}
    assert "no-data" not in problems
    monkeypatch.setenv("WEATHER_HERE", "/nowhere")
    shutil.rmtree(rivers.folder / ".hexapla")
    assert "no-data" not in ran(rivers)[1]  # nothing has to run, so nothing is needed


def test_data_that_is_another_makes_its_pages_stale(
    rivers: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEATHER_HERE", str(put(tmp_path / "there")))
    ran(rivers)
    rivers.edit("book.toml", "CC0", "CC BY")
    rivers.edit("book.toml", "$WEATHER_HERE", "$WEATHER_HERE/")
    assert ran(rivers)[0] == set()
    rivers.edit("book.toml", SUMS["rain.csv"], hashlib.sha256(b"new").hexdigest())
    assert ran(rivers) == (set(), ["variant-gap", "altered-data", "stale", "stale"])
    put(tmp_path / "there", {"rain.csv": b"new"})
    assert ran(rivers)[0] == {"depth"}


PAGE = """\
# P

```{code-cell}
import os
from pathlib import Path
import helpers

data = Path(os.environ["MADE_DATA"]) / "weather"
print((data / "rain.csv").read_text().strip(), helpers.half(4), helpers.__file__, data)
```

```{code-cell}
print(sorted(path.as_posix() for path in Path("..").rglob("*.*")))
print(Path("../data/a.txt").read_text())
```
"""


@pytest.mark.kernel
@pytest.mark.parametrize("kind", [Fresh, Warm])
def test_a_kernel_has_what_its_page_reads_and_nothing_else(
    kind: Callable[[Limits], Fresh | Warm], book: Path, tmp_path: Path
) -> None:
    there = put(tmp_path / "there", {"rain.csv": TEXTS["rain.csv"]})
    toml = RAINY.format(sum=SUMS["rain.csv"]).replace("$WEATHER_HERE", str(there))
    parts = '[[parts]]\ntitle = "P"\nchapters = ["pages/p.md"]\n'
    files = {
        "book.toml": f'title = "B"\n{toml}\n[package]\nname = "made"\n{parts}',
        "pages/p.md": PAGE,
        "pages/helpers.py": "from deep.most import half",
        "pages/deep/most.py": "def half(x): return x / 2",
        "pages/other.py": "",
        "data/a.txt": "a",
        "data/b.txt": "b",
    }
    put(book, {name: text.encode() for name, text in files.items()})
    known, problems = read(book)
    assert known is not None
    _, (job,), more = prepare_book(known)
    assert (problems, more) == ((), ())
    assert prepare(known.config.data, book) == {}
    runner = kind(known.config.limits)
    try:
        result = runner.run(job, Workplace(book, book, book, package="made"), lambda _: None)
    finally:
        runner.stop()
    said = [output.data for cell in result.cells for output in cell]
    assert said == [
        "1,2 2.0 …/pages/helpers.py …/weather\n",
        "['../data/a.txt', '../pages/deep/most.py', '../pages/helpers.py']\na\n",
    ]
