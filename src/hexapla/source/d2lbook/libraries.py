"""A section `[library-<tab>]` of config.ini: what names of the project's library stand for."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from textwrap import dedent

from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, bad_alias, unknown_key
from hexapla.model.tabs import Alias, Library
from hexapla.source.d2lbook.edits import imported

NAME = re.compile(r"(?:d2l\.)?([A-Za-z_]\w*)\(?")
PATTERN = re.compile(r"d2l\\?\.([A-Za-z_]\w*)\\\((.+)\\\)")  # how old books wrote calls
GROUP = re.compile(r"\([^()]*\)")
GENERATED = re.compile(r"^#+ +WARNING +#+$", re.MULTILINE)  # from here on the file is made
# What imports bind that every reader knows, where neither the library nor a page says it.
USUAL = {
    "jnp": "from jax import numpy as jnp",
    "np": "import numpy as np",
    "npx": "from mxnet import npx",
    "tf": "import tensorflow as tf",
}
Said = Mapping[str, tuple[str, Place]]
Found = Iterator[Alias | Problem]


def library(tab: str, section: Said, header: str = "") -> tuple[Library, Problems]:
    """The library of a tab; `header` is the text of its file, whose first part is its authors'."""
    found = list(_aliases(section))
    package, module = _module(section.get("lib_file", ("",))[0])
    inner = _imports(GENERATED.split(header)[0])
    aliases = {name: Alias(name, name) for name in inner}
    aliases |= {each.name: each for each in reversed(found) if isinstance(each, Alias)}
    imports = {**USUAL, **inner, **_imports(section.get("alias", ("",))[0])}
    if name := section.get("lib_name", ("",))[0].partition(".")[0]:
        imports.setdefault(name, f"import {name}")
    return Library(
        tab,
        package,
        module,
        tuple(sorted(aliases.values(), key=lambda one: one.name)),
        tuple(sorted(imports.items())),
    ), tuple(each for each in found if isinstance(each, Problem))


def _module(file: str) -> tuple[str, str]:
    """The package and the module that a file is: d2l and torch of d2l/torch.py."""
    *folders, name = file.strip().replace("\\", "/").split("/")
    return (folders or [""])[-1], name.removesuffix(".py")


def _imports(text: str) -> dict[str, str]:
    """The imports at the top of a file, by the names that they bind."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return {}
    return {name: text for each in tree.body for name, text in imported(each)}


def _aliases(section: Said) -> Found:
    """All aliases, those that hold where there are several of a name first."""
    for key, (_, at) in section.items():
        if key not in KEYS:
            yield unknown_key(key, KEYS, at, of="config.ini")
    lib = section.get("lib_name", ("",))[0].strip()
    for key, read in KEYS.items():
        if key in section and read is not None:
            text, at = section[key]
            yield from read(text, lib, at)


def _simple(text: str, lib: str, at: Place) -> Found:
    for place, name, meant in _pairs(text, at, commas=True):
        if not (match := NAME.fullmatch(name)):
            yield bad_alias(name, "it is no name", place)
        elif not lib:
            yield bad_alias(name, "lib_name, of which it would be, is not set", place)
        else:
            yield Alias(match[1], f"{lib}.{meant.removesuffix('(')}")


def _fluent(text: str, lib: str, at: Place) -> Found:
    for place, name, meant in _pairs(text, at, commas=True):
        if match := NAME.fullmatch(name):
            yield Alias(match[1], meant.removesuffix("("), ".")
        else:
            yield bad_alias(name, "it is no name", place)


def _calls(text: str, lib: str, at: Place) -> Found:
    """`randn(size, device=None) -> np.random.randn(size=size, ctx=device)`."""
    for place, call, meant in _pairs(text, at, commas=False):
        yield _call(call, meant, place, omitted=True)


def _reverse(text: str, lib: str, at: Place) -> Found:
    """`d2l.nn_Module -> nn.Module`, `d2l.size(a) -> a.size`, and patterns with groups for that."""
    for place, left, right in _pairs(text, at, commas=False):
        if match := NAME.fullmatch(left):
            yield Alias(match[1], right.removesuffix("("))
        elif match := PATTERN.fullmatch(left):
            yield _pattern(match, right, place)
        else:
            yield _call(left.removeprefix("d2l."), right, place)


def _pattern(match: re.Match[str], right: str, at: Place) -> Alias | Problem:
    groups = GROUP.findall(match[2].replace(r"\(", "").replace(r"\)", ""))
    names = [f"a{n}" for n in range(1, len(groups) + 1)]
    text = re.sub(r"\\(\d)", r"a\1", right).replace("\\", "")
    return _call(f"{match[1]}({', '.join(names)})", text, at)


def _call(call: str, meant: str, at: Place, *, omitted: bool = False) -> Alias | Problem:
    """A function by an example of its call, which is read like the head of a definition.

    `omitted` says that parameters with a default are left out where a call does not have them.
    """
    name, _, rest = call.partition("(")
    try:
        made = ast.parse(f"lambda {rest.removesuffix(')')}: {meant}", mode="eval").body
    except (SyntaxError, ValueError):
        return bad_alias(call, "what stands for it cannot be read as Python", at)
    if not isinstance(made, ast.Lambda) or not name.strip().isidentifier():
        return bad_alias(call, "it is no name and no call of one", at)
    if omitted:
        made.args.defaults = [ast.Constant(...) for _ in made.args.defaults]
    return Alias(name.strip(), meant, ast.unparse(made.args))


def _python(text: str, lib: str, at: Place) -> Found:
    """The lines of Python that make aliases: `size = lambda a: a.numel()`."""
    try:
        body = ast.parse(dedent(text)).body
    except (SyntaxError, ValueError) as error:
        yield bad_alias("alias", f"it cannot be read as Python: {error}", at)
        return
    for each in body:
        place = Place(at.file, at.line + each.lineno - 1)
        match each:
            case ast.Assign([ast.Name(name)], ast.Lambda(args=args, body=meant)):
                yield Alias(name, ast.unparse(meant), ast.unparse(args))
            case ast.Assign([ast.Name(name)], ast.expr() as meant):
                yield Alias(name, ast.unparse(meant))
            case ast.FunctionDef(name, args, [ast.Return(ast.expr() as meant)], []):
                yield Alias(name, ast.unparse(meant), ast.unparse(args))
            case ast.Import() | ast.ImportFrom():
                pass
            case _:
                what = "only names, `lambda` and functions of one `return` can be put into cells"
                yield bad_alias(ast.unparse(each).partition("\n")[0], what, place)


def _pairs(text: str, at: Place, *, commas: bool) -> Iterator[tuple[Place, str, str]]:
    """Lines `name -> meaning`, or names alone, where they mean the same; several by commas."""
    for n, line in enumerate(text.split("\n")):
        for term in line.split(",") if commas else [line]:
            name, arrow, meant = (each.strip() for each in term.partition("->"))
            if name:
                yield Place(at.file, at.line + n), name, meant if arrow else name


Reader = Callable[[str, str, Place], Found]
# Of aliases of one name, that of the key which stands first here holds.
KEYS: Mapping[str, Reader | None] = {
    "reverse_alias": _reverse,
    "simple_alias": _simple,
    "fluent_alias": _fluent,
    "args_alias": _calls,
    "alias": _python,
    "lib_file": None,
    "lib_name": None,
    "save_filename": None,
}
