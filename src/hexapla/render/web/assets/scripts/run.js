// Cells that a reader runs: buttons, an editor, outputs in their places. Where they run is for the
// places that the parts before this one have added; nothing runs that was not pressed.
(() => {
  "use strict";
  if (window.hexapla.runs) { window.hexapla.renew(); return; } // it is there: places were added
  window.hexapla.runs = true;
  const { root, all, each, words, say, renew } = window.hexapla;
  const places = window.hexaplaPlaces;
  const make = (name, given = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), given);
    made.append(...inside);
    return made;
  };
  const button = (className, textContent) => make("button", { type: "button", className, textContent });

  // --- what there is on the page -------------------------------------------------------------
  const sole = Object.keys((window.hexaplaRun || { variants: {} }).variants)[0] || ""; // of a book that has one
  const chosen = () => root.dataset.variant || sole;
  const variantOf = (cell) => {
    const panel = cell.closest("[data-in]");
    return panel ? panel.dataset.in : chosen();
  };
  const cells = (variant) => all(".cell[data-cell]").filter((cell) => variantOf(cell) === variant);
  const numberOf = (cell) => Number(cell.dataset.cell);
  const cellOf = (variant, number) => cells(variant).find((cell) => numberOf(cell) === number);
  const codeOf = (cell) => cell.querySelector(".code code");
  const suits = (variant) => places.filter((place) => place.suits(variant));

  // --- what there is besides: by cell, its own outputs and code, and how it stands -----------
  const own = new WeakMap();
  const known = (cell) => {
    if (!own.has(cell)) own.set(cell, { state: "", source: new WeakMap() });
    return own.get(cell);
  };

  const outOf = (cell) => {
    const it = known(cell);
    if (it.out && it.out.isConnected) return it.out;
    const code = codeOf(cell) && codeOf(cell).closest(".code");
    const box = code && code.closest("details.folded");
    const within = box && [...box.children].some((one) => one.matches(".out, .unrun"));
    const after = box && !within ? box : code && code.nextElementSibling;
    it.book = [...(after || code || cell.firstElementChild || cell).parentElement.children].filter((one) =>
      one.parentElement !== cell.parentElement && !one.matches(".run-row, summary") && !one.contains(code));
    it.out = make("div", { className: "run-out" });
    if (after) after.after(it.out);
    else cell.append(it.out);
    for (const one of it.book) one.remove();
    return it.out;
  };

  const restore = (cell) => {
    const it = known(cell);
    if (it.out && it.out.isConnected) it.out.replaceWith(...it.book);
    it.out = undefined;
    mark(cell, "");
  };

  // Of the outputs only those that are other than before are put anew: pictures do not flicker.
  const show = (cell, nodes) => {
    const out = outOf(cell), { source } = known(cell);
    const text = (node) => source.get(node) || node.outerHTML || node.textContent;
    const old = [...out.childNodes];
    nodes.forEach((node, at) => {
      if (old[at] && text(old[at]) === text(node)) return;
      source.set(node, text(node));
      if (old[at]) old[at].replaceWith(node);
      else out.append(node);
    });
    old.slice(nodes.length).forEach((node) => node.remove());
    renew(out);
  };

  // --- the row of buttons at each cell --------------------------------------------------------
  const mark = (cell, state, text = "") => {
    const it = known(cell), row = cell.querySelector(".run-row");
    it.state = state;
    cell.classList.toggle("runs", state === "running");
    if (!row) return;
    row.querySelector(".run-state").textContent = text || (state && words[`run_${state}`]);
    row.dataset.state = state;
    const first = row.firstElementChild, busy = state === "running" || state === "waiting";
    first.textContent = busy ? words.run_stop : words.run;
    first.classList.toggle("stops", busy);
    describe(cell, first);
  };
  // A name that says which of the page's cells; what is seen of it comes first.
  const describe = (cell, one) => {
    one.setAttribute("aria-label", `${one.textContent}: ${words.run_cell.replace("{}", numberOf(cell) + 1)}`);
  };

  const setUp = (cell) => {
    const code = codeOf(cell);
    if (!code || cell.querySelector(".run-row") || !suits(variantOf(cell)).length) return;
    const row = make("div", { className: "run-row" },
      button("run-one", words.run), button("run-above", words.run_above), button("run-edit", words.run_edit),
      make("span", { className: "run-state" }));
    for (const one of all("button", row)) describe(cell, one);
    code.closest(".code").after(row);
    const it = known(cell);
    if (it.state) mark(cell, it.state);
  };

  // --- the editor: a plain field, which Tab indents in and Escape leaves -----------------------
  const edit = (cell) => {
    const code = codeOf(cell), box = code.closest(".code"), it = known(cell);
    it.code ||= { nodes: [...code.childNodes], text: code.textContent };
    const area = make("textarea", { className: "run-area", value: code.textContent, spellcheck: false, wrap: "off",
      autocapitalize: "off", ariaLabel: words.run_code.replace("{}", numberOf(cell) + 1), title: words.run_keys });
    const fit = () => { area.rows = area.value.split("\n").length; };
    box.classList.add("edited");
    box.querySelector("pre").after(area);
    fit();
    area.addEventListener("input", () => { code.textContent = area.value; fit(); revertible(cell); });
    area.focus();
    area.setSelectionRange(0, 0);
    label(cell, ".run-edit", words.run_done);
  };
  const finish = (cell) => {
    const box = codeOf(cell).closest(".code"), it = known(cell);
    if (codeOf(cell).textContent === it.code.text) codeOf(cell).replaceChildren(...it.code.nodes);
    box.classList.remove("edited");
    box.querySelector("textarea").remove();
    label(cell, ".run-edit", words.run_edit);
  };
  const revertible = (cell) => {
    const row = cell.querySelector(".run-row"), has = row.querySelector(".run-revert");
    const other = codeOf(cell).textContent !== known(cell).code.text;
    if (other && !has) {
      row.querySelector(".run-edit").after(button("run-revert", words.run_revert));
      describe(cell, row.querySelector(".run-revert"));
    } else if (!other && has) has.remove();
  };
  const revert = (cell) => {
    const area = cell.querySelector(".run-area");
    codeOf(cell).replaceChildren(...known(cell).code.nodes.map((node) => node.cloneNode(true)));
    if (area) area.value = known(cell).code.text;
    revertible(cell);
    (area || cell.querySelector(".run-edit")).focus();
  };
  const label = (cell, which, text) => {
    const one = cell.querySelector(which);
    one.textContent = text;
    describe(cell, one);
  };
  const typed = (area, text) => {
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input"));
    }
  };
  let leaving = false; // Escape was the last key: Tab goes on to what follows
  document.addEventListener("keydown", (event) => {
    const area = event.target.closest(".run-area");
    if (!area) return;
    const cell = area.closest(".cell"), plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && (event.shiftKey || !plain)) {
      event.preventDefault();
      run(variantOf(cell), [cell]);
    } else if (event.key === "Enter") {
      const [, spaces, last] = area.value.slice(0, area.selectionStart).split("\n").at(-1).match(/^(\s*).*?(:?)\s*$/);
      event.preventDefault();
      typed(area, `\n${spaces}${last ? "    " : ""}`);
    } else if (event.key === "Tab" && !event.shiftKey && plain && !leaving) {
      event.preventDefault();
      typed(area, "    ");
    }
    leaving = event.key === "Escape";
    if (leaving) { say(words.run_leave); event.stopPropagation(); }
  }, true);

  // --- sessions, one for each variant ----------------------------------------------------------
  const sessions = new Map();
  let wanted = ""; // the place that the reader has chosen
  const placeFor = (variant) => suits(variant).find((place) => place.name === wanted) || suits(variant)[0];

  const open = (variant) => {
    const place = placeFor(variant);
    const session = { place, variant, status: words.run_starting, busy: true, waiting: [] };
    session.ready = new Promise((done) => { session.begin = done; });
    sessions.set(variant, session);
    session.link = place.open(variant, (said) => { if (sessions.get(variant) === session) hear(session, said); }, asked);
    return session;
  };

  const close = (variant) => {
    const session = sessions.get(variant);
    if (!session) return;
    sessions.delete(variant);
    session.link.close();
  };

  // Runs cells that are on the page, or with "all", or those up to one, what is not shown too.
  const run = async (variant, list, until) => {
    const session = sessions.get(variant) || open(variant);
    session.busy = true;
    bar();
    const first = await session.ready;
    if (sessions.get(variant) !== session) return;
    const numbers = list ? list.map(numberOf) : first.cells.filter((number) => until === undefined || number < until);
    const steps = numbers.map((number) => {
      const cell = cellOf(variant, number);
      if (cell && codeOf(cell)) mark(cell, "waiting");
      return [number, cell && codeOf(cell) ? codeOf(cell).textContent : null];
    });
    if (!steps.length) session.busy = false;
    else session.link.run(steps);
    bar();
  };

  const hear = (session, said) => {
    const { variant } = session, cell = cellOf(variant, said.cell);
    if (said.is === "status") session.status = said.text;
    if (said.is === "ready") {
      session.about = said;
      session.status = [said.title, said.language, ...(said.packages || [])].filter(Boolean).join(" · ");
      session.begin(said);
    }
    if (said.is === "running" && cell) { mark(cell, "running"); show(cell, []); }
    if (said.is === "outputs" && cell) show(cell, said.nodes || parsed(said.html));
    if (said.is === "done") finished(session, cell, said);
    if (said.is === "idle") {
      session.busy = false;
      for (const one of cells(variant)) if (known(one).state === "waiting") mark(one, "");
      say(session.failed ? words.run_failed : words.run_finished);
      session.failed = false;
    }
    if (said.is === "ended") {
      sessions.delete(variant);
      for (const one of cells(variant)) if (known(one).state) mark(one, "");
      session.link.close();
      ended = words[`run_${said.why}`] || said.why || words.run_over;
      say(ended);
    }
    bar();
  };
  let ended = "";

  const finished = (session, cell, said) => {
    session.failed ||= !said.well;
    if (!cell) {
      if (!said.well) say(`${words.run_failed}: ${said.why}`);
      return;
    }
    const seconds = `${said.seconds < 10 ? said.seconds.toFixed(1) : Math.round(said.seconds)} s`;
    if (said.well) mark(cell, "ran", words.run_ran.replace("{}", seconds));
    else mark(cell, "failed", said.kind === "raised" ? words.run_failed : `${words[`run_${said.kind}`] || said.kind}: ${said.why}`);
  };

  const parsed = (html) => {
    const template = make("template", { innerHTML: html });
    const cell = template.content.firstElementChild;
    return cell ? [...cell.children] : [];
  };

  // What only the reader can say, like a token: it is asked for in the bar, and kept nowhere.
  const asked = ({ label, help }) => new Promise((done, fail) => {
    const field = make("input", { type: "password", required: true, autocomplete: "off" });
    const form = make("form", { className: "run-ask" },
      make("label", {}, `${label} `, field), make("a", { href: help, target: "_blank", rel: "noopener", textContent: help }),
      make("button", { type: "submit", textContent: words.run_go }), button("run-cancel", words.run_cancel));
    const over = (act) => { form.remove(); act(); };
    form.addEventListener("submit", (event) => { event.preventDefault(); over(() => done(field.value)); });
    form.lastElementChild.addEventListener("click", () => over(() => fail(new Error(words.run_cancelled))));
    strip.append(form);
    field.focus();
  });

  // --- the bar: where the page runs, what runs, and what can be done about it -------------------
  const strip = make("section", { className: "run-bar", hidden: true, ariaLabel: words.run_page });
  strip.append(make("p", { className: "run-status" }), button("run-all", words.run_page),
    button("run-stop", words.run_stop), button("run-reset", words.run_reset));
  const choice = make("select", { className: "run-place", ariaLabel: words.run_where });
  const bar = () => {
    const variant = chosen(), session = sessions.get(variant), suited = suits(variant);
    strip.hidden = !suited.length || !cells(variant).length;
    if (strip.hidden) return;
    const place = session ? session.place : placeFor(variant);
    const names = suited.map((one) => one.name).join(" ");
    if (choice.dataset.names !== names) {
      choice.dataset.names = names;
      choice.replaceChildren(...suited.map((one) => make("option", { value: one.name, textContent: one.title })));
      if (suited.length > 1) strip.prepend(choice);
      else choice.remove();
    }
    choice.value = place.name;
    choice.disabled = Boolean(session);
    strip.querySelector(".run-status").textContent = session ? session.status : ended || place.says;
    strip.classList.toggle("on", Boolean(session));
    strip.classList.toggle("busy", Boolean(session && session.busy));
    for (const [name, off] of [["all", session && session.busy], ["stop", !session || !session.busy], ["reset", !session]]) {
      // Not disabled: a button that has the focus would lose it.
      strip.querySelector(`.run-${name}`).setAttribute("aria-disabled", String(Boolean(off)));
    }
  };
  choice.addEventListener("change", () => { wanted = choice.value; bar(); });

  const stop = (variant) => { if (sessions.has(variant)) sessions.get(variant).link.stop(); };
  const reset = (variant) => {
    close(variant);
    cells(variant).forEach(restore);
    ended = "";
    say(words.run_reset_done);
    bar();
  };
  const acts = {
    "run-one": (cell) => (known(cell).state === "running" || known(cell).state === "waiting"
      ? stop(variantOf(cell)) : run(variantOf(cell), [cell])),
    "run-above": (cell) => run(variantOf(cell), undefined, numberOf(cell)),
    "run-edit": (cell) => (cell.querySelector(".run-area") ? finish : edit)(cell),
    "run-revert": revert,
    "run-all": () => run(chosen()),
    "run-stop": () => stop(chosen()),
    "run-reset": () => reset(chosen()),
  };
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest(".run-row > button, .run-bar > button");
    if (!pressed || pressed.getAttribute("aria-disabled") === "true") return;
    acts[pressed.classList[0]](pressed.closest(".cell"));
  });
  document.addEventListener("hexapla:variant", bar);
  addEventListener("storage", () => setTimeout(bar));
  addEventListener("pagehide", () => [...sessions.keys()].forEach(close));

  each(() => {
    all(".cell[data-cell]").forEach(setUp);
    const text = document.querySelector("main .text");
    if (text && !strip.isConnected) text.after(strip);
    bar();
  });
})();
