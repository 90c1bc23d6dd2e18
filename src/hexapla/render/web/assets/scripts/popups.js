// What a link leads to within the site, shown beside it: on hover and focus, notes also on touch.
(() => {
  "use strict";
  const { root, all, each, found, words, decoded } = window.hexapla;
  const box = Object.assign(document.createElement("div"), { id: "book-popup", className: "popup", popover: "manual", ariaLabel: words.preview });
  if (!box.showPopover) return; // the links work without it
  const inside = Object.assign(document.createElement("div"), { className: "text" });
  const close = Object.assign(document.createElement("button"), { type: "button", className: "close", textContent: "×", ariaLabel: words.close });
  box.setAttribute("role", "dialog");
  box.tabIndex = -1;
  box.append(close, inside);
  document.body.append(box);

  const SHOW = 300, HIDE = 250; // milliseconds: long enough to pass over a link, or over to the box
  const OUT = "script, style, link, iframe, object, embed, button, .tabs, .permalink.sign, .cell > .permalink, .cited-at, [role=doc-backlink]";
  const pages = new Map();
  each(() => pages.clear()); // the preview may have changed them
  let shown = null, wanted = null, dismissed = null, timer = 0;
  const later = (wait, act) => { clearTimeout(timer); timer = setTimeout(act, wait); };

  // Links of the text to a place on this page, or to a page of the site.
  const leads = (target) => {
    const link = target.closest("main :is(.text, .footnotes, .bibliography) a[href]");
    if (!link || link.matches(".permalink, .cited-at a, [role=doc-backlink], [download]")) return null;
    if (link.protocol !== location.protocol || link.host !== location.host) return null;
    if (link.pathname === location.pathname) return link.hash ? link : null;
    return location.protocol !== "file:" && /(^|\/)[^/.]*(\.html)?$/.test(link.pathname) ? link : null;
  };

  const load = (link) => {
    const url = link.origin + link.pathname;
    if (link.pathname === location.pathname) return document;
    if (!pages.has(url)) {
      pages.set(url, fetch(url).then((got) => (got.ok ? got.text() : ""), () => "").then((html) => {
        const page = new DOMParser().parseFromString(html, "text/html");
        if (page.querySelector("meta[name=generator][content=Hexapla]")) return page;
        pages.delete(url);
        return null;
      }));
    }
    return pages.get(url);
  };

  const until = (start, ends, most) => {
    const taken = [];
    for (let at = start; at && taken.length < most && !at.matches(ends); at = at.nextElementSibling) taken.push(at);
    return taken;
  };

  // What is shown of an element: a heading with the beginning of its section, a term with what is
  // said of it, of a place within a paragraph or a formula all of that.
  const about = (target) => {
    if (target.matches(".target")) return target.nextElementSibling ? about(target.nextElementSibling) : [];
    if (target.matches("h2, h3, h4, h5, h6")) return [target, ...until(target.nextElementSibling, "h2, h3, h4, h5, h6", 2)];
    if (target.matches("dt")) {
      let said = target.nextElementSibling;
      while (said && said.matches("dt")) said = said.nextElementSibling;
      return [target, ...until(said, "dt", 9)];
    }
    if (target.matches("li")) return [...target.childNodes];
    if (target.matches("span")) return [target.closest(".equation, figure, p, li, td, dd") || target];
    return [target];
  };

  const copied = (node, base) => {
    const copy = document.importNode(node, true);
    if (!copy.matches) return copy;
    for (const one of all(OUT, copy)) one.remove();
    for (const one of all(".permalink", copy)) one.replaceWith(...one.childNodes);
    for (const one of [copy, ...all("*", copy)]) {
      if (one.closest("svg, math")) continue;
      for (const name of one.getAttributeNames()) {
        if (/^(id|aria-controls|aria-labelledby|srcset|on.*)$/.test(name)) one.removeAttribute(name);
      }
      if (one.matches("[role=tabpanel]")) one.removeAttribute("role");
      for (const name of ["href", "src", "poster"]) {
        if (one.hasAttribute(name) && URL.canParse(one.getAttribute(name), base)) one.setAttribute(name, new URL(one.getAttribute(name), base).href);
      }
    }
    return copy;
  };

  const content = async (link) => {
    const page = await load(link), id = decoded(link.hash.slice(1));
    if (!page) return null;
    const target = id && found(id, page);
    const parts = target ? about(target) : id ? [] : all(".opening h1, .text > p", page).slice(0, 2);
    const kept = parts.filter((part) => !part.matches || !part.matches(OUT));
    return kept.length ? { target, nodes: kept.map((part) => copied(part, link.href)) } : null;
  };

  // Below the link where there is room, else above it, and always within the window.
  const place = (link, point) => {
    const rects = [...link.getClientRects()], gap = 8;
    const rect = rects.find((one) => point && one.top - 2 <= point.y && point.y <= one.bottom + 2) || rects[0];
    if (!rect) return;
    const below = innerHeight - rect.bottom, over = below < 220 && rect.top > below;
    box.style.setProperty("--room", `${(over ? rect.top : below) - 2 * gap}px`);
    const start = getComputedStyle(link).direction === "rtl" ? rect.right - box.offsetWidth : rect.left - 2 * gap;
    const left = Math.max(gap, Math.min(start, root.clientWidth - box.offsetWidth - gap));
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${scrollY + (over ? rect.top - box.offsetHeight - gap / 2 : rect.bottom + gap / 2)}px`;
  };

  const hide = () => {
    clearTimeout(timer);
    wanted = null;
    if (!shown) return;
    const link = shown;
    shown = null;
    if (box.contains(document.activeElement)) link.focus({ preventScroll: true });
    link.removeAttribute("aria-describedby");
    box.hidePopover();
  };

  const open = async (link, point, sheet = false) => {
    wanted = link;
    const made = await content(link);
    if (wanted !== link || !made) return;
    if (shown) hide();
    shown = wanted = link;
    inside.replaceChildren(...made.nodes);
    box.classList.toggle("sheet", sheet);
    box.classList.toggle("brief", Boolean(made.target) && made.target.matches("li"));
    box.showPopover({ source: link });
    box.scrollTop = 0;
    if (made.target && made.target.matches("li, dt")) link.setAttribute("aria-describedby", box.id);
    if (!sheet) place(link, point);
    box.tabIndex = box.scrollHeight > box.clientHeight + 1 ? 0 : -1; // to be scrolled by keys
    if (sheet) box.focus({ preventScroll: true });
  };

  const leave = () => {
    if (shown && !box.matches(".sheet, :hover, :focus-within") && !shown.matches(":hover, :focus-visible")) hide();
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (box.contains(event.target)) { clearTimeout(timer); return; }
    const link = leads(event.target);
    if (!link || link === dismissed) return;
    if (link === shown) clearTimeout(timer);
    else later(SHOW, () => open(link, { y: event.clientY }));
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "touch") return;
    const link = leads(event.target), to = event.relatedTarget;
    if (!link && !box.contains(event.target)) return;
    if (to && (link ? link.contains(to) : box.contains(to))) return;
    dismissed = wanted = null;
    later(HIDE, leave);
  });
  document.addEventListener("focusin", (event) => {
    const link = leads(event.target);
    if (link && link !== shown && link !== dismissed && link.matches(":focus-visible")) later(HIDE, () => open(link));
  });
  document.addEventListener("focusout", (event) => {
    if (!leads(event.target) && !box.contains(event.target)) return;
    if (event.target !== dismissed) wanted = null;
    later(HIDE, leave);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    event.preventDefault();
    dismissed = shown;
    hide();
  });
  document.addEventListener("click", (event) => {
    if (event.target === close) hide();
    if (box.contains(event.target)) return;
    const link = leads(event.target), touch = event.pointerType === "touch" || (!event.pointerType && matchMedia("(hover: none)").matches);
    const target = touch && link && link.pathname === location.pathname && found(decoded(link.hash.slice(1)));
    if (target && target.matches(":is(.footnotes, .references) li")) {
      event.preventDefault();
      open(link, null, true);
    } else hide();
  });
  addEventListener("resize", () => { if (shown && !box.matches(".sheet")) hide(); });
  document.addEventListener("hexapla:variant", hide);
})();
