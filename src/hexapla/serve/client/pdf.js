// A page of the book as a PDF: shown, and shown again when the page has changed.
(() => {
  "use strict";
  const { page, variant } = document.currentScript.dataset;
  const SOON = 200, LATE = 4000; // ms until the next attempt to connect
  const base = `/_hexapla/pdf/${page.replace(/\.html$/, "").split("/").map(encodeURIComponent).join("/")}`;
  const query = `?variant=${encodeURIComponent(variant)}`;
  const status = document.querySelector("p"), list = document.querySelector("ul");
  let key = "", server = "", wait = 0, busy = false, again = false;

  // The former PDF stands until the new one is there.
  const show = () => {
    const frame = document.createElement("iframe"), former = document.querySelector("iframe");
    frame.title = document.title;
    frame.onload = () => former?.remove();
    frame.src = `${base}.pdf${query}&key=${key}`;
    document.body.append(frame);
  };

  const set = async () => {
    again = busy;
    if (busy) return;
    busy = true;
    const begun = performance.now();
    try {
      const answer = await fetch(`${base}.json${query}`);
      if (!answer.ok) throw new Error(answer.statusText);
      const said = await answer.json();
      status.textContent = `${Math.round(performance.now() - begun)} ms, of which Typst took ${Math.round(said.seconds * 1000)}`;
      list.replaceChildren(...said.problems.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      if (said.key !== key) { ({ key } = said); show(); }
    } catch (error) {
      status.textContent = `The PDF could not be made: ${error.message}`;
    }
    busy = false;
    if (again) set();
  };

  const told = {
    hello(said) {
      if (server && server !== said.server) set();
      server = said.server;
    },
    page: set, files: set,
    gone() { status.textContent = "The book has this page no longer."; },
    moved(said) { location.replace(`/_hexapla/pdf/${said.to}${query}`); },
    failed(said) { status.textContent = said.text; },
  };
  const connect = () => {
    const socket = new WebSocket(`ws://${location.host}/_hexapla/socket`);
    socket.onopen = () => {
      wait = 0;
      socket.send(JSON.stringify({ kind: "open", page, key: "", variant }));
    };
    socket.onmessage = ({ data }) => {
      const said = JSON.parse(data);
      told[said.kind]?.(said);
    };
    socket.onclose = () => {
      wait = Math.min(Math.max(SOON, wait * 1.6), LATE);
      setTimeout(connect, wait);
    };
  };
  set();
  connect();
})();
