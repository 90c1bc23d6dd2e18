"""Text for one kind of output, and the few forms of reStructuredText that books use."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from hexapla.model.nodes import Block, Inline, Only, Place, RawBlock, RawInline
from hexapla.model.problems import bad_directive, missing_file, outside
from hexapla.source.found import Found
from hexapla.source.reading import Directive, Reading, Role
from hexapla.source.rst import in_markdown
from hexapla.source.vocabulary.media import from_html

# The kinds of outputs that an author may mean; notebooks and the website show what is for HTML.
OUTPUTS = ("html", "latex", "epub", "text")
NAMES = {name: name for name in OUTPUTS} | {
    **dict.fromkeys(("builder_html", "format_html", "dirhtml", "singlehtml", "web"), "html"),
    **dict.fromkeys(("builder_latex", "format_latex", "latexpdf", "pdf", "tex"), "latex"),
}


def _raw(found: Found, page: Reading) -> tuple[Block, ...]:
    formats = found.argument.lower().split()
    return _of_format("html" if "html" in formats else formats[0], found, page)


def _raw_html(found: Found, page: Reading) -> tuple[Block, ...]:
    return _of_format("html", found, page)


def _raw_latex(found: Found, page: Reading) -> tuple[Block, ...]:
    return _of_format("latex", found, page)


def _of_format(name: str, found: Found, page: Reading) -> tuple[Block, ...]:
    """Text for one kind of output; HTML that is a video or a frame is one."""
    text = _text(found, page)
    if name == "html" and (medium := from_html(text, found.at, page)):
        return medium
    return (RawBlock(text, NAMES.get(name, name), at=found.at),) if text.strip() else ()


def _text(found: Found, page: Reading) -> str:
    """What stands in the directive, or in the file that it names."""
    file = found.text("file")
    path = page.within(file) if file else ""
    if path is None:
        page.report(outside(file, found.at))
    elif path and path not in page.texts and path not in page.files:
        page.report(missing_file(path, page.files, found.at))
    elif path:
        return page.texts.get(path, "")
    return found.body


def _only(found: Found, page: Reading) -> tuple[Block, ...]:
    """What is there where an expression holds: `html`, `not latex`, `html or epub`."""
    body = page.body(found)
    try:
        tree = ast.parse(found.argument, mode="eval").body
        outputs = tuple(name for name in OUTPUTS if _holds(tree, name))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        what = f"'{found.argument}' is not made of names of outputs, and, or, not"
        page.report(bad_directive(found.name, what, found.at))
        return body
    return (Only(outputs, body, at=found.at),)


def _holds(node: ast.expr, output: str) -> bool:
    """Whether an expression holds for an output; raises ValueError for any other expression."""
    match node:
        case ast.Name(id=name):
            return NAMES.get(name, name) == output
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return not _holds(inner, output)
        case ast.BoolOp(op=of, values=values):
            held = [_holds(value, output) for value in values]  # all of them must be understood
            return all(held) if isinstance(of, ast.And) else any(held)
        case _:
            raise ValueError


def _eval_rst(found: Found, page: Reading) -> tuple[Block, ...]:
    def unknown(what: str, line: int) -> None:
        at = page.at(found.first + line)
        page.report(bad_directive(found.name, f"{what}; it is shown as it is", at))

    return page.blocks(in_markdown(found.body, unknown), found.first, page.deeper())


def _html(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return (RawInline(content, at=at),)


def _latex(content: str, at: Place, page: Reading) -> tuple[Inline, ...]:
    return (RawInline(content, "latex", at=at),)


DIRECTIVES: Mapping[str, Directive] = {
    "eval-rst": Directive(_eval_rst),
    "only": Directive(_only, needs="for which outputs it is"),
    "raw": Directive(_raw, frozenset({"file"}), needs="for which output it is"),
    "raw:html": Directive(_raw_html),
    "raw:latex": Directive(_raw_latex),
    "raw:tex": Directive(_raw_latex),
}
ROLES: Mapping[str, Role] = {
    "raw-html": Role(_html),
    "raw:html": Role(_html),
    "raw:latex": Role(_latex),
    "raw:tex": Role(_latex),
}
