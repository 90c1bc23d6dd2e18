"""What is set apart from the text: theorems, exercises, admonitions, quotes, lists, tabs."""

from __future__ import annotations

from typing import assert_never

from hexapla.model.nodes import (
    Admonition,
    Aside,
    Card,
    Definition,
    Definitions,
    Exercise,
    Grid,
    IndexTerm,
    Inline,
    Item,
    Listing,
    Quote,
    Solution,
    Tabs,
    Theorem,
)
from hexapla.model.words import title_of
from hexapla.render.latex.counters import counter
from hexapla.render.latex.escaping import escaped, guarded
from hexapla.render.latex.figures import image
from hexapla.render.latex.frame import Frame
from hexapla.render.latex.indexing import indexed
from hexapla.render.latex.nesting import environment, indented

Box = (
    Admonition
    | Aside
    | Card
    | Definitions
    | Exercise
    | Grid
    | Listing
    | Quote
    | Solution
    | Tabs
    | Theorem
)


def box(node: Box, frame: Frame) -> str:  # noqa: C901, PLR0911
    """A case for every kind of box."""
    match node:
        case Theorem() | Exercise():
            return _statement(node, frame)
        case Solution():
            shown = frame.book.config.paper.solutions != "none"
            return _solution(node, frame) if shown else ""
        case Admonition(kind, title, body):
            said = _title(title, frame) or escaped(title_of(kind, frame.language))
            said = f"{{{escaped(kind)}}}{{{said}}}{frame.spot(node.label)}"
            return environment("admonition", frame.inside().blocks(body), said)
        case Aside(_, title, body):
            said = f"{{{_title(title, frame)}}}"
            return environment("aside", frame.inside().blocks(body), said)
        case Quote():
            return _quote(node, frame)
        case Listing():
            return _listing(node, frame)
        case Definitions(inside, glossary):
            made = "\n".join(_definition(one, frame, glossary=glossary) for one in inside)
            return environment("description", made)
        case Card():
            return _card(node, frame)
        case Grid(body=body):
            return frame.blocks(body)
        case Tabs(tabs):
            titles = [_title(tab.title, frame) for tab in tabs]
            return "\n\n".join(
                f"\\tabtitle{{{title}}}\n\n{frame.blocks(tab.body)}"
                for title, tab in zip(titles, tabs, strict=True)
            )
        case _:
            assert_never(node)


def _statement(node: Theorem | Exercise, frame: Frame) -> str:
    r"""\begin{theorem}[Pythagoras]\label{thm-pythagoras}"""
    by = frame.book.config.numbering
    kind = node.kind if isinstance(node, Theorem) else "exercise"
    kind_of = counter(kind, by) if isinstance(node, Theorem) else kind
    told = frame.count.item(kind_of, node.number) if node.number else None
    title = _title(node.title, frame)
    if told is None and node.number:
        title = f"{node.number}{f': {title}' if title else ''}"
    opening = _option(title) + (
        frame.label(node.label) if told is not None else frame.spot(node.label)
    )
    name = kind if told is not None or kind == "proof" else f"{kind}*"
    return (told or "") + environment(name, frame.inside().blocks(node.body), opening)


def _solution(node: Solution, frame: Frame) -> str:
    """A solution with the number of its exercise, which LaTeX looks up."""
    of = f"[\\ref{{{frame.names.of(node.page, node.of)}}}]" if node.number else ""
    return environment("solution", frame.inside().blocks(node.body), of + frame.spot(node.label))


def _quote(node: Quote, frame: Frame) -> str:
    name = {"epigraph": "epigraph", "pull-quote": "pullquote"}.get(node.kind, "quote")
    said = frame.inside().blocks(node.body)
    if node.source:
        said += f"\n\\attribution{{{frame.lines(node.source)}}}"
    return environment(name, said)


def _listing(node: Listing, frame: Frame) -> str:
    start = f"[start={node.start}]" if node.start not in (None, 1) else ""
    gap = "\n" if node.tight else "\n\n"
    items = gap.join(_item(one, frame) for one in node.items)
    name = "itemize" if node.start is None else "enumerate"
    return environment(name, items or "\\item", start)


def _item(node: Item, frame: Frame) -> str:
    mark = "" if node.done is None else "[$\\boxtimes$]" if node.done else "[$\\square$]"
    body = frame.inside().blocks(node.body)
    lines = indented(body).strip() if not body.startswith("\\begin{") else "\n" + indented(body)
    return f"\\item{mark} {guarded(lines)}".rstrip()


def _definition(node: Definition, frame: Frame, *, glossary: bool) -> str:
    made = []
    for term in node.terms:
        words = frame.argument().lines(term.inside).strip()
        made.append(f"\\item[{{{words}}}]" if "]" in words else f"\\item[{words}]")
        made[-1] += frame.spot(term.label)
        made[-1] += indexed(IndexTerm((term.inside,), main=True), frame) if glossary else ""
    said = "\n\n".join(frame.inside().blocks(one.body) for one in node.items)
    return "\n".join((*made, indented(said)))


def _card(node: Card, frame: Frame) -> str:
    within = frame.inside()
    link = node.link
    title = frame.lines((link,)) if link and not node.title else ""
    title = title or _title(node.title, frame)
    parts = [
        image(node.image, frame) if node.image else "",
        within.blocks(node.head),
        within.blocks(node.body),
        within.blocks(node.foot),
    ]
    body = "\n\n".join(part for part in parts if part)
    return environment("card", body, f"{{{title}}}{frame.spot(node.label)}")


def _title(words: tuple[Inline, ...], frame: Frame) -> str:
    return " ".join(frame.argument().lines(words).split("\n"))


def _option(words: str) -> str:
    return "" if not words else f"[{{{words}}}]" if "]" in words else f"[{words}]"
