"""What stands within a line, as Markdown: words stay words, marks stay marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby, pairwise
from typing import assert_never

from hexapla.model.nodes import (
    Break,
    Citation,
    Claim,
    CodeSpan,
    Emphasis,
    FootnoteReference,
    Image,
    IndexMark,
    Inline,
    Link,
    Math,
    Node,
    RawBlock,
    RawInline,
    Reference,
    Span,
    Strikethrough,
    Strong,
    Text,
    Value,
    Varied,
)
from hexapla.model.walk import applies, rewrite
from hexapla.render.cleaning import SCHEMES, cleaned
from hexapla.render.values import NO_VALUES, Values, in_words


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the text: its page, variant, the book's language and files, and its places."""

    page: str
    variant: str
    language: str
    files: frozenset[str]
    values: Values = NO_VALUES
    pages: Mapping[str, str] | None = None  # where pages are; None: notebooks beside this one
    fragments: bool = True  # what is labelled can be led to
    beside: str = "files/"  # the folder of the book's files
    notes: bool = False  # footnotes are written as such: [^1]
    plain: bool = False  # without what only HTML has: spots, folds, sizes of pictures


# What Markdown would take for a mark; underscores within words are safe.
MARKS = re.compile(r"[\\`*\[\]$~]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?]|$)|&(?=#?\w+;|$)|!(?=$)")
MARKING = re.compile(r"[\\`*\[\]$~_<&!]")  # without one of these, nothing is
TYPESET = re.compile(r"\\(?=[()\[\]])")  # with its backslash doubled, Jupyter sees a formula
# What it would take for a block at the start of a line: headings, lists, quotes, rules, tables.
STARTS = re.compile(r"#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+(?=[ \t]*$)|[-:|](?=[-:| \t]*$)")
COUNTS = re.compile(r"(\d+)([.)])(?=\s|$)")
SPACES = " \t"  # at its ends they make a break or code of a line
MEETING = "$`"  # formulas and code that would become one
EMPHASES: Mapping[type[Inline], str] = {Emphasis: "*", Strong: "**", Strikethrough: "~~"}
DOUBTFUL = re.compile(r"[\w*~<]")  # beside a mark, it may be read as another one
UNFIT = re.compile(r"[\s<>()]")  # in an address
DIVIDED = re.compile(r"[\s()]|^$")
SPACE = re.compile(r"\s")
DOLLARS = re.compile(r"(?<!\\)\$([^$]*)\$")
UNFINISHED = re.compile(r"(?<!\\)(\\\\)*\\$")  # a backslash that would take what follows
UNSURE = re.compile(r"^$|^[\s*~]|[\s*~]$")  # what stands within marks
TICKS = re.compile("`+")
TWO_TEXTS = (Text, Text)
NAMED = re.compile(r'\b(src|href)="hexapla:(\d{1,6})"')
CLOSING = re.compile(r"</\s*([a-z][a-z0-9]*)\s*>", re.IGNORECASE)
OPENED = re.compile(r"(.*)</([a-z][a-z0-9]*)>", re.DOTALL)


def lines(nodes: Iterable[Inline], frame: Frame) -> str:
    """A paragraph's text, in which no line begins like a list or heading."""
    text = inlines(nodes, frame)
    stripped = "\n".join([line.strip(SPACES) for line in text.split("\n")]).strip()
    return "\n".join([_line(line) for line in stripped.split("\n")])


def flat(nodes: tuple[Inline, ...], frame: Frame) -> str:
    """The same on one line, whatever the breaks in it."""
    return inlines(rewrite(nodes, _unbroken), frame).strip()


def datum(nodes: tuple[Inline, ...], frame: Frame) -> str:
    """The same within a table, where pipes end a column."""
    return re.sub(r"\|", r"\\|", flat(rewrite(nodes, _without_pipes), frame))


def inlines(nodes: Iterable[Inline], frame: Frame) -> str:
    """What stands within a line. Emphasis is given its short marks where they are surely read."""
    merged = _merged(nodes)
    made = _made(merged, frame)
    for index, node in enumerate(merged):
        if mark := EMPHASES.get(type(node)):
            before = next((text[-1] for text in reversed(made[:index]) if text), "")
            after = next((text[0] for text in made[index + 1 :] if text), "")
            made[index] = _marked(mark, made[index], before + after)
    return "".join(made)


def anchor(label: str, frame: Frame) -> str:
    """A spot that links lead to."""
    return f'<a id="{escape(label)}"></a>' if label and not frame.plain else ""


