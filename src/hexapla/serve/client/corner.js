// The corner of the page in which the preview says what is wrong, and what it does.
(() => {
  "use strict";
  const preview = window.hexaplaPreview;
  const FOLLOW = "hexapla-preview-follow";
  const make = (name, own = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), own);
    made.append(...inside);
    return made;
  };
  const count = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
  const recall = () => { try { return localStorage.getItem(FOLLOW) === "yes"; } catch { return false; } };

  const button = make("button", { type: "button", className: "sum" });
  const page = make("ul"), book = make("ul");
  const onPage = make("section", {}, make("h2", { textContent: "On this page" }), page);
  const inBook = make("section", {}, make("h2", { textContent: "In the rest of the book" }), book);
  const fine = make("p", { textContent: "Nothing is wrong with the book." });
  const follow = make("input", { type: "checkbox", checked: recall() });
  const choice = make("label", {}, follow, " Follow my edits: scroll to what has changed");
  const pdf = make("p", { hidden: true }, make("a", { textContent: "This page as a PDF" }));
  const list = make("div", { id: "list", hidden: true }, onPage, inBook, fine, choice, pdf);
  const notice = make("p", { className: "notice", hidden: true });
  notice.setAttribute("role", "status");
  const what = make("span"), stop = make("button", { type: "button", textContent: "Stop" });
  const work = make("p", { className: "work", hidden: true }, what, " ", stop);
  stop.addEventListener("click", () => preview.send({ kind: "stop" }));
  const corner = make("aside", { className: "corner" }, list, notice, work, button);
  corner.setAttribute("aria-label", "Preview");
  button.setAttribute("aria-controls", "list");

  const paper = () => {
    pdf.hidden = !document.querySelector("meta[name=hexapla-pdf]");
    const variant = encodeURIComponent(document.documentElement.dataset.variant || "");
    pdf.firstChild.href = `/_hexapla/pdf${location.pathname.replace(/\/$/, "/index.html")}?variant=${variant}`;
  };
  const open = (wanted) => {
    list.hidden = !wanted;
    paper();
    button.setAttribute("aria-expanded", String(wanted));
  };
  button.addEventListener("click", () => open(list.hidden));
  corner.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    open(false);
    button.focus();
  });
  follow.addEventListener("change", () => {
    try { localStorage.setItem(FOLLOW, follow.checked ? "yes" : "no"); } catch { /* private */ }
  });

  const item = (one) => {
    const where = one.link ? make("a", { href: one.link, textContent: one.where }) : make("span", { textContent: one.where });
    const line = make("li", { className: one.severity }, make("b", { textContent: one.severity }), " ");
    if (one.where) line.append(where, " ");
    line.append(one.text, " ", make("small", { textContent: one.code }));
    return line;
  };

  const problems = (said) => {
    const all = [...said.page, ...said.book];
    page.replaceChildren(...said.page.map(item));
    book.replaceChildren(...said.book.map(item));
    onPage.hidden = !said.page.length;
    inBook.hidden = !said.book.length;
    fine.hidden = all.length > 0;
    button.textContent = !all.length ? "Preview" : said.page.length
      ? `${count(said.page.length, "problem")} here${said.book.length ? `, ${said.book.length} elsewhere` : ""}`
      : `${count(all.length, "problem")} elsewhere`;
    // An error elsewhere may be of book.toml, and keep the whole book as it was.
    const loud = [...said.page, ...said.book.filter((one) => one.severity === "error")];
    corner.dataset.worst = ["error", "warning", "note"].find((bad) => loud.some((one) => one.severity === bad)) || "";
  };

  // Something that is to be read now; nothing takes it away again. It may lead somewhere.
  const note = (text = "", href = "") => {
    notice.hidden = !text;
    notice.replaceChildren(text, ...(href ? [" ", make("a", { href, textContent: href })] : []));
  };

  // What runs, while it does.
  const running = (text = "") => {
    work.hidden = !text;
    what.textContent = text;
  };

  const connected = (well) => { corner.dataset.connected = well ? "yes" : "no"; };

  const show = () => {
    const host = document.createElement("hexapla-preview");
    const style = make("link", { rel: "stylesheet", href: "/_hexapla/preview.css" });
    host.attachShadow({ mode: "open" }).append(style, corner);
    document.documentElement.append(host);
    open(false);
  };

  problems({ page: [], book: [] });
  connected(false);
  Object.assign(preview, { corner: { show, problems, note, running, connected, follows: () => follow.checked } });
})();
