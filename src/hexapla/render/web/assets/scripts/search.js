// Search: a window that its button, / and Ctrl-K open. Nothing of it is loaded before; then the
// index of the chosen framework, from the site itself.
(() => {
  "use strict";
  const hexapla = window.hexapla;
  const { root, words, names, all } = hexapla;
  const site = hexapla.site = new URL("..", document.currentScript.src);
  const button = document.querySelector("button.search");
  const PAGES = 5, SECTIONS = 3, WORDS = 8; // shown at a time; of a page; lit up where a result leads

  const make = (tag, given, ...inside) => {
    const element = Object.assign(document.createElement(tag), given);
    element.append(...inside);
    return element;
  };
  hexapla.make = make;

  // --- the window ---------------------------------------------------------------------------

  let dialog, input, told, list, shown = [], results = [], more = 0, turn = 0;

  const build = () => {
    input = make("input", { type: "search", placeholder: words.search_for, ariaLabel: words.search_for,
      autocomplete: "off", spellcheck: false, enterKeyHint: "go" });
    list = make("div", { id: "book-found", role: "listbox", ariaLabel: words.results });
    told = make("div", { className: "told", role: "status" });
    const close = make("button", { type: "button", className: "close", textContent: "Esc", ariaLabel: words.search_close });
    dialog = make("dialog", { className: "find", ariaLabel: words.search }, make("div", { className: "ask" }, input, close),
      told, list, make("p", { className: "keys", textContent: words.search_keys }));
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-autocomplete", "list");
    input.addEventListener("input", seek);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("keydown", step);
    list.addEventListener("click", (event) => {
      if (event.target.closest(".more")) next();
      else if (event.target.closest("a") && !event.ctrlKey && !event.metaKey) dialog.close();
    });
    list.addEventListener("scroll", () => { if (list.scrollTop + list.clientHeight * 1.5 > list.scrollHeight) next(); }, { passive: true });
    document.body.append(dialog);
    choose(-1);
  };

  const open = () => {
    if (!dialog) build();
    if (!dialog.open) dialog.showModal();
    input.select();
    if (location.protocol === "file:") return say(words.search_file, words.search_file_help);
    return load().then(seek, failed);
  };

  // A line of words, with a link to what lists the book.
  const say = (text, help, end = "") => {
    told.replaceChildren(make("p", { textContent: text }));
    if (!help) return;
    const link = make("a", { href: button.dataset.contents, textContent: words.search_contents });
    told.append(make("p", {}, `${help} `, link, end ? ` ${end}` : ""));
  };
  const failed = () => say(words.search_failed, words.search_file_help);

  // --- the index ----------------------------------------------------------------------------

  const engines = new Map();
  const load = () => {
    const name = names.length > 1 ? root.dataset.chosen : "";
    if (!engines.has(name)) {
      const from = new URL(`search/${name ? `${encodeURIComponent(name)}/` : ""}pagefind.js`, site);
      engines.set(name, import(from).then(async (engine) => {
        await engine.options({ excerptLength: 24 });
        await engine.init();
        return engine;
      }));
      engines.get(name).catch(() => engines.delete(name)); // it may come another time
    }
    return engines.get(name);
  };

  // Of a formula's source, a letter alone would find every word that begins with it.
  const sought = (term) => (term.includes("\\") && term.split(/\s+/).filter((one) => /[\p{L}\p{N}]{2}/u.test(one)).join(" ")) || term;

  const seek = async () => {
    const now = ++turn, term = input.value.trim();
    if (!term) return clear();
    const begun = performance.now();
    try {
      const { results: found } = await (await load()).search(sought(term));
      if (now !== turn) return undefined; // also since Pagefind keeps one object for each page
      const first = await Promise.all(found.slice(0, PAGES).map((one) => one.data()));
      if (now !== turn) return undefined;
      results = found, shown = [];
      list.replaceChildren();
      list.scrollTop = 0;
      add(first);
      if (!found.length) say(words.search_none.replace("{}", term), words.search_none_help, words.search_list);
      else say(found.length === 1 ? words.search_found_one : words.search_found.replace("{}", found.length));
      choose(found.length ? 0 : -1);
      Object.assign(dialog.dataset, { took: performance.now() - begun, term });
    } catch { if (now === turn) failed(); }
    return undefined;
  };

  const clear = () => {
    list.replaceChildren();
    told.replaceChildren();
    shown = [];
    choose(-1);
  };

  // Further pages come as the list is scrolled to its end, or when they are chosen.
  let coming = false;
  const next = async () => {
    const now = turn;
    if (coming || !list.querySelector(".more")) return;
    coming = true;
    const data = await Promise.all(results.slice(more, more + PAGES).map((one) => one.data())).catch(() => []);
    coming = false;
    if (now !== turn || !data.length) return;
    add(data);
    choose(at);
  };

  // --- results --------------------------------------------------------------------------------

  // An excerpt as the index gives it: words, of which some are marked.
  const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const lit = (excerpt) => excerpt.split(/<mark>(.*?)<\/mark>/s).map((text, n) =>
    n % 2 ? make("mark", { textContent: plain(text) }) : plain(text));
  // What is lit up on the page: the marked words that are words and not pieces of code.
  const marked = (excerpt) => [...excerpt.matchAll(/<mark>(.*?)<\/mark>/gs)].flatMap(([, text]) =>
    plain(text).toLowerCase().match(/^[^\p{L}\p{N}]*([\p{L}\p{M}\p{N}_-]+)[^\p{L}\p{N}]*$/u)?.[1] ?? []);

  const address = (page, id, excerpt) => {
    const url = new URL(page.raw_url, site), typed = input.value.trim().toLowerCase().split(/\s+/);
    const lit = new Set([...marked(excerpt), ...typed]);
    if (names.length > 1) url.searchParams.set("variant", root.dataset.chosen);
    for (const word of [...lit].slice(0, WORDS)) url.searchParams.append("highlight", word);
    url.hash = id || "";
    return url.href;
  };

  const option = (className, href, title, excerpt) => {
    const link = make("a", { className, href, id: `book-found-${shown.length}`, tabIndex: -1 },
      make("span", { className: "title", textContent: title }), make("span", { className: "excerpt" }, ...lit(excerpt)));
    link.setAttribute("role", "option");
    shown.push(link);
    return link;
  };

  const weight = (part) => part.weighted_locations.reduce((sum, one) => sum + one.balanced_score, 0);

  const group = (page) => {
    const sections = page.sub_results.filter((part) => part.anchor);
    const best = new Set([...sections].sort((a, b) => weight(b) - weight(a)).slice(0, SECTIONS));
    const top = page.sub_results.find((part) => !part.anchor) || page;
    const box = make("div", { role: "group", ariaLabel: page.meta.title },
      option("page", address(page, "", top.excerpt), page.meta.title, top === page && best.size ? "" : top.excerpt));
    for (const part of sections) {
      if (best.has(part)) box.append(option("section", address(page, part.anchor.id, part.excerpt), part.title, part.excerpt));
    }
    return box;
  };

  const add = (pages) => {
    const last = list.querySelector(".more");
    if (last) last.remove(), shown.pop();
    more = (last ? more : 0) + pages.length;
    list.append(...pages.map(group));
    if (more >= results.length) return;
    const button = make("div", { className: "more", id: "book-found-more", textContent: words.search_more, role: "option" });
    shown.push(button);
    list.append(button);
  };

  let at = -1;
  const choose = (wanted) => {
    const moved = at !== wanted;
    at = wanted;
    shown.forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
    input.setAttribute("aria-expanded", String(shown.length > 0));
    if (at < 0 || !shown[at]) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", shown[at].id);
    if (moved) shown[at].scrollIntoView({ block: "nearest" });
    return undefined;
  };

  const step = (event) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + shown.length }[event.key];
    if (to !== undefined && shown.length) {
      event.preventDefault();
      choose(to % shown.length);
    } else if (event.key === "Escape") {
      event.preventDefault(); // else it empties the box first
      dialog.close();
    } else if (event.key === "Enter" && event.target === input && shown[at]) {
      event.preventDefault();
      shown[at].click();
    }
  };

  // --- opening it -----------------------------------------------------------------------------

  button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const key = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!slash && !key) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("hexapla:variant", () => { if (dialog && dialog.open) load().then(seek, failed); });

  // --- what was searched for, where a result has led --------------------------------------------

  const asked = new URLSearchParams(location.search).getAll("highlight").filter(Boolean).slice(0, WORDS);
  const found = () => {
    const escaped = asked.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(`(?<![\\p{Script=Latin}\\p{N}])(?:${escaped.join("|")})`, "giu");
    const inside = document.querySelector("article"), ranges = [];
    if (!inside) return ranges;
    const texts = document.createTreeWalker(inside, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      if (node.parentElement.closest("[aria-hidden=true], math, button, .sign")) continue;
      for (const hit of node.data.matchAll(pattern)) {
        const range = document.createRange();
        range.setStart(node, hit.index);
        range.setEnd(node, hit.index + hit[0].length);
        ranges.push(range);
      }
    }
    return ranges;
  };
  const light = () => {
    const ranges = found();
    CSS.highlights.set("found", new Highlight(...ranges));
    return ranges;
  };
  // The first of them after the heading that the result led to.
  const reach = (ranges) => {
    const from = document.getElementById(hexapla.decoded(location.hash.slice(1)));
    const first = ranges.find((range) => range.getClientRects().length &&
      (!from || from.compareDocumentPosition(range.startContainer) & Node.DOCUMENT_POSITION_FOLLOWING));
    const box = first && first.getBoundingClientRect();
    if (box && (box.bottom > innerHeight || box.top < 0)) scrollBy({ top: box.top - innerHeight / 3, behavior: "instant" });
  };
  if (asked.length && CSS.highlights) {
    hexapla.each(light);
    document.addEventListener("hexapla:variant", light);
    addEventListener("load", () => reach(light()), { once: true });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") CSS.highlights.delete("found"); });
  }
})();