def _line(text: str) -> str:
    """A line that no block begins with."""
    if count := COUNTS.match(text):
        return f"{count[1]}\\{text[count.end(1) :]}"
    return f"\\{text}" if STARTS.match(text) else text


def _unbroken(node: Node) -> Node:
    match node:
        case Break(hard):
            return RawInline("<br>") if hard else Text(" ")
        case _:
            return node


def _without_pipes(node: Node) -> Node:
    match node:
        case Math(tex):
            return replace(node, tex=tex.replace("\\|", "\\Vert ").replace("|", "\\vert "))
        case _:
            return node


def _merged(nodes: Iterable[Inline]) -> list[Inline]:
    """Words that stand next to each other as one: they may make a mark together."""
    listed = [*nodes]
    if TWO_TEXTS not in pairwise(map(type, listed)):  # as nearly everywhere
        return listed
    merged: list[Inline] = []
    for kind, run in groupby(listed, key=type):
        several = [*run]
        if kind is Text and len(several) > 1:
            several = [Text("".join(one.text for one in several if isinstance(one, Text)))]
        merged += several
    return merged


def _made(nodes: Iterable[Inline], frame: Frame) -> list[str]:
    """Each node's text; elements that raw HTML opens are closed by it, or at the end."""
    opened: list[str] = []
    made: list[str] = []
    end = ""
    for node in nodes:
        if isinstance(node, RawInline):
            text = _raw(_for_html(node), opened)
        else:
            text = _inline(node, frame)
        if text:
            meets = text[0] == end and end in MEETING
            end = text[-1]
            text = f"<!-- -->{text}" if meets else text
        made.append(text)
    made.append("".join(f"</{name}>" for name in reversed(opened)))
    return made


def _for_html(node: RawInline) -> str:
    return node.html if node.format == "html" else ""


def _raw(html: str, opened: list[str]) -> str:
    """One tag of raw HTML, made safe."""
    if closing := CLOSING.fullmatch(html):
        if (name := closing[1].lower()) not in opened:
            return ""
        inner = len(opened) - opened[::-1].index(name) - 1
        ended = opened[inner:]
        del opened[inner:]
        return "".join(f"</{each}>" for each in reversed(ended))
    clean = cleaned(html).replace("\n", " ")
    if (whole := OPENED.fullmatch(clean)) and "</" not in html:
        opened.append(whole[2])
        return whole[1]
    return clean


def _inline(node: Inline, frame: Frame) -> str:  # noqa: C901, PLR0911, PLR0912
    """A case for every kind, however many there are."""
    match node:
        case Text(text):
            return _words(text)
        case Break(hard):
            return "\\\n" if hard else "\n"
        case Emphasis(inside):
            return f"<em>{_plainly(inside, frame)}</em>"
        case Strong(inside):
            return f"<strong>{_plainly(inside, frame)}</strong>"
        case Strikethrough(inside):
            return f"<s>{_plainly(inside, frame)}</s>"
        case CodeSpan(code):
            return _span(code)
        case Math(tex):
            return f"${formula}$" if (formula := in_line(tex)) else ""
        case Link(inside, url, title):
            return f"[{inlines(inside, frame)}]({_address(_place(url, frame), title)})"
        case Image():
            return _image(node, frame)
        case Reference():
            return _reference(node, frame)
        case Citation(inside=inside) | Claim(inside=inside):
            return inlines(inside, frame)
        case FootnoteReference(_, number):
            return _footnote_mark(number, frame) if number else ""
        case Span():
            return _set_apart(node, frame)
        case Varied(variants, inside):
            return inlines(inside, frame) if applies(variants, frame.variant) else ""
        case IndexMark(anchor=spot):
            return anchor(spot, frame)
        case Value():
            return _value(node, frame)
        case RawInline():
            return cleaned(_for_html(node))
        case _:
            assert_never(node)


def _footnote_mark(number: int, frame: Frame) -> str:
    return f"[^{number}]" if frame.notes else f"<sup>[{number}](#note-{number})</sup>"


def _value(node: Value, frame: Frame) -> str:
    """A value in words, or what was asked for where none is known."""
    shown = frame.values.find(node, frame.page, frame.variant)
    if not shown:
        return _span(node.said or node.name)
    try:
        return _words(in_words(shown, node.form))
    except ValueError:
        return _words(in_words(shown))


