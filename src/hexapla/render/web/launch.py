"""Where a page can be opened to be run: Binder, Colab, Kaggle, a JupyterHub.

Formats of the addresses: Binder as in "Repository providers" of BinderHub's documentation
(v2/gh, v2/gl, v2/git, and `urlpath`); Colab as in its notebook "Using Google Colab with GitHub";
Kaggle as its own badges have it; JupyterHub as in nbgitpuller's "link generator".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join
from urllib.parse import quote, urlencode, urlsplit

from hexapla.model.book import Config, Page, Variant
from hexapla.model.publication import Shelf
from hexapla.render.web.actions import Action, owner, repository
from hexapla.render.web.markup import address

PLACES = {"colab": "Colab", "kaggle": "Kaggle", "binder": "Binder", "jupyterhub": "JupyterHub"}
NOTEBOOKS = ("colab", "kaggle")  # these open notebooks alone, and from GitHub
CLASSIC = "classic"  # the interface in place of JupyterLab's


@dataclass(frozen=True, slots=True)
class _File:
    """A file in a repository, all of it fit for an address."""

    url: str
    owner: str  # and the repository's name
    branch: str
    path: str


def launches(
    page: Page, config: Config, variants: tuple[Variant, ...], word: str
) -> tuple[Action, ...]:
    """A link for each place that the book names, and for each variant whose notebooks are
    published; else for the page's own file. `word` is "Open in {}"."""
    tree = "tree" if config.launch.get("interface") == CLASSIC else "lab/tree"
    return tuple(
        Action(word.format(_named(title, file_of, variants)), href, "", file_of[1])
        for name, title in PLACES.items()
        if (at := config.launch.get(name)) and address(at)
        for file_of in _files(page, config, variants)
        if (href := _address(name, at, file_of[0], tree))
    )


def _named(
    title: str, file_of: tuple[_File, tuple[str, ...]], variants: tuple[Variant, ...]
) -> str:
    of = next((one.title for one in variants if file_of[1] == (one.name,)), "")
    return f"{title} ({of})" if of and len(variants) > 1 else title


def _files(
    page: Page, config: Config, variants: tuple[Variant, ...]
) -> Iterator[tuple[_File, tuple[str, ...]]]:
    """What can be opened of a page, with the variants whose readers it is for."""
    if shelf := config.publication.notebooks:
        for variant in variants:
            path = join(shelf.folder, variant.name, f"{page.id}.ipynb")
            yield _file(shelf, path), (variant.name,)
    else:
        own = Shelf(config.repository, config.branch, config.repository_folder)
        yield _file(own, join(own.folder, page.file)), ()


def _file(shelf: Shelf, path: str) -> _File:
    url = repository(shelf.repository)
    return _File(url, owner(url), quote(shelf.branch), quote(path))


def _address(place: str, at: str, file: _File, tree: str) -> str:
    """The address at which a place opens a file; "" where it cannot."""
    if "/" not in file.owner:
        return ""
    path = f"{file.owner}/blob/{file.branch}/{file.path}"
    on_github = urlsplit(file.url).netloc == "github.com" and file.path.endswith(".ipynb")
    match place:
        case "binder":
            return f"{at}/v2/{_provider(file)}/{file.branch}?urlpath={quote(f'{tree}/{file.path}')}"
        case "colab":
            return f"{at}/github/{path}" if on_github else ""
        case "kaggle":
            source = quote(f"https://github.com/{path}", safe="")
            return f"{at}/kernels/welcome?src={source}" if on_github else ""
        case _:
            cloned = f"{tree}/{file.owner.rpartition('/')[2]}/{file.path}"
            asked = {"repo": file.url, "urlpath": cloned, "branch": file.branch}
            return f"{at}/hub/user-redirect/git-pull?{urlencode(asked)}"


def _provider(file: _File) -> str:
    """How Binder is told which repository: by its host, where it knows that, or by its address."""
    match urlsplit(file.url).netloc:
        case "github.com":
            return f"gh/{file.owner}"
        case "gitlab.com":
            return f"gl/{quote(file.owner, safe='')}"
        case _:
            return f"git/{quote(file.url, safe='')}"
