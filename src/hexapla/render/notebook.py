"""A Jupyter notebook for each page and variant, with the outputs, and all that they need to run."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import msgspec

from hexapla.engine import digest
from hexapla.model.book import Book, Page, Variant
from hexapla.model.nodes import Cell, Display, Math, Node, VariantBlock
from hexapla.model.outputs import STDERR, STDOUT, Output, Run
from hexapla.model.problems import Problem, Problems
from hexapla.model.walk import NAMING, applies, cells_of, files_of, rewrite, walk
from hexapla.model.written import OWN, mark
from hexapla.packed import fingerprint, page_digest
from hexapla.ports import Artifact, Bundle, Edition, Made, Original
from hexapla.render.environment.builds import CPU
from hexapla.render.environment.forms import need, requirements
from hexapla.render.markdown import NOTHING, block, pieces
from hexapla.render.markdown_inlines import Frame
from hexapla.render.naming import in_variant
from hexapla.render.package.writer import companion
from hexapla.render.seen import steady
from hexapla.render.values import NO_VALUES, Values, given_by_name

# What our tags are to Jupyter. A cell that the page does not show at all still has to run.
HIDES_SOURCE = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
HIDES_OUTPUT = {"hide-output", "hide-cell", "remove-output", "remove-cell"}
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
RAISED = re.compile(  # the line of a traceback that names what was raised
    r"^([A-Za-z_][\w.]*(?:Error|Exception|Exit|Group|Interrupt|Iteration|Warning))(?::|$)", re.M
)
LINED = ("text/", "image/svg+xml")  # the forms of outputs that Jupyter writes in lines
# A picture that an address holds: in Jupyter it is attached to its cell, and the text stays short.
PICTURE = re.compile(r"(?<=\]\()data:image/([a-z+]+);base64,([A-Za-z0-9+/=]+)")
ASIDE = "application/papermill.record/"  # before the types of what is glued and not shown
MINOR = 5  # of the notebook format 4: the first in which cells have ids


Alike = Callable[[str], Mapping[int, str]]


class Notebooks:
    """A folder and a zip for each variant: notebooks, and all that is needed to run them."""

    name = "notebooks"

    def write(self, edition: Edition) -> tuple[Iterable[Artifact], Problems]:
        problems: list[Problem] = []
        artifacts: list[Artifact] = []
        alike = _alike(edition)
        for variant in edition.variants:
            members = tuple(_folder(edition, variant, alike, problems))
            artifacts += [Artifact(f"{variant.name}/{m.path}", m.data) for m in members]
            zipped = in_variant(edition.book.config.title, variant, "zip")
            artifacts.append(Artifact(zipped, Bundle(members)))
        return artifacts, tuple(problems)


def notebook(
    page: Page,
    variant: Variant,
    edition: Edition,
    given: Values = NO_VALUES,
    told: Mapping[int, str] = NOTHING,
) -> dict[str, Any]:
    """One page as a notebook of format 4; `told` are the texts of some of its blocks."""
    book = edition.book
    frame = replace(_frame(page, book), variant=variant.name, values=given)
    run = edition.outputs.of(page.id, variant.name)
    known = _outputs(page, variant, run)
    cells: list[dict[str, Any]] = []
    texts = macros(page, book.config.macros)
    for piece in pieces(page.body, frame, told):
        if isinstance(piece, str):
            texts += [piece] if piece else []
            continue
        cells += _text_cell(texts)
        texts = []
        cells.append(_code_cell(piece, known.get(id(piece), ())))
    cells += _text_cell(texts)
    return _whole(_marked(_identified(cells)), page, variant, book.config.package)


def _alike(edition: Edition) -> Alike:
    """What gives the texts of those blocks of a page that are the same in all variants."""
    pages = {page.id: page for page in edition.book.pages()}

    @lru_cache(maxsize=1)  # all notebooks of a page are made before those of the next
    def texts(page: str) -> Mapping[int, str]:
        frame = _frame(pages[page], edition.book)
        return {id(one): block(one, frame) for one in steady(pages[page].body)}

    return texts


def _frame(page: Page, book: Book) -> Frame:
    return Frame(page.id, "", book.config.language, frozenset(book.files))


def _folder(
    edition: Edition, variant: Variant, alike: Alike, problems: list[Problem]
) -> Iterator[Artifact]:
    files: set[str] = set()
    given = given_by_name(edition.book, edition.outputs, (variant,))
    config, known = edition.book.config, tuple(edition.book.files)
    common = fingerprint(variant, config, known, given.digest())
    for page in edition.book.pages():
        own = fingerprint(page_digest(page), edition.outputs.of(page.id, variant.name))
        make = partial(_made, page, variant, edition, given, alike)
        key = digest(common, own)
        yield Artifact(f"{page.id}.ipynb", Made(key, make, beside=f"notebook:{page.id}"))
        files |= _files(page, variant) & edition.book.files.keys()
    yield from (
        Artifact(f"files/{file}", Original(file, edition.book.files[file]))
        for file in sorted(files)
    )
    yield from companion(edition, (variant,), problems)
    lock = edition.book.locks.get(variant.name)
    if lock and (of := need(edition.book.config.title, variant, lock, CPU)):
        yield Artifact("requirements.txt", requirements(of).encode())


def _made(
    page: Page, variant: Variant, edition: Edition, given: Values, alike: Alike
) -> tuple[bytes, Problems]:
    return _written(notebook(page, variant, edition, given, alike(page.id))), ()


def _written(made: dict[str, Any]) -> bytes:
    """A notebook as a file, with the keys in order and text in lines, as Jupyter writes it."""
    cells = [_in_lines(cell) for cell in made["cells"]]
    whole = {**made, "cells": cells}
    try:
        packed = msgspec.json.encode(whole, order="sorted")
    except UnicodeEncodeError:  # halves of characters, which no file can hold
        given = json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace")
        packed = msgspec.json.encode(msgspec.json.decode(given), order="sorted")
    return msgspec.json.format(packed, indent=1) + b"\n"


def _in_lines(said: dict[str, Any]) -> dict[str, Any]:
    """A cell or an output with its text in lines."""
    lines: dict[str, Any] = {
        key: said[key].splitlines(keepends=True) for key in ("source", "text") if key in said
    }
    if "outputs" in said:
        lines["outputs"] = [_in_lines(output) for output in said["outputs"]]
    if "data" in said:
        lines["data"] = {
            mime: form.splitlines(keepends=True) if mime.startswith(LINED) else form
            for mime, form in said["data"].items()
        }
    return said | lines


def _files(page: Page, variant: Variant) -> set[str]:
    """What a page shows or links to."""
    if page.kinds is not None and not (page.files and page.holds(VariantBlock)):
        return {*page.files}

    def chosen(node: Node) -> Node:
        match node:
            case VariantBlock(variants) if not applies(variants, variant.name):
                return replace(node, body=())
            case _:
                return node

    body = rewrite(page.body, chosen, VariantBlock)
    return {file for node in walk(body, *NAMING) for file in files_of(node)}


def _outputs(page: Page, variant: Variant, run: Run | None) -> dict[int, tuple[Output, ...]]:
    """The outputs of each cell. Equal cells may stand twice, so it is told by identity."""
    cells = list(cells_of(page.body, variant.name))
    shown = run.cells if run else (None,) * len(cells)
    return {id(cell): outputs or () for cell, outputs in zip(cells, shown, strict=True)}


def macros(page: Page, known: Mapping[str, str]) -> list[str]:
    """The book's LaTeX macros that the page's formulas need, for the reader's own typesetter."""
    if not known:
        return []
    ahead = [node.tex for node in walk(page.body, Math, Display)]
    used: set[str] = set()
    while ahead:
        tex = ahead.pop()
        new = {name for name in known.keys() - used if _uses(tex, name)}
        used |= new
        ahead += [known[name] for name in new]
    made = [f"\\newcommand{{{n}}}{_arity(known[n])}{{{known[n]}}}" for n in sorted(used)]
    return [f"${' '.join(made)}$"] if made else []


