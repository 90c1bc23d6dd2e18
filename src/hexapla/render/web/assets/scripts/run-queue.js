// Cells one after another on a kernel that takes one at a time, for places that have no queue.
(() => {
  "use strict";
  // `begin` gives the kernel: `execute`, which ends with "" or why it failed, and `interrupt`. It
  // says what happens meanwhile, and what has to be put away at the end it adds to a list.
  window.hexaplaQueue = (variant, on, begin) => {
    const hidden = new Map(window.hexaplaRun.variants[variant].cells);
    const ending = [];
    let waiting = [], running = false, over = false;
    const end = () => {
      over = true;
      waiting = [];
      for (const one of ending.splice(0).reverse()) one();
    };
    const say = (said) => {
      if (over) return;
      on(said);
      if (said.is === "ended") end();
    };
    const kernel = Promise.resolve().then(() => begin(say, ending)).finally(() => { if (over) end(); });
    kernel.catch((error) => say({ is: "ended", why: error.message }));

    const step = async (execute, cell, code) => {
      const outputs = window.hexaplaOutputs(), begun = performance.now();
      let drawn = 0;
      const draw = () => { drawn = 0; say({ is: "outputs", cell, nodes: outputs.nodes() }); };
      say({ is: "running", cell });
      const why = await execute(code, (kind, content) => {
        if (outputs.hear(kind, content) && !drawn) drawn = setTimeout(draw, 100);
      });
      clearTimeout(drawn);
      draw();
      say({ is: "done", cell, well: !why, kind: why ? "raised" : "", why, seconds: (performance.now() - begun) / 1000 });
      return !why;
    };
    const work = async () => {
      running = true;
      const { execute } = await kernel;
      while (waiting.length && !over) {
        const [cell, code] = waiting.shift();
        if (!await step(execute, cell, code ?? hidden.get(cell) ?? "")) waiting = [];
      }
      running = false;
      say({ is: "idle" });
    };
    return {
      run: (cells) => { waiting.push(...cells); if (!running) work().catch(() => {}); },
      stop: () => { waiting = []; kernel.then((one) => one.interrupt(), () => {}); },
      close: end,
    };
  };
})();
