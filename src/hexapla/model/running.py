"""Where readers can run the cells of pages, besides on the machine of an author."""

from __future__ import annotations

from dataclasses import dataclass

PLACES = ("binder", "jupyterhub", "pyodide")


@dataclass(frozen=True, slots=True)
class Running:
    """Where readers can run the cells of pages, each an address that ends in no slash, or "".

    `pyodide` is the folder that it lies in: an address, or a path within the site, with a slash
    at its end. It is offered for `pyodide_variants`. `hosts` are further addresses that a page
    may connect to: a Binder may give readers a server of another.
    """

    binder: str = ""
    jupyterhub: str = ""
    pyodide: str = ""
    pyodide_variants: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
