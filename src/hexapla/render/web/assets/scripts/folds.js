// Long outputs: their beginning (of an error its end), and a button for all of it.
(() => {
  "use strict";
  const { all, each, words, steady, reach } = window.hexapla;
  const whole = new Set(); // what the reader has opened, also where the page is made anew
  const key = (out) => {
    const cell = out.closest(".cell");
    return cell ? `${cell.id} ${all("[data-long]", cell).indexOf(out)}` : out;
  };

  const set = (button, open) => {
    const out = button.previousElementSibling;
    button.dataset.more ||= button.textContent;
    out.classList.toggle("whole", open);
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? words.show_less : button.dataset.more;
    if (!open && out.matches(".error")) out.scrollTop = out.scrollHeight;
  };

  each(() => {
    for (const button of all("button.more:not([aria-expanded])")) set(button, whole.has(key(button.previousElementSibling)));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.more");
    if (!button) return;
    const open = button.getAttribute("aria-expanded") !== "true";
    whole[open ? "add" : "delete"](key(button.previousElementSibling));
    steady(open ? null : button, () => set(button, open));
    reach();
  });
})();
