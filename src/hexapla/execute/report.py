"""The report of a refresh, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hexapla.execute.refresh import Move
from hexapla.execute.trial import Trial
from hexapla.model.book import Variant
from hexapla.model.problems import Problem, Problems

MARKS = {"fails": "fails", "differs": "passes, shows something else"}
DETAILS = 5  # differences of a page that are shown


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of one variant: the packages that moved, its pages, and what else went wrong."""

    variant: Variant
    moves: tuple[Move, ...] = ()
    trials: tuple[Trial, ...] = ()
    problems: Problems = ()


def markdown(title: str, refreshed: Iterable[Refreshed], profile: str) -> str:
    """The report on all variants that were tried."""
    lines = [f"# {title} on the newest releases", ""]
    if profile != "full":
        lines += [f"In the profile {profile}: it tells which pages run, not what they show.", ""]
    for each in refreshed:
        lines += _variant(each)
    return "\n".join(lines)


def accept(variant: Variant) -> str:
    """How the new releases become the book's own."""
    name = variant.name
    return f"hexapla env create {name} --upgrade && hexapla run --variant {name}"


def counts(trials: Iterable[Trial]) -> str:
    """How many pages came to which verdict, in words."""
    verdicts = [trial.verdict for trial in trials]
    return ", ".join(f"{verdicts.count(word)} {word}" for word in sorted(set(verdicts))) or "none"


def _variant(each: Refreshed) -> Iterator[str]:
    yield from (f"## {each.variant.title}", "")
    yield from _listed([str(problem) for problem in each.problems])
    if not each.trials:
        yield from ("No page was run.", "")
        return
    yield from _table(("package", "was", "now"), each.moves, "No package moved.")
    yield from (f"Pages: {counts(each.trials)}.", "")
    yield from _table(("page", "result", "where"), [_row(trial) for trial in each.trials])
    for trial in each.trials:
        yield from _detail(trial)
    yield from ("To take these releases:", "", "```", accept(each.variant), "```", "")


def _row(trial: Trial) -> tuple[str, str, str]:
    first = next((trial.place(found) for found in trial.differences), None)
    at = trial.problem.at if trial.problem else first
    return trial.job.page, MARKS.get(trial.verdict, trial.verdict), str(at) if at else ""


def _detail(trial: Trial) -> Iterator[str]:
    """What a page shows otherwise, or why it fails."""
    if trial.problem:
        yield from (f"### {trial.job.page} fails", "", _fail(trial.problem), "")
    if trial.differences:
        yield from (f"### {trial.job.page} shows something else", "")
        rows = [
            (str(trial.place(found)), found.was, found.now) for found in trial.differences[:DETAILS]
        ]
        yield from _table(("cell", "was", "now"), rows)
    if len(trial.differences) > DETAILS:
        yield from (f"And {len(trial.differences) - DETAILS} more.", "")


def _fail(problem: Problem) -> str:
    return f"`{problem.at}`: {_plain(problem.text)}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], none: str = "") -> Iterator[str]:
    if not rows:
        yield from (none, "")
        return
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('---' for _ in heads)}|"
    for row in rows:
        yield f"| {' | '.join(map(_plain, row))} |"
    yield ""


def _listed(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"- {_plain(line)}" for line in lines)
    if lines:
        yield ""


def _plain(text: str) -> str:
    """A text that Markdown leaves as it is, in one line."""
    line = " ".join(text.split()) or "–"
    for mark in "\\`*_<[|":
        line = line.replace(mark, f"\\{mark}")
    return line
