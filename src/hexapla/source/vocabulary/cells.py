"""Code that is run: cells, how they are shown, and the figures that they draw."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from hexapla.model.book import Variant
from hexapla.model.nodes import Block, Cell, Figure, Gathered
from hexapla.model.problems import bad_directive, missing_file, outside, unknown_option
from hexapla.source.config import EVERY
from hexapla.source.found import Found
from hexapla.source.labels import label
from hexapla.source.lengths import length
from hexapla.source.meta import items, mapping
from hexapla.source.reading import Directive, Reading
from hexapla.source.vocabulary.code import first_line, listed, marked_lines, without_margins
from hexapla.source.vocabulary.variants import known
from hexapla.source.words import words

COMMENT = re.compile(r"#\|[ \t]*([A-Za-z][\w.-]*:(?:[ \t].*)?|[ \t]+\S.*|-[ \t].*)$")
# What other systems call what is a tag here: the option, the value that counts, the tag.
MEANT = (
    ("echo", "false", "remove-input"),
    ("error", "true", "raises-exception"),
    ("eval", "false", "skip-execution"),
    ("hide-code", "", "remove-input"),
    ("hide-output", "", "remove-output"),
    ("include", "false", "remove-cell"),
    ("output", "false", "remove-output"),
    ("raises", "", "raises-exception"),
    ("remove-input", "true", "remove-input"),
    ("remove-output", "true", "remove-output"),
    ("remove_code_outputs", "true", "remove-output"),
    ("remove_code_source", "true", "remove-input"),
    ("output_stderr", "remove", "remove-stderr"),
    ("code-fold", "true", "hide-input"),
    ("warning", "false", "remove-stderr"),
)
LINED = frozenset({"emphasize-lines", "lineno-start", "linenos"})
# Settings of a notebook's cell, all under `mystnb`, as MyST-NB has them.
RENDER = frozenset(
    (
        *("code_prompt_hide", "code_prompt_show", "figure", "image", "markdown_format"),
        *("merge_streams", "number_source_lines", "output_stderr", "remove_code_outputs"),
        *("remove_code_source", "text_lexer"),
    )
)
OPTIONS = frozenset({"alt", "caption", "load", "mystnb", "only", "tags", "topic", "width"}) | LINED
# Those of comments `#| key: value`: Quarto's, too.
COMMENTED = OPTIONS | {name for name, *_ in MEANT}
COMMENTED |= {"fig-alt", "fig-cap", "label", "name"}


def joined(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks in which a cell's figure also holds what the next cells draw in other variants."""
    done: list[Block] = []
    for block in blocks:
        together = _together(done[-1], block) if done else None
        if together:
            done[-1] = together
        else:
            done.append(block)
    return tuple(done)


def _together(one: Block, other: Block) -> Figure | None:
    """One figure of a figure and what follows it, where no variant sees both."""
    if not isinstance(one, Figure) or one.image or not isinstance(other, Cell | Figure):
        return None
    more: tuple[Block, ...] = (other,) if isinstance(other, Cell) else other.body
    if isinstance(other, Figure) and (other.image or other.label not in ("", one.label)):
        return None
    cells = [cell for cell in (*one.body, *more) if isinstance(cell, Cell) and cell.variants]
    names = [name for cell in cells for name in cell.variants]
    if len(cells) < len((*one.body, *more)) or len(names) > len(set(names)):
        return None
    return replace(one, body=(*one.body, *more))


def _loaded(found: Found, page: Reading) -> Found:
    """A cell whose code is that of a file."""
    if "load" not in found.options:
        return found
    path = page.within(found.text("load"))
    if path is None or path not in page.texts:
        at, said = found.option("load"), found.text("load")
        page.report(missing_file(path, page.files, at) if path else outside(said, at))
        return found
    return replace(found, body=page.texts[path])


def _cell(found: Found, page: Reading) -> tuple[Block, ...]:
    """A cell of the variants that are named; with none that the book has, it is only shown."""
    named = found.label  # already a target before the cell
    found = _with_comments(_loaded(found, page), page)
    names = () if found.argument in EVERY - _names(page) else tuple(found.argument.split())
    names = tuple(variant for name in names for variant in _spoken(name, page))
    variants = known(names, found.at, page)
    if names and not variants:
        return (listed(found, found.body, "python", page),)
    nested = _rendered(found, page)
    figure, image = _table(nested.get("figure")), _table(nested.get("image"))
    first, marked = _lined(found, nested, page)
    caption = found.text("caption") or found.text("fig-cap") or str(figure.get("caption", ""))
    name = "" if named else label(str(figure.get("name", ""))) or found.label
    cell = Cell(
        found.body,
        variants,
        _tags(found, nested, page),
        label="" if caption else name,
        topic=_topic(found, page),
        only=found.text("only"),
        alt=found.text("alt") or found.text("fig-alt") or str(image.get("alt", "")),
        width=_width(found.text("width") or str(image.get("width", "")), found, page),
        first=first,
        marked=marked,
        prompts=(str(nested.get("code_prompt_show", "")), str(nested.get("code_prompt_hide", ""))),
        offset=page.at(found.first).line - found.at.line - 1,
        at=found.at,
    )
    if not caption:
        return (cell,)
    words = page.line(caption, found.at, page)
    return (Figure(None, words, label=name, body=(cell,), at=found.at),)


