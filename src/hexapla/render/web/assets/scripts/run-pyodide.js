// In the browser itself: Pyodide, loaded by a worker when a reader presses a button, and not before.
(() => {
  "use strict";
  const { words } = window.hexapla;
  const told = window.hexaplaRun, where = told && told.places.pyodide;
  if (!where) return;
  const STOP = 2; // what Python takes for Control-C

  const begin = (variant, say, ending) => new Promise((done, fail) => {
    const worker = new Worker(new URL(where.worker, document.baseURI), { type: "module" });
    ending.push(() => worker.terminate());
    // Where the page may share memory with its worker, code can be interrupted; else it is ended.
    const halt = self.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : undefined;
    let tell, over;
    worker.onerror = (event) => { event.preventDefault(); fail(new Error(`${words.run_no_pyodide} ${event.message || ""}`)); };
    worker.onmessage = ({ data }) => {
      if (data.is === "status") say({ is: "status", text: words.run_loads.replace("{}", data.what) });
      else if (data.is === "failed") fail(new Error(`${words.run_no_pyodide} ${data.why}`));
      else if (data.is === "message") tell(data.kind, data.content);
      else if (data.is === "over") over(data.why);
      else {
        const { title, cells } = told.variants[variant];
        say({ is: "ready", title, language: `Python ${data.python}`, packages: [`Pyodide ${data.version}`], cells: cells.map(([number]) => number) });
        done({
          execute: (code, hear) => new Promise((ended) => {
            [tell, over] = [hear, ended];
            if (halt) halt[0] = 0;
            worker.postMessage({ code });
          }),
          interrupt: () => { if (halt) halt[0] = STOP; else say({ is: "ended", why: "stopped" }); },
        });
      }
    };
    const there = (path) => path && new URL(path, document.baseURI).href;
    worker.postMessage({ url: there(where.url), companion: there(where.companion), halt });
  });

  window.hexaplaPlaces.push({
    name: "pyodide", title: words.run_browser, says: words.run_browser_says,
    suits: (variant) => variant in told.variants && where.variants.includes(variant),
    open: (variant, on) => window.hexaplaQueue(variant, on, (say, ending) => {
      say({ is: "status", text: words.run_loads.replace("{}", "Pyodide") });
      return begin(variant, say, ending);
    }),
  });
})();
