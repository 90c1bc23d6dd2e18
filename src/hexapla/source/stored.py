"""The outputs that a notebook's file holds, as what a kernel said when its cells ran."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hexapla.source.jupyter import Json, NotebookCell, joined

WIDGETS = "application/vnd.jupyter.widget-state+json"


def stored(cells: Sequence[NotebookCell], metadata: Json) -> tuple[str, ...]:
    """For each cell its messages `[kind, content]`, in JSON; "" for one without outputs.

    The state of a notebook's widgets comes before the first of its outputs.
    """
    ahead = list(_widgets(metadata))
    found: list[str] = []
    for cell in cells:
        messages = [m for output in cell.outputs if (m := _message(output))]
        if messages and cell.kind == "code":
            messages, ahead = [*ahead, *messages], []
        found.append(json.dumps(messages) if messages and cell.kind == "code" else "")
    return tuple(found)


def _message(output: Json) -> list[Any] | None:
    match output.get("output_type"):
        case "stream":
            name = str(output.get("name", "stdout"))
            return ["stream", {"name": name, "text": joined(output.get("text"))}]
        case "error":
            lines = output.get("traceback")
            words = (
                [one for one in lines if isinstance(one, str)] if isinstance(lines, list) else []
            )
            named = {key: str(output.get(key, "")) for key in ("ename", "evalue")}
            return ["error", {**named, "traceback": words}]
        case "display_data" | "execute_result" as kind:
            data, more = output.get("data"), output.get("metadata")
            said = {"data": data if isinstance(data, dict) else {}}
            return [kind, {**said, "metadata": more if isinstance(more, dict) else {}}]
        case _:
            return None


def _widgets(metadata: Json) -> Iterator[list[Any]]:
    """What the page left its widgets as, told as if they had just been made so."""
    widgets = metadata.get("widgets")
    saved = widgets.get(WIDGETS) if isinstance(widgets, dict) else None
    models = saved.get("state") if isinstance(saved, dict) else None
    for name, model in (models if isinstance(models, dict) else {}).items():
        if isinstance(model, dict) and isinstance(model.get("state"), dict):
            state = {"_model_name": model.get("model_name", ""), **model["state"]}
            yield [
                "comm_open",
                {"comm_id": name, "target_name": "jupyter.widget", "data": {"state": state}},
            ]
