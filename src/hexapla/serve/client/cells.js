// The cells of the page that run again since they were edited: which are stale, which one runs.
(() => {
  "use strict";
  const preview = window.hexaplaPreview, { corner } = preview;
  let variant = "", states = new Map(), begun = 0, ticking = 0;

  const cells = (number) => [...document.querySelectorAll(`.cell[data-cell="${number}"]`)]
    .filter((one) => !variant || (one.closest("[data-in]")?.dataset.in ?? variant) === variant);

  // Their states are no part of the source, so that they stay where the page changes.
  const mark = () => {
    for (const one of document.querySelectorAll("[data-preview]")) delete one.dataset.preview;
    for (const [number, state] of states) for (const one of cells(number)) one.dataset.preview = state;
  };

  const tick = () => {
    const at = [...states.keys()][0];
    const nth = [...new Set([...document.querySelectorAll(".cell[data-cell]")].map((one) => Number(one.dataset.cell)))].indexOf(at) + 1;
    const left = [...states.values()].filter((one) => one === "pending").length;
    const after = left ? `, ${left} more to run` : "";
    corner.running(`Cell ${nth || at + 1} runs: ${((Date.now() - begun) / 1000).toFixed(1)} s${after}`);
  };

  const done = () => {
    clearInterval(ticking);
    corner.running();
  };

  const ran = (said) => {
    const [cell, ...later] = said.cells || [];
    ({ variant } = said);
    if (said.state === "begun") {
      states = new Map([[cell, "running"], ...later.map((one) => [one, "pending"])]);
      begun = Date.now();
      clearInterval(ticking);
      ticking = setInterval(tick, 200);
      corner.note();
      tick();
    } else if (said.state === "ended") {
      states = new Map([...states].filter(([, state]) => state !== "running"));
      done();
      if (said.why) corner.note(said.why);
    } else {
      if (said.state === "done") states.delete(cell);
      else states.set(cell, said.state);
      if (said.state !== "done") corner.note(`A cell ${said.state === "failed" ? "failed" : "was stopped"}; those after it have not run.`);
      else if (!said.exact) corner.note("This ran in the state that the former text had left.");
    }
    mark();
  };

  const style = () => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/_hexapla/cells.css" });
    document.head.append(link);
  };

  Object.assign(preview, { ran, mark, style });
})();
