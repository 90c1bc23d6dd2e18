"""What cells gave, shown elsewhere: embedded, glued, or as a value within a line."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping

from hexapla.model.book import Variant
from hexapla.model.nodes import (
    Block,
    Cell,
    CodeSpan,
    Embedded,
    Figure,
    Inline,
    Outcome,
    Paragraph,
    Place,
    Value,
)
from hexapla.model.problems import bad_directive, bad_role
from hexapla.model.walk import VALUE, applies
from hexapla.source.address import find_page
from hexapla.source.config import EVERY
from hexapla.source.found import Found
from hexapla.source.labels import label
from hexapla.source.reading import Directive, Reading, Role

COUNT = "hexapla-values"  # where a page keeps how many values it has


def _eval(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """A value: a hidden cell that prints it, and the spot where it is shown."""
    expression, form, why = _parted(content)
    spoken = [variant for variant in page.config.variants if applies(page.variants, variant.name)]
    python = [variant for variant in spoken if _is_python(variant)]
    if why and (python or not spoken):
        page.report(bad_role("eval", why, at))
        return (CodeSpan(content, at=at),)
    count = page.known[COUNT] = page.known.get(COUNT, 0) + 1
    name = f"eval-{count}-of-{(*page.chain, page.file)[0]}"
    ways = _ways(content, expression, form, tuple(page.variants), spoken)
    for code, variants in ways:
        cell = Cell(code, variants, (VALUE, "remove-cell"), name, offset=-1, at=at)
        page.ahead.append(cell)
    return (Value(name, said=expression, at=at),)


def _ways(
    content: str, expression: str, form: str, names: tuple[str, ...], spoken: list[Variant]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The code that shows a value, and the variants that it is for; other languages than Python
    have no formats."""
    python = tuple(variant.name for variant in spoken if _is_python(variant))
    others = tuple(variant.name for variant in spoken if not _is_python(variant))
    if python or not others:
        value = f"format({expression}, {form!r})" if form else expression
        yield f"print({value})", python if others else names
    if others:
        yield content, others


def _is_python(variant: Variant) -> bool:
    return variant.lexer.lower() in EVERY | {"py"}


def _parted(content: str) -> tuple[str, str, str]:
    """An expression and its format, as `x:.2f`; or else why it cannot be read."""
    why = _wrong(content)
    if not why:
        return content, "", ""
    for at, sign in enumerate(content):
        if sign == ":" and not _wrong(content[:at]):
            return content[:at].strip(), content[at + 1 :].strip(), ""
    return content, "", f"'{content}' is no expression of Python: {why}"


def _wrong(text: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return getattr(error, "msg", "") or str(error)
    return ""


# --- glue -----------------------------------------------------------------------------------------


def _glued(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    """`name`, `name:.2f`, or `page.md::name` of another page."""
    there, _, rest = content.rpartition("::")
    name, _, form = rest.partition(":")
    if not name.strip():
        page.report(bad_role("glue", "name what was glued", at))
        return ()
    return (Value(name.strip(), form.strip(), glued=True, page=_page(there, page), at=at),)


def _page(path: str, page: Reading) -> str:
    return find_page(path.strip(), page) if path.strip() else ""


def _glue(found: Found, page: Reading) -> tuple[Block, ...]:
    return (_outcome(found, page),)


def _outcome(found: Found, page: Reading) -> Outcome:
    there = _page(found.text("doc"), page)
    return Outcome(found.argument, glued=True, page=there, at=found.at)


def _glue_figure(found: Found, page: Reading) -> tuple[Block, ...]:
    """What was glued with a caption: its first paragraph; what follows is the legend."""
    rest = page.body(found)
    first = rest[0].inside if rest and isinstance(rest[0], Paragraph) else ()
    legend = rest[1:] if first else rest
    return (Figure(None, first, legend, body=(_outcome(found, page),), at=found.at),)


# --- what stands elsewhere ------------------------------------------------------------------------


def _embed(found: Found, page: Reading) -> tuple[Block, ...]:
    target = label(found.argument.removeprefix("#"))
    code, output = not _flag(found, "remove-input"), not _flag(found, "remove-output")
    if not (code or output):
        page.report(bad_directive(found.name, "without input and output it is empty", found.at))
    return (Embedded(target, code=code, output=output, at=found.at),)


def _flag(found: Found, option: str) -> bool:
    return option in found.options and not found.off(option)


def embedded(source: str, at: Place) -> Embedded:
    """What a picture embeds whose address is a label: `![](#label)`."""
    return Embedded(label(source.removeprefix("#")), code=False, at=at)


PASTE = frozenset({"doc", "format"})
IMAGE = frozenset({"align", "alt", "class", "height", "scale", "width"})
SHOWN = Directive(_glue, PASTE | IMAGE, needs="what was glued")
DIRECTIVES: Mapping[str, Directive] = {
    "embed": Directive(
        _embed, frozenset({"remove-input", "remove-output"}), needs="the label of what it shows"
    ),
    "glue": SHOWN,
    "glue:": SHOWN,
    "glue:any": SHOWN,
    "glue:figure": Directive(
        _glue_figure,
        PASTE | IMAGE | {"figclass", "figwidth"},
        needs="what was glued",
    ),
    "glue:math": Directive(_glue, PASTE | {"nowrap"}, needs="what was glued"),
    "glue:md": SHOWN,
}
INLINE = Role(_glued)
ROLES: Mapping[str, Role] = {
    "eval": Role(_eval),
    "glue": INLINE,
    "glue:": INLINE,
    "glue:any": INLINE,
    "glue:md": INLINE,
    "glue:text": INLINE,
}
