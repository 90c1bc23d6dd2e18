"""When a book's outputs came: the days of the commits that brought them, as git tells."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired, run

from hexapla.model.outputs import Outputs, Run

PATIENCE = 10  # seconds for git: without an answer there are no days, and nothing is wrong
GRAFTED = "grafted"  # so git marks a commit before which it knows nothing, not even what it changed


def dated(outputs: Outputs, folder: Path) -> Outputs:
    """Outputs that know the day of the commit that brought them; "" where there is none.

    What has changed since that commit has no day, nor has what came before a shallow clone begins.
    """
    names = {name: f"outputs/{name[1]}/{name[0]}.json" for name in outputs.runs}
    days = _days(folder, set(names.values()))
    runs: dict[tuple[str, str], Run] = {
        name: replace(run, since=days.get(names[name], "")) for name, run in outputs.runs.items()
    }
    return Outputs(runs) if days else outputs


def _days(folder: Path, files: set[str]) -> Mapping[str, str]:
    """The day of the last commit of each of the files, of which none has changed since."""
    git = shutil.which("git")
    if git is None or not files:
        return {}
    command = [git, "-C", str(folder), "-c", "core.quotePath=false"]
    changed = [*command, "diff", "--name-only", "--relative", "HEAD", "--", "outputs"]
    try:
        done = run(changed, stdout=PIPE, stderr=DEVNULL, text=True, timeout=PATIENCE, check=False)
    except (OSError, TimeoutExpired):
        return {}
    wanted = files - set(done.stdout.splitlines())
    return dict(_commits(command, wanted)) if done.returncode == 0 and wanted else {}


def _commits(git: list[str], wanted: set[str]) -> Iterator[tuple[str, str]]:
    """The files and their days, the newest commits first, until all are found."""
    log = [*git, "log", "--relative", "--no-renames", "--name-only", "--format=%x00%cs %D"]
    with Popen([*log, "--", "outputs"], stdout=PIPE, stderr=DEVNULL, text=True) as process:
        day, left = "", set(wanted)
        for line in process.stdout or ():
            if line.startswith("\0"):
                day, _, marks = line[1:].strip().partition(" ")
                day = "" if GRAFTED in marks else day
            elif (file := line.rstrip("\n")) in left:
                left.remove(file)
                yield file, day
            if not left:
                process.kill()
                return
