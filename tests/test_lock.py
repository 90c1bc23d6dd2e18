"""Locks: what an environment held, as a requirements file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hexapla.model.book import Lock
from hexapla.source import lock

TEXT = """\
# python 3.11
jax==0.9.1
pyyaml==6.0.2  # imports: _yaml, yaml
scikit-learn==1.7.0  # imports: sklearn
six==1.17.0
types-stubs==1.0  # imports:
"""
LOCK = Lock(
    "3.11",
    {
        "jax": "0.9.1",
        "pyyaml": "6.0.2",
        "scikit-learn": "1.7.0",
        "six": "1.17.0",
        "types-stubs": "1.0",
    },
    {"jax": "jax", "yaml": "pyyaml", "_yaml": "pyyaml", "sklearn": "scikit-learn", "six": "six"},
)


def test_read() -> None:
    assert lock.read(TEXT, "a.lock") == (LOCK, ())


def test_write() -> None:
    assert lock.write(LOCK) == TEXT


def test_only_public_versions_are_kept() -> None:
    assert "torch==2.9.1\n" in lock.write(Lock("3.11", {"torch": "2.9.1+cpu"}, {"torch": "torch"}))
    read, problems = lock.read("# python 3.11\ntorch==2.9.1+cpu\n", "a.lock")
    assert read is not None
    assert (read.packages, problems) == ({"torch": "2.9.1"}, ())


def test_a_lock_says_where_it_was_made_and_what_only_some_need() -> None:
    text = (
        "# python 3.11\n# platform linux x86_64\njax==0.9.1\n"
        'uvloop==0.23.0 ; platform_system != "Windows"  # imports: uvloop, _uv\n'
    )
    read, problems = lock.read(text, "a.lock")
    assert problems == ()
    assert read is not None
    assert (read.platform, read.markers) == (
        "linux x86_64",
        {"uvloop": 'platform_system != "Windows"'},
    )
    assert read.modules == {"jax": "jax", "uvloop": "uvloop", "_uv": "uvloop"}
    assert lock.read(lock.write(read), "a.lock") == (read, ())


def test_what_is_exported_for_readers_can_be_read_too() -> None:
    text = (
        "# python 3.11\n--extra-index-url https://download.pytorch.org/whl/cpu\n"
        'torch==2.13.0 ; sys_platform == "darwin"\n'
        'torch==2.13.0+cpu ; sys_platform != "darwin"\njax[cuda12]==0.10.2\n'
    )
    read, problems = lock.read(text, "requirements.txt")
    packages = {"torch": "2.13.0", "jax": "0.10.2"}
    assert problems == ()
    assert read == Lock("3.11", packages, {"torch": "torch", "jax": "jax"})


def test_names_are_compared_in_one_form() -> None:
    read, _ = lock.read("# python 3.11\nScikit_Learn == 1.0  # imports: sklearn\n", "a.lock")
    assert read == Lock("3.11", {"scikit-learn": "1.0"}, {"sklearn": "scikit-learn"})


@pytest.mark.parametrize("line", ["numpy is new", "numpy>=2", "numpy==", "-e .", "numpy==2 jax==1"])
def test_a_line_that_pins_nothing_is_said_and_the_rest_is_read(line: str) -> None:
    read, (problem,) = lock.read(f"# python 3.11\n{line}\njax==0.9\n", "a.lock")
    assert read == Lock("3.11", {"jax": "0.9"}, {"jax": "jax"})
    assert (problem.code, str(problem.at)) == ("bad-lock", "a.lock:2")
    assert line in problem.text


def test_without_a_language_there_is_no_lock() -> None:
    read, (problem,) = lock.read("jax==0.9\n", "a.lock")
    assert read is None
    assert "# python 3.11" in problem.text


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5})?", fullmatch=True)
MODULES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True)
VERSIONS = st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,3}){0,3}(rc1|\.post2|\.dev0)?", fullmatch=True)


MARKERS = st.sampled_from(['sys_platform != "win32"', "(os_name == 'nt') or (os_name == 'x')"])


@st.composite
def locks(draw: st.DrawFn) -> Lock:
    packages = draw(st.dictionaries(NAMES, VERSIONS, max_size=6))
    owners = st.sampled_from(sorted(packages)) if packages else st.nothing()
    modules = draw(st.dictionaries(MODULES, owners, max_size=8))
    markers = {name: draw(MARKERS) for name in sorted(packages)[:2]}
    platform = draw(st.sampled_from(["", "linux x86_64", "darwin arm64"]))
    return Lock(draw(st.sampled_from(["3.11", "3.14"])), packages, modules, platform, markers)


@given(locks())
def test_what_is_written_is_read_again(one: Lock) -> None:
    assert lock.read(lock.write(one), "a.lock") == (one, ())


@given(st.text())
def test_any_text_is_read_without_raising(text: str) -> None:
    lock.read(text, "a.lock")
