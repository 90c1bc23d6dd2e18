// The map of the book: what a page needs is lit up, and listed as the shortest way to it.
(() => {
  "use strict";
  const { all, make, words } = window.hexapla;
  const select = document.getElementById("book-goal");
  if (!select) return;
  const sheet = document.querySelector(".chart svg"), route = document.getElementById("book-route");
  const boxes = new Map(all("[data-page]", sheet).map((box) => [box.dataset.page, box]));
  // On a phone the picture is wider than the page: it begins at its middle, where the pages are.
  const frame = sheet.closest(".scroll"), on = getComputedStyle(frame).direction === "rtl" ? -1 : 1;
  frame.scrollLeft = on * (frame.scrollWidth - frame.clientWidth) / 2;
  const needs = (id) => boxes.get(id).dataset.needs.split(" ").filter(Boolean);

  // All that a page needs, each page after those that it needs itself.
  const way = (id, seen = new Set()) => {
    for (const one of needs(id)) if (!seen.has(one)) way(one, seen);
    return seen.add(id);
  };

  const light = (id) => {
    const lit = boxes.has(id) ? way(id) : new Set();
    sheet.classList.toggle("lit", lit.size > 0);
    for (const [one, box] of boxes) box.classList.toggle("on", lit.has(one));
    for (const line of all("path", sheet)) line.classList.toggle("on", lit.has(line.dataset.from) && lit.has(line.dataset.to));
    return [...lit];
  };

  const link = (id) => {
    const box = boxes.get(id), copy = make("a", { href: box.href, className: box.matches(".read") ? "read" : "" });
    copy.append(...[...box.childNodes].map((node) => node.cloneNode(true)));
    return make("li", {}, copy);
  };

  const show = (id) => {
    const before = light(id).slice(0, -1);
    route.replaceChildren();
    if (!boxes.has(id)) return;
    if (before.length) route.append(make("ol", {}, ...[...before, id].map(link)));
    else route.append(make("p", { textContent: words.way_none }));
  };

  const follow = () => {
    const id = new URLSearchParams(location.hash.slice(1)).get("to") || "";
    select.value = boxes.has(id) ? id : "";
    show(select.value);
  };

  select.addEventListener("change", () => {
    history.replaceState(null, "", select.value ? `#${new URLSearchParams({ to: select.value })}` : location.pathname + location.search);
    show(select.value);
  });
  for (const name of ["pointerover", "focusin"]) {
    sheet.addEventListener(name, (event) => {
      const box = event.target.closest("[data-page]");
      light(box ? box.dataset.page : select.value);
    });
  }
  for (const name of ["pointerleave", "focusout"]) sheet.addEventListener(name, () => light(select.value));
  addEventListener("hashchange", follow);
  addEventListener("load", follow, { once: true });
  follow();
})();
