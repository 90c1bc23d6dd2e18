// Within a frame: draws its chart, if it is one of ours, and tells the page how high it is.
(() => {
  "use strict";
  const state = {};
  const tell = (what) => parent.postMessage({ hexapla: Object.assign(state, what) }, "*");

  const vega = (place, spec, mode) =>
    vegaEmbed(place, spec, { mode, ast: true, actions: false, renderer: "svg", defaultStyle: true });

  const draw = {
    "vega": (place, spec) => vega(place, spec, "vega"),
    "vega-lite": (place, spec) => vega(place, spec, "vega-lite"),
    "plotly": (place, { data, layout, frames, config }) =>
      Plotly.newPlot(place, {
        data, layout: layout || {}, frames: frames || undefined,
        config: { ...config, responsive: true, displaylogo: false, plotlyServerURL: "", topojsonURL: "" },
      }),
    "mermaid": async (place, code) => {
      mermaid.initialize({ startOnLoad: false, securityLevel: "strict", fontFamily: "sans-serif" });
      place.innerHTML = (await mermaid.render("drawn", code)).svg;
    },
    "bokeh": (place, { doc, root_id }) => Bokeh.embed.embed_item({ doc, root_id, target_id: place.id }),
  };

  // How far down what is in the flow reaches; what floats above it takes no room.
  const bottom = (one) => getComputedStyle(one).position.match(/static|relative/) ? one.getBoundingClientRect().bottom : 0;
  const measure = () => {
    const bar = document.documentElement.scrollWidth > innerWidth ? 16 : 0; // one to scroll by
    tell({ height: Math.ceil(Math.max(...[...document.body.children].map(bottom), 0)) + bar });
  };

  const begin = async () => {
    const place = document.getElementById("chart");
    const kind = place && place.dataset.drawnBy;
    try {
      if (kind) await draw[kind](place, window.chart);
      tell({ drawn: true });
    } catch (error) {
      tell({ failed: String(error) });
    }
    measure();
    new ResizeObserver(measure).observe(document.body);
  };

  addEventListener("message", () => tell({})); // a page that asks was not there to hear
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
})();