def _image(node: Image, frame: Frame) -> str:
    """A picture; where it has a size of its own, in HTML, since Markdown has no word for it."""
    place = _place(node.source, frame)
    sizes = {"width": node.width.removesuffix("px"), "height": node.height.removesuffix("px")}
    given = "".join(f' {name}="{escape(size)}"' for name, size in sizes.items() if size)
    if not given or frame.plain:
        return f"![{_words(node.alt)}]({_address(place, node.title)})"
    title = f' title="{escape(node.title)}"' if node.title else ""
    source = SPACE.sub("%20", place)
    return f'<img src="{escape(source)}" alt="{escape(node.alt)}"{title}{given}>'


def raw(node: RawBlock, frame: Frame) -> str:
    """HTML of the author's, of which only what cannot act is kept; no empty line may end it."""

    def there(found: re.Match[str]) -> str:
        number = int(found[2])
        known = _named(node.named[number], frame) if number < len(node.named) else ""
        return f'{found[1]}="{escape(known or "#")}"'

    clean = cleaned(node.html, url_schemes={*SCHEMES, "hexapla"})
    return NAMED.sub(there, re.sub(r"\n\s*\n", "\n", clean)).strip()


def _named(node: Image | Link | Reference, frame: Frame) -> str:
    """The address of what HTML shows or leads to."""
    match node:
        case Image(source=url) | Link(url=url):
            return SPACE.sub("%20", _place(url, frame))
        case Reference():
            return _there(node, frame)
        case _:
            assert_never(node)


def _set_apart(node: Span, frame: Frame) -> str:
    """Words in the element of HTML that sets them apart, where Jupyter shows it."""
    inside = inlines(node.inside, frame)
    match node.kind:
        case "abbr" if node.title:
            return f'{anchor(node.label, frame)}<abbr title="{escape(node.title)}">{inside}</abbr>'
        case "sub" | "sup" | "kbd" | "u" | "small" | "mark" | "dfn" | "samp" as name:
            return f"{anchor(node.label, frame)}<{name}>{inside}</{name}>"
        case _:
            return anchor(node.label, frame) + inside


def in_line(tex: str) -> str:
    """A formula that can stand between dollars."""
    tex = DOLLARS.sub(r"\\(\1\\)", " ".join(tex.split()))
    return f"{tex} {{}}" if UNFINISHED.search(tex) else tex


def _words(text: str) -> str:
    if MARKING.search(text):
        text = "&#92;".join([MARKS.sub(_marked_off, part) for part in TYPESET.split(text)])
    return text.replace("\n", " ")


def _marked_off(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def _plainly(nodes: Iterable[Inline], frame: Frame) -> str:
    """What stands within marks: marks of its own could be taken for theirs."""
    return "".join(_made(_merged(nodes), frame))


def _marked(mark: str, made: str, beside: str) -> str:
    """Emphasis with stars or tildes, if what it stands between and begins with leaves no doubt."""
    inside = made.partition(">")[2].rpartition("<")[0]
    unclear = DOUBTFUL.search(beside) or UNSURE.search(inside)
    return made if unclear else f"{mark}{inside}{mark}"


def _span(code: str) -> str:
    code = code.replace("\n", " ")
    longest = max(map(len, TICKS.findall(code)), default=0)
    ticks = "`" * (longest + 1)
    ends = code[:1] + code[-1:]
    space = " " if "`" in ends or (ends == "  " and code.strip()) else ""
    return f"{ticks}{space}{code}{space}{ticks}" if code else ""


def _place(url: str, frame: Frame) -> str:
    """Files of the book have a folder of their own; other addresses stay as they are."""
    file = url if url in frame.files else url.partition("#")[0]
    return f"{frame.beside}{url}" if file in frame.files else url


def _address(url: str, title: str = "") -> str:
    """An address and a title as they stand between parentheses."""
    if not url or UNFIT.search(url):
        url = SPACE.sub(" ", url).replace("<", "%3C").replace(">", "%3E")
        url = f"<{url}>" if DIVIDED.search(url) else url
    said = " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'{url} "{said}"' if said else url


def _reference(node: Reference, frame: Frame) -> str:
    shown = inlines(node.inside, frame) or _words(node.target)
    there = _there(node, frame)
    return f"[{shown}]({_address(there)})" if there else shown


def _there(node: Reference, frame: Frame) -> str:
    """The address of what a reference means, "" where it leads nowhere."""
    if not node.page:
        return ""
    if frame.pages is None:
        there = "" if node.page == frame.page else f"{node.page}.ipynb"
    else:
        own = node.page == frame.page and not frame.fragments
        there = "" if own else frame.pages.get(node.page, "")
    return there + (f"#{node.anchor}" if node.anchor and frame.fragments else "")
