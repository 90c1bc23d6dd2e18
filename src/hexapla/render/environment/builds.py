"""The builds of frameworks, for the CPU and for each CUDA: how pip gets them, since which release.

A row holds from its release on, until another one if it names that. Each has been looked up where
its source says; a release of which no row tells has no known build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hexapla.model.book import Lock

CPU = "cpu"
PYTORCH = "https://download.pytorch.org/whl"
MACOS, ELSEWHERE = ' ; sys_platform == "darwin"', ' ; sys_platform != "darwin"'
OWN_CUDA = "this build does not bring CUDA: it must be on the machine, with cuDNN"


@dataclass(frozen=True, slots=True)
class Build:
    """One way to install a framework. `cuda` is a version, or `cpu`; `lines` name {version}.

    `index` is where pip looks besides PyPI, `note` what a reader must know.
    """

    cuda: str
    lines: tuple[str, ...]
    since: str = "0"
    until: str = ""
    index: str = ""
    note: str = ""


def _torch(cuda: str, since: str = "0", until: str = "") -> Build:
    tag = f"cu{cuda.replace('.', '')}"
    return Build(cuda, (f"torch=={{version}}+{tag}",), since, until, f"{PYTORCH}/{tag}")


# For each framework, the names of its distributions and its builds: the CPU, and CUDA, old to new.
TORCH = (
    # Wheels for macOS bear no local tag: pytorch.org/get-started/locally, "macOS".
    Build(
        CPU,
        (f"torch=={{version}}{MACOS}", f"torch=={{version}}+cpu{ELSEWHERE}"),
        index=f"{PYTORCH}/cpu",
    ),
    # Which CUDA: pytorch.org/get-started/previous-versions (2.6 to 2.9), and the tables of the
    # file RELEASE.md of pytorch/pytorch (pull requests 175253, 182849, 187075, 194367).
    _torch("12.6", "2.6", "2.15"),
    _torch("12.8", "2.7", "2.12"),
    _torch("13.0", "2.9"),
    _torch("13.2", "2.12"),
)
JAX = (
    # docs.jax.dev/en/latest/installation.html; the extras are those of the metadata of jax 0.10.2.
    Build(CPU, ("jax=={version}",)),
    Build("12", ("jax[cuda12]=={version}",), "0.10"),
    Build("13", ("jax[cuda13]=={version}",), "0.10"),
)
TENSORFLOW = (
    # On PyPI, tensorflow-cpu 2.21.0 has wheels for Linux and Windows and none for macOS, where
    # tensorflow has them. The extra is that of its metadata: it brings CUDA 12 (12.5 or later).
    Build(CPU, (f"tensorflow=={{version}}{MACOS}", f"tensorflow-cpu=={{version}}{ELSEWHERE}")),
    Build("12", ("tensorflow[and-cuda]=={version}",), "2.21"),
)
MXNET = (
    # PyPI: mxnet, mxnet-cu102, mxnet-cu110 and mxnet-cu112 each have a release 1.9.1.
    Build(CPU, ("mxnet=={version}",)),
    Build("10.2", ("mxnet-cu102=={version}",), "1.9", note=OWN_CUDA),
    Build("11.0", ("mxnet-cu110=={version}",), "1.9", note=OWN_CUDA),
    Build("11.2", ("mxnet-cu112=={version}",), "1.9", note=OWN_CUDA),
)
FRAMEWORKS: Mapping[str, tuple[Build, ...]] = {
    "torch": TORCH,
    "jax": JAX,
    "tensorflow": TENSORFLOW,
    "tensorflow-cpu": TENSORFLOW,
    "mxnet": MXNET,
    "mxnet-cu102": MXNET,
    "mxnet-cu110": MXNET,
    "mxnet-cu112": MXNET,
}
# What a build brings along for its own processor; the lock may hold that of another one.
BROUGHT = re.compile(r"nvidia-.+|jax-cuda\d+-.+|cuda-(bindings|pathfinder|toolkit)|triton")


def frameworks(lock: Lock) -> tuple[str, ...]:
    """The distributions of a lock that there are several builds of."""
    return tuple(name for name in sorted(lock.packages) if name in FRAMEWORKS)


def processors(lock: Lock) -> tuple[str, ...]:
    """The processors that all the frameworks of a lock have builds for: the CPU, then each CUDA."""
    found = {build.cuda for name in frameworks(lock) for build in _known(lock, name)} - {CPU}
    there = [cuda for cuda in found if all(choose(lock, name, cuda) for name in frameworks(lock))]
    return (CPU, *sorted(there, key=_numbers))


def choose(lock: Lock, framework: str, asked: str) -> Build | None:
    """The build of a framework for a processor: the newest that fits, as 12.6 fits 12, or none."""
    fit = [build for build in _known(lock, framework) if _fits(build.cuda, asked)]
    return fit[-1] if fit else None


def _known(lock: Lock, framework: str) -> Iterator[Build]:
    release = _numbers(lock.packages[framework])
    for build in FRAMEWORKS[framework]:
        ended = build.until and release >= _numbers(build.until)
        if release >= _numbers(build.since) and not ended:
            yield build


def _fits(cuda: str, asked: str) -> bool:
    return f"{asked}.".startswith(f"{cuda}.") or f"{cuda}.".startswith(f"{asked}.")


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparing: those that its letters follow are as good."""
    return tuple(map(int, re.findall(r"\d+", version)))
