// Links into what is not to be seen: the tabs around it are opened, and the boxes that are folded.
(() => {
  "use strict";
  const { root, change, openTab } = window.hexapla;

  const reveal = (target) => {
    for (let at = target; at; at = at.parentElement) {
      if (at.matches(".tabset > .panel")) openTab(at);
      if (at.matches("details")) at.open = true;
    }
  };

  // Where it is hidden since it is another variant's, its twin, or else its variant, is shown.
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

  addEventListener("hashchange", follow);
  follow();
})();