def _uses(tex: str, macro: str) -> bool:
    return re.search(re.escape(macro) + r"(?![A-Za-z])", tex) is not None


def _arity(macro: str) -> str:
    count = max((int(number) for number in re.findall(r"#(\d)", macro)), default=0)
    return f"[{count}]" if count else ""


def _text_cell(texts: list[str]) -> list[dict[str, Any]]:
    if not texts:
        return []
    names: dict[tuple[str, str], str] = {}

    def attach(found: re.Match[str]) -> str:
        ending = found[1].partition("+")[0]
        name = names.setdefault((found[1], found[2]), f"picture-{len(names) + 1}.{ending}")
        return f"attachment:{name}"

    source = PICTURE.sub(attach, "\n\n".join(texts))
    cell = {"cell_type": "markdown", "metadata": {}, "source": source}
    attached = {name: {f"image/{kind}": data} for (kind, data), name in names.items()}
    return [{**cell, "attachments": attached} if attached else cell]


def _code_cell(cell: Cell, outputs: Iterable[Output]) -> dict[str, Any]:
    hidden = {
        key: True
        for key, tags in (("source_hidden", HIDES_SOURCE), ("outputs_hidden", HIDES_OUTPUT))
        if tags & {*cell.tags}
    }
    metadata: dict[str, Any] = {"jupyter": hidden} if hidden else {}
    metadata |= {"tags": [*cell.tags]} if cell.tags else {}
    return {
        "cell_type": "code",
        "id": cell.label,
        "metadata": metadata,
        "source": cell.code,
        "outputs": [_output(output) for output in outputs],
        "execution_count": None,
    }


