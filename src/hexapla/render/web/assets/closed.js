// First of all in a frame: it is closed, or nothing in it runs.
(() => {
  "use strict";
  // Outside of a closed frame, this file would be a page of the site.
  if (self === top || self.origin !== "null") {
    document.head.append(Object.assign(document.createElement("meta"),
      { httpEquiv: "Content-Security-Policy", content: "default-src 'none'" }));
    stop();
    return;
  }

  // Where the page was opened as a file, a frame may load no other: the page reads them for it.
  if (location.protocol !== "file:") return;
  const { nonce } = document.currentScript;
  const ask = () => parent.postMessage({ hexapla: { wants: true } }, "*");
  const take = ({ source, data }) => {
    if (source !== parent) return;
    if (!data.scripts) return ask(); // the page was not there to hear
    removeEventListener("message", take);
    for (const textContent of data.scripts) {
      document.head.append(Object.assign(document.createElement("script"), { nonce, textContent }));
    }
  };
  addEventListener("message", take);
  addEventListener("load", ask);
})();
