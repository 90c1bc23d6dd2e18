"""What a page offers for itself in the book's repository: its source, an edit, a report.

The addresses of each kind of host, from its documentation: GitHub "Creating an issue from a URL
query", GitLab "Using a URL with prefilled values", and for Gitea, Forgejo and Codeberg the paths
that their own pages link to, with `title` and `body` for a new issue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import join
from urllib.parse import quote, urlencode, urlsplit

from hexapla.model.book import Config, Page
from hexapla.model.publication import Host
from hexapla.model.walk import plain


@dataclass(frozen=True, slots=True)
class Action:
    """A link; `variants` are those whose readers see it, () for all.

    A `kind` is "report", whose address the script adds the reader's place to, "file", which is
    saved rather than shown, or nothing of both. `field` is what the body of a report is called.
    """

    name: str
    href: str
    kind: str = ""
    variants: tuple[str, ...] = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class _Forge:
    """What follows the address of a repository, and what the parts of a new issue are called."""

    source: str
    edit: str
    issue: str
    title: str = "title"
    body: str = "body"


FORGES: Mapping[Host, _Forge] = {
    "github": _Forge("blob/{}/{}", "edit/{}/{}", "issues/new"),
    "gitlab": _Forge(
        "-/blob/{}/{}", "-/edit/{}/{}", "-/issues/new", "issue[title]", "issue[description]"
    ),
    "gitea": _Forge("src/branch/{}/{}", "_edit/{}/{}", "issues/new"),
}


def actions(
    page: Page, config: Config, words: Mapping[str, str], address: str
) -> tuple[Action, ...]:
    """The page's links; none where the book does not say where its sources are.

    `address` is the page's own, where the site's is known.
    """
    url = repository(config.repository)
    if "/" not in owner(url):
        return ()
    forge = FORGES[config.publication.host]
    branch, file = quote(config.branch), quote(join(config.repository_folder, page.file))
    made = {
        "source": Action(words["page_source"], f"{url}/{forge.source.format(branch, file)}"),
        "edit": Action(words["page_edit"], f"{url}/{forge.edit.format(branch, file)}"),
        "issues": _report(page, f"{url}/{forge.issue}", forge, words, address),
    }
    return tuple(made[name] for name in config.site.buttons)


def repository(url: str) -> str:
    """The address of a repository without what may follow its name."""
    return url.rstrip("/").removesuffix(".git")


def owner(url: str) -> str:
    """A repository's owner and name, "ada/book"."""
    return urlsplit(url).path.strip("/")


def _report(page: Page, url: str, forge: _Forge, words: Mapping[str, str], address: str) -> Action:
    """A new issue that says which page it is about. The script adds where on it the reader is."""
    title = f"{page.number} {plain(page.title)}".strip()
    body = [words["report_what"], "", "", "---", words["report_page"].format(address or title)]
    body.append(words["report_file"].format(page.file))
    asked = {forge.title: words["report_title"].format(title), forge.body: "\n".join(body)}
    href = f"{url}?{urlencode(asked, quote_via=quote)}"
    return Action(words["page_issues"], href, "report", field=forge.body)
