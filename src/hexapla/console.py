"""Says events and problems in a terminal, or as JSON lines. The only place that prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from importlib.metadata import version
from typing import Any, Literal, get_args

from rich.console import Console as Terminal
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column, Table

from hexapla.events import (
    CellRan,
    CellStarted,
    Event,
    Found,
    JobDone,
    JobEvent,
    JobFailed,
    JobRetried,
    JobStarted,
    JobWaiting,
    NotWarm,
    Planned,
    Recalled,
    StageDone,
    Stopped,
    Waiting,
    Wrote,
)
from hexapla.inspect.report import github, sarif
from hexapla.model.nodes import Place
from hexapla.model.problems import Problem, Problems, Severity

COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
SEVERITIES: tuple[Severity, ...] = get_args(Severity)  # worst first
Format = Literal["text", "json", "github", "sarif"]
FORMATS: tuple[Format, ...] = get_args(Format)


class Console:
    """Listens to a build. In JSON, every event is a line on standard output.

    For GitHub and in SARIF only problems are told; `folder` is the book's in the repository.
    """

    def __init__(self, form: Format = "text", *, as_json: bool = False, folder: str = "") -> None:
        self.form: Format = "json" if as_json else form
        self.folder = folder
        self.out = Terminal(highlight=False, soft_wrap=True)
        self.err = Terminal(highlight=False, soft_wrap=True, stderr=True)
        self.progress: Progress | None = None
        self.total = TaskID(0)
        self.estimate: float | None = None
        self.running: dict[tuple[str, str], TaskID] = {}
        self.waits = ("", "", "")  # the next job in line, and what it waits for

    def __enter__(self) -> Console:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def say(self, text: str) -> None:
        """A line for people; silent in other forms."""
        if self.form == "text":
            self.out.print(text, markup=False)

    def table(self, rows: Iterable[tuple[str, ...]], *heads: str) -> None:
        """Rows for people; in JSON one object a row."""
        if self.form == "json":
            for row in rows:
                self._line(dict(zip(heads, row, strict=True)))
            return
        table = Table(*(Column(head, overflow="fold") for head in heads))  # nothing is cut off
        for row in rows:
            table.add_row(*map(escape, row))
        self.out.print(table)

    def rows(self, rows: Iterable[tuple[str, ...]], *heads: str) -> None:
        """In JSON one object a row; nothing for people, to whom it is said otherwise."""
        if self.form == "json":
            self.table(rows, *heads)

    def problems(self, problems: Problems) -> None:
        """Every problem once, errors first, each kind in the order of the files; their count."""
        self._stop()  # nothing runs any more, and the bar would be drawn over the lines
        ordered = sorted(set(problems), key=_order)
        match self.form:
            case "github":
                for line in github(ordered, self.folder):
                    self._write(line)
            case "sarif":
                log = sarif(ordered, self.folder, version("hexapla"))
                self._write(json.dumps(log, ensure_ascii=False, indent=2))
            case "text" | "json":
                for problem in ordered:
                    self.tell(Found(problem))
                if problems and self.form == "text":
                    self.err.print(_count(ordered))

    def tell(self, event: Event) -> None:
        """Show one event."""
        if self.form == "json":
            self._line({"event": type(event).__name__, **_data(event)})
        elif self.form == "text":
            self._show(event)

    def _show(self, event: Event) -> None:
        match event:
            case Found(problem):
                colour = COLOURS[problem.severity]
                where = f"[bold]{escape(str(problem.at))}[/]: " if problem.at.file else ""
                text = f"{escape(problem.text)} [dim]{escape(f'[{problem.code}]')}[/]"
                self.err.print(f"{where}[{colour}]{problem.severity}[/]: {text}")
            case Waiting(writer, folder):
                self.say(f"{writer}: another build is writing to {folder}; waiting for it")
            case Wrote(writer, folder, written, unchanged, removed):
                removals = f", {removed} removed" if removed else ""
                self.say(f"{writer}: {written} written, {unchanged} unchanged{removals} → {folder}")
            case StageDone() | Recalled():
                pass  # for logs: a reader of the terminal sees the totals
            case Planned(known, to_run, estimate):
                if to_run:
                    about = f", about {spell(estimate)}" if estimate else ""
                    self.say(f"{known} results known, {to_run} pages to run{about}")
                    self._start(to_run, estimate)
            case Stopped(kept, left):
                self._stop()
                self.err.print(f"results kept: {kept}; pages left to run: {left}")
            case _:
                self._job(event)

    def _job(self, event: JobEvent) -> None:
        match event:
            case JobStarted(page, variant, cells):
                if self.progress:
                    task = self.progress.add_task(f"  {page} · {variant}", total=cells)
                    self.running[page, variant] = task
                if self.waits[:2] == (page, variant):
                    self._wait("", "", "")
            case CellStarted(page, variant, cell):
                if self.progress:
                    self.progress.update(self.running[page, variant], completed=cell - 1)
            case JobDone(page, variant, duration, memory):
                self._end(page, variant)
                self.say(f"  ran {page} · {variant} in {spell(duration)}, {memory / 2**20:.0f} MiB")
            case JobFailed(page, variant, kind):
                self._end(page, variant)
                self.say(f"  failed {page} · {variant}: {kind}")
            case JobWaiting(page, variant, wants):
                self._wait(page, variant, wants)
            case CellRan() | JobRetried() | NotWarm():
                self.say(_told(event))

    def _start(self, jobs: int, estimate: float | None) -> None:
        self.estimate = estimate
        if self.out.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self.progress = Progress(*columns, TimeElapsedColumn(), console=self.out)
            self.total = self.progress.add_task(self._left(0.0), total=jobs)
            self.progress.start()

    def _stop(self) -> None:
        if self.progress:
            self.progress.stop()
            self.progress = None

    def _end(self, page: str, variant: str) -> None:
        if self.progress:
            self.progress.remove_task(self.running.pop((page, variant)))
            self.progress.advance(self.total)
            self._describe()

    def _wait(self, page: str, variant: str, wants: str) -> None:
        self.waits = (page, variant, wants)
        self._describe()

    def _describe(self) -> None:
        if self.progress:
            passed = self.progress.tasks[0].elapsed or 0.0
            self.progress.update(self.total, description=self._left(passed))

    def _left(self, passed: float) -> str:
        page, variant, wants = self.waits
        waits = f"; {page} · {variant} waits for {wants}" if wants else ""
        if self.estimate is None:
            return f"pages{waits}"
        return f"pages, about {spell(max(self.estimate - passed, 1.0))} left{waits}"

    def _line(self, data: Mapping[str, Any]) -> None:
        self._write(json.dumps(data, ensure_ascii=False, sort_keys=True))

    def _write(self, line: str) -> None:
        self.out.file.write(line + "\n")
        self.out.file.flush()


def _told(event: CellRan | JobRetried | NotWarm) -> str:
    match event:
        case CellRan(cell=cell, seconds=seconds, well=well, exact=exact, shown=shown):
            note = "" if exact else ", in the state that the former text left"
            head = f"cell {cell}: {spell(seconds)}{'' if well else ', failed'}{note}"
            return "\n  ".join((head, *shown))
        case JobRetried(page, variant, why):
            return f"  the kernel of {page} · {variant} died ({why}): running it again"
        case NotWarm(variant, why):
            return f"  kernels of {variant} are started afresh where {why}"


def _order(problem: Problem) -> tuple[int, Place, str, str]:
    return SEVERITIES.index(problem.severity), problem.at, problem.code, problem.text


def _count(problems: Iterable[Problem]) -> str:
    severities = [problem.severity for problem in problems]
    words = []
    for severity in SEVERITIES:
        if count := severities.count(severity):
            words.append(f"{count} {severity}{'s' if count > 1 else ''}")
    return ", ".join(words)


def spell(seconds: float) -> str:
    """A time as people say it."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60} s"


def _data(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _data(getattr(value, field.name)) for field in fields(value)}
    return value
