"""A still picture for each chart of Vega that came without one.

Its library draws without a browser; those of Plotly and Bokeh cannot, and their charts have the
pictures that their code asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from hexapla.model.outputs import Output, Outputs
from hexapla.ports import Edition
from hexapla.render.engine import ScriptError, awaited, engine

SVG = "image/svg+xml"
SCRIPTS = ("charts/vega.js", "charts/vega-lite.js")
SECONDS = 10.0  # that one chart may take
# Fetches nothing and leads nowhere; what is drawn by lot is the same each time.
DRAW = """
let lacking = false;
const nothing = () => { lacking = true; return Promise.reject(new Error("it is elsewhere")); };
const still = async (text, lite) => {
  lacking = false;
  vega.setRandom(vega.randomLCG(1));
  const spec = lite ? vegaLite.compile(JSON.parse(text), {logger: quiet}).spec : JSON.parse(text);
  const loader = {load: nothing, sanitize: nothing, http: nothing, file: nothing};
  const view = new vega.View(vega.parse(spec), {renderer: "none", loader, logger: quiet});
  const svg = await view.toSVG();
  if (lacking) throw new Error("a part of it is elsewhere");
  return svg;
};
const quiet = {level() { return this; }, error(e) { throw new Error(e); },
               warn() { return this; }, info() { return this; }, debug() { return this; }};
"""
# What the libraries expect of their surroundings beyond the language.
AROUND = """
globalThis.structuredClone ??= (value) => JSON.parse(JSON.stringify(value));
globalThis.setTimeout ??= (run) => { Promise.resolve().then(run); return 0; };
globalThis.clearTimeout ??= () => {};
"""


def with_stills(edition: Edition) -> Edition:
    """The edition with a picture among the forms of each chart that can be drawn."""
    runs = edition.outputs.runs
    wanted = {
        output: None
        for run in runs.values()
        for cell in run.cells
        for output in cell or ()
        if output.library == "vega" and not _pictured(output)
    }
    drawn = _drawn(wanted)
    if not drawn:
        return edition
    made = {
        name: replace(run, cells=tuple(_each(cell, drawn) for cell in run.cells))
        for name, run in runs.items()
    }
    return replace(edition, outputs=Outputs(made))


def _pictured(output: Output) -> bool:
    return any(form.mime.startswith("image/") for form in output.others)


def _each(
    cell: tuple[Output, ...] | None, drawn: dict[Output, Output]
) -> tuple[Output, ...] | None:
    return cell and tuple(
        replace(one, others=(drawn[one], *one.others)) if one in drawn else one for one in cell
    )


def _drawn(charts: Iterable[Output]) -> dict[Output, Output]:
    charts = tuple(charts)
    if not charts:
        return {}
    made: dict[Output, Output] = {}
    with engine(*SCRIPTS, before=AROUND) as ready:
        ready.eval(DRAW)
        for chart in charts:
            call = f"still({json.dumps(chart.data)}, {json.dumps('vegalite' in chart.mime)})"
            with suppress(ScriptError):  # without a picture it is interactive all the same
                made[chart] = Output(SVG, awaited(call, ready, seconds=SECONDS))
    return made
