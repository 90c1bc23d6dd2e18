"""Imports an installed package in a clean environment, and writes down what comes of it.

Runs there, by itself. Its words: the package, the module, the file to write, and the modules that
must not be there.
"""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

package, module, to, *others = sys.argv[1:]
wrong: dict[str, str] = {}


def foreign() -> set[str]:
    """The top-level modules that are loaded, and neither Python's own nor the package."""
    tops = {name.partition(".")[0] for name in sys.modules}
    return tops - sys.stdlib_module_names - {package, "__main__", "__mp_main__"}


def attempt(name: str, do: Callable[[str], object]) -> object:
    try:
        return do(name)
    except BaseException as error:
        wrong[name] = f"{type(error).__name__}: {error}"
        return None


there = [name for name in others if find_spec(name)]
before = foreign()
attempt(package, import_module)
loads = sorted(foreign() - before)
front = attempt(module, import_module)
names = list(getattr(front, "__all__", ()))
for name in names:
    attempt(name, lambda name: getattr(front, name))
said = {"there": there, "loads": loads, "names": len(names), "wrong": wrong}
Path(to).write_text(json.dumps(said), encoding="utf-8")
