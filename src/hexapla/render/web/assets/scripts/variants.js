// Variants: one choice for the whole site, that every set of tabs shows.
(() => {
  "use strict";
  const { root, all, each, names, keep, choose, stepped, steady, reach } = window.hexapla;
  const select = document.getElementById("book-variant");

  const show = () => {
    for (const tab of all("[data-tab]")) {
      const here = tab.dataset.tab === root.dataset.variant;
      tab.setAttribute("aria-selected", String(here));
      tab.tabIndex = here ? 0 : -1;
    }
    if (select) select.value = root.dataset.chosen;
    reach();
  };

  const change = (name, touched) => steady(touched, () => {
    choose(name);
    keep("hexapla-variant", name);
    show();
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
  });
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest(".variants > .tabs");
    const tab = row && stepped(event, all("[data-tab]", row));
    if (!tab) return;
    change(tab.dataset.tab, tab);
    tab.focus();
  });
  if (select) select.addEventListener("change", () => change(select.value));
  addEventListener("storage", (event) => {
    if (event.key !== "hexapla-variant" || !names.includes(event.newValue)) return;
    choose(event.newValue);
    show();
  });

  each(() => {
    all(".variants[data-has]").forEach(named);
    show();
  });
  window.hexapla.change = change;
})();
