// Variants: one choice for the whole site, that every set of tabs shows, and that the address says.
(() => {
  "use strict";
  const { root, all, each, names, keep, recall, choose, stepped, steady, reach } = window.hexapla;
  const select = document.getElementById("book-variant");
  const KEY = "hexapla-variant";

  const hide = (one, hidden) => { if (one.hidden !== hidden) one.hidden = hidden; };
  const show = () => {
    const now = root.dataset.variant;
    const has = (list) => list.split(" ").includes(now);
    for (const tab of all("[data-tab]")) {
      const here = tab.dataset.tab === now;
      tab.setAttribute("aria-selected", String(here));
      tab.tabIndex = here ? 0 : -1;
    }
    // The style sheet hides what is another variant's; this says it to those who read without it:
    // the reading views of browsers, and what reads a page aloud or keeps it for later.
    for (const one of all("[data-in]")) hide(one, one.dataset.in !== now);
    for (const one of all("[data-for]")) hide(one, !has(one.dataset.for));
    for (const one of all("[data-has]")) hide(one, !has(one.dataset.has));
    for (const one of all("[data-gap]")) hide(one, one.dataset.gap !== root.dataset.chosen);
    for (const one of all("[data-in] > .panel-title, .whose")) hide(one, true);
    if (select) select.value = root.dataset.chosen;
    requestAnimationFrame(reach);
  };

  // Without a word of who reads, a link from here shows what was chosen here.
  const say = () => {
    const url = new URL(location.href), name = root.dataset.chosen;
    if (!name || url.searchParams.get("variant") === name) return;
    url.searchParams.set("variant", name);
    try { history.replaceState(history.state, "", url); } catch { /* some browsers, for files */ }
  };

  const change = (name, touched) => steady(touched, () => {
    choose(name);
    keep(KEY, name);
    show();
    say();
    document.dispatchEvent(new CustomEvent("hexapla:variant", { detail: name }));
  });

  const named = (set, number) => {
    for (const tab of all(":scope > .tabs > [data-tab]", set)) {
      const panel = set.querySelector(`:scope > [data-in="${CSS.escape(tab.dataset.tab)}"]`);
      tab.id = `book-tab-${number}-${tab.dataset.tab}`;
      panel.id = `book-panel-${number}-${tab.dataset.tab}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      tab.setAttribute("aria-controls", panel.id);
    }
  };

  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".variants > .tabs > [data-tab]");
    if (tab) change(tab.dataset.tab, tab);
    // Where nothing can be kept, links within the site carry the choice along.
    const link = event.target.closest("a[href]");
    if (link && names.length && recall(KEY) !== root.dataset.chosen && ours(link)) {
      const url = new URL(link.href);
      url.searchParams.set("variant", root.dataset.chosen);
      link.href = url;
    }
  });
  // Another page of the site: one that the contents know.
  const ours = (link) => link.pathname !== location.pathname
    && all(".contents a").some((one) => one.protocol === link.protocol && one.host === link.host && one.pathname === link.pathname);

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest(".variants > .tabs");
    const tab = row && stepped(event, all("[data-tab]", row));
    if (!tab) return;
    change(tab.dataset.tab, tab);
    tab.focus();
  });
  if (select) select.addEventListener("change", () => change(select.value));
  addEventListener("storage", (event) => {
    if (event.key !== KEY || !names.includes(event.newValue)) return;
    choose(event.newValue);
    show();
    say();
  });
  addEventListener("popstate", () => { if (root.dataset.chosen !== names[0]) say(); });

  each(() => {
    all(".variants[data-has]").forEach(named);
    show();
  });
  if (root.dataset.chosen !== names[0]) say();
  window.hexapla.change = change;
})();
