"""A lock as files for readers: requirements, conda, Docker, Binder, a cell for Colab."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

import yaml

from hexapla.model.book import Lock, Variant
from hexapla.model.pins import brings, pin
from hexapla.model.words import slug
from hexapla.render.environment.builds import BROUGHT, CPU, FRAMEWORKS, Build, choose, frameworks
from hexapla.render.naming import in_variant

JUPYTERLAB = "jupyterlab>=4,<5"  # with which the container shows the notebooks
# What runs notebooks and is no part of them: Binder has its own, which must not be replaced.
KERNEL = {"comm", "debugpy", "ipykernel", "ipython", "jupyter-client", "jupyter-core"}
KERNEL |= {"pyzmq", "tornado", "traitlets"}


@dataclass(frozen=True, slots=True)
class Need:
    """What is exported: the lock of a variant of a book, for one processor, as pip gets it."""

    book: str
    variant: Variant
    lock: Lock
    cuda: str
    builds: tuple[tuple[str, Build], ...]

    @property
    def on(self) -> str:
        """The processor, as part of the name of a file; "" for the CPU."""
        return "" if self.cuda == CPU else f"-cuda{self.cuda}"

    @property
    def title(self) -> str:
        return " ".join(f"{self.book}, in {self.variant.title}".split())

    @property
    def head(self) -> str:
        where = "on the CPU" if self.cuda == CPU else f"on NVIDIA GPUs with CUDA {self.cuda}"
        return f"{self.title}, {where}"

    @property
    def name(self) -> str:
        """A name that conda and Docker take."""
        book = re.sub(r"[^a-z0-9-]", "", slug(self.book)).strip("-") or "book"
        return f"{book}-{self.variant.name}"


def need(book: str, variant: Variant, lock: Lock, asked: str) -> Need | None:
    """What to export for a processor; None where a framework has no build for it."""
    found = {name: choose(lock, name, asked) for name in frameworks(lock)}
    builds = tuple((name, build) for name, build in found.items() if build)
    if len(builds) < len(found) or not (builds or asked == CPU):
        return None
    return Need(book, variant, lock, asked, builds)


def requirements(of: Need, *, without: Iterable[str] = ()) -> str:
    """The text of a requirements file, which `source/lock.py` can read, too."""
    head = [
        f"# {of.head}: what its notebooks need.",
        f"# python -m pip install -r requirements{of.on}.txt",
        f"# python {of.lock.language}",
        *(f"# {name}: {build.note}" for name, build in of.builds if build.note),
    ]
    return "\n".join((*head, *_lines(of, without))) + "\n"


def conda(of: Need) -> str:
    """The text of an environment.yml. A lock has PyPI's releases, so pip installs them."""
    pins = [re.sub(r"\s+#.*", "", line) for line in _lines(of, ())]
    content = {
        "name": f"{of.name}{of.on}",
        "channels": ["conda-forge"],
        "dependencies": [f"python={of.lock.language}", "pip", {"pip": pins}],
    }
    text = yaml.safe_dump(content, sort_keys=False, width=1000, allow_unicode=True)
    notes = "".join(f"# {name}: {build.note}\n" for name, build in of.builds if build.note)
    return f"# {of.head}.\n# conda env create -f environment{of.on}.yml\n{notes}{text}"


def docker(of: Need) -> str:
    """The text of a Dockerfile, to lie beside the notebooks and their requirements."""
    gpus = "" if of.cuda == CPU else " --gpus all"
    return f"""\
# {of.head}. Lay it and requirements{of.on}.txt beside the notebooks, then:
#   docker build -t {of.name} -f Dockerfile{of.on} .
#   docker run --rm{gpus} -p 127.0.0.1:8888:8888 {of.name}
FROM python:{of.lock.language}-slim
RUN useradd --create-home reader
WORKDIR /home/reader/book
COPY requirements{of.on}.txt .
RUN pip install --no-cache-dir -r requirements{of.on}.txt "{JUPYTERLAB}"
COPY --chown=reader . .
USER reader
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser"]
"""


def binder(of: Need) -> dict[str, str]:
    """The files for Binder, to lie in `.binder/` where the notebooks are the whole repository."""
    return {
        "requirements.txt": requirements(of, without=KERNEL),
        "runtime.txt": f"python-{of.lock.language}\n",
    }


def colab(of: Need, modules: Iterable[str], *, package: str, repository: str) -> str:
    """A cell that readies Google Colab. `modules` are those that the notebooks import.

    Colab brings frameworks that are built for its GPUs: they are kept, whatever their release.
    The book's package comes from its repository or, where there is none, from the reader's zip.
    """
    needed = {m: pin(of.lock, of.lock.modules[m]) for m in modules if m in of.lock.modules}
    rows = "".join(f'    "{m}": "{line.split()[0]}",\n' for m, line in sorted(needed.items()))
    cell = _text("packages").format(title=of.title, rows=f"{{\n{rows}}}" if rows else "{}")
    if not package:
        return cell
    zipped = in_variant(of.book, of.variant, "zip")
    fetch = _text("clone" if repository else "upload")
    return cell + fetch.format(package=package, zipped=zipped, repository=json.dumps(repository))


def _lines(of: Need, without: Iterable[str]) -> Iterator[str]:
    """Where pip looks, and a line or two for each package that is needed."""
    builds = dict(of.builds)
    yield from sorted({f"--extra-index-url {b.index}" for b in builds.values() if b.index})
    for name, version in sorted(of.lock.packages.items()):
        if name in builds:
            for line in builds[name].lines:
                own = re.split(r"[=\[]", line)[0]
                yield line.format(version=version) + brings(of.lock, name, own)
        elif not (BROUGHT.fullmatch(name) or name in FRAMEWORKS or name in without):
            yield pin(of.lock, name)


def _text(name: str) -> str:
    """A part of the cell for Colab."""
    file = files("hexapla.render.environment") / "colab" / f"{name}.txt"
    return file.read_text(encoding="utf-8")
