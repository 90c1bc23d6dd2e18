"""Values that code gave, within a line: each reader sees that of the chosen variant."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hexapla.model.book import Variant
from hexapla.model.nodes import Inline, Paragraph, Value
from hexapla.model.outputs import Output
from hexapla.render.addresses import PICTURES, stem
from hexapla.render.values import Shown, in_words
from hexapla.render.web.context import Context
from hexapla.render.web.markup import tag, text
from hexapla.render.web.outputs import set_formula

Within = Callable[[Iterable[Inline], Context], str]  # how words within a line are written


def value(node: Value, context: Context, inlines: Within) -> str:
    """A value, or what was asked for where none is known."""
    found = [(variant, _shown(node, variant, context, inlines)) for variant in context.variants]
    said = {shown for _, shown in found}
    if len(said) < 2:
        return said.pop() if said else _unknown(node)
    last = found[-1][0]
    several = (
        tag("span", shown + _whose(variant, "" if variant == last else ", "), data_in=variant.name)
        for variant, shown in found
    )
    return tag("span", "".join(several), class_="value")


def _whose(variant: Variant, after: str) -> str:
    """What tells the values apart where all are shown, since no script chooses one."""
    return tag("span", f" ({text(variant.title)}){after}", class_="whose")


def _shown(node: Value, variant: Variant, context: Context, inlines: Within) -> str:
    shown = context.values.find(node, context.page, variant.name)
    if not shown:
        return _unknown(node)
    if node.glued and not node.form and (rich := _rich(shown, variant, context, inlines)):
        return rich
    try:
        return text(in_words(shown, node.form))
    except ValueError:  # which was said as a problem
        return text(in_words(shown))


def _unknown(node: Value) -> str:
    return tag("code", text(node.said or node.name), class_="unresolved")


def _rich(shown: Shown, variant: Variant, context: Context, inlines: Within) -> str:
    """What was glued as a picture, a formula or a line of Markdown; "" for all else."""
    given = shown[-1]
    for form in (given.output, *given.output.others):
        if form.mime in PICTURES:
            path = stem(given.page, variant.name, given.cell, given.number)
            source = context.to(f"{path}.{PICTURES[form.mime]}")
            return tag("img", src=source, alt=given.output.name, loading="lazy")
        if done := set_formula(form, context) or _line(form, context, inlines):
            return done
    return ""


def _line(form: Output, context: Context, inlines: Within) -> str:
    match form.nodes:
        case (Paragraph(inside),):
            return inlines(inside, context)
        case _:
            return ""
