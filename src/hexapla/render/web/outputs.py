"""What code gave, as HTML; its pictures, and the data of its charts, are files of the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hexapla.model.nodes import Block
from hexapla.model.outputs import ERROR, STDERR, STDOUT, Output, Run
from hexapla.model.pictures import size
from hexapla.ports import Artifact
from hexapla.render.addresses import PICTURES, stem
from hexapla.render.formulas import Formula, formulas_in
from hexapla.render.inert import inert
from hexapla.render.web.ansi import terminal
from hexapla.render.web.context import Context
from hexapla.render.web.frames import acts, frame, frame_files, lacks, live
from hexapla.render.web.markup import clean, tag, text
from hexapla.render.web.styled import inlined

Render = Callable[[Iterable[Block], Context], str]
LATEX, MARKDOWN = "text/latex", "text/markdown"
# The forms of an output that a page can show, best first.
SHOWN = (*PICTURES, "text/html", "text/plain", STDOUT, STDERR, ERROR)
# Those whose source is shown where there is nothing better.
SOURCES = (LATEX, MARKDOWN, "application/json")
# A formula that is all there is of an output in LaTeX; what stands in a line, or by itself.
IN_LINE = re.compile(r"\$(?!\$)((?:[^$\\]|\\.)+)\$|\\\((.+)\\\)", re.DOTALL)
DISPLAYED = re.compile(r"\$\$((?:[^$\\]|\\.)+)\$\$|\\\[(.+)\\\]", re.DOTALL)
ENVIRONMENT = re.compile(r"\\begin\{([a-zA-Z]+\*?)\}.*\\end\{\1\}", re.DOTALL)
TEXTUAL = ("tabular", "tabular*", "table", "table*", "itemize", "enumerate", "verbatim")
# The lines or rows of an output that are shown at once; of more, the first, until asked for all.
LONG = 30
ELSEWHERE = "A part of this output would have to come from another site, and is not shown."


@dataclass(frozen=True, slots=True)
class Look:
    """What the author says of an output: the words for its pictures, and their width."""

    alt: str = ""
    width: str = ""


def output(one: Output, path: str, look: Look, context: Context, render: Render) -> str:
    """One output of a cell; a picture has a path, here without suffix.

    `render` makes HTML of the blocks of an output in Markdown.
    """
    forms = (one, *one.others)
    running = _running(one)
    if running is None:
        return _still(forms, path, look, context, render)
    others = [form for form in forms if not acts(form)]
    others = others or [form for form in forms if not form.library]
    still = _still(others, path, look, context, render) if others else ""
    seen = "<img" in still or re.sub(r"<[^>]*>|\s", "", still)
    title = look.alt or "Interactive output of the code above"
    return frame(running, path, still if seen else "", title, to=context.to, words=context.words)


def _running(one: Output) -> Output | None:
    """The form of an output that runs in a frame; none where its picture is the better one."""
    return None if one.mime in PICTURES else live(one)


def media(page: str, variant: str, run: Run) -> Iterator[Artifact]:
    """The files of all pictures that a page's code gave, and of the frames of what runs."""
    for number, outputs in enumerate(run.cells):
        for index, one in enumerate(outputs or ()):
            path = stem(page, variant, number, index)
            if running := _running(one):
                yield from frame_files(running, path)
            picture = next((form for form in (one, *one.others) if form.mime in PICTURES), None)
            if picture:
                file = f"{path}.{PICTURES[picture.mime]}"
                yield Artifact(file, inert(file, _bytes(picture.data)))


def charts(run: Run) -> Iterator[Output]:
    """The data of all charts that a page's code gave."""
    for outputs in run.cells:
        for one in outputs or ():
            yield from (form for form in (one, *one.others) if form.library)


def formulas(run: Run) -> Iterator[Formula]:
    """The formulas in the outputs of a page's code."""
    for outputs in run.cells:
        for one in outputs or ():
            for form in (one, *one.others):
                yield from (one for one in (latex(form), *formulas_in(form.nodes)) if one)


def latex(form: Output) -> Formula | None:
    """The one formula that is all of an output in LaTeX; None for any other output."""
    text = _text(form).strip() if form.mime == LATEX else ""
    if found := IN_LINE.fullmatch(text):
        return Formula((found[1] or found[2]).strip())
    if found := DISPLAYED.fullmatch(text):
        return Formula((found[1] or found[2]).strip(), display=True)
    if (found := ENVIRONMENT.fullmatch(text)) and found[1] not in TEXTUAL:
        # The numbers of formulas are the book's to give.
        bare = re.sub(r"\\(begin|end)\{(equation|align|gather|multline)\}", r"\\\1{\2*}", text)
        return Formula(bare, display=True)
    return None


# --- what stands still ----------------------------------------------------------------------------


def _still(forms: Iterable[Output], path: str, look: Look, context: Context, render: Render) -> str:
    form = _best(tuple(forms), context)
    if form.mime in PICTURES:
        shown = _picture(form, context.to(f"{path}.{PICTURES[form.mime]}"), look)
        return tag("div", shown, class_="out picture")
    data = _text(form)
    if form.mime == LATEX and (formula := set_formula(form, context)):
        return tag("div", formula, class_="out formula")
    if form.nodes:
        return tag("div", render(form.nodes, context), class_="out prose")
    if form.mime == "text/html":
        said = tag("p", ELSEWHERE, class_="unrun") if lacks(form) else ""
        shown = clean(inlined(data)) + said
        return _folded("div", "out html", shown, shown.count("<tr"), context.words["show_rows"])
    if form.mime not in (*SHOWN, *SOURCES):
        return tag("p", f"An output of the kind {text(form.mime)}.", class_="out")
    kind = {STDERR: " stderr", ERROR: " error"}.get(form.mime, "")
    shown = terminal(data.rstrip("\n"))
    more = context.words["show_lines"]
    return _folded("pre", f"out text{kind}", shown, shown.count("\n") + 1, more)


def _folded(name: str, style: str, inside: str, length: int, more: str) -> str:
    """An output; below one that is long, a button for those who want to see all of it."""
    if length <= LONG:
        return tag(name, inside, class_=style)
    button = tag("button", text(more.format(length)), type="button", class_="more")
    return tag(name, inside, class_=style, data_long=str(length)) + button


def _best(forms: tuple[Output, ...], context: Context) -> Output:
    """The first form of an output that can be shown, or at least its source."""
    for form in forms:
        if form.mime in SHOWN or form.nodes or set_formula(form, context):
            return form
    return next((form for form in forms if form.mime in SOURCES), forms[0])


def set_formula(form: Output, context: Context) -> str:
    """An output in LaTeX as a formula; nothing where KaTeX cannot set it."""
    formula = latex(form)
    done = context.formulas.get(formula) if formula else None
    return done.html if done and not done.error else ""


def _picture(form: Output, source: str, look: Look) -> str:
    width, height = _size(form)
    return tag(
        "img",
        src=source,
        alt=look.alt or "Output of the code above",
        width=width,
        height=height,
        style=f"width:{look.width};height:auto" if look.width else None,
        loading="lazy",
    )


def _size(form: Output) -> tuple[str | None, str | None]:
    """Width and height in pixels where the picture says them, so that nothing jumps."""
    found = size(_bytes(form.data))
    return (str(found[0]), str(found[1])) if found else (None, None)


def _text(form: Output) -> str:
    return form.data if isinstance(form.data, str) else form.data.decode("utf-8", "replace")


def _bytes(data: str | bytes) -> bytes:
    return data.encode("utf-8", "replace") if isinstance(data, str) else data
