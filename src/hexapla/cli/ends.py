"""How each page ended, heard from the events of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from hexapla.events import Event, JobDone, JobFailed, Recalled, Tell


@dataclass(frozen=True, slots=True)
class Ends:
    """Hears what is told, and tells it on."""

    onward: Tell
    heard: dict[tuple[str, str], str] = field(default_factory=dict)

    def tell(self, event: Event) -> None:
        match event:
            case JobDone(page, variant):
                self.heard[page, variant] = "passes"
            case JobFailed(page, variant, kind):
                self.heard[page, variant] = "not run" if kind == "environment" else "fails"
            case Recalled(page, variant):
                self.heard[page, variant] = "passes (known)"
        self.onward(event)

    def rows(self) -> list[tuple[str, str, str]]:
        """Page, variant and result of every job that ended."""
        return [(page, variant, result) for (page, variant), result in self.heard.items()]
