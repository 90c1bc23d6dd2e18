"""Raw messages of a kernel to outputs that are the same on every run and every machine.

Here it is about displays, their forms and their order; `terminal` sees to lines that overwrite
themselves, `stable` to addresses and paths.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hexapla.execute.stable import stable, stable_svg
from hexapla.execute.terminal import collapse
from hexapla.model.outputs import ERROR, STDERR, STDOUT, Output

SVG, PNG, JPEG = "image/svg+xml", "image/png", "image/jpeg"
JSON, PLAIN = "application/json", "text/plain"
PICTURES = (SVG, PNG, JPEG)
# What makes a drawing a program, once its file is opened by itself: such a one is no picture.
ACTIVE = re.compile(
    r"<(?:\w+:)?(?:script|foreignObject)\b|\son[a-z]+\s*=|javascript:", re.IGNORECASE
)
SIGNATURES = {PNG: b"\x89PNG", JPEG: b"\xff\xd8"}  # what a picture of pixels begins with
# The forms of a display that we keep, the best first.
FORMS = (*PICTURES, "text/html", "text/latex", "text/markdown", JSON, PLAIN)
STREAMS = {"stdout": STDOUT, "stderr": STDERR}
SCREEN = {STDOUT, STDERR, ERROR, PLAIN}  # text as terminals show it
SVG_LIMIT = 200_000  # characters: a larger drawing is better in pixels
TEXT_LIMIT = 1_000_000  # characters of text that one cell may show
DROPPED = "dropped"  # our own kind of message: so many characters were not even kept
OBJECT = re.compile(r"<[^\n]*>")  # all that Python can say of most objects in plain text


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


def tidy(
    messages: Iterable[Message], *, places: Sequence[tuple[str, str]] = ()
) -> tuple[Output, ...]:
    """The outputs of one cell. `places` are folders of this machine and what stands for each."""
    shown: list[_Shown] = []
    dropped, clearing = 0, False
    for message in messages:
        if message.kind == DROPPED:
            dropped += message.content["characters"]
        elif message.kind == "clear_output":
            clearing = bool(message.content.get("wait"))
            shown = shown if clearing else []
        elif new := _shown(message):
            shown = [] if clearing else shown
            clearing = False
            _show(shown, new, update=message.kind == "update_display_data")
    known = sorted(places, key=lambda place: len(place[0]), reverse=True)
    outputs = (_clean(output, known) for output in _merged(shown))
    return tuple(_cut([output for output in outputs if output.data], dropped))


# --- messages to outputs --------------------------------------------------------------------------


def _shown(message: Message) -> _Shown | None:
    """What a message shows, or None if nothing."""
    content = message.content
    match message.kind:
        case "stream":
            return _Shown(Output(STREAMS.get(content["name"], STDOUT), content["text"]))
        case "error":
            lines = content.get("traceback") or [f"{content['ename']}: {content['evalue']}"]
            return _Shown(Output(ERROR, "\n".join(lines)))
        case "display_data" | "execute_result" | "update_display_data":
            output = _display(content.get("data") or {})
            name = (content.get("transient") or {}).get("display_id", "")
            return _Shown(output, name) if output else None
        case _:
            return None


def _display(data: Mapping[str, Any]) -> Output | None:
    """A display in its best form, with those of its other forms that may be of use."""
    forms = {mime: form for mime in FORMS if (form := _form(mime, data.get(mime)))}
    if len(forms.get(SVG, Output("", "")).data) > SVG_LIMIT and {PNG, JPEG} & forms.keys():
        del forms[SVG]
    if not forms:
        return None
    best, *rest = forms.values()
    others = (form for form in rest if form.mime not in PICTURES and not _says_nothing(form))
    return replace(best, others=tuple(others))


def _form(mime: str, data: Any) -> Output | None:
    """A form of a display; None for one that is not there, or not of the type that it claims."""
    if mime == JSON and data is not None:
        return Output(mime, json.dumps(data, sort_keys=True, ensure_ascii=False))
    lines = data if isinstance(data, list) else [data]
    if not all(isinstance(line, str) for line in lines):
        return None
    text = "".join(lines)
    if mime == SVG and ACTIVE.search(text):
        return None
    return _pixels(mime, text) if mime in SIGNATURES else Output(mime, text)


def _pixels(mime: str, encoded: str) -> Output | None:
    try:
        data = b64decode(encoded)
    except (BadBase64, ValueError):
        return None
    return Output(mime, data) if data.startswith(SIGNATURES[mime]) else None


def _says_nothing(form: Output) -> bool:
    return form.mime == PLAIN and OBJECT.fullmatch(str(form.data).strip()) is not None


def _show(shown: list[_Shown], new: _Shown, *, update: bool) -> None:
    """Add what is new; an update takes the place of what it updates, if this cell shows it."""
    if update:
        shown[:] = [new if old.name and old.name == new.name else old for old in shown]
    else:
        shown.append(new)


def _merged(shown: Iterable[_Shown]) -> Iterator[Output]:
    """The outputs, streams of one name as one between displays.

    Standard output goes first, since which stream is flushed first is up to chance.
    """
    streams = {STDOUT: "", STDERR: ""}
    for output in (each.output for each in shown):
        if output.mime in streams:
            streams[output.mime] += str(output.data)
            continue
        yield from _streams(streams)
        yield output
    yield from _streams(streams)


def _streams(streams: dict[str, str]) -> Iterator[Output]:
    for mime, text in streams.items():
        if text:
            yield Output(mime, text)
            streams[mime] = ""


# --- the words of outputs -------------------------------------------------------------------------


def _clean(output: Output, places: Sequence[tuple[str, str]]) -> Output:
    others = tuple(_clean(other, places) for other in output.others)
    if isinstance(output.data, bytes):
        return replace(output, others=others)
    text = output.data.encode("utf-8", "replace").decode()  # no halves of characters
    if output.mime == SVG:
        text = stable_svg(text)
    elif output.mime != JSON:
        text = stable(collapse(text) if output.mime in SCREEN else text, places)
    return Output(output.mime, text, others)


def _cut(outputs: Iterable[Output], dropped: int) -> Iterator[Output]:
    """The outputs up to so much text, and a note on how much more there was."""
    left = TEXT_LIMIT
    for output in outputs:
        if isinstance(output.data, bytes) or output.mime == SVG:
            yield output
            continue
        # Half a table is worse than none.
        fits = output.mime in SCREEN or len(output.data) <= left
        kept = output.data[:left] if fits else ""
        left -= len(kept)
        dropped += len(output.data) - len(kept)
        if kept:
            yield replace(output, data=kept)
    if dropped:
        yield Output(PLAIN, f"… {dropped} more characters are not shown")
