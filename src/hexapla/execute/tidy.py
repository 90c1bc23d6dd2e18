"""Raw messages of a kernel to outputs that are the same on every run and every machine.

Here it is about displays and their order; `forms` chooses among the forms of one, `charts` and
`widgets` know those of libraries, `raised` shortens tracebacks, `terminal` sees to lines that
overwrite themselves, `stable` to addresses, paths and ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hexapla.execute.forms import JSON, PLAIN, SVG, best_form
from hexapla.execute.raised import shortened
from hexapla.execute.stable import stable, stable_ids, stable_svg
from hexapla.execute.terminal import collapse
from hexapla.execute.widgets import VIEW, Models, heard, in_words
from hexapla.model.outputs import ERROR, STDERR, STDOUT, Output

STREAMS = {"stdout": STDOUT, "stderr": STDERR}
SCREEN = {STDOUT, STDERR, ERROR, PLAIN}  # text as terminals show it
TEXT_LIMIT = 1_000_000  # characters of text that one cell may show
CHART_LIMIT = 5_000_000  # characters of data that one chart may have
DROPPED = "dropped"  # our own kind of message: so many characters were not even kept


@dataclass(frozen=True, slots=True)
class Message:
    """What a kernel published: the kind and the content, as Jupyter's protocol has them."""

    kind: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Shown:
    """An output on its way; `name` is that by which a display may be updated."""

    output: Output
    name: str = ""


@dataclass(slots=True)
class _Cell:
    """What a cell shows so far; `clearing`: all of it goes when there is something new."""

    shown: list[_Shown] = field(default_factory=list)
    clearing: bool = False
    dropped: int = 0


def tidy(
    messages: Iterable[Message], *, places: Sequence[tuple[str, str]] = ()
) -> tuple[Output, ...]:
    """The outputs of one cell. `places` are folders of this machine and what stands for each."""
    return tidy_page((messages,), places=places)[0]


def tidy_page(
    cells: Iterable[Iterable[Message]], *, places: Sequence[tuple[str, str]] = ()
) -> tuple[tuple[Output, ...], ...]:
    """The outputs of a page's cells, from the messages of each in their order.

    A cell may update what an earlier one displays, and move its widgets: they are shown as the
    page left them.
    """
    page: list[_Cell] = []
    models: Models = {}
    for messages in cells:
        page.append(_Cell())
        for message in messages:
            _hear(page, message, models)
    known = sorted(places, key=lambda place: len(place[0]), reverse=True)
    return tuple(tuple(_outputs(cell, models, known)) for cell in page)


# --- messages to outputs --------------------------------------------------------------------------


def _hear(page: list[_Cell], message: Message, models: Models) -> None:
    cell = page[-1]
    if message.kind == DROPPED:
        cell.dropped += message.content["characters"]
    elif message.kind.startswith("comm_"):
        heard(message.kind, message.content, models)
    elif message.kind == "clear_output":
        cell.clearing = bool(message.content.get("wait"))
        cell.shown = cell.shown if cell.clearing else []
    elif new := _shown(message):
        cell.shown = [] if cell.clearing else cell.shown
        cell.clearing = False
        if message.kind == "update_display_data":
            _update(page, new)
        else:
            cell.shown.append(new)


def _update(page: Iterable[_Cell], new: _Shown) -> None:
    """What is new takes the place of what bears its name, wherever that is shown."""
    for cell in page:
        cell.shown = [new if old.name and old.name == new.name else old for old in cell.shown]


def _shown(message: Message) -> _Shown | None:
    """What a message shows, or None if nothing."""
    content = message.content
    match message.kind:
        case "stream":
            return _Shown(Output(STREAMS.get(content["name"], STDOUT), content["text"]))
        case "error":
            lines = content.get("traceback") or [f"{content['ename']}: {content['evalue']}"]
            return _Shown(Output(ERROR, shortened(lines)))
        case "display_data" | "execute_result" | "update_display_data":
            output = _glued(content)
            name = (content.get("transient") or {}).get("display_id", "")
            return _Shown(output, name) if output else None
        case _:
            return None


def _glued(content: Mapping[str, Any]) -> Output | None:
    """A display, with the name by which code glued it, if it did."""
    said = (content.get("metadata") or {}).get("scrapbook")
    glue = said if isinstance(said, Mapping) else {}
    name, prefix = str(glue.get("name") or ""), str(glue.get("mime_prefix") or "")
    data = {mime.removeprefix(prefix): form for mime, form in (content.get("data") or {}).items()}
    output = best_form(data)
    return replace(output, name=name, hidden=bool(prefix)) if output and name else output


def _outputs(cell: _Cell, models: Models, places: Sequence[tuple[str, str]]) -> Iterator[Output]:
    still = (_still(each.output, models) for each in cell.shown)
    outputs = (_clean(output, places) for output in _merged(still))
    return _cut([output for output in outputs if output.data], cell.dropped)


def _still(output: Output, models: Models) -> Output:
    """An output that does not move: a widget in words, or in the form that was sent with it."""
    if output.mime != VIEW:
        return output
    words = in_words(str(output.data), models)
    if words is not None:
        return replace(output, mime=PLAIN, data=words, others=())
    return (
        replace(output.others[0], others=output.others[1:], name=output.name, hidden=output.hidden)
        if output.others
        else Output("", "")
    )


def _merged(outputs: Iterable[Output]) -> Iterator[Output]:
    """The outputs, streams of one name as one between displays.

    Standard output goes first, since which stream is flushed first is up to chance.
    """
    streams: dict[str, list[str]] = {STDOUT: [], STDERR: []}
    for output in outputs:
        if output.mime in streams:
            streams[output.mime].append(str(output.data))
            continue
        yield from _streams(streams)
        yield output
    yield from _streams(streams)


def _streams(streams: dict[str, list[str]]) -> Iterator[Output]:
    for mime, texts in streams.items():
        if texts:
            yield Output(mime, "".join(texts))
            texts.clear()


# --- the words of outputs -------------------------------------------------------------------------


def _clean(output: Output, places: Sequence[tuple[str, str]]) -> Output:
    others = tuple(_clean(other, places) for other in output.others)
    if isinstance(output.data, bytes):
        return replace(output, others=others)
    text = output.data.encode("utf-8", "replace").decode()  # no halves of characters
    if output.mime == SVG:
        text = stable_svg(text)
    elif output.mime == "text/html":
        text = stable_ids(stable(text, places))
    elif output.mime != JSON and not output.library:  # data are what they are
        text = stable(collapse(text) if output.mime in SCREEN else text, places)
    return replace(output, data=text, others=others)


def _cut(outputs: Iterable[Output], dropped: int) -> Iterator[Output]:
    """The outputs up to so much text, and a note on how much more there was."""
    left = TEXT_LIMIT
    for output in outputs:
        size = len(output.data)
        if isinstance(output.data, bytes) or output.mime == SVG:
            yield output
        elif output.library:
            if size <= CHART_LIMIT:
                yield output
            else:
                dropped += size
                yield from output.others
        else:
            # Half a table is worse than none.
            fits = output.mime in SCREEN or size <= left
            kept = output.data[:left] if fits else ""
            left -= len(kept)
            dropped += size - len(kept)
            if kept:
                yield replace(output, data=kept)
    if dropped:
        yield Output(PLAIN, f"… {dropped} more characters are not shown")
