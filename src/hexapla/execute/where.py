"""Where the environments of a book are."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from hexapla.model.book import Variant
from hexapla.ports import Job, Workplace

BINARY = "Scripts" if sys.platform == "win32" else "bin"
MENDER = "hexapla.execute.environment"  # by name: it is hardly ever needed
OUTSIDE = "package"  # the folder of environments that hold the companion's wheel alone
TOOLS = "tools"  # in each of them: what is used there, and is no part of what it holds


def environments(book: Path) -> Path:
    """The folder that holds a book's environments, one for each variant.

    An environment that was being replaced when its maker was killed is first put back.
    """
    folder = book / ".hexapla" / "environments"
    torn = [old.stem for old in folder.glob("*.old") if not old.with_suffix("").exists()]
    if torn:
        import_module(MENDER).put_back(folder, torn)
    return folder


def python(environments: Path, variant: Variant) -> Path:
    """The interpreter of a variant's environment, whether it is there or not."""
    return environments / variant.name / BINARY / "python"


def outside(environments: Path) -> Path:
    """The folder of those environments, beside a book's own, that hold its package alone."""
    return environments.with_name(OUTSIDE)


def workplace(job: Job, at: Workplace) -> Workplace:
    """Where a job runs: one of a page that stands apart, with the installed package alone."""
    if not job.apart:
        return at
    home = outside(at.environments)
    return replace(at, environments=home, library=home / job.variant.name / TOOLS)
