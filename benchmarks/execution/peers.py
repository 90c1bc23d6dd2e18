"""Run notebooks as other tools do; in an environment that has these tools, and no Hexapla.

    python peers.py nbclient|nbclient-2|papermill|jupyter-cache FOLDER

Fails if a notebook does. What the notebooks give is thrown away.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat


def nbclient(notebook: Path) -> None:
    from nbclient import NotebookClient  # each tool only where it is measured

    read = nbformat.read(notebook, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(read, timeout=300, resources={"metadata": {"path": folder}}).execute()


def papermill(notebook: Path) -> None:
    from papermill import execute_notebook

    with tempfile.TemporaryDirectory() as folder:
        made = str(Path(folder) / "made.ipynb")
        execute_notebook(str(notebook), made, cwd=folder, progress_bar=False)


def jupyter_cache(notebooks: list[Path]) -> None:
    from jupyter_cache import get_cache
    from jupyter_cache.executors import load_executor

    with tempfile.TemporaryDirectory() as folder:
        cache = get_cache(folder)
        for notebook in notebooks:
            cache.add_nb_to_project(str(notebook))
        result = load_executor("local-serial", cache).run_and_cache(timeout=300)
        assert len(result.succeeded) == len(notebooks), result


def main() -> None:
    tool, folder = sys.argv[1], Path(sys.argv[2])
    notebooks = sorted(folder.glob("*.ipynb"))
    match tool:
        case "nbclient":
            list(map(nbclient, notebooks))
        case "nbclient-2":
            with ProcessPoolExecutor(2) as pool:
                list(pool.map(nbclient, notebooks))
        case "papermill":
            list(map(papermill, notebooks))
        case "jupyter-cache":
            jupyter_cache(notebooks)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
