"""What a cell says while it runs, as far as it is worth keeping: never all of a flood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hexapla.execute.tidy import DROPPED, Message

FLOOD = 10_000_000  # characters that a cell may say before the rest is not even kept


@dataclass(slots=True)
class Heard:
    """The messages of one cell."""

    messages: list[Message] = field(default_factory=list)
    size: int = 0
    dropped: int = 0

    def add(self, kind: str, content: Mapping[str, Any]) -> None:
        """Take a message in, or only count it if there were too many."""
        size = _size(kind, content)
        if self.size + size > FLOOD and kind != "error":
            self.dropped += size
            return
        self.size += size
        self.messages.append(Message(kind, content))

    def error(self) -> Mapping[str, Any] | None:
        """The error that was shown last: where showing a value fails, the reply names none."""
        return next((m.content for m in reversed(self.messages) if m.kind == "error"), None)

    def kept(self) -> list[Message]:
        flood = [Message(DROPPED, {"characters": self.dropped})] if self.dropped else []
        return [*self.messages, *flood]


def _size(kind: str, content: Mapping[str, Any]) -> int:
    """How many characters a message holds, about."""
    if kind == "stream":
        return len(content["text"])
    return sum(len(form) for form in (content.get("data") or {}).values() if isinstance(form, str))