def _with_comments(found: Found, page: Reading) -> Found:
    """The cell without the margins of its code, and with the options that its first lines say."""
    code, skipped = without_margins(found.body)
    lines = code.split("\n")
    count = next((n for n, line in enumerate(lines) if not COMMENT.match(line)), len(lines))
    if not count:
        return replace(found, body=code, offset=found.offset + skipped)
    options, why, _ = mapping("\n".join(line[2:].removeprefix(" ") for line in lines[:count]))
    if why:
        page.report(bad_directive(found.name, f"its comments `#|` cannot be read: {why}", found.at))
    for option in options:
        if option not in COMMENTED:
            page.report(unknown_option(option, found.name, COMMENTED, found.at))
    rest, more = without_margins("\n".join(lines[count:]))
    offset = found.offset + skipped + count + more
    return replace(found, body=rest, offset=offset, options={**options, **found.options})


def _names(page: Reading) -> frozenset[str]:
    return frozenset(variant.name for variant in page.config.variants)


def _spoken(name: str, page: Reading) -> tuple[str, ...]:
    """The variants that a name means: its own, or those in which that language is spoken."""
    if name in _names(page):
        return (name,)
    spoken = tuple(each.name for each in page.config.variants if _speaks(each, name.lower()))
    return spoken or (name,)


def _speaks(variant: Variant, language: str) -> bool:
    return language in (variant.lexer.lower(), variant.kernel.lower())


def _rendered(found: Found, page: Reading) -> dict[str, object]:
    """What stands under `mystnb`."""
    said = found.options.get("mystnb")
    if isinstance(said, str) and said:
        said, why, _ = mapping(said)
        if why:
            page.report(bad_directive(found.name, f"mystnb cannot be read: {why}", found.at))
    table = _table(said)
    for name in table:
        if name not in RENDER:
            page.report(unknown_option(name, f"{found.name}: mystnb", RENDER, found.at))
    return table


def _table(value: object) -> dict[str, object]:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def _lined(
    found: Found, nested: Mapping[str, object], page: Reading
) -> tuple[int | None, tuple[int, ...]]:
    """The number of the first line, if lines have numbers, and the lines that are to stand out."""
    if not LINED & found.options.keys():
        if not nested.get("number_source_lines"):
            return None, ()
        found = replace(found, options={"linenos": ""})
    return first_line(found, page), marked_lines(found, found.body, page)


def _tags(found: Found, nested: Mapping[str, object], page: Reading) -> tuple[str, ...]:
    value = found.options.get("tags")
    tags, why = items(value) if isinstance(value, str) else (words(value), "")
    if why:
        page.report(bad_directive(found.name, f"its tags cannot be read: {why}", found.at))
    options = {**nested, **found.options}
    more = (tag for option, wanted, tag in MEANT if _says(options, option, wanted))
    return tuple(dict.fromkeys((*(tag.replace("_", "-") for tag in tags), *more)))


def _says(options: Mapping[str, object], option: str, wanted: str) -> bool:
    """Whether an option has that value; one that is a flag has none."""
    if option not in options:
        return False
    value = str(options[option]).strip().lower()
    return value == wanted or (wanted in ("", "true") and value in ("", "true"))


def _topic(found: Found, page: Reading) -> str:
    topic = found.text("topic")
    if not topic or topic.isidentifier():
        return topic
    what = f"the topic '{topic}' becomes a module of the companion; use letters, digits and _"
    page.report(bad_directive(found.name, what, found.at))
    return ""


def _width(width: str, found: Found, page: Reading) -> str:
    made = length(width)
    if made is None:
        what = f"the width '{width}' is not like 50% or 300px"
        page.report(bad_directive(found.name, what, found.at))
    return made or ""


def _executed(found: Found, page: Reading) -> tuple[Block, ...]:
    """A cell as jupyter-sphinx has it: its argument would be a file's name."""
    return _cell(replace(found, argument=""), page)


def _executions(found: Found, page: Reading) -> tuple[Block, ...]:
    """A table of how the pages of the book ran."""
    return (Gathered("cells", at=found.at),)


def _nothing(found: Found, page: Reading) -> tuple[Block, ...]:
    """What has no place in a book whose code has run."""
    return ()


JUPYTER = frozenset({"code-below", "hide-code", "hide-output", "raises", "stderr"})
DIRECTIVES: Mapping[str, Directive] = {
    # Jupyter keeps what tools say of a cell, and jupytext writes it among the options.
    "code-cell": Directive(_cell, OPTIONS | {"remove-input", "remove-output"}, open=True),
    "jupyter-execute": Directive(_executed, OPTIONS | JUPYTER),
    "nb-exec-table": Directive(_executions),
    "thebe-button": Directive(_nothing),
}
