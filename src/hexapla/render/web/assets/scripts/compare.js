// Two variants of a piece of code side by side, line by line, with what differs marked.
(() => {
  "use strict";
  const { root, all, each, words } = window.hexapla;
  const make = (name, own = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), own);
    made.append(...inside);
    return made;
  };
  const coded = (set) => all(":scope > [data-in]", set).filter((panel) => panel.querySelector(".code code"));
  const text = (panel) => all(".code code", panel).map((code) => code.textContent).join("\n");

  each(() => {
    for (const set of all(".variants[data-has]:not(:has(> .compared))")) {
      const panels = coded(set);
      if (new Set(panels.map(text)).size < 2) continue;
      set.querySelector(":scope > .tabs").after(make("button",
        { type: "button", className: "compared", textContent: words.compare, ariaLabel: words.compare_code }));
    }
  });

  // The best way to set two rows side by side: pairs of places, -1 where one has no partner.
  const align = (left, right, score) => {
    const best = Array.from({ length: left.length + 1 }, () => new Float64Array(right.length + 1));
    const paired = (i, j) => { const s = score(left[i], right[j]); return s && s + best[i + 1][j + 1]; };
    for (let i = left.length - 1; i >= 0; i--) {
      for (let j = right.length - 1; j >= 0; j--) best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], paired(i, j));
    }
    const pairs = [];
    for (let i = 0, j = 0; i < left.length || j < right.length;) {
      if (j === right.length || (i < left.length && best[i][j] === best[i + 1][j])) pairs.push([i++, -1]);
      else if (i === left.length || best[i][j] === best[i][j + 1]) pairs.push([-1, j++]);
      else pairs.push([i++, j++]);
    }
    return pairs;
  };

  // The lines of a panel as they are coloured: no colour reaches beyond the end of a line.
  const linesOf = (panel) => all(".code code", panel).flatMap((code, n) => {
    const html = code.innerHTML.replace(/\n+$/, "").split("\n");
    return (n ? ["", ...html] : html).map((line) => {
      const shown = make("code", { innerHTML: line });
      const said = shown.textContent.trimEnd();
      return { shown, key: said.replace(/(\S)\s+/g, "$1 "), parts: said.match(/[\p{L}\p{N}_]+|\s+|[^]/gu) || [], names: said.match(/[\p{L}\p{N}_]+/gu) || [] };
    });
  });

  // How much two lines are alike, from 0 to 1: by the names in them, each as often as it is there.
  const alike = (a, b) => {
    if (a.key === b.key) return a.key ? 1 : 0.1;
    const left = [...b.names];
    const both = a.names.filter((name) => {
      const at = left.indexOf(name);
      return at >= 0 && left.splice(at, 1);
    }).length;
    const share = (1.8 * both) / (a.names.length + b.names.length || 1);
    return share > 0.4 ? share : 0;
  };

  // Marks those letters of a line that are flagged, whatever colours they have.
  const mark = (line, flags) => {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT), nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    let at = 0;
    for (let node of nodes) {
      while (node) {
        const on = flags[at];
        let end = 0;
        while (end < node.length && flags[at + end] === on) end += 1;
        const rest = end < node.length ? node.splitText(end) : null;
        if (on) {
          const around = make("mark");
          node.replaceWith(around);
          around.append(node);
        }
        at += end;
        node = rest;
      }
    }
  };

  const differ = (a, b) => {
    const blank = (part) => !part.trim();
    const pairs = align(a.parts, b.parts, (x, y) => (blank(x) && blank(y) ? 0.5 : x === y ? x.length : 0));
    [a, b].forEach((line, side) => {
      const single = new Set(pairs.filter((pair) => pair[1 - side] < 0).map((pair) => pair[side]));
      mark(line.shown, line.parts.flatMap((part, n) => Array(part.length).fill(single.has(n) && !blank(part))));
    });
  };

  // What has no partner on either side, between two pairs, stands side by side all the same.
  const closed = (pairs) => {
    const done = [];
    let gap = 0;
    for (const pair of pairs) {
      const side = pair[0] < 0 ? 1 : 0, whole = pair[1 - side] >= 0;
      const free = whole ? -1 : done.findIndex((row, n) => n >= gap && row[side] < 0);
      if (free < 0) done.push(pair);
      else done[free][side] = pair[side];
      if (whole) gap = done.length;
    }
    return done;
  };

  const rows = (left, right) => closed(align(left, right, alike)).map(([i, j]) => {
    const a = left[i], b = right[j], same = a && b && a.key === b.key;
    if (a && b && !same && alike(a, b)) differ(a, b);
    const kind = same ? "same" : a && b ? "changed" : a ? "left" : "right";
    return make("tr", { className: kind }, make("td", {}, a ? a.shown : ""), make("td", {}, b ? b.shown : ""));
  });

  let dialog, other;
  const open = (set) => {
    const panels = coded(set);
    const titles = panels.map((panel) => set.querySelector(`:scope > .tabs > [data-tab="${CSS.escape(panel.dataset.in)}"]`).textContent);
    const choice = (at) => {
      const options = titles.map((title, n) => make("option", { value: n, textContent: title, selected: n === at }));
      return make("select", {}, ...options);
    };
    const first = Math.max(panels.findIndex((panel) => panel.dataset.in === root.dataset.variant), 0);
    const differs = (panel) => text(panel) !== text(panels[first]);
    const last = panels.find((panel) => panel.dataset.in === other && differs(panel)) || panels.find(differs);
    const selects = [choice(first), choice(panels.indexOf(last))];
    const body = make("tbody"), said = make("p"), heads = [make("th", { scope: "col" }), make("th", { scope: "col" })];
    const fill = () => {
      const [a, b] = selects.map((select) => Number(select.value));
      other = panels[b].dataset.in;
      [a, b].forEach((n, side) => { heads[side].textContent = titles[n]; selects[side].ariaLabel = titles[n]; });
      body.replaceChildren(...rows(linesOf(panels[a]), linesOf(panels[b])));
      const same = all("tr.same", body).length;
      said.textContent = words.compare_same.replace("{}", same).replace("{}", body.rows.length);
    };
    for (const select of selects) select.addEventListener("change", fill);
    const close = make("button", { type: "button", className: "close", textContent: "×", ariaLabel: words.close });
    close.addEventListener("click", () => dialog.close());
    said.setAttribute("role", "status");
    dialog = make("dialog", { className: "comparison", ariaLabel: words.compare_code },
      make("header", {}, selects[0], make("span", { textContent: words.compare_with }), selects[1], said, close),
      make("div", { className: "scroll", tabIndex: 0 },
        make("table", { className: "code" }, make("thead", {}, make("tr", {}, ...heads)), body)));
    dialog.addEventListener("close", () => dialog.remove());
    fill();
    document.body.append(dialog);
    dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.compared");
    if (button) open(button.parentElement);
    if (event.target === dialog) dialog.close(); // beside what it holds
  });
})();
