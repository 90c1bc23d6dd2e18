"""The one variant of a foreign book: the kernel that its pages name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator

from hexapla.model.nodes import Place
from hexapla.source.meta import mapping
from hexapla.source.project.said import Said

FRONT = re.compile(r"---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(\r?\n|$)", re.DOTALL)
PYTHON = re.compile(r"(i?python3?|)", re.IGNORECASE)  # what is there without being asked for
# Languages by what kernels of them are called: the name of the variant, its title, its lexer.
LANGUAGES = (
    (re.compile(r"ir\b|r\b|.*\bR$"), ("r", "R", "r")),
    (re.compile(r"julia.*", re.IGNORECASE), ("julia", "Julia", "julia")),
    (re.compile(r"(x?cpp|xeus-cling).*", re.IGNORECASE), ("cpp", "C++", "cpp")),
    (re.compile(r"octave.*", re.IGNORECASE), ("octave", "Octave", "octave")),
    (re.compile(r"(java|ts)script|jslab|tslab", re.IGNORECASE), ("javascript", "JavaScript", "js")),
    (re.compile(r"bash.*", re.IGNORECASE), ("bash", "Bash", "bash")),
    (re.compile(r"sagemath.*", re.IGNORECASE), ("sage", "SageMath", "python")),
)
OTHER = ("code", "Code", "python")


def variant(pages: Iterable[str], text: Callable[[str], str | None]) -> Iterator[Said]:
    """The variant of the first page that names a kernel; nothing where that is Python's own."""
    for file in pages:
        kernel = _kernel(file, text(file) or "")
        if kernel is None:
            continue
        if not PYTHON.fullmatch(kernel):
            known = (what for names, what in LANGUAGES if names.fullmatch(kernel))
            name, title, lexer = next(known, OTHER)
            values = {"name": name, "title": title, "kernel": kernel, "lexer": lexer}
            for key, value in values.items():
                yield Said(("variants", 0, key), value, Place(file, 1))
        return


def _kernel(file: str, text: str) -> str | None:
    """The name of the kernel that a page asks for; None if it does not say."""
    if file.endswith(".ipynb"):
        try:
            meta = json.loads(text).get("metadata", {})
        except (ValueError, AttributeError, RecursionError):
            return None
    else:
        front = FRONT.match(text)
        meta = mapping(front[1])[0] if front else {}
    spec = meta.get("kernelspec") if isinstance(meta, dict) else None
    name = spec.get("name") if isinstance(spec, dict) else None
    return name if isinstance(name, str) else None
