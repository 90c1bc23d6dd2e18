// Links into what is not to be seen: the tabs around it are opened, and the boxes that are folded.
(() => {
  "use strict";
  const { root, all, change, openTab, decoded } = window.hexapla;

  const reveal = (target) => {
    for (let at = target; at; at = at.parentElement) {
      if (at.matches(".tabset > .panel")) openTab(at);
      if (at.matches("details")) at.open = true;
    }
  };

  // Of an element that several variants have, the one that the reader sees.
  const found = (id, within = document) => within.getElementById(`${id}--${root.dataset.variant}`)
    || within.getElementById(id);

  const follow = () => {
    const id = decoded(location.hash.slice(1));
    const target = id && found(id);
    for (const one of all(".reached")) one.classList.remove("reached");
    if (!target) return;
    const panel = target.closest("[data-in]"), exact = target.id === id;
    const hidden = !target.getClientRects().length;
    if (panel && panel.dataset.in !== root.dataset.variant) change(panel.dataset.in);
    if (hidden) reveal(target);
    if (!exact) target.classList.add("reached");
    if (hidden || !exact) target.scrollIntoView();
  };

  addEventListener("hashchange", follow);
  follow();
  Object.assign(window.hexapla, { found, follow });
})();
