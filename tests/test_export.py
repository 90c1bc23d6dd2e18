"""What readers need, made from locks, and tried as readers would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from commands import hexapla, lines
from drafts import book, cell, page
from hexapla.model.book import Book, Lock
from hexapla.model.library import Library
from hexapla.model.outputs import Outputs
from hexapla.ports import Edition
from hexapla.render.environment.builds import FRAMEWORKS, choose, processors
from hexapla.render.environment.forms import KERNEL
from hexapla.render.environment.writer import FORMS, Environments
from hexapla.source import lock
from wheels import wheel

PIP = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
PLAIN = Lock("3.11", {"numpy": "2.4.6", "ipykernel": "7.4.0", "tornado": "6.6"}, {})


def locked(**packages: str) -> Lock:
    """A lock of these packages and of those that every one has."""
    named = {name.replace("_", "-"): version for name, version in packages.items()}
    modules = {name.replace("-", "_"): name for name in (*named, "numpy")}
    return replace(PLAIN, packages={**PLAIN.packages, **named}, modules=modules)


def edition(of: Book) -> Edition:
    return Edition(of, Outputs(), Library({}), of.config.variants)


def written(
    lock: Lock, *forms: str, cuda: Iterable[str] = (), of: Book | None = None
) -> dict[str, str]:
    """What is exported of a lock for PyTorch."""
    made = of or book(page("model"), locks={"pytorch": lock})
    artifacts, problems = Environments(forms or FORMS, tuple(cuda)).write(edition(made))
    assert problems == ()
    return {a.path.removeprefix("pytorch/"): a.data.decode() for a in artifacts}  # type: ignore[union-attr]


def pins(text: str) -> list[str]:
    """The lines of a requirements file that name packages, as pip understands them."""
    found = [line.partition("  #")[0] for line in text.splitlines() if line[0] not in "#-"]
    return [str(Requirement(line)).replace('"', "'") for line in found]


# --- builds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lock", "known"),
    [
        (PLAIN, "cpu"),
        (locked(torch="2.9.1"), "cpu 12.6 12.8 13.0"),
        (locked(torch="2.13.0"), "cpu 12.6 13.0 13.2"),
        (locked(torch="2.15.0"), "cpu 13.0 13.2"),
        (locked(jax="0.10.2"), "cpu 12 13"),
        (locked(jax="0.4.1"), "cpu"),
        (locked(tensorflow_cpu="2.21.0"), "cpu 12"),
        (locked(mxnet="1.9.1"), "cpu 10.2 11.0 11.2"),
        (locked(jax="0.10.2", tensorflow="2.21.0"), "cpu 12"),
    ],
)
def test_the_processors_are_those_that_all_frameworks_have_builds_for(
    lock: Lock, known: str
) -> None:
    assert " ".join(processors(lock)) == known


@pytest.mark.parametrize(
    ("lock", "asked", "line"),
    [
        (locked(torch="2.13.0"), "12.6", "torch=={version}+cu126"),
        (locked(torch="2.13.0"), "13", "torch=={version}+cu132"),
        (locked(jax="0.10.2"), "12.6", "jax[cuda12]=={version}"),
        (locked(tensorflow="2.21.0"), "12.5", "tensorflow[and-cuda]=={version}"),
        (locked(mxnet="1.9.1"), "11.2", "mxnet-cu112=={version}"),
        (locked(torch="2.13.0"), "12.8", None),
        (locked(jax="0.10.2"), "1", None),
        (locked(jax="0.10.2"), "", None),
    ],
)
def test_a_build_fits_a_cuda_of_its_own_line(lock: Lock, asked: str, line: str | None) -> None:
    (framework,) = (name for name in lock.packages if name in FRAMEWORKS)
    build = choose(lock, framework, asked)
    assert (build.lines[-1] if build else None) == line


def test_a_cuda_without_a_build_is_a_problem_that_names_those_with_one() -> None:
    made = book(page("model"), locks={"pytorch": locked(torch="2.13.0"), "jax": PLAIN})
    artifacts, (torch, plain) = Environments(("conda",), ("12.8",)).write(edition(made))
    assert list(artifacts) == []
    assert (torch.code, plain.code) == ("no-build", "no-build")
    assert "cpu, 12.6, 13.0, 13.2" in torch.text


# --- files ----------------------------------------------------------------------------------------


def test_requirements_pin_the_build_of_each_processor() -> None:
    files = written(locked(torch="2.13.0", torchvision="0.28.0"), "requirements")
    rest = ["ipykernel==7.4.0", "numpy==2.4.6", "torchvision==0.28.0", "tornado==6.6"]
    assert sorted(files) == [
        *("requirements-cuda12.6.txt", "requirements-cuda13.0.txt", "requirements-cuda13.2.txt"),
        "requirements.txt",
    ]
    cpu, cuda = files["requirements.txt"], files["requirements-cuda13.0.txt"]
    assert pins(cpu) == [
        *rest[:2],
        "torch==2.13.0; sys_platform == 'darwin'",
        "torch==2.13.0+cpu; sys_platform != 'darwin'",
        *rest[2:],
    ]
    assert pins(cuda) == [*rest[:2], "torch==2.13.0+cu130", *rest[2:]]
    assert "--extra-index-url https://download.pytorch.org/whl/cpu\n" in cpu
    assert "--extra-index-url https://download.pytorch.org/whl/cu130\n" in cuda


def test_what_a_lock_has_for_its_own_processor_is_left_out() -> None:
    of = locked(jax="0.10.2", jax_cuda12_plugin="0.10.2", nvidia_cublas_cu12="12.8", triton="3")
    for text in written(of, "requirements").values():
        assert len(pins(text)) == 4


@pytest.mark.parametrize("name", ["tensorflow", "tensorflow-cpu"])
def test_tensorflow_is_the_distribution_of_each_platform(name: str) -> None:
    of = replace(locked(**{name: "2.21.0"}), modules={"tensorflow": name})
    files = written(of, "requirements")
    assert pins(files["requirements.txt"])[2:4] == [
        "tensorflow==2.21.0; sys_platform == 'darwin'",
        "tensorflow-cpu==2.21.0; sys_platform != 'darwin'",
    ]
    assert "tensorflow[and-cuda]==2.21.0" in pins(files["requirements-cuda12.txt"])
    read, _ = lock.read(files["requirements.txt"], "requirements.txt")
    assert read is not None
    assert read.modules["tensorflow"] == "tensorflow-cpu"


def test_a_build_that_needs_more_says_so_in_every_file() -> None:
    files = written(locked(mxnet="1.9.1"), "requirements", "conda", cuda=["11.2"])
    assert all("must be on the machine" in text for text in files.values())


def test_requirements_say_what_they_bring_and_where_it_is_needed() -> None:
    of = replace(
        locked(pyyaml="6.0", pexpect="4.9.0"),
        modules={"yaml": "pyyaml", "pexpect": "pexpect", "numpy": "numpy"},
        markers={"pexpect": 'sys_platform != "win32"'},
    )
    read, problems = lock.read(written(of, "requirements")["requirements.txt"], "r.txt")
    assert problems == ()
    assert read is not None
    assert read.packages == of.packages
    assert read.markers == of.markers
    assert read.modules["yaml"] == "pyyaml"


def test_conda_makes_the_python_and_pip_installs_the_locked_releases() -> None:
    files = written(locked(torch="2.13.0"), "conda")
    assert len(files) == 4
    read = yaml.safe_load(files["environment-cuda13.0.yml"])
    assert set(read) == {"name", "channels", "dependencies"}
    assert read["name"] == "a-book-pytorch-cuda13.0"
    assert read["channels"] == ["conda-forge"]
    *conda, pip = read["dependencies"]
    assert conda == ["python=3.11", "pip"]
    option, *packages = pip["pip"]
    assert option == "--extra-index-url https://download.pytorch.org/whl/cu130"
    names = [Requirement(line).name for line in packages]
    assert names == ["ipykernel", "numpy", "torch", "tornado"]


def test_a_dockerfile_copies_what_comes_with_it() -> None:
    files = written(locked(torch="2.13.0"), "docker")
    for on, gpus in (("", False), ("-cuda13.0", True)):
        text = files[f"Dockerfile{on}"]
        steps = [line.split(" ", 1) for line in text.splitlines() if not line.startswith("#")]
        assert steps[0] == ["FROM", "python:3.11-slim"]
        assert [word for word, _ in steps] == (
            ["FROM", "RUN", "WORKDIR", "COPY", "RUN", "COPY", "USER", "EXPOSE", "CMD"]
        )
        assert steps[3][1].split()[0] == f"requirements{on}.txt"
        assert f"requirements{on}.txt" in files
        assert json.loads(steps[-1][1])[0] == "jupyter"
        assert ("--gpus all" in text) == gpus


def test_binder_gets_a_python_and_packages_without_its_own() -> None:
    files = written(locked(torch="2.13.0"), "binder", cuda=["13.0"])
    assert sorted(files) == [".binder/requirements.txt", ".binder/runtime.txt"]
    assert files[".binder/runtime.txt"] == "python-3.11\n"
    names = {Requirement(line).name for line in pins(files[".binder/requirements.txt"])}
    assert names == {"numpy", "torch"}
    assert not names & KERNEL


@pytest.mark.parametrize("title", ["Σ", 'A "book"\nof two lines # and a mark: yes', "---"])
def test_any_title_gives_files_that_can_be_read(title: str) -> None:
    made = book(page("model", cell("import numpy")), locks={"pytorch": locked(torch="2.13.0")})
    made = replace(made, config=replace(made.config, title=title))
    files = written(PLAIN, of=made)
    assert yaml.safe_load(files["environment.yml"])["name"].isascii()
    assert lock.read(files["requirements.txt"], "r.txt")[1] == ()
    assert files["Dockerfile"].splitlines()[3].startswith("FROM ")
    compile(files["colab.py"], "colab.py", "exec")


# --- tried as readers would -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a reader's new environment."""
    folder = tmp_path_factory.mktemp("reader") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder / "bin" / "python"


