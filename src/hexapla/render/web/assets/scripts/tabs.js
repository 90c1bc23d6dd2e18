// Tabs of an author's: those that are synced change together and are remembered.
(() => {
  "use strict";
  const { all, each, recall, keep, stepped, steady, reach } = window.hexapla;
  const TABS = "hexapla-tabs", MOST = 20; // the newest choices, newest first
  const sets = () => all(".tabset[data-tabs]");
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

  // The newest of the reader's choices that this set has.
  const recalled = (set) => {
    const tabs = buttons(set);
    const sync = newest().find((one) => tabs.some((tab) => tab.dataset.sync === one));
    if (sync) showTab(set, tabs.findIndex((tab) => tab.dataset.sync === sync));
  };

  const press = (tab) => steady(tab, () => {
    const set = tab.closest(".tabset"), sync = tab.dataset.sync;
    showTab(set, buttons(set).indexOf(tab));
    if (sync) {
      keep(TABS, [sync, ...newest().filter((one) => one !== sync)].slice(0, MOST).join(" "));
      sets().forEach(recalled);
    }
    reach();
  });

  const setUp = (set, number) => {
    const inside = panels(set);
    buttons(set).forEach((tab, n) => {
      tab.id = `book-set-${number}-${n}`;
      inside[n].id = `book-set-panel-${number}-${n}`;
      inside[n].setAttribute("role", "tabpanel");
      inside[n].setAttribute("aria-labelledby", tab.id);
      tab.setAttribute("aria-controls", inside[n].id);
    });
    if (buttons(set).some((tab) => tab.hasAttribute("aria-selected"))) return;
    showTab(set, Math.max(inside.findIndex((panel) => panel.matches(".chosen")), 0));
    recalled(set);
  };

  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".tabset[data-tabs] > .tabs > [role=tab]");
    if (tab) press(tab);
  });
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest(".tabset[data-tabs] > .tabs");
    const tab = row && stepped(event, buttons(row.parentElement));
    if (!tab) return;
    press(tab);
    tab.focus();
  });
  addEventListener("storage", (event) => { if (event.key === TABS) sets().forEach(recalled); });

  each(() => sets().forEach(setUp));
  window.hexapla.openTab = (panel) => showTab(panel.parentElement, panels(panel.parentElement).indexOf(panel));
})();