def _output(output: Output) -> dict[str, Any]:
    match output.mime:
        case "application/vnd.jupyter.stdout" | "application/vnd.jupyter.stderr":
            name = {STDOUT: "stdout", STDERR: "stderr"}[output.mime]
            return {"output_type": "stream", "name": name, "text": _text(output.data)}
        case "application/vnd.jupyter.error":
            return _error(_text(output.data))
        case _:
            prefix = ASIDE if output.hidden else ""
            forms = {prefix + form.mime: _data(form) for form in (output, *output.others)}
            if output.library == "bokeh":  # whose own form is a program, made anew by a run
                forms.setdefault("text/plain", "A chart of Bokeh: run the cell to see it.")
            glue = {"scrapbook": {"name": output.name, "mime_prefix": prefix}}
            metadata = glue if output.name else {}
            return {"output_type": "display_data", "data": forms, "metadata": metadata}


def _error(traceback: str) -> dict[str, Any]:
    """An error as Jupyter has it. What was raised stands last: "ValueError: what was wrong"."""
    words = COLOURS.sub("", traceback).strip()
    if found := [*RAISED.finditer(words)]:
        name, value = found[-1][1], words[found[-1].end() :]
    else:
        name, _, value = words.rpartition("\n")[2].partition(": ")
    return {
        "output_type": "error",
        "ename": name or "Error",
        "evalue": value.strip(),
        "traceback": traceback.split("\n"),
    }


def _data(form: Output) -> Any:
    """Pixels in base64 and JSON as itself, as the format wants them."""
    if isinstance(form.data, bytes):
        return b64encode(form.data).decode()
    if re.fullmatch(r"application/(.+\+)?json", form.mime):
        try:
            return json.loads(form.data)
        except ValueError:
            return form.data
    return form.data


def _text(data: str | bytes) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "replace")


def _identified(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every cell with an id of its own: its label, or its place."""
    free = {str(cell["id"]) for cell in cells if IDENTIFIER.fullmatch(cell.get("id", ""))}
    taken = {*free}
    for index, cell in enumerate(cells, start=1):
        label = cell.get("id", "")
        if label in free:
            free.remove(label)
            continue
        cell["id"] = f"cell-{index}"
        while cell["id"] in taken:
            cell["id"] += "-"
        taken.add(cell["id"])
    return cells


def _marked(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cells, each with its number, by which it is known wherever it is moved."""
    for number, cell in enumerate(cells, start=1):
        cell["metadata"][OWN] = {"cell": number}
    return cells


def _whole(
    cells: list[dict[str, Any]], page: Page, variant: Variant, package: str
) -> dict[str, Any]:
    kernel = {"name": variant.kernel, "display_name": variant.title, "language": variant.lexer}
    ours: dict[str, Any] = {"page": page.id, "variant": variant.name}
    ours["cells"] = [mark(cell["cell_type"], cell["source"]) for cell in cells]
    if package:  # so that it is known that no index has it
        ours["package"] = package
    metadata = {"kernelspec": kernel, "language_info": {"name": variant.lexer}, OWN: ours}
    return {"nbformat": 4, "nbformat_minor": MINOR, "metadata": metadata, "cells": cells}