def run(python: Path, *words: str | Path, shop: Path, cwd: Path) -> str:
    env = {**os.environ, **PIP, "PIP_FIND_LINKS": str(shop)}
    env.pop("PYTHONPATH", None)
    done = subprocess.run(
        [python, *words], env=env, cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


@pytest.mark.kernel
@pytest.mark.parametrize(("on", "tag"), [("", "cpu"), ("-cuda13.0", "cu130")])
def test_the_requirements_make_an_environment(
    on: str, tag: str, reader: Path, tmp_path: Path
) -> None:
    for name, version in (("tiny", "1.0"), ("tiny", "2.0"), ("torch", f"2.13.0+{tag}")):
        wheel(tmp_path, name, version)
    of = Lock(
        "3.11",
        {"tiny": "1.0", "torch": "2.13.0", "elsewhere": "1"},
        {"tiny": "tiny", "torch": "torch"},
        markers={"elsewhere": 'sys_platform == "beos"'},
    )
    (tmp_path / "r.txt").write_text(written(of, "requirements")[f"requirements{on}.txt"])
    run(reader, "-m", "pip", "install", "-r", "r.txt", shop=tmp_path, cwd=tmp_path)
    code = "import tiny, torch; print(tiny.version, torch.version)"
    assert run(reader, "-c", code, shop=tmp_path, cwd=tmp_path) == f"1.0 2.13.0+{tag}"


@pytest.mark.kernel
@pytest.mark.parametrize("hosted", [False, True])
def test_the_cell_for_colab_readies_it(hosted: bool, reader: Path, tmp_path: Path) -> None:
    shop, work = tmp_path / "shop", tmp_path / "work"
    shop.mkdir()
    work.mkdir()
    name = "lent" if hosted else "missing"
    wheel(shop, name, "1.0")
    companion = {"bydoing/__init__.py": "", "bydoing/pytorch.py": "answer = 42\n"}
    repository = ""
    if hosted:
        repository = str(repository_of(companion, tmp_path / "origin"))
    else:
        with zipfile.ZipFile(work / "a-book-pytorch.zip", "w") as archive:
            for path, text in companion.items():
                archive.writestr(path, text)
    of = Lock("3.11", {name: "1.0", "pip": "1"}, {name: name, "pip": "pip", "unused": "unused"})
    made = book(page("model", cell(f"import os, {name}, pip")), locks={"pytorch": of})
    config = replace(made.config, package="bydoing", repository=repository)
    text = written(of, "colab", of=replace(made, config=config))["colab.py"]
    check = f"\nfrom bydoing.pytorch import answer\nimport {name}\nprint(answer, {name}.version)\n"
    said = run(reader, "-c", text + check, shop=shop, cwd=work).splitlines()
    assert said[-1] == "42 1.0"
    assert "pip: " in said[0]  # what was there is kept, and that it differs is said
    assert " here, 1 in the book" in said[0]


def repository_of(files: dict[str, str], folder: Path) -> Path:
    for path, text in files.items():
        (folder / "companion" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "companion" / path).write_text(text)
    me = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", "."), (*me, "commit", "-qm", "all")):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The book of `hexapla new`: two variants with locks."""
    hexapla("new", tmp_path / "small")
    return tmp_path / "small"


def test_the_command_writes_what_is_asked_for_and_leaves_the_rest(small: Path) -> None:
    to = small / "_build" / "environments" / "numpy"
    (event,) = lines("env", "export", "--book", small, "numpy", "--conda")
    assert (event["event"], event["written"]) == ("Wrote", 1)
    hexapla("env", "export", "--book", small, "--binder", "--requirements")
    assert sorted(path.name for path in to.iterdir()) == [
        *(".binder", "environment.yml", "requirements.txt")
    ]
    (event,) = lines("env", "export", "--book", small, "numpy")
    assert (event["written"], event["unchanged"]) == (2, 4)
    assert "numpy" in (to / "colab.py").read_text()


def test_the_command_says_what_it_cannot_write(small: Path) -> None:
    said = hexapla("env", "export", "--book", small, "--conda", "--cuda", "13.0", code=1)
    assert "[no-build]" in said
    assert "[not-writable]" in hexapla(
        "env", "export", "--book", small, "--output", "/dev/null/x", code=1
    )
    assert "did you mean 'numpy'" in hexapla("env", "export", "--book", small, "nunpy", code=2)


def test_the_command_is_what_the_output_of_a_book_is(small: Path) -> None:
    hexapla("env", "export", "--book", small, "--output", small / "exported")
    hexapla("build", small, "--to", "environments")
    made = small / "_build" / "environments"
    for file in (path for path in (small / "exported").rglob("*") if path.is_file()):
        assert (made / file.relative_to(small / "exported")).read_bytes() == file.read_bytes()
    assert (made / "numpy" / ".binder" / "runtime.txt").is_file()
