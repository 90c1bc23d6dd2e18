"""What a page offers for itself elsewhere: its source, an edit, a report, a place to run it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import join
from urllib.parse import quote, urlencode, urlsplit

from hexapla.model.book import Config, Page

PLACES = {"binder": "Binder", "colab": "Colab", "kaggle": "Kaggle", "jupyterhub": "JupyterHub"}
NOTEBOOKS = ("colab", "kaggle")  # these open notebooks alone
LAB = "jupyterlab"  # as which interface a place is opened


@dataclass(frozen=True, slots=True)
class Action:
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class _Source:
    """A page's file in its repository, all of it fit for an address."""

    url: str
    owner: str  # and the repository's name
    branch: str
    file: str


def actions(page: Page, config: Config, words: Mapping[str, str]) -> tuple[Action, ...]:
    """The page's links; none where the book does not say where its sources are."""
    url = config.repository.rstrip("/").removesuffix(".git")
    owner = urlsplit(url).path.strip("/")
    if "/" not in owner:
        return ()
    file = quote(join(config.repository_folder, page.file))
    source = _Source(url, owner, quote(config.branch), file)
    about = {
        "source": f"{url}/blob/{source.branch}/{file}",
        "edit": f"{url}/edit/{source.branch}/{file}",
        "issues": f"{url}/issues/new?title={quote(f'Issue on page {page.file}')}",
    }
    shown = tuple(Action(words[f"page_{name}"], about[name]) for name in config.site.buttons)
    tree = "lab/tree" if config.launch.get("interface") == LAB else "tree"
    launched = (
        Action(words["open_in"].format(PLACES[name]), _launched(name, at, source, tree))
        for name, at in config.launch.items()
        if name in PLACES and (page.file.endswith(".ipynb") or name not in NOTEBOOKS)
    )
    return (*shown, *launched)


def _launched(place: str, at: str, source: _Source, tree: str) -> str:
    """The address at which a place opens a file of the repository."""
    path = f"{source.owner}/blob/{source.branch}/{source.file}"
    match place:
        case "binder":
            start = f"{at}/v2/gh/{source.owner}/{source.branch}"
            return f"{start}?urlpath={quote(f'{tree}/{source.file}')}"
        case "colab":
            return f"{at}/github/{path}"
        case "kaggle":
            return f"{at}/kernels/welcome?src={quote(f'https://github.com/{path}', safe='')}"
        case _:
            cloned = f"{tree}/{source.owner.rpartition('/')[2]}/{source.file}"
            asked = {"repo": source.url, "urlpath": cloned, "branch": source.branch}
            return f"{at}/hub/user-redirect/git-pull?{urlencode(asked)}"
