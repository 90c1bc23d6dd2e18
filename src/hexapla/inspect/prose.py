"""Prose of variants that leaves one of them out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from hexapla.inspect.subject import Subject
from hexapla.model.book import Page
from hexapla.model.nodes import Block, Node, VariantBlock
from hexapla.model.problems import Problem, variant_prose
from hexapla.model.walk import applies, cells_of, walk


def uneven_prose(subject: Subject) -> Iterator[Problem]:
    """Places where prose says something for several variants, and not for another with code.

    A block for one variant alone is an aside, which the others do not need.
    """
    names = [variant.name for variant in subject.book.config.variants]
    if len(names) > 2:
        for page in subject.book.pages():
            for blocks in _sets(page):
                told = [name for name in names if any(applies(b.variants, name) for b in blocks)]
                lacking = [name for name in names if name not in told and _has_code(page, name)]
                if len(told) > 1 and lacking:
                    yield variant_prose(told, lacking, blocks[0].at)


def _sets(page: Page) -> Iterator[list[VariantBlock]]:
    """Blocks of variants that stand next to each other."""
    for body in (page.body, *map(_body, walk(page.body))):
        for kind, run in groupby(body, type):
            if kind is VariantBlock:
                yield [block for block in run if isinstance(block, VariantBlock)]


def _body(node: Node) -> tuple[Block, ...]:
    body: tuple[Block, ...] = getattr(node, "body", ())
    return body


def _has_code(page: Page, variant: str) -> bool:
    return any(cells_of(page.body, variant))
