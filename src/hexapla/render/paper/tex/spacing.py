r"""What TeX puts between atoms beside a \quad or \!, where Typst puts nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hexapla.render.paper.tex.tree import Style, Tree

# Between which families, in mu; not in scripts. Others: nothing.
BETWEEN = {
    **dict.fromkeys(((one, "rel") for one in ("ord", "op", "close", "inner")), 5),
    **dict.fromkeys((("rel", one) for one in ("ord", "op", "open", "inner")), 5),
    **dict.fromkeys(((one, "bin") for one in ("ord", "close", "inner")), 4),
    **dict.fromkeys((("bin", one) for one in ("ord", "op", "open", "inner")), 4),
    **dict.fromkeys((("op", one) for one in ("ord", "op")), 3),
    **dict.fromkeys((("punct", one) for one in ("ord", "op", "rel", "open", "inner")), 3),
}
FAMILIES = {
    "op": "op",
    "operatorname": "op",
    "struck": "rel",
    "xArrow": "rel",
    "leftright": "inner",
    "spacing": "",
}
NONE_BEFORE = frozenset({"", "bin", "op", "rel", "open", "punct"})  # after these, a sign


def spaced(nodes: Sequence[Tree], style: Style) -> Iterator[Tree]:
    """The nodes: each first kern with what TeX would put there besides, in `more`.

    An operator after one is said to be one, since Typst would take it for a sign.
    """
    before, kern = "", False
    for at, node in enumerate(nodes):
        if node["type"] == "kern":
            after = next((_family(one) for one in nodes[at:] if one["type"] != "kern"), "")
            after = "ord" if after == "bin" and before in NONE_BEFORE else after
            wide = 0 if kern or style.startswith("script") else BETWEEN.get((before, after), 0)
            yield {**node, "more": wide}
            kern = True
            continue
        family = _family(node)
        sign = family == "bin" and before in NONE_BEFORE
        yield {**node, "family": "operator"} if kern and family == "bin" and not sign else node
        before, kern = "ord" if sign else family or before, False


def _family(node: Tree) -> str:
    """The family of the atom that a node is to TeX."""
    match node:
        case {"type": "atom", "family": str(family)}:
            return family
        case {"mclass": str(name)} | {"mathml": [{"mclass": str(name)}]}:
            return name.removeprefix("m")
        case {"type": "supsub", "base": dict(base)}:
            return _family(base)
        case {"type": str(name)}:
            return FAMILIES.get(name, "ord")
        case _:
            return ""
