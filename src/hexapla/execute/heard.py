"""What a cell says while it runs, as far as it is worth keeping: never all of a flood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hexapla.execute.tidy import DROPPED, Message

# Characters of streams, and again of displays, that a cell may say before the rest is not kept.
FLOOD = 10_000_000


@dataclass(slots=True)
class Heard:
    """The messages of one cell.

    Of the updates of one display or widget only the last counts, however many there were.
    """

    messages: dict[int, Message] = field(default_factory=dict)  # by when they came
    updates: dict[tuple[str, str], int] = field(default_factory=dict)
    sizes: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})  # streams, others
    dropped: int = 0
    clock: count[int] = field(default_factory=count)

    def add(self, kind: str, content: Mapping[str, Any]) -> None:
        """Take a message in, or only count it if there were too many."""
        about = (kind, _updated(kind, content))
        before = self.updates.get(about) if about[1] else None
        if before is not None:
            old = self.messages.pop(before).content
            self.sizes[False] -= _size(kind, old)
            content = _merged(old, content) if kind == "comm_msg" else content
        size, stream = _size(kind, content), kind == "stream"
        if self.sizes[stream] + size > FLOOD and kind != "error":
            self.dropped += size
            self.updates.pop(about, None)
            return
        self.sizes[stream] += size
        now = next(self.clock)
        self.messages[now] = Message(kind, content)
        if about[1]:
            self.updates[about] = now

    def pause(self) -> None:
        """Nothing has come for a while: who shows a cell as it runs may do so now."""

    def error(self) -> Mapping[str, Any] | None:
        """The error that was shown last: where showing a value fails, the reply names none."""
        kept = reversed(self.messages.values())
        return next((message.content for message in kept if message.kind == "error"), None)

    def kept(self) -> list[Message]:
        flood = [Message(DROPPED, {"characters": self.dropped})] if self.dropped else []
        return [*self.messages.values(), *flood]


def _updated(kind: str, content: Mapping[str, Any]) -> str:
    """The name of the display or widget that a message changes; "" for all other messages."""
    if kind == "update_display_data":
        return str((content.get("transient") or {}).get("display_id") or "")
    state = (content.get("data") or {}).get("state") if kind == "comm_msg" else None
    return str(content.get("comm_id")) if isinstance(state, Mapping) else ""


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> Mapping[str, Any]:
    state = {**old["data"]["state"], **new["data"]["state"]}
    return {**new, "data": {**new["data"], "state": state}}


def _size(kind: str, content: Mapping[str, Any]) -> int:
    """How many characters a message holds, about."""
    if kind == "stream":
        return len(content["text"])
    forms = (content.get("data") or {}).values()
    return sum(len(form if isinstance(form, str) else repr(form)) for form in forms)
