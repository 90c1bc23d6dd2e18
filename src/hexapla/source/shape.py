"""The shape of book.toml: which keys there are, and of what type. Every key may be left out."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct
from msgspec.structs import fields

Count = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0)]


class Chapter(Struct, frozen=True):
    page: str = ""
    pages: tuple[str | Chapter, ...] = ()
    title: str = ""
    url: str = ""
    hidden: bool = False
    address: str = ""


class Numbering(Struct, frozen=True):
    per: Literal["chapter", "section", "book"] = "chapter"
    depth: Annotated[int, Meta(ge=0, le=6)] = 4
    equations: Literal["labelled", "all"] = "labelled"
    theorems: Literal["apart", "together"] = "apart"
    headings: Literal["none", "first"] = "none"


class Part(Struct, frozen=True):
    title: str | None = None
    numbered: bool = True
    appendix: bool = False
    label: str = ""
    chapters: tuple[str | Chapter, ...] = ()


class Variant(Struct, frozen=True):
    name: str = ""
    title: str = ""
    kernel: str = "python3"
    lexer: str = "python"
    environment: str = ""


class Execution(Struct, frozen=True):
    cell_timeout: Seconds = 120.0
    page_timeout: Seconds = 600.0
    jobs: Count | None = None
    cores: Count | None = None
    memory: str = ""
    gpus: Annotated[int, Meta(ge=0)] | tuple[int | str, ...] | None = None
    retries: Annotated[int, Meta(ge=0, le=9)] = 1
    memory_limit: str = ""
    tags: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()


class Citations(Struct, frozen=True):
    style: str = "author-year"
    lists: bool = True


class Package(Struct, frozen=True):
    name: str = ""
    folder: str = ""
    license: str = ""
    reopen: tuple[str, ...] = ("add_to_class",)


class Text(Struct, frozen=True):
    smartquotes: bool = False
    replacements: bool = False
    linkify: bool = False


class DataSet(Struct, frozen=True):
    title: str = ""
    license: str = ""
    source: str = ""
    checksum: str = ""
    files: dict[str, str] = {}
    places: tuple[str, ...] = ()


class Web(Struct, frozen=True):
    addresses: Literal["name", "path"] = "name"
    cover: bool = True
    extra: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    url: str = ""


class Shelf(Struct, frozen=True):
    repository: str = ""
    branch: str = "main"
    folder: str = ""


class Publication(Struct, frozen=True):
    date: str = ""
    edition: str = ""
    publisher: str = ""
    place: str = ""
    doi: str = ""
    isbn: str = ""


class Colours(Struct, frozen=True):
    paper: str = ""
    tint: str = ""
    line: str = ""
    ink: str = ""
    soft: str = ""
    accent: str = ""
    accent_tint: str = ""
    note: str = ""
    tip: str = ""
    caution: str = ""
    danger: str = ""
    note_tint: str = ""
    tip_tint: str = ""
    caution_tint: str = ""
    danger_tint: str = ""
    card: str = ""


class Fonts(Struct, frozen=True):
    text: str | tuple[str, ...] = ()
    interface: str | tuple[str, ...] = ()
    code: str | tuple[str, ...] = ()


class Face(Struct, frozen=True):
    file: str = ""
    family: str = ""
    weight: str | int = 400
    style: Literal["normal", "italic"] = "normal"


class ThemeLink(Struct, frozen=True):
    title: str = ""
    url: str = ""
    page: str = ""


class Allow(Struct, frozen=True):
    script: tuple[str, ...] = ()
    style: tuple[str, ...] = ()
    font: tuple[str, ...] = ()
    image: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    frame: tuple[str, ...] = ()
    connect: tuple[str, ...] = ()


class Theme(Struct, frozen=True):
    accent: str = ""
    scheme: Literal["system", "light", "dark"] = "system"
    light: Colours = Colours()
    dark: Colours = Colours()
    dark_logo: str = ""
    fonts: Fonts = Fonts()
    faces: tuple[Face, ...] = ()
    links: tuple[ThemeLink, ...] = ()
    footer_links: tuple[ThemeLink, ...] = ()
    footer: str = ""
    announcement: str = ""
    closable: bool = True
    hide: tuple[str, ...] = ()
    folder: str = "theme"
    offline: bool = True
    allow: Allow = Allow()


class Launch(Struct, frozen=True):
    interface: str = ""
    binder: str = ""
    colab: str = ""
    kaggle: str = ""
    jupyterhub: str = ""
    notebooks: Shelf = Shelf()


class Run(Struct, frozen=True):
    binder: str = ""
    jupyterhub: str = ""
    pyodide: str = ""
    pyodide_variants: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


class Inventory(Struct, frozen=True):
    url: str = ""
    inventory: str = ""


class Margins(Struct, frozen=True):
    inside: str = ""
    outside: str = ""
    top: str = ""
    bottom: str = ""


class PaperFonts(Struct, frozen=True):
    text: str | tuple[str, ...] | None = None
    heads: str | tuple[str, ...] | None = None
    code: str | tuple[str, ...] | None = None
    maths: str | tuple[str, ...] | None = None
    folder: str = ""
    system: tuple[str, ...] | None = None


class Print(Struct, frozen=True):
    size: str = ""
    margins: Margins = Margins()
    bleed: str = ""
    fonts: PaperFonts = PaperFonts()
    font_size: str = ""
    code_width: Count | None = None
    solutions: Literal["", "end", "place", "none"] = ""
    contents: Annotated[int, Meta(ge=0, le=4)] | None = None
    chapters: Literal["", "right", "next"] = ""
    justify: bool | None = None
    qr: bool | None = None
    colour: bool | None = None
    two_sided: bool | None = None
    standards: tuple[str, ...] | None = None


class Paper(Print, frozen=True):
    print: Print = Print()


class Epub(Struct, frozen=True):
    cover: str = ""


class Preview(Struct, frozen=True):
    editor: str = ""


class Check(Struct, frozen=True):
    ignore: tuple[str, ...] = ()


class Settings(Struct, frozen=True):
    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    language: str = "en"
    license: str = ""
    version: str = ""
    copyright: str = ""
    logo: str = ""
    favicon: str = ""
    repository: str = ""
    branch: str = "main"
    repository_folder: str = ""
    repository_host: Literal["", "github", "gitlab", "gitea"] = ""
    exclude: tuple[str, ...] = ()
    bibliography: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ("web",)
    variants: tuple[Variant, ...] = ()
    execution: Execution = Execution()
    package: Package = Package()
    text: Text = Text()
    web: Web = Web()
    theme: Theme = Theme()
    launch: Launch = Launch()
    publication: Publication = Publication()
    run: Run = Run()
    redirects: dict[str, str] = {}
    numbering: Numbering = Numbering()
    macros: dict[str, str] = {}
    citations: Citations = Citations()
    substitutions: dict[str, str | dict[str, str]] = {}
    abbreviations: dict[str, str] = {}
    parts: tuple[Part, ...] = ()
    paper: Paper = Paper()
    epub: Epub = Epub()
    check: Check = Check()
    preview: Preview = Preview()
    intersphinx: dict[str, str] = {}  # its keys are names: hexapla.source.inventories reads it
    data: dict[str, DataSet] = {}  # its keys are names: hexapla.source.data reads it


def keys(shape: type[Struct]) -> dict[str, type[Struct] | None]:
    """The keys of a table, each with the shape of the tables in it, if there are any."""
    return {field.encode_name: _table(field.type) for field in fields(shape)}


def _table(kind: object) -> type[Struct] | None:
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind
    return next((table for inner in get_args(kind) if (table := _table(inner))), None)
