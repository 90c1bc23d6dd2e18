"""Pages of old addresses that lead to the new ones; they need no JavaScript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from hexapla.model.problems import Problem, bad_redirect
from hexapla.model.redirect import Redirect
from hexapla.render.web.context import Context
from hexapla.render.web.markup import address, fragment

WEB = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Moved:
    """A page of the site that leads on: its file, and the address from there."""

    file: str
    href: str


def moved(
    redirects: Iterable[Redirect], taken: Iterable[str], context: Context
) -> Iterator[Moved | Problem]:
    """The pages of these redirects; a problem for each that leads nowhere, or is no redirect.

    `taken` are all files that the site has without them.
    """
    redirects = tuple(redirects)
    if not redirects:
        return
    there, files = set(context.addresses.values()), set(taken)
    folders = {str(folder) for file in files for folder in PurePosixPath(file).parents}
    for each in redirects:
        above = map(str, PurePosixPath(each.old).parents)
        if each.old in there:
            yield bad_redirect(each.old, "it is the address of a page", each.at)
        elif each.old in files or each.old in folders or not files.isdisjoint(above):
            yield bad_redirect(each.old, "the site has a file of its own there", each.at)
        elif href := _href(each, there, context):
            yield Moved(each.old, href)
        else:
            what = f"'{each.new}' is no page of the site, and no address that begins with https://"
            yield bad_redirect(each.old, what, each.at)


def _href(each: Redirect, there: set[str], context: Context) -> str:
    """The new address as it is seen from the old one, "" if it leads nowhere."""
    if each.new.startswith(WEB):
        return address(each.new) or ""
    path, _, anchor = each.new.strip("/").partition("#")
    file = path if path in there else f"{path}/index.html".lstrip("/")
    if file not in there:
        return ""
    from_here = context.seen_from(each.old.rpartition("/")[0])
    return from_here.to(file) + (fragment(anchor) if anchor else "")
