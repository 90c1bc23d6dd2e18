// What can be copied: code without its prompts, outputs, and the address of a cell.
(() => {
  "use strict";
  const { root, all, each, follow, words, say } = window.hexapla;
  const PROMPT = "\u0001"; // stands for a prompt, and is in no code

  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "away" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  window.hexapla.copy = copy;

  // The code alone: of a session in a console what was typed, without blanks at the ends of lines.
  const clean = (code) => {
    const typed = code.cloneNode(true), prompts = all(".gp", typed);
    for (const prompt of prompts) prompt.textContent = PROMPT;
    let on = false;
    const lines = typed.textContent.split("\n").filter((line) => {
      const kept = !prompts.length || on || line.startsWith(PROMPT);
      on = kept && prompts.length > 0 && line.endsWith("\\");
      return kept;
    });
    return lines.map((line) => line.replaceAll(PROMPT, "").trimEnd()).join("\n").replace(/^\n+|\n+$/g, "");
  };

  const button = (label) => Object.assign(document.createElement("button"),
    { type: "button", className: "copy", textContent: words.copy, ariaLabel: label });

  // The variant stands in the address of a cell, so that who follows it sees what is seen here.
  const address = (cell) => {
    const panel = cell.closest("[data-in]"), name = panel ? panel.dataset.in : root.dataset.chosen;
    const id = name && cell.id.endsWith(`--${name}`) ? cell.id.slice(0, -name.length - 2) : cell.id;
    return `${name ? `?variant=${encodeURIComponent(name)}` : ""}#${encodeURIComponent(id)}`;
  };

  each(() => {
    for (const code of all(".code:has(> pre):not(:has(> .copy))")) code.append(button(words.copy_code));
    for (const out of all(".cell pre.out:not(.copy + .out)")) out.before(button(words.copy_output));
    for (const cell of all(".cell[id]:not(:has(> .permalink))")) {
      cell.append(Object.assign(document.createElement("a"),
        { className: "permalink", href: address(cell), ariaLabel: words.link_cell }));
    }
  });
  document.addEventListener("hexapla:variant", () => {
    for (const link of all(".cell > .permalink")) link.setAttribute("href", address(link.parentElement));
  });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest(".cell > .permalink");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) try {
      history.pushState(null, "", link.href);
      event.preventDefault();
      follow();
    } catch { /* the browser follows the link */ }
    const pressed = event.target.closest("button.copy");
    if (!pressed) return;
    const code = pressed.parentElement.matches(".code") && pressed.parentElement.querySelector("code");
    const text = code ? clean(code) : pressed.nextElementSibling.textContent.replace(/[ \t]+$/gm, "");
    const done = await copy(text).then(() => words.copied, () => words.not_copied);
    pressed.textContent = done;
    say(done);
    setTimeout(() => { pressed.textContent = words.copy; }, 1600);
  });
})();
