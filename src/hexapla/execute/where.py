"""Where the environments of a book are."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from hexapla.model.book import Variant

BINARY = "Scripts" if sys.platform == "win32" else "bin"
MENDER = "hexapla.execute.environment"  # by name: it is hardly ever needed


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
