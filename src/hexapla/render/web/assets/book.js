// What the page does for its reader: tabs, copying, the menu, colours. It reads well without.
(() => {
  "use strict";
  const root = document.documentElement;
  const { names, recall, keep, choose, colour } = window.hexapla;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // --- frameworks: one choice for the whole site --------------------------------------------

  const select = document.getElementById("book-variant");

  const setUp = (set, number) => {
    for (const tab of all(":scope > .tabs > [data-tab]", set)) {
      const panel = set.querySelector(`:scope > [data-in="${CSS.escape(tab.dataset.tab)}"]`);
      tab.id = `book-tab-${number}-${tab.dataset.tab}`;
      panel.id = `book-panel-${number}-${tab.dataset.tab}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tab.setAttribute("aria-controls", panel.id);
      tab.addEventListener("click", () => change(tab.dataset.tab, tab));
    }
    set.querySelector(":scope > .tabs").addEventListener("keydown", move);
  };

  const show = () => {
    const shown = root.dataset.variant;
    for (const tab of all("[data-tab]")) {
      const here = tab.dataset.tab === shown;
      tab.setAttribute("aria-selected", String(here));
      tab.tabIndex = here ? 0 : -1;
    }
    if (select) select.value = root.dataset.chosen;
    reach();
  };

  // What the reader has just touched stays where it is on the screen.
  const change = (name, touched) => {
    const before = touched ? touched.getBoundingClientRect().top : 0;
    choose(name);
    keep("hexapla-variant", name);
    show();
    if (touched) window.scrollBy({ top: touched.getBoundingClientRect().top - before, behavior: "instant" });
  };

  const move = (event) => {
    const tabs = all("[data-tab]", event.currentTarget);
    const at = tabs.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const tab = tabs.at(next % tabs.length);
    change(tab.dataset.tab, tab);
    tab.focus();
  };

  // --- tabs of an author's: those that are synced change together and are remembered -----------

  const TABS = "hexapla-tabs", MOST = 20; // the newest choices, newest first
  const buttons = (set) => all(":scope > .tabs > [role=tab]", set);
  const panels = (set) => all(":scope > .panel", set);
  const newest = () => (recall(TABS) || "").split(" ").filter(Boolean);

  const showTab = (set, at) => {
    buttons(set).forEach((tab, n) => {
      tab.setAttribute("aria-selected", String(n === at));
      tab.tabIndex = n === at ? 0 : -1;
    });
    panels(set).forEach((panel, n) => panel.classList.toggle("chosen", n === at));
  };

  const press = (set, at) => {
    const tab = buttons(set)[at], sync = tab.dataset.sync;
    const before = tab.getBoundingClientRect().top;
    showTab(set, at);
    if (sync) {
      keep(TABS, [sync, ...newest().filter((one) => one !== sync)].slice(0, MOST).join(" "));
      sets.forEach(recalled);
    }
    reach();
    window.scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: "instant" });
  };

  // The newest of the reader's choices that this set has.
  const recalled = (set) => {
    const tabs = buttons(set);
    const sync = newest().find((one) => tabs.some((tab) => tab.dataset.sync === one));
    if (sync) showTab(set, tabs.findIndex((tab) => tab.dataset.sync === sync));
  };

  const step = (event, set) => {
    const tabs = buttons(set), at = tabs.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const tab = tabs.at(next % tabs.length);
    press(set, tabs.indexOf(tab));
    tab.focus();
  };

  const sets = all(".tabset[data-tabs]");
  sets.forEach((set, number) => {
    const inside = panels(set);
    buttons(set).forEach((tab, n) => {
      tab.id = `book-set-${number}-${n}`;
      inside[n].id = `book-set-panel-${number}-${n}`;
      inside[n].setAttribute("role", "tabpanel");
      inside[n].setAttribute("aria-labelledby", tab.id);
      tab.setAttribute("aria-controls", inside[n].id);
      tab.addEventListener("click", () => press(set, n));
    });
    set.querySelector(":scope > .tabs").addEventListener("keydown", (event) => step(event, set));
    showTab(set, Math.max(inside.findIndex((panel) => panel.matches(".chosen")), 0));
    recalled(set);
  });

  // The tabs around what a link leads to are opened, and the boxes that are folded.
  const reveal = (target) => {
    for (let at = target; at; at = at.parentElement) {
      if (at.matches(".tabset > .panel")) showTab(at.parentElement, panels(at.parentElement).indexOf(at));
      if (at.matches("details")) at.open = true;
    }
  };

  // Boxes that scroll can be reached by keyboard.
  const reach = () => {
    for (const box of all(".code pre, pre.out, .scroll, .formula, .out.html")) {
      if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };

  // A link may lead into a panel that is hidden: then its twin, or else its framework, is shown.
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    const hidden = target && !target.getClientRects().length;
    if (hidden) reveal(target);
    const panel = target && target.closest("[data-in]");
    if (hidden && !panel) target.scrollIntoView();
    if (!panel || panel.dataset.in === root.dataset.variant) return;
    const twin = document.getElementById(`${id}--${root.dataset.variant}`);
    if (twin) twin.scrollIntoView();
    else {
      change(panel.dataset.in);
      target.scrollIntoView();
    }
  };

  all(".variants[data-has]").forEach(setUp);
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  if (select) select.addEventListener("change", () => change(select.value));
  addEventListener("hashchange", follow);
  addEventListener("storage", (event) => {
    if (event.key === "hexapla-theme") paint();
    if (event.key === TABS) sets.forEach(recalled);
    if (event.key !== "hexapla-variant" || !names.includes(event.newValue)) return;
    choose(event.newValue);
    show();
  });

  // --- copying code ---------------------------------------------------------------------------

  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "away" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  const said = document.createElement("p");
  said.className = "away";
  said.setAttribute("role", "status");
  document.body.append(said);

  for (const button of all("button.copy")) {
    button.addEventListener("click", async () => {
      const code = button.parentElement.querySelector("code").textContent;
      const done = await copy(code.replace(/\n$/, "")).then(() => "Copied", () => "Not copied");
      button.textContent = said.textContent = done;
      setTimeout(() => { button.textContent = "Copy"; said.textContent = ""; }, 1600);
    });
  }

  // --- colours: as the system has them, light, dark -----------------------------------------------

  const themes = ["system", "light", "dark"];
  const theme = document.querySelector("button.theme");
  const current = () => themes.find((one) => one === recall("hexapla-theme")) || root.dataset.theme || "system";

  const paint = (name = current()) => {
    colour(name);
    const next = themes[(themes.indexOf(name) + 1) % themes.length];
    theme.dataset.now = name;
    theme.title = `Colours: ${name}`;
    theme.setAttribute("aria-label", `Colours: ${name}. Change to ${next}`);
  };

  theme.addEventListener("click", () => {
    const next = themes[(themes.indexOf(theme.dataset.now) + 1) % themes.length];
    keep("hexapla-theme", next);
    paint(next);
  });

  // --- outputs that act ---------------------------------------------------------------------------

  // A frame may say how high it is, and whether it has drawn; nothing else is heard of it.
  const frames = all(".out.live > iframe");
  const PATIENCE = 5000; // after all that a frame needs has come, or could not

  for (const frame of frames) {
    const box = frame.parentElement;
    frame.addEventListener("load", () => {
      setTimeout(() => box.classList.toggle("failed", !box.matches(".drawn")), PATIENCE);
    });
  }

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
  const LOADED = /<script src="([^"]*)" nonce="(\w+)"><\/script>/g;
  const written = (source) => String(source).replace(/<(?=\/script|!--)/gi, "<\\");
  const fill = async (frame) => {
    for (const [, path] of frame.srcdoc.matchAll(LOADED)) await read(path);
    frame.srcdoc = frame.srcdoc.replace(LOADED, (_, path, nonce) =>
      `<script nonce="${nonce}">(${written(sources.get(path))}).call(self)</script>`);
  };
  if (location.protocol === "file:") {
    window.hexaplaTakes = (script) => sources.set(document.currentScript.getAttribute("src"), script);
    frames.filter((frame) => "chart" in frame.dataset).forEach(fill);
  }

  addEventListener("message", (event) => {
    const frame = frames.find((one) => one.contentWindow === event.source);
    const said = frame && event.data && event.data.hexapla;
    if (!said) return;
    const box = frame.parentElement;
    if (said.failed || said.drawn) box.classList.toggle("failed", Boolean(said.failed));
    if (said.drawn) box.classList.add("drawn");
    const height = Math.min(Math.max(Number(said.height) || 0, 0), 3000);
    if (height > 0) frame.style.height = `${Math.max(height, 24)}px`;
  });
  for (const frame of frames) frame.contentWindow.postMessage("hexapla", "*");

  // --- contents ---------------------------------------------------------------------------------------

  const menu = document.querySelector("button.menu");
  const contents = document.getElementById("book-contents");

  const open = (wanted) => {
    menu.setAttribute("aria-expanded", String(wanted));
    contents.classList.toggle("open", wanted);
  };

  if (menu) {
    menu.addEventListener("click", () => open(menu.getAttribute("aria-expanded") !== "true"));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || menu.getAttribute("aria-expanded") !== "true") return;
      open(false);
      menu.focus();
    });
    const here = contents.querySelector("[aria-current]");
    if (here) contents.scrollTop = here.offsetTop - contents.clientHeight / 3;
  }

  // Where in the page the reader is, in the list at its side.
  const spy = () => {
    const links = new Map(all(".here a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const heads = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    const mark = () => {
      const at = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 4).at(-1);
      for (const [id, link] of links) link.classList.toggle("now", Boolean(at) && id === at.id);
    };
    if (heads.length) addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
    mark();
  };

  show();
  paint();
  follow();
  spy();
})();
