"""Notes, warnings and other boxes."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.model.nodes import Admonition, Block, Paragraph
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading

KINDS = (
    "note",
    "tip",
    "hint",
    "important",
    "warning",
    "caution",
    "danger",
    "error",
    "attention",
    "seealso",
)


def _box(found: Found, page: Reading) -> tuple[Block, ...]:
    """What follows the name is a title, or all there is: `{note} Mind the gap.`"""
    title, body = page.argument(found), page.body(found)
    if title and not body:
        title, body = (), (Paragraph(title, at=found.at),)
    folded = "dropdown" in found.classes
    return (Admonition(found.name, title, body, folded, at=found.at),)


def _titled(found: Found, page: Reading) -> tuple[Block, ...]:
    """A box with a title of its own looks like the kind that its class names."""
    kind = next((name for name in found.classes if name in KINDS), "admonition")
    folded = "dropdown" in found.classes
    title = page.argument(found)
    return (Admonition(kind, title, page.body(found), folded, at=found.at),)


def _dropdown(found: Found, page: Reading) -> tuple[Block, ...]:
    folded = "open" not in found.options
    title = page.argument(found)
    return (Admonition("dropdown", title, page.body(found), folded, at=found.at),)


def _unseen(found: Found, page: Reading) -> tuple[Block, ...]:
    """What authors tell themselves is not for readers; `hexapla check` tells it again."""
    return ()


DIRECTIVES: Mapping[str, Directive] = {
    **{kind: Directive(_box) for kind in KINDS},
    "admonition": Directive(_titled, needs="its title"),
    "todo": Directive(_unseen),
    "dropdown": Directive(_dropdown, frozenset({"open"}), needs="its title"),
}
