"""What is shown besides words and pictures: media, diagrams, and what stands elsewhere."""

from __future__ import annotations

from typing import assert_never

from hexapla.model.book import Variant
from hexapla.model.nodes import Diagram, Embedded, Media, Outcome
from hexapla.render.addresses import stem
from hexapla.render.values import Shown as Given
from hexapla.render.web.boxes import Inner
from hexapla.render.web.cells import tabs
from hexapla.render.web.context import Context
from hexapla.render.web.markup import tag, text
from hexapla.render.web.media import diagram, media
from hexapla.render.web.outputs import Look, output

Shown = Diagram | Embedded | Media | Outcome


def shown(node: Shown, context: Context, inner: Inner) -> str:
    """What a node shows, as HTML."""
    match node:
        case Diagram():
            return diagram(node, context)
        case Embedded(_, body):
            return inner(body, context)
        case Media():
            return media(node, context)
        case Outcome():
            return _outcome(node, context, inner)
        case _:
            assert_never(node)


def _outcome(node: Outcome, context: Context, inner: Inner) -> str:
    """What a cell gave, in each variant; once, where that is the same in all of them."""
    found = {
        variant: given
        for variant in context.variants
        if (given := context.values.find(node, context.page, variant.name))
    }
    if not found:
        unknown = tag("p", tag("code", text(node.name), class_="unresolved"))
        return unknown if node.glued else tag("p", context.words["not_run"], class_="unrun")
    if len({tuple(one.output for one in given) for given in found.values()}) == 1:
        return _given(*next(iter(found.items())), context, inner, shows_hidden=node.glued)
    panels = [
        (variant, _given(variant, given, context, inner, shows_hidden=node.glued))
        for variant, given in found.items()
    ]
    return tabs(panels, context.words["framework"])


def _given(
    variant: Variant, given: Given, context: Context, inner: Inner, *, shows_hidden: bool
) -> str:
    """Outputs; those that code kept hidden are shown where they are asked for by their name."""
    within = context.within(variant, again=False)
    return "".join(
        output(
            one.output,
            stem(one.page, variant.name, one.cell, one.number),
            Look(one.output.name),
            within,
            inner,
        )
        for one in given
        if shows_hidden or not one.output.hidden
    )
