"""book.toml into Config: every key typed, every unknown key a problem with its line.

What other systems say of a book comes here too, as a table of the same shape.
"""

from __future__ import annotations

import keyword
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from msgspec.structs import asdict

from hexapla.model.book import (
    ALONE,
    Citations,
    Config,
    Numbering,
    Typography,
    Variant,
)
from hexapla.model.editors import EDITORS, pattern
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, bad_config
from hexapla.model.redirect import Redirect
from hexapla.model.theme import BUTTONS, Site
from hexapla.source import contents, execution, paper, publication, shape, theme
from hexapla.source.data import data_sets
from hexapla.source.inventories import inventories
from hexapla.source.origin import Origin
from hexapla.source.paths import within
from hexapla.source.running import running
from hexapla.source.silence import unsilent
from hexapla.source.toml_lines import TomlText
from hexapla.source.typed import Check, drop_unknown, typed

NAME = re.compile(r"[a-z][a-z0-9_]*")
PACKAGE = re.compile(r"[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?")  # what both Python and pip take
EVERY = frozenset({"python", "python3", "ipython", "ipython3"})  # on a cell: every variant
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
VERSION = re.compile(  # the public versions of PEP 440, in their plain form
    r"(\d+!)?\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?"
)
COVERS = (".jpg", ".jpeg", ".png", ".svg", ".webp", ".gif")
STYLES = ("author-year", "numeric", "alpha")  # of citations
# What tomllib says of the commonest slips, in words that say what to look for.
SLIPS = (
    (re.compile(r"Cannot overwrite a value"), "a key or table is given twice"),
    (re.compile(r"Cannot declare \((.*?),?\) twice"), r"the table \1 is given twice"),
    (re.compile(r"Illegal character '\\n'"), "a text in quotes does not end on its line"),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration, and where its keys were written."""

    config: Config
    origin: Origin


def load(text: str, file: str = "book.toml") -> tuple[Loaded | None, Problems]:
    """The configuration in a text; None only where the text is no TOML at all."""
    text = text.replace("\r\n", "\n")
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, (_broken(str(error), text, file),)
    return of_table(raw, TomlText.of(text, file))


def of_table(raw: dict[str, Any], origin: Origin) -> tuple[Loaded, Problems]:
    """The configuration that a table of the shape of book.toml says; the table is used up.

    A key with a wrong value is left out, so that the rest of the book can still be built.
    """
    check = Check(origin)
    sets, known = tuple(data_sets(raw, check)), tuple(inventories(raw, check))
    drop_unknown(raw, shape.Settings, (), check)
    if raw.get("title", "") == "":
        check.bad('the book has no title; give it one: title = "…"', "title")
    settings = typed(raw, shape.Settings, (), check)
    config = replace(_config(settings, check), data=sets, inventories=known)
    return Loaded(config, origin), tuple(check.problems)


def _broken(error: str, text: str, file: str) -> Problem:
    match = re.fullmatch(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)", error, re.S)
    what, line = (match[1], match[2]) if match else (error, "1")
    for slip, words in SLIPS:
        what = slip.sub(words, what)
    last = max(1, len(text.rstrip().split("\n")))
    return bad_config(f"this is not TOML: {what}", Place(file, int(line) if line else last))


# --- values -----------------------------------------------------------------------------------


def _config(settings: shape.Settings, check: Check) -> Config:
    run = settings.execution
    return Config(
        title=settings.title or "Untitled",
        subtitle=settings.subtitle,
        authors=tuple(author for author in settings.authors if author),
        language=_language(settings.language, check),
        license=settings.license,
        version=_version(settings.version, check),
        repository=_repository(settings.repository, check),
        variants=tuple(_variants(settings, check)) or (ALONE,),
        parts=tuple(contents.parts(settings, check)),
        bibliography=tuple(_files(settings.bibliography, check, "bibliography")),
        macros=MappingProxyType(dict(settings.macros)),
        outputs=tuple(dict.fromkeys(name for name in settings.outputs if name)),
        numbering=_numbering(settings.numbering),
        limits=execution.limits(run, check.bad),
        slots=execution.slots(run, check.bad),
        typography=Typography(**asdict(settings.text)),
        package=_package(settings.package.name, check),
        package_folder=_package_folder(settings.package.folder, check),
        package_license=settings.package.license,
        package_reopen=tuple(_reopening(settings.package.reopen, check)),
        citations=_citations(settings.citations, check),
        paper=paper.paper(settings.paper, check),
        printed=paper.printed(settings.paper, check),
        ignore=tuple(_ignored(settings.check.ignore, check)),
        copyright=settings.copyright,
        logo=check.inside(settings.logo, check.at("logo")),
        favicon=check.inside(settings.favicon, check.at("favicon")),
        cover=_cover(settings.epub.cover, check),
        branch=settings.branch,
        repository_folder=settings.repository_folder.strip("/"),
        exclude=settings.exclude,
        tags=tuple(dict.fromkeys(tag.replace("_", "-") for tag in run.tags)),
        skip=run.skip,
        site=_site(settings.web, check),
        redirects=tuple(_redirects(settings, check)),
        launch=MappingProxyType(dict(_launch(settings.launch, check))),
        running=running(settings, _named(settings), check),
        substitutions=_frozen(settings.substitutions),
        abbreviations=MappingProxyType(dict(settings.abbreviations)),
        publication=publication.publication(settings, check),
        theme=theme.theme(settings.theme, check),
        editor=_editor(settings.preview.editor, check),
    )


def _ignored(codes: tuple[str, ...], check: Check) -> Iterator[str]:
    for code in codes:
        at = check.origin.holding(code, ("check", "ignore"))
        if problem := unsilent(code, at):
            check.problems.append(problem)
        else:
            yield code


def _numbering(given: shape.Numbering) -> Numbering:
    every = given.equations == "all"
    return Numbering(given.per, given.depth, every, given.theorems, given.headings)


def _language(language: str, check: Check) -> str:
    if LANGUAGE.fullmatch(language):
        return language
    check.bad(f"'{language}' is not the code of a language, like en, de or zh-Hant", "language")
    return Config("").language


def _version(said: str, check: Check) -> str:
    if not said or VERSION.fullmatch(said):
        return said
    check.bad(
        f"'{said}' is no version that Python packages can have, like 1.2 or 2.0rc1", "version"
    )
    return ""


def _cover(path: str, check: Check) -> str:
    if path and not path.lower().endswith(COVERS):
        check.bad(f"a cover is a picture ({', '.join(COVERS)})", "epub", "cover")
        return ""
    return check.inside(path, check.at("epub", "cover"))


def _repository(url: str, check: Check) -> str:
    if not url or url.startswith(("https://", "http://")):
        return url
    check.bad(f"the repository '{url}' is no address: it begins with https://", "repository")
    return ""


def _variants(settings: shape.Settings, check: Check) -> Iterator[Variant]:
    seen: set[str] = set()
    for n, each in enumerate(settings.variants):
        if ("variants", n) in check.lost:
            continue
        if why := _unfit(each.name, seen):
            check.bad(why, "variants", n, "name")
            continue
        seen.add(each.name)
        environment = check.inside(each.environment, check.at("variants", n, "environment"))
        yield Variant(each.name, each.title or each.name, each.kernel, each.lexer, environment)


def _named(settings: shape.Settings) -> tuple[str, ...]:
    return tuple(one.name for one in settings.variants) or (ALONE.name,)


def _unfit(name: str, seen: set[str]) -> str:
    """Why this cannot be the name of a variant, "" if it can."""
    if not name:
        return 'a variant has no name; give it one: name = "…"'
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        return f"the variant '{name}' becomes a module: write a small letter, then a-z, 0-9 and _"
    if name in EVERY:
        return f"no variant can be called '{name}': on a cell, that means all variants"
    return f"two variants are called '{name}'; rename one" if name in seen else ""


def _files(listed: Iterable[str], check: Check, *path: str) -> Iterator[str]:
    for file in listed:
        if found := check.inside(file, check.origin.holding(file, path)):
            yield found


def _citations(settings: shape.Citations, check: Check) -> Citations:
    style = settings.style
    if style.endswith(".csl"):
        style = check.inside(style, check.at("citations", "style"))
    elif style not in STYLES:
        what = f"works are cited as {', '.join(STYLES)}, or by a style of CSL: a file '….csl'"
        check.bad(f"there is no style '{style}': {what}", "citations", "style")
        style = ""
    return Citations(style or Citations().style, settings.lists)


def _site(said: shape.Web, check: Check) -> Site:
    for button in said.buttons:
        if button not in BUTTONS:
            what = f"there is no button '{button}'; there are: {', '.join(BUTTONS)}"
            check.bad(what, "web", "buttons")
    extra = tuple(_files(said.extra, check, "web", "extra"))
    buttons = tuple(button for button in BUTTONS if button in said.buttons)
    return Site(said.addresses, said.cover, extra, buttons)


def _editor(name: str, check: Check) -> str:
    if not name or pattern(name) is not None:
        return name
    what = (
        f"there is no editor '{name}'; there are: {', '.join(EDITORS)}, or an address with {{path}}"
    )
    check.bad(what, "preview", "editor")
    return ""


def _redirects(settings: shape.Settings, check: Check) -> Iterator[Redirect]:
    for old, new in settings.redirects.items():
        path = within(old)
        if path is None:
            check.bad(f"the address '{old}' is none within the site", "redirects", old)
        else:
            folder = old.endswith("/") or "." not in path.rpartition("/")[2]
            file = f"{path}/index.html" if folder else path
            yield Redirect(file, new, check.at("redirects", old))


def _launch(said: shape.Launch, check: Check) -> Iterator[tuple[str, str]]:
    if said.interface:
        yield "interface", said.interface
    for name in ("binder", "colab", "kaggle", "jupyterhub"):
        url: str = getattr(said, name)
        if url.startswith(("https://", "http://")):
            yield name, url.rstrip("/")
        elif url:
            check.bad(f"'{url}' is no address: it begins with https://", "launch", name)


def _frozen(said: Mapping[str, str | dict[str, str]]) -> Mapping[str, str | Mapping[str, str]]:
    return MappingProxyType(
        {
            name: value if isinstance(value, str) else MappingProxyType(dict(value))
            for name, value in said.items()
        }
    )


def _package(name: str, check: Check) -> str:
    if name in sys.stdlib_module_names:
        check.bad(f"the package '{name}' would hide Python's own; rename it", "package", "name")
    elif name and (not PACKAGE.fullmatch(name) or keyword.iskeyword(name)):
        what = f"the package '{name}' is imported, and installed under that name: write a letter, "
        check.bad(f"{what}then a-z, A-Z, 0-9 and _, the last not a _", "package", "name")
    else:
        return name
    return ""


def _package_folder(folder: str, check: Check) -> str:
    """Where the package goes: within the book, or beside it."""
    if not folder:
        return ""
    path = folder.replace("\\", "/")
    hidden = any(part.startswith(".") and part not in (".", "..") for part in path.split("/"))
    if hidden or path.startswith("/") or ":" in path or within(f"book/{path}") is None:
        what = f"the package's folder '{folder}' must be in the book's folder, or beside it"
        what += ", and not hidden" if hidden else ""
        check.bad(what, "package", "folder")
        return ""
    return path


def _reopening(names: Iterable[str], check: Check) -> Iterator[str]:
    """The decorators that put a method into a class, without the module that they are in."""
    for name in names:
        if name.isidentifier():
            yield name
        else:
            what = f"'{name}' is no name of a decorator; write its last word only: add_to_class"
            check.bad(what, "package", "reopen")
