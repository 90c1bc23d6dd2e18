"""Notes, warnings and other boxes."""

from __future__ import annotations

from collections.abc import Mapping

from hexapla.model.nodes import Admonition, Block, Inline, Paragraph, Text
from hexapla.model.words import word
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
    "todo",
)
CHANGES = ("versionadded", "versionchanged", "deprecated", "versionremoved")
# What a box says of its looks: whether it is open, and what changes nothing here.
FOLDS = frozenset({"collapsible", "icon", "open"})
LOOKS = frozenset({"animate", "chevron", "class-body", "class-container", "class-title", "color"})
DROPDOWN = FOLDS | LOOKS | {"margin"}


def _box(found: Found, page: Reading) -> tuple[Block, ...]:
    """What follows the name is a title, or all there is: `{note} Mind the gap.`"""
    title, body = page.argument(found), page.body(found)
    if title and not body:
        title, body = (), (Paragraph(title, at=found.at),)
    return (Admonition(found.name, title, body, _folded(found), open=_open(found), at=found.at),)


def _titled(found: Found, page: Reading) -> tuple[Block, ...]:
    """A box with a title of its own looks like the kind that its class names."""
    kind = next((name for name in found.classes if name in KINDS), "admonition")
    title = page.argument(found)
    folded, opened = _folded(found), _open(found)
    return (Admonition(kind, title, page.body(found), folded, open=opened, at=found.at),)


def _folded(found: Found) -> bool:
    """A box is folded where it says so, and not that it is open."""
    return not _open(found) and ("dropdown" in found.classes or "open" in found.options)


def _open(found: Found) -> bool:
    if "show" in found.options:  # as sphinx-togglebutton says it
        return True
    return "open" in found.options and found.text("open").lower() not in ("false", "no", "0")


def _dropdown(found: Found, page: Reading) -> tuple[Block, ...]:
    """Closed, unless it says that it is open."""
    opened = _open(found)
    title = page.argument(found) or (Text(word("details", page.config.language), at=found.at),)
    body = page.body(found)
    return (Admonition("dropdown", title, body, not opened, open=opened, at=found.at),)


def _unseen(found: Found, page: Reading) -> tuple[Block, ...]:
    """What authors tell themselves is not for readers; `hexapla check` tells it again."""
    return ()


def _changed(found: Found, page: Reading) -> tuple[Block, ...]:
    """Since which version something is as it is."""
    version, _, rest = found.argument.partition(" ")
    title: tuple[Inline, ...] = (
        Text(f"{word(found.name, page.config.language)} {version}", at=found.at),
    )
    said = page.line(rest, found.at, page)
    lead = (Paragraph(said, at=found.at),) if said else ()
    return (Admonition(found.name, title, (*lead, *page.body(found)), at=found.at),)


DIRECTIVES: Mapping[str, Directive] = {
    **{kind: Directive(_box, FOLDS) for kind in KINDS},
    **{kind: Directive(_changed, needs="the version") for kind in CHANGES},
    "admonition": Directive(_titled, FOLDS, needs="its title"),
    "dropdown": Directive(_dropdown, DROPDOWN),
    "toggle": Directive(_dropdown, DROPDOWN | {"show"}),
    "todo": Directive(_unseen, FOLDS),
}
