"""What a project of d2lbook says of its tabs: their names, and what their library is called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of the project's library that stands for something of a framework.

    Without `parameters` it is a name for `text`; a method that is called `text` where they are
    "."; else a function of these parameters, as Python writes them, that gives `text`.
    """

    name: str
    text: str
    parameters: str | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """The library of one tab: its module, its aliases, and the imports that these may need.

    `imports` are statements, each with the name that it binds.
    """

    tab: str
    package: str = ""
    module: str = ""
    aliases: tuple[Alias, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tabs:
    """The tabs of a project in order, the default one first, and their libraries."""

    names: tuple[str, ...] = ()
    libraries: tuple[Library, ...] = ()

    @property
    def package(self) -> str:
        return next((one.package for one in self.libraries if one.package), "")

    def library(self, tab: str) -> Library:
        return next((one for one in self.libraries if one.tab == tab), Library(tab))
