// Outputs that act, each in a frame of its own.
(() => {
  "use strict";
  const { all, each } = window.hexapla;

  // A frame may say how high it is, and whether it has drawn; nothing else is heard of it.
  const frames = () => all(".out.live > iframe");
  const PATIENCE = 5000; // after all that a frame needs has come, or could not
  const known = new WeakSet();

  // Where the page was opened as a file, a frame may load no other: the page does it, once for all.
  const sources = new Map(), asked = new Map();
  const read = (path) => {
    if (!asked.has(path)) asked.set(path, new Promise((done) => {
      const script = Object.assign(document.createElement("script"), { onload: done, onerror: done });
      script.setAttribute("src", path);
      document.head.append(script);
    }));
    return asked.get(path);
  };
  const fill = async (frame) => {
    const paths = frame.dataset.needs.split(" ");
    for (const path of paths) await read(path);
    const scripts = paths.map((path) => `(${sources.get(path)}).call(self)`);
    frame.contentWindow.postMessage({ scripts }, "*");
  };
  if (location.protocol === "file:") {
    window.hexaplaTakes = (script) => sources.set(document.currentScript.getAttribute("src"), script);
  }

  addEventListener("message", (event) => {
    const frame = frames().find((one) => one.contentWindow === event.source);
    const said = frame && event.data && event.data.hexapla;
    if (!said) return;
    const box = frame.parentElement;
    if (said.wants && frame.dataset.needs) fill(frame);
    if (said.failed || said.drawn) box.classList.toggle("failed", Boolean(said.failed));
    if (said.drawn) box.classList.add("drawn");
    const height = Math.min(Math.max(Number(said.height) || 0, 0), 3000);
    if (height > 0) frame.style.height = `${Math.max(height, 24)}px`;
  });

  const setUp = (frame) => {
    if (known.has(frame)) return;
    known.add(frame);
    const box = frame.parentElement;
    frame.addEventListener("load", () => {
      setTimeout(() => box.classList.toggle("failed", !box.matches(".drawn")), PATIENCE);
    });
    frame.contentWindow.postMessage("hexapla", "*");
  };
  each(() => frames().forEach(setUp));
})();
