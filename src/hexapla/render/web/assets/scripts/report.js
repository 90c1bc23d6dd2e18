// "Report a mistake" says where the reader is: the section, the variant, the words that are selected.
(() => {
  "use strict";
  const { root, all, words } = window.hexapla;
  const LONGEST = 400; // letters of what is selected: addresses have an end
  const say = (word, what) => words[word].replace("{}", () => what);
  let picked = null;

  const selection = () => {
    const chosen = getSelection();
    const range = chosen.rangeCount && !chosen.isCollapsed ? chosen.getRangeAt(0) : null;
    const within = range && document.querySelector("main article");
    return within && within.contains(range.startContainer) ? { range, text: chosen.toString().trim() } : null;
  };
  // A press of the mouse ends a selection before the click comes.
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("a.report")) picked = selection();
  });

  // The last heading before what is selected; else before what stands at the top of the window.
  const section = (range) => all("main .text :is(h2, h3, h4)[id]").filter((head) => range
    ? range.comparePoint(head, 0) < 0
    : head.getBoundingClientRect().top < innerHeight / 3).at(-1);

  const place = () => {
    const found = picked || selection();
    const head = section(found && found.range);
    const at = location.href.split("#")[0];
    const lines = [];
    if (head) lines.push(say("report_section", `${head.textContent.replace(/[#¶]$/, "").trim()} (${at}#${head.id})`));
    const variant = document.querySelector(`#book-variant option[value="${CSS.escape(root.dataset.variant || "")}"]`);
    if (variant) lines.push(say("report_variant", variant.textContent));
    if (found && found.text) lines.push("", words.report_text, ...found.text.slice(0, LONGEST).split("\n").map((line) => `> ${line}`));
    return lines.join("\n");
  };

  const fill = (event) => {
    const link = event.target.closest("a.report");
    if (!link) return;
    link.dataset.bare = link.dataset.bare || link.href;
    const [address, query] = link.dataset.bare.split("?");
    const asked = new URLSearchParams(query);
    asked.set(link.dataset.field, `${asked.get(link.dataset.field)}\n${place()}`);
    link.href = `${address}?${asked}`;
    picked = null;
  };
  document.addEventListener("click", fill, true);
  document.addEventListener("auxclick", fill, true);
})();
