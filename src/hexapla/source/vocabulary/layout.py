"""Grids, tabs, asides and other blocks that stand beside or within the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from hexapla.model.nodes import (
    Aside,
    Block,
    Grid,
    Group,
    Inline,
    Listing,
    Paragraph,
    Quote,
    Reference,
    Span,
    Tab,
    Tabs,
    Target,
    Text,
)
from hexapla.model.problems import bad_directive
from hexapla.source.address import find_page, link
from hexapla.source.found import Found
from hexapla.source.labels import label
from hexapla.source.meta import classes
from hexapla.source.quotes import quote
from hexapla.source.reading import Directive, Reading
from hexapla.source.vocabulary import cards

# What grids and tabs say of their looks, and what changes nothing here.
GRID = frozenset(
    {"class-container", "class-row", "gutter", "margin", "outline", "padding", "reverse"}
)
ITEM = frozenset({"child-align", "child-direction", "columns", "margin", "outline", "padding"})
TABS = frozenset({"class-item", "class-set", "no-sync", "sync-group"})
TAB = frozenset({"class-container", "class-content", "class-label", "selected", "sync"})
BUTTON = frozenset(
    {"align", "click-parent", "color", "disabled", "expand", "outline", "ref-type", "shadow"}
) | {"tooltip"}


# --- grids --------------------------------------------------------------------------------------


def _grid(found: Found, page: Reading) -> tuple[Block, ...]:
    counts = tuple(int(n) for n in re.findall(r"\d+", found.argument))
    columns = tuple(min(count, 12) for count in counts if count)
    if len(counts) not in (0, 1, 4) or len(columns) < len(counts):
        what = (
            f"a grid has one number of columns, or four as in 1 2 2 3, and not '{found.argument}'"
        )
        page.report(bad_directive(found.name, what, found.at))
    return (Grid(columns, page.body(found), at=found.at),)


def _item(found: Found, page: Reading) -> tuple[Block, ...]:
    styled = (*found.classes, *cards.span(found))
    return (Group(styled, page.body(found), at=found.at),)


# --- tabs ---------------------------------------------------------------------------------------


def _tab_set(found: Found, page: Reading) -> tuple[Block, ...]:
    """The tabs in it as one set; what stands between them is put before it."""
    tabs: list[Tab] = []
    before: list[Block] = []
    named: list[Block] = []
    for block in page.body(found):
        match block:
            case Target():
                named.append(block)
            case Tabs(inner):
                first, *rest = inner
                tabs += [replace(first, body=(*named, *first.body)), *rest]
                named = []
            case _:
                before.append(block)
    if not tabs:
        page.report(bad_directive(found.name, "there are no tabs in it: {tab-item}", found.at))
        return (*named, *before)
    group = found.text("sync-group")
    return (*before, Tabs(tuple(_grouped(tab, group) for tab in tabs), at=found.at))


def _grouped(tab: Tab, group: str) -> Tab:
    return replace(tab, sync=f"{label(group)}:{tab.sync}") if group and tab.sync else tab


def _tab_item(found: Found, page: Reading) -> tuple[Block, ...]:
    """A tab; alone it is a set of one."""
    chosen = "selected" in found.options
    sync = label(found.text("sync"))
    tab = Tab(page.argument(found), page.body(found), sync, chosen, at=found.at)
    return (Tabs((tab,), at=found.at),)


def _tabs_of_code(found: Found, page: Reading) -> tuple[Block, ...]:
    """A tab for each block of code, whose title is the language."""
    body = page.body(found)
    synced = "no-sync" not in found.options
    tabs = [
        Tab((Text(name),), (block,), label(name.lower()) if synced else "", at=block.at)
        for block in body
        if (name := getattr(block, "language", "") or "Python")
    ]
    if not tabs:
        page.report(bad_directive(found.name, "there is no code in it", found.at))
        return ()
    group = found.text("sync-group") or "code"
    return (Tabs(tuple(_grouped(tab, group) for tab in tabs), at=found.at),)


# --- beside the text ----------------------------------------------------------------------------


def _margin(found: Found, page: Reading) -> tuple[Block, ...]:
    return (Aside("margin", page.argument(found), page.body(found), at=found.at),)


def _sidebar(found: Found, page: Reading) -> tuple[Block, ...]:
    body = page.body(found)
    if subtitle := found.text("subtitle"):
        inside = page.line(subtitle, found.option("subtitle"), page)
        body = (Group(("subtitle",), (Paragraph(inside, at=found.at),), at=found.at), *body)
    return (Aside("sidebar", page.argument(found), body, at=found.at),)


def _topic(found: Found, page: Reading) -> tuple[Block, ...]:
    return (Aside("topic", page.argument(found), page.body(found), at=found.at),)


def _quoted(found: Found, page: Reading) -> tuple[Block, ...]:
    kind = "" if found.name == "highlights" else found.name
    made = quote(page.body(found), found.at, kind=kind)
    if isinstance(made, Quote) and (said := found.text("attribution")):
        made = replace(made, source=page.line(said, found.at, page))
    return (made,)


# --- groups -------------------------------------------------------------------------------------


def _group(found: Found, page: Reading) -> tuple[Block, ...]:
    """Blocks with the classes that stand behind the name."""
    styled = (*classes(found.argument.split()), *found.classes)
    return (Group(styled, page.body(found), at=found.at),)


def _line(found: Found, page: Reading) -> tuple[Block, ...]:
    """A line that is set apart, and what may stand below it."""
    said = Paragraph(page.argument(found), at=found.at)
    styled = (found.name, *found.classes)
    return (Group(styled, (said,), at=found.at), *page.body(found))


def _columns(found: Found, page: Reading) -> tuple[Block, ...]:
    """A list in several columns."""
    count = found.text("columns") or "2"
    if not count.isdecimal() or not 0 < int(count) < 10:
        what = f"columns is how many there are, like 2, and not '{count}'"
        page.report(bad_directive(found.name, what, found.option("columns")))
        count = "2"
    body = page.body(found)
    if not any(isinstance(block, Listing) for block in body):
        page.report(bad_directive(found.name, "there is no list in it", found.at))
    return (Group(("columns", f"columns-{count}", *found.classes), body, at=found.at),)


def _button_link(found: Found, page: Reading) -> tuple[Block, ...]:
    inside = _words(found, page) or (Text(found.argument, at=found.at),)
    return _button(found, link(found.argument, "", inside, found.at, page))


def _button_ref(found: Found, page: Reading) -> tuple[Block, ...]:
    inside, at = _words(found, page), found.at
    match found.text("ref-type"):
        case "doc" | "myst":
            page_of = find_page(found.argument, page)
            return _button(found, (Reference("doc", page_of, inside, at=at),))
        case _:
            return _button(found, (Reference("ref", label(found.argument), inside, at=at),))


def _words(found: Found, page: Reading) -> tuple[Inline, ...]:
    return page.line(found.body, page.at(found.first), page) if found.body.strip() else ()


def _button(found: Found, inside: tuple[Inline, ...]) -> tuple[Block, ...]:
    """A link that looks like a button, on a line of its own."""
    color = classes(found.text("color"))
    flags = tuple(name for name in ("outline", "expand") if name in found.options)
    styled = (*color, *flags, *found.classes)
    button = Span("button", inside, found.text("tooltip"), styled, at=found.at)
    made = Paragraph((button,), at=found.at)
    side = found.text("align")
    if side in ("center", "right"):
        return (Group((f"align-{side}",), (made,), at=found.at),)
    return (made,)


DIRECTIVES: Mapping[str, Directive] = {
    **cards.DIRECTIVES,
    **dict.fromkeys(("div", "container", "rst-class"), Directive(_group, frozenset({"style"}))),
    **dict.fromkeys(
        ("rubric", "centered"), Directive(_line, frozenset({"heading-level"}), "its words")
    ),
    **dict.fromkeys(
        ("epigraph", "pull-quote", "highlights"), Directive(_quoted, frozenset({"attribution"}))
    ),
    "aside": Directive(_margin),
    "button-link": Directive(_button_link, BUTTON, needs="its address"),
    "button-ref": Directive(_button_ref, BUTTON, needs="the label that it leads to"),
    "grid": Directive(_grid, GRID),
    "grid-item": Directive(_item, ITEM),
    "hlist": Directive(_columns, frozenset({"columns"})),
    "margin": Directive(_margin),
    "sidebar": Directive(_sidebar, frozenset({"subtitle"})),
    "tab-item": Directive(_tab_item, TAB, needs="its title"),
    "tab-set": Directive(_tab_set, TABS),
    "tab-set-code": Directive(_tabs_of_code, TABS),
    "tabbed": Directive(_tab_item, TAB | {"new-group"}, needs="its title"),
    "topic": Directive(_topic),
}
