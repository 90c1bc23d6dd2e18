// What all parts of the script share. Each part is a function that runs at once; what it gives to
// the others it adds to `hexapla`. The page reads well without any of them.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // Setting up what is on the page: now, and again wherever the page has been changed. An element
  // may be met more than once.
  const setUps = [];
  const each = (setUp) => { setUps.push(setUp); setUp(document); };
  const renew = (within = document) => { for (const setUp of setUps) setUp(within); };

  // What is said to those who do not see the page.
  const said = Object.assign(document.createElement("p"), { className: "away" });
  said.setAttribute("role", "status");
  document.body.append(said);
  let silence = 0;
  const say = (text) => {
    clearTimeout(silence);
    said.textContent = text;
    silence = setTimeout(() => { said.textContent = ""; }, 1600);
  };

  // A step through a row of tabs by key, as they are read: the tab to go to, or none.
  const stepped = (event, tabs) => {
    const at = tabs.indexOf(document.activeElement);
    const on = getComputedStyle(event.target).direction === "rtl" ? -1 : 1;
    const next = { ArrowRight: at + on, ArrowLeft: at - on, Home: 0, End: -1 }[event.key];
    if (next === undefined || at < 0) return undefined;
    event.preventDefault();
    return tabs.at(next % tabs.length);
  };

  // What the reader has just touched stays where it is on the screen.
  const steady = (touched, change) => {
    const before = touched ? touched.getBoundingClientRect().top : 0;
    change();
    if (touched) scrollBy({ top: touched.getBoundingClientRect().top - before, behavior: "instant" });
  };

  // Boxes that scroll can be reached by keyboard.
  const reach = () => {
    const wide = (box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight + 1;
    const found = all(".code pre, pre.out, .scroll, .formula, .out.html").map((box) => [box, wide(box)]);
    // After all are measured: a change between two measures would lay the page out again.
    for (const [box, scrolls] of found) {
      if (scrolls) box.tabIndex = 0;
      else if (box.hasAttribute("tabindex")) box.removeAttribute("tabindex");
    }
  };
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);

  // A part of an address as it is meant; what no browser would have written stays as it is.
  const decoded = (part) => { try { return decodeURIComponent(part); } catch { return part; } };

  Object.assign(window.hexapla, { root, all, each, renew, say, stepped, steady, reach, decoded });
})();
