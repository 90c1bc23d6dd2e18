"""Widgets as a reader on paper would see them: the state in which the page left them, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
TARGET = "jupyter.widget"
CHILD = "IPY_MODEL_"
TAGS = re.compile(r"<[^>]*>")
BAR = 10  # characters of a full bar
DEEP = 50  # boxes within boxes beyond this are left out

State = Mapping[str, Any]
Models = dict[str, dict[str, Any]]


def heard(kind: str, content: Mapping[str, Any], models: Models) -> None:
    """Take in a message about a widget: what it is, or what of it has changed."""
    data = content.get("data") or {}
    state = data.get("state")
    if not isinstance(state, Mapping):
        return
    name = str(content.get("comm_id"))
    if kind == "comm_open" and content.get("target_name") == TARGET:
        models[name] = dict(state)
    elif kind == "comm_msg" and name in models and data.get("method") in ("update", None):
        models[name] |= state


def in_words(name: str, models: Mapping[str, State]) -> str | None:
    """What a widget shows, in lines; None for one that we cannot put in words."""
    return _words(name, models, set(), 0)


def _words(name: str, models: Mapping[str, State], said: set[str], deep: int) -> str | None:
    """The same, of what was not said yet: a box may hold itself, or one thing many times."""
    state = models.get(name)
    if state is None or name in said or deep > DEEP:
        return None
    said.add(name)
    kind = str(state.get("_model_name", "")).removesuffix("Model")
    if kind in ("HBox", "VBox", "Box", "GridBox", "Accordion", "Tab", "Stack"):
        shown = [_words(child, models, said, deep + 1) for child in _children(state)]
        return (" " if kind == "HBox" else "\n").join(words for words in shown if words)
    say = SAID.get(kind)
    if say is None:
        return None
    before = _plain(state.get("description"))
    words = say(state)
    return f"{before}: {words}" if before and kind not in BARE else words or before


def _children(state: State) -> Iterable[str]:
    children = state.get("children")
    for child in children if isinstance(children, list) else []:
        yield str(child).removeprefix(CHILD)


def _plain(value: Any) -> str:
    """Words without their marks, spaces of all widths made one kind."""
    words = unescape(TAGS.sub("", str(value))) if value is not None else ""
    return " ".join(words.replace("\u200b", "").split())


def _value(state: State) -> str:
    value = state.get("value")
    if isinstance(value, list | tuple):
        return " – ".join(_plain(one) for one in value)
    return _plain(value)


def _bar(state: State) -> str:
    """A bar as far as it has come, framed as tqdm does it in a terminal."""
    low, high, now = (_number(state.get(key)) for key in ("min", "max", "value"))
    part = (now - low) / (high - low) if high > low else 0.0
    full = round(BAR * min(max(part, 0.0), 1.0))
    return f"|{'█' * full}{' ' * (BAR - full)}|"


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _choice(state: State) -> str:
    labels, index = state.get("_options_labels"), state.get("index")
    chosen = index if isinstance(index, list | tuple) else [index]
    known = labels if isinstance(labels, list) else []
    return ", ".join(
        _plain(known[one]) for one in chosen if isinstance(one, int) and 0 <= one < len(known)
    )


def _tick(state: State) -> str:
    return "☑" if state.get("value") else "☐"


def _button(state: State) -> str:
    return f"[ {_plain(state.get('description'))} ]"


def _nothing(state: State) -> str:
    return ""


# What each kind of widget says beside its description.
SAID: dict[str, Callable[[State], str]] = {
    **dict.fromkeys(("IntSlider", "FloatSlider", "FloatLogSlider", "IntRangeSlider"), _value),
    **dict.fromkeys(("FloatRangeSlider", "IntText", "FloatText", "BoundedIntText"), _value),
    **dict.fromkeys(("BoundedFloatText", "Text", "Textarea", "Combobox", "Label"), _value),
    **dict.fromkeys(("HTML", "HTMLMath", "ColorPicker", "DatePicker", "Play"), _value),
    **dict.fromkeys(("IntProgress", "FloatProgress"), _bar),
    **dict.fromkeys(("Dropdown", "Select", "SelectMultiple", "RadioButtons"), _choice),
    **dict.fromkeys(("ToggleButtons", "SelectionSlider", "SelectionRangeSlider"), _choice),
    **dict.fromkeys(("Checkbox", "Valid"), _tick),
    **dict.fromkeys(("Button", "ToggleButton"), _button),
    "Output": _nothing,  # what was printed into it stands below it
}
BARE = ("Button", "ToggleButton")  # whose description is all they show
