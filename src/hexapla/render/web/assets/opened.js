// First of all in a saved page of the book: opened by itself, it goes into a closed frame.
(() => {
  "use strict";
  if (self !== top && self.origin === "null") return;
  const make = (name, more) => Object.assign(document.createElement(name), more);
  document.head.append(make("meta", {
    httpEquiv: "Content-Security-Policy", content: "default-src 'none'; frame-src 'self'; style-src 'unsafe-inline'",
  }));
  stop(); // what follows is read in the frame
  const frame = make("iframe", { title: location.pathname, src: `${location.pathname}?framed${location.hash}` });
  frame.sandbox = "allow-scripts allow-popups allow-downloads";
  frame.style.cssText = "position: fixed; inset: 0; width: 100%; height: 100%; border: 0";
  document.body = make("body");
  document.body.append(frame);
})();
