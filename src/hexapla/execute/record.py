"""A record, which is a result with its inputs, as files that people can read and as bytes.

The files go into the book's `outputs/` (text in lines; pictures and long text beside it), the
bytes into stores. Both hold a checksum of all they say: what was torn or altered is never a
wrong page.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from hexapla.model.outputs import Inputs, Output, Result

FORMAT = 1
RECORD = "record.json"
SVG = "image/svg+xml"
LONG = 20_000  # characters: longer text has a file of its own, beside the pictures
# The ending of a picture's file. Other data that is not text ends in .bin.
ENDINGS = {
    SVG: ".svg",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
# The ending of a file of text, by how its type ends.
TEXTS = (("json", ".json"), ("html", ".html"), ("", ".txt"))


class Damaged(Exception):
    """A record that is torn, altered, or of a format that we do not know; says why."""


def to_files(inputs: Inputs, result: Result) -> dict[str, bytes]:
    """A record as a readable `record.json` and a file for each picture and each long text."""
    record, pictures = _record(inputs, result)
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return {RECORD: _encode(text + "\n"), **pictures}


def from_files(files: Mapping[str, bytes]) -> tuple[Inputs, Result]:
    """The record that `to_files` made these of; raises Damaged where they are not that."""
    try:
        record = json.loads(files[RECORD].decode("utf-8", "surrogatepass"))
        _check(record)
        return _inputs(record["inputs"]), _result(record, files)
    except Damaged:
        raise
    except KeyError as missing:
        raise Damaged(f"{missing.args[0]} is missing") from missing
    except (ValueError, TypeError, AttributeError, RecursionError) as wrong:
        raise Damaged("it is not a whole record") from wrong


def to_bytes(inputs: Inputs, result: Result) -> bytes:
    """A record as one piece."""
    record, pictures = _record(inputs, result)
    encoded = {name: b64encode(data).decode() for name, data in pictures.items()}
    whole = {"record": record, "pictures": encoded}
    return _encode(json.dumps(whole, sort_keys=True, ensure_ascii=False, allow_nan=False))


def from_bytes(data: bytes) -> tuple[Inputs, Result]:
    """The record that `to_bytes` made these of; raises Damaged where they are not that."""
    try:
        whole = json.loads(data.decode("utf-8", "surrogatepass"))
        pictures = {name: b64decode(text, validate=True) for name, text in _items(whole)}
        record = _encode(json.dumps(whole["record"], ensure_ascii=False))
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as wrong:
        raise Damaged("it is not a whole record") from wrong
    return from_files({**pictures, RECORD: record})


# --- to -------------------------------------------------------------------------------------------


def _record(inputs: Inputs, result: Result) -> tuple[dict[str, Any], dict[str, bytes]]:
    if result.failure is not None:
        raise ValueError("a result with a failure is never stored")
    pictures: dict[str, bytes] = {}
    record = {
        "format": FORMAT,
        "inputs": {
            "cells": [_lines(code) for code in inputs.cells],
            "language": inputs.language,
            "profile": inputs.profile,
            "library": [[name, _lines(code)] for name, code in inputs.library],
            "packages": [list(pair) for pair in inputs.packages],
            "data": [list(pair) for pair in inputs.data],
            **({"apart": True} if inputs.apart else {}),
        },
        "outputs": [
            [_written(output, cell, pictures) for output in outputs]
            for cell, outputs in enumerate(result.cells, 1)
        ],
        "duration": result.duration,
        "memory": result.memory,
    }
    return {**record, "checksum": _checksum(record)}, pictures


def _written(output: Output, cell: int, files: dict[str, bytes]) -> dict[str, Any]:
    """One output as JSON; a picture or long text is put among the files and named."""
    said: dict[str, Any] = {"mime": output.mime}
    data = output.data
    if isinstance(data, str) and output.mime != SVG and len(data) <= LONG:
        said["text"] = _lines(data)
    else:
        before = sum(name.startswith(f"{cell}-") for name in files)
        name = f"{cell}-{before + 1}{_ending(output)}"
        files[name] = data if isinstance(data, bytes) else _encode(data)
        said |= {"file": name, "sha256": sha256(files[name]).hexdigest()}
        if isinstance(data, str) and output.mime != SVG:
            said["is"] = "text"
    if output.name:
        said["name"] = output.name
    if output.hidden:
        said["hidden"] = True
    if output.others:
        said["others"] = [_written(other, cell, files) for other in output.others]
    return said


def _ending(output: Output) -> str:
    if isinstance(output.data, bytes) or output.mime == SVG:
        return ENDINGS.get(output.mime, ".bin")
    return next(ending for last, ending in TEXTS if output.mime.endswith(last))


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # what a kernel says need not be valid Unicode


def _checksum(record: Mapping[str, Any]) -> str:
    """The digest of all that a record says, with the digests of its pictures, but for itself."""
    said = {key: value for key, value in record.items() if key != "checksum"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


# --- from -----------------------------------------------------------------------------------------


def _check(record: Mapping[str, Any]) -> None:
    if record["format"] != FORMAT:
        raise Damaged(f"its format is {record['format']}; this version reads {FORMAT}")
    if record["checksum"] != _checksum(record):
        raise Damaged("its checksum is wrong: it was altered, or not written to its end")


def _inputs(said: Mapping[str, Any]) -> Inputs:
    return Inputs(
        cells=tuple("\n".join(lines) for lines in said["cells"]),
        language=said["language"],
        profile=said["profile"],
        library=tuple((name, "\n".join(lines)) for name, lines in said["library"]),
        packages=_pairs(said["packages"]),
        data=_pairs(said["data"]),
        apart=bool(said.get("apart", False)),
    )


def _pairs(said: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in said)


def _result(record: Mapping[str, Any], files: Mapping[str, bytes]) -> Result:
    cells = (tuple(_read(output, files) for output in cell) for cell in record["outputs"])
    return Result(tuple(cells), record["duration"], record["memory"])


def _read(said: Mapping[str, Any], files: Mapping[str, bytes]) -> Output:
    others = tuple(_read(other, files) for other in said.get("others", ()))
    name, hidden = said.get("name", ""), said.get("hidden", False)
    return Output(said["mime"], _data(said, files), others, name=name, hidden=hidden)


def _data(said: Mapping[str, Any], files: Mapping[str, bytes]) -> str | bytes:
    if "text" in said:
        return "\n".join(said["text"])
    data = files[said["file"]]
    if sha256(data).hexdigest() != said["sha256"]:
        raise Damaged(f"the picture {said['file']} was altered, or not written to its end")
    is_text = said["mime"] == SVG or said.get("is") == "text"
    return data.decode("utf-8", "surrogatepass") if is_text else data


def _items(whole: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from whole["pictures"].items()
