"""Roles that name what is documented elsewhere: functions, classes, modules, labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from hexapla.model.nodes import CodeSpan, Inline, Link, Place, Text
from hexapla.model.problems import bad_role
from hexapla.source.reading import Reading, Role
from hexapla.source.vocabulary.references import NAMED

# Roles of Python's domain, with and without its name.
PYTHON = ("attr", "class", "const", "data", "exc", "func", "meth", "mod", "obj", "type")
CALLED = ("func", "meth")
STANDARD = ("doc", "envvar", "keyword", "numref", "option", "ref", "term", "token")
EXTERNAL = re.compile(r"external(?:\+([\w.-]+))?:(?:([\w-]+):)?([\w-]+)")


def external(name: str) -> Role | None:
    """The role `external+numpy:py:func`: what an inventory has, never what the book has."""
    match = EXTERNAL.fullmatch(name)
    if match is None:
        return None
    inventory, domain, kind = match[1] or "", match[2] or "", match[3]
    domain = domain or ("py" if kind in PYTHON else "std" if kind in STANDARD else "")
    return Role(partial(_link, (inventory, domain, kind)))


def _link(path: tuple[str, str, str], content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """A link that is still to be looked up: `inv:numpy:py:func#numpy.mean`."""
    inventory, domain, kind = path
    match = NAMED.fullmatch(content)
    words, target = (match[1], match[2].strip()) if match else ("", content)
    if not target.strip("~!. "):
        page.report(bad_role(kind, "name what it refers to", at))
        return ()
    code = domain not in ("std", "")
    name = target.lstrip("~!").removesuffix("()")
    if not words and code:
        words = name.rpartition(".")[2] if target.startswith("~") else name.lstrip(".")
        words += "()" if kind in CALLED else ""
    shown: tuple[Inline, ...] = (CodeSpan(words, at=at) if code else Text(words, at=at),)
    shown = shown if words else ()
    if target.startswith("!"):
        return shown
    return (Link(shown, f"inv:{inventory}:{domain}:{'' if kind == 'obj' else kind}#{name}", at=at),)


ROLES: Mapping[str, Role] = {
    **{kind: Role(partial(_link, ("", "py", kind))) for kind in PYTHON},
    **{f"py:{kind}": Role(partial(_link, ("", "py", kind))) for kind in PYTHON},
    "any": Role(partial(_link, ("", "", ""))),
}
