"""What cells gave, shown elsewhere, and media: as Markdown in which notebooks show them."""

from __future__ import annotations

import re
from base64 import b64encode

from hexapla.model.nodes import Outcome
from hexapla.model.outputs import Output
from hexapla.render.cleaning import cleaned
from hexapla.render.markdown_inlines import Frame

PICTURE = re.compile(r"image/(png|jpeg|gif|webp|svg\+xml)")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# The forms of an output that Markdown can show, best first.
FORMS = (PICTURE, re.compile("text/markdown"), re.compile("text/html"), re.compile("text/latex"))


def outcome(node: Outcome, frame: Frame) -> str:
    """What was given under a name; a notebook shows it as it was, and not anew."""
    shown = frame.values.find(node, frame.page, frame.variant)
    return "\n\n".join(
        _output(each.output) for each in shown if node.glued or not each.output.hidden
    )


def fenced(code: str, language: str) -> str:
    """Code in a fence that is longer than any in it."""
    longest = max((len(run) for run in re.findall("`{3,}", code)), default=2)
    ticks = "`" * (longest + 1)
    return f"{ticks}{language}\n{code}\n{ticks}"


def _output(one: Output) -> str:
    forms = (one, *one.others)
    best = next((form for kind in FORMS for form in forms if kind.fullmatch(form.mime)), one)
    if PICTURE.fullmatch(best.mime):
        data = best.data.encode() if isinstance(best.data, str) else best.data
        return f"![{one.name}](data:{best.mime};base64,{b64encode(data).decode()})"
    if isinstance(best.data, bytes):
        return ""
    match best.mime:
        case "text/html":
            return re.sub(r"\n\s*\n", "\n", cleaned(best.data)).strip()
        case "text/latex" | "text/markdown":
            return best.data.strip()
        case _:
            return fenced(COLOURS.sub("", best.data).strip("\n"), "")
