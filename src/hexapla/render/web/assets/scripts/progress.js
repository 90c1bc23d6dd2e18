// What the reader has read, and where they stopped: kept in this browser, for this book alone, and
// told to nobody.
(() => {
  "use strict";
  const { all, each, make, words, recall, keep, site, decoded } = window.hexapla;
  const KEY = `hexapla-read:${site.pathname}`, LAST = `hexapla-last:${site.pathname}`;
  const LONGEST = 300; // letters of a title, or of an address
  const STAY = 3000; // so long its end is to be seen until a page has been read
  // What another script of the same site may have put there is nothing.
  const stored = (key) => {
    try {
      const found = JSON.parse(recall(key));
      return found && typeof found === "object" && !Array.isArray(found) ? found : {};
    } catch { return {}; }
  };
  const file = (url) => url.origin === site.origin && url.pathname.startsWith(site.pathname)
    ? decoded(url.pathname.slice(site.pathname.length)) : "";
  const here = file(location), page = document.querySelector("body.page main");

  const LINKS = ".contents ol a[href], .chart a[href]";
  const pages = () => new Set(all(LINKS).map((link) => file(new URL(link.href)))
    .filter((one) => one.endsWith(".html")));
  let button, told;

  const show = () => {
    const read = stored(KEY);
    for (const link of all(`${LINKS}, .route a[href]`)) {
      const done = file(new URL(link.href)) in read;
      link.classList.toggle("read", done);
      const said = link.querySelector(":scope > .away");
      if (done && !said) link.append(make("span", { className: "away", textContent: ` (${words.read})` }));
      else if (!done && said) said.remove();
    }
    if (button) {
      button.textContent = here in read ? words.read_unmark : words.read_mark;
      button.classList.toggle("done", here in read);
    }
    if (told) {
      const known = [...pages()], count = known.filter((one) => one in read).length;
      told.hidden = !count;
      told.firstChild.textContent = `${words.read_of.replace("{}", count).replace("{}", known.length)} `;
    }
  };

  const note = (done) => {
    const read = stored(KEY);
    if (done) read[here] = 1;
    else delete read[here];
    keep(KEY, JSON.stringify(read));
    show();
  };

  // --- on a page: when its end has been on the screen for a while, it has been read ------------

  if (page) {
    button = make("button", { type: "button" });
    button.addEventListener("click", () => note(!(here in stored(KEY))));
    const end = make("p", { className: "progress" }, button);
    page.querySelector(".neighbours")?.before(end);
    let stay = 0;
    new IntersectionObserver(([seen]) => {
      clearTimeout(stay);
      if (seen.isIntersecting && !(here in stored(KEY))) stay = setTimeout(() => note(true), STAY);
    }).observe(end);
    const stop = () => {
      const heads = all(".text [id]:is(h2, h3)").filter((head) => head.getBoundingClientRect().top < innerHeight / 3);
      const name = document.querySelector(".opening h1")?.textContent.trim();
      keep(LAST, JSON.stringify({ file: here, name, at: heads.at(-1)?.id || "" }));
    };
    addEventListener("pagehide", stop);
    document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); });
  }

  // --- on the cover and the map: how far one is, and where to go on -----------------------------

  const start = document.querySelector(".cover .start");
  const last = stored(LAST);
  const said = (one) => (typeof one === "string" ? one.slice(0, LONGEST) : "");
  const address = () => { try { return new URL(said(last.file), site); } catch { return null; } };
  const url = said(last.file) && said(last.name) ? address() : null;
  if (start && url) {
    url.hash = said(last.at);
    if (url.href.startsWith(site.href)) start.append(" ", make("a", { className: "go-on", href: url.href, textContent: `${words.go_on} “${said(last.name)}”` }));
  }
  const list = document.querySelector(".cover .contents"), lead = document.querySelector(".atlas .lead");
  if (list || lead) {
    const clear = make("button", { type: "button", textContent: words.read_clear });
    clear.addEventListener("click", () => {
      for (const key of [KEY, LAST]) keep(key, "{}");
      all(".go-on").forEach((link) => link.remove());
      show();
    });
    told = make("p", { className: "progress", hidden: true }, make("span", {}), clear);
    if (list) list.append(told); // below: nothing moves
    else lead.after(told);
  }

  addEventListener("storage", (event) => { if (event.key === KEY) show(); });
  each(show);
})();
