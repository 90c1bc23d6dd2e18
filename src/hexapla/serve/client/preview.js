// The page as its author edits it: hears from the server what has changed, and shows that.
(() => {
  "use strict";
  const preview = window.hexaplaPreview, { corner } = preview;
  const own = document.currentScript, root = document.documentElement;
  const { page } = own.dataset;
  let { key } = own.dataset, lines = [], server = "", socket = null, wait = 0;
  const SOON = 200, LATE = 4000; // ms until the next attempt to connect

  // Scripts run when all of the page is there; before they do, it is as it was sent.
  const bare = root.cloneNode(false);
  document.addEventListener("readystatechange", () => {
    own.remove();
    const first = root.cloneNode(true);
    for (const { name } of [...first.attributes]) first.removeAttribute(name);
    for (const { name, value } of bare.attributes) first.setAttribute(name, value);
    preview.begin(first);
    corner.show();
    preview.style();
    connect();
  }, { once: true });

  // --- what the reader sees stays where it is ---------------------------------------------------

  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, pre, figure, table, dt, dd, blockquote, details, .formula, .cell";
  const visible = () => {
    const found = new Set();
    for (let y = 8; y < innerHeight; y += 24) {
      const at = document.elementFromPoint(innerWidth / 2, y)?.closest(BLOCKS);
      if (at && at.closest("main")) found.add(at);
    }
    const tops = [...found].map((one) => [one, one.getBoundingClientRect().top]);
    return [...tops.filter(([, top]) => top >= 0), ...tops.filter(([, top]) => top < 0)];
  };
  const steadily = (change) => {
    const seen = scrollY > 0 ? visible() : [];
    root.style.overflowAnchor = "none";
    const given = change();
    const kept = seen.find(([one]) => one.isConnected && one.getClientRects().length);
    const by = kept ? kept[0].getBoundingClientRect().top - kept[1] : 0;
    if (by) scrollBy({ top: by, behavior: "instant" });
    requestAnimationFrame(() => root.style.removeProperty("overflow-anchor"));
    return given;
  };

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const go = (changed) => {
    const at = changed.find((one) => one?.isConnected && one.closest("main"))?.closest(BLOCKS);
    if (!at || !corner.follows()) return;
    const { top, bottom } = at.getBoundingClientRect();
    if (top < 60 || bottom > innerHeight) at.scrollIntoView({ block: "center", behavior: "instant" });
    if (still.matches || !at.animate) return;
    at.animate([{ backgroundColor: "rgb(255 214 0 / .35)" }, { backgroundColor: "transparent" }], 900);
  };

  // --- what has changed -------------------------------------------------------------------------

  const told = {
    hello(said) {
      if (server && server !== said.server) return location.reload();
      server = said.server;
    },
    // What the page was made of: changes will be told by its lines. To read it once, when there is
    // nothing else to do, lets the first change come as fast as those after it.
    text(said) {
      ({ lines } = said);
      (window.requestIdleCallback || setTimeout)(() => preview.show(lines.join("\n")));
    },
    page(said) {
      if (!key) return location.reload(); // it was not there
      lines.splice(said.begin, (said.end ?? lines.length) - said.begin, ...said.lines);
      const html = lines.join("\n"), begun = performance.now();
      const changed = steadily(() => {
        const elements = preview.show(html);
        const { choose, renew } = window.hexapla || {};
        if (choose && root.dataset.chosen) choose(root.dataset.chosen);
        if (renew) renew();
        preview.mark();
        return elements;
      });
      ({ key } = said);
      corner.note();
      go(changed);
      const detail = { engine: said.engine, shown: performance.now() - begun };
      document.dispatchEvent(new CustomEvent("hexapla:patched", { detail }));
    },
    problems: (said) => corner.problems(said),
    files: (said) => renewed(new Set(said.paths)),
    moved(said) { location.replace(`/${said.to.split("/").map(encodeURIComponent).join("/")}${location.hash}`); },
    gone(said) { if (key) corner.note("The book has this page no longer. Nearest to it:", `/${said.near}`); key = key && "gone"; },
    failed: (said) => corner.note(said.text),
    run: (said) => preview.ran(said),
  };

  // Files beside the page that are not the same any more.
  const KINDS = [["img", "src"], ["source", "src"], ["video", "src"], ["audio", "src"], ["iframe", "src"], ["object", "data"], ["link[rel~=icon]", "href"]];
  const path = (url) => decodeURIComponent(new URL(url, location.href).pathname).slice(1);
  const fresh = (url) => `${url.split("?")[0]}?${Date.now()}`;
  const renewed = (paths) => {
    const ours = document.querySelectorAll("script[src]");
    if ([...ours].some((one) => paths.has(path(one.src)))) return location.reload();
    for (const [selector, name] of KINDS) for (const one of document.querySelectorAll(selector)) {
      const url = one.getAttribute(name);
      if (url && !url.startsWith("data:") && paths.has(path(url))) one.setAttribute(name, fresh(url));
    }
    for (const one of document.querySelectorAll("link[rel~=stylesheet]")) if (paths.has(path(one.href))) restyled(one);
    for (const one of document.querySelectorAll("iframe[srcdoc]")) {
      const charts = [...one.srcdoc.matchAll(/src="([^"]*)"/g)];
      if (charts.some(([, url]) => paths.has(path(url)))) one.srcdoc = one.srcdoc.slice();
    }
  };

  // The former style stands until the new one is there: nothing is seen without any.
  const restyled = (link) => {
    const next = link.cloneNode();
    next.href = fresh(link.href);
    next.onload = () => {
      link.onload = () => next.remove();
      link.href = next.href;
    };
    next.onerror = () => next.remove();
    link.after(next);
  };

  // --- the connection ---------------------------------------------------------------------------

  preview.send = (said) => { if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said)); };
  document.addEventListener("hexapla:variant", () => {
    preview.send({ kind: "variant", name: root.dataset.variant || "" });
  });

  const connect = () => {
    socket = new WebSocket(`ws://${location.host}/_hexapla/socket`);
    socket.onopen = () => {
      wait = 0;
      lines = [];
      corner.connected(true);
      preview.send({ kind: "open", page, key, variant: root.dataset.variant || "" });
    };
    socket.onmessage = ({ data }) => {
      const said = JSON.parse(data);
      told[said.kind]?.(said);
    };
    socket.onclose = () => {
      corner.connected(false);
      wait = Math.min(Math.max(SOON, wait * 1.6), LATE);
      setTimeout(connect, wait);
    };
  };
})();
