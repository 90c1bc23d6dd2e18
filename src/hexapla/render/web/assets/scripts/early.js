// Runs before the first paint: the reader's colours and framework, so that nothing jumps later.
(() => {
  "use strict";
  const root = document.documentElement;
  const words = (text) => (text || "").split(" ").filter(Boolean);
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private */ } };

  // The framework that is chosen for the site, and the one that this page can show.
  const choose = (name) => {
    const coded = words(root.dataset.coded);
    root.dataset.chosen = name;
    root.dataset.variant = coded.length === 0 || coded.includes(name) ? name : coded[0];
  };

  const colour = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  root.classList.add("js");
  colour(recall("hexapla-theme") || root.dataset.theme);
  const { announced } = root.dataset;
  if (announced && announced === recall("hexapla-closed")) root.classList.add("closed-announcement");
  const names = words(root.dataset.variants);
  const asked = new URLSearchParams(location.search).get("variant");
  if (names.includes(asked)) keep("hexapla-variant", asked);
  const name = [asked, recall("hexapla-variant"), names[0]].find((one) => names.includes(one));
  if (name) choose(name);
  window.hexapla = { names, recall, keep, choose, colour };
})();
