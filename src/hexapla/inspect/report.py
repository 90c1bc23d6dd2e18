"""Problems in forms that other programs show beside the lines that they are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from hexapla.model.codes import CODES
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Severity

# GitHub's commands of workflows: https://docs.github.com/actions, "Workflow commands".
COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY = MESSAGE | {":": "%3A", ",": "%2C"}
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def github(problems: Sequence[Problem], folder: str) -> Iterator[str]:
    """A line for each problem that GitHub makes an annotation; `folder` is the book's in the
    repository, "" for its root."""
    for problem in problems:
        at = problem.at
        where = f"file={_escaped(_path(at, folder), PROPERTY)},line={max(at.line, 1)},"
        title = _escaped(problem.code, PROPERTY)
        text = _escaped(problem.text, MESSAGE)
        yield f"::{COMMANDS[problem.severity]} {where if at.file else ''}title={title}::{text}"


def sarif(problems: Sequence[Problem], folder: str, version: str) -> dict[str, Any]:
    """A log in SARIF 2.1.0 (OASIS, 2020), with the rules that were broken.

    What has no place of its own is put down to book.toml: GitHub shows nothing without one.
    """
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "Hexapla", "version": version, "rules": [_rule(code) for code in codes]}
    results = [_result(problem, folder, codes.index(problem.code)) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    severity, means = CODES[code]
    return {
        "id": code,
        "shortDescription": {"text": means},
        "defaultConfiguration": {"level": severity},
    }


def _result(problem: Problem, folder: str, rule: int) -> dict[str, Any]:
    place = problem.at if problem.at.file else Place("book.toml", 1)
    file = {"uri": quote(_path(place, folder)), "uriBaseId": "%SRCROOT%"}
    region = {"startLine": max(place.line, 1)}
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": problem.text},
        "locations": [{"physicalLocation": {"artifactLocation": file, "region": region}}],
    }


def _path(at: Place, folder: str) -> str:
    return f"{folder}/{at.file}" if folder else at.file


def _escaped(text: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)
