"""Cells and prose of variants: a set of tabs, one panel for each variant that has something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from hexapla.model.book import Variant
from hexapla.model.nodes import Cell, VariantBlock
from hexapla.model.outputs import STDERR, STDOUT, Output
from hexapla.model.walk import applies
from hexapla.render.addresses import stem
from hexapla.render.web.code import Lines, listing
from hexapla.render.web.context import NO_VARIANT, Context, Ran
from hexapla.render.web.markup import tag, text
from hexapla.render.web.outputs import Look, Render, output

Run = Sequence[Cell | VariantBlock]
# Tags that change how a cell looks, and the classes that do so.
LOOKS = {
    "full-width": "full-width",
    "margin": "aside margin",
    "output-scroll": "scrolls",
    "scroll-output": "scrolls",
}


def variants(run: Run, context: Context, render: Render) -> str:
    """What neighbouring cells and blocks of variants show; `render` is for blocks within."""
    if len(context.variants) < 2:
        variant = context.variants[0] if context.variants else NO_VARIANT
        return _panel(run, variant, context, render)
    if not any(node.variants for node in run):
        alike = {_panel(run, one, context, render, shared=True) for one in context.variants}
        if len(alike) == 1:  # nothing to choose between
            return alike.pop()
    panels = [(one, _panel(run, one, context, render)) for one in context.variants]
    return tabs([(one, panel) for one, panel in panels if panel], context.words["framework"])


def _panel(
    run: Run, variant: Variant, context: Context, render: Render, *, shared: bool = False
) -> str:
    """All that one variant sees. What it shares with an earlier panel has ids of its own."""
    parts: list[str] = []
    for node in run:
        if not applies(node.variants, variant.name):
            continue
        seen = [one for one in context.variants if applies(node.variants, one.name)]
        again = not shared and bool(seen) and seen[0] != variant
        inner = context.within(variant, again=again)
        match node:
            case Cell():
                own = seen[0] if shared else variant  # whose name it bears
                name = inner.anchor(node.label) or _name(node, own, context)
                parts.append(_framed(node, name, _cell(node, variant, inner, render), context))
            case VariantBlock(body=body):
                parts.append(render(body, inner))
            case _:
                assert_never(node)
    return "".join(parts)


def tabs(panels: Sequence[tuple[Variant, str]], label: str) -> str:
    """A set of tabs. Without a script each panel has its variant as a title instead."""
    if not panels:
        return ""
    tabs = "".join(
        tag("button", text(one.title), type="button", role="tab", data_tab=one.name)
        for one, _ in panels
    )
    shown = "\n".join(
        tag("div", tag("p", text(one.title), class_="panel-title") + panel, data_in=one.name)
        for one, panel in panels
    )
    return tag(
        "div",
        tag("div", tabs, class_="tabs", role="tablist", aria_label=label) + shown,
        class_="variants",
        data_has=" ".join(one.name for one, _ in panels),
    )


def _name(cell: Cell, variant: Variant, context: Context) -> str | None:
    known = context.ran.get((id(cell), variant.name))
    return (known.name or None) if known else None


def _framed(cell: Cell, name: str | None, inside: str, context: Context) -> str:
    looks = " ".join(("cell", *(style for tag, style in LOOKS.items() if tag in cell.tags)))
    own = {"id": name, "data_cell": context.number(cell)}
    return tag("div", inside, class_=looks, **own) if inside else ""


def _cell(cell: Cell, variant: Variant, context: Context, render: Render) -> str:
    if "remove-cell" in cell.tags:
        return ""
    ran = context.ran.get((id(cell), variant.name), Ran(0))
    code = "" if "remove-input" in cell.tags else _code(cell, variant, context)
    given = "" if "remove-output" in cell.tags else _outputs(cell, variant, ran, context, render)
    if "hide-cell" in cell.tags and (code or given):
        return _folded(context.words["show_both"], code + given, cell.prompts)
    if "hide-input" in cell.tags and code:
        code = _folded(context.words["show_code"], code, cell.prompts)
    if "hide-output" in cell.tags and given:
        given = _folded(context.words["show_output"], given, () if code else cell.prompts)
    return code + given


def _folded(summary: str, inside: str, prompts: tuple[str, ...] = ()) -> str:
    """What is closed until it is asked for; an author may say what for, and what closes it."""
    show, hide = (*(text(prompt.replace("{type}", "code")) for prompt in prompts), "", "")[:2]
    if hide:
        summary = tag("span", show or summary, class_="show") + tag("span", hide, class_="hide")
    return tag(
        "details", tag("summary", summary if hide else show or summary) + inside, class_="folded"
    )


def _code(cell: Cell, variant: Variant, context: Context) -> str:
    if not cell.code.strip():
        return ""
    links = context.names.get(variant.name, {})
    return listing(cell.code, variant.lexer, links, lines=Lines(cell.first, cell.marked))


def _outputs(cell: Cell, variant: Variant, ran: Ran, context: Context, render: Render) -> str:
    if ran.outputs is None:
        unsaid = ran.quiet or "skip-execution" in cell.tags
        return "" if unsaid else tag("p", context.words["not_run"], class_="unrun")
    return "".join(
        _output(cell, one, stem(context.page, variant.name, ran.index, index), context, render)
        for index, one in enumerate(ran.outputs)
        if not one.hidden
    )


def _output(cell: Cell, one: Output, path: str, context: Context, render: Render) -> str:
    stream = {STDOUT: "stdout", STDERR: "stderr"}.get(one.mime, "")
    if stream and f"remove-{stream}" in cell.tags:
        return ""
    shown = output(one, path, Look(cell.alt, cell.width), context, render)
    return (
        _folded(context.words["show_messages"], shown)
        if stream and f"hide-{stream}" in cell.tags
        else shown
    )
