"""What books call `from myst_nb import glue` for, in kernels that have no MyST-NB.

Where it is installed, that one is imported. This one says the same in Jupyter's protocol: a
display whose metadata bear the name, so that other places can show it.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import Any

from IPython.core.formatters import format_display_data
from IPython.display import display as show

ASIDE = "application/papermill.record/"  # before the types of what is not to be seen here


def glue(name: str, variable: Any, display: bool = True) -> None:
    """Show a value, or only keep it, under a name."""
    forms, metadata = format_display_data(variable)  # type: ignore[no-untyped-call]
    prefix = "" if display else ASIDE
    metadata["scrapbook"] = {"name": name, "mime_prefix": prefix}
    named = {prefix + mime: form for mime, form in forms.items()}
    show(named, raw=True, metadata=metadata)  # type: ignore[no-untyped-call]


def _installed() -> ModuleSpec | None:
    here = Path(__file__).parent
    return PathFinder.find_spec(__name__, [p for p in sys.path if Path(p or ".").resolve() != here])


if (spec := _installed()) and spec.loader:
    sys.modules[__name__] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules[__name__])
