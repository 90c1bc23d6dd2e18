// The button on each piece of code that copies it.
(() => {
  "use strict";
  const { all, each, words, say } = window.hexapla;

  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "away" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  each(() => {
    for (const code of all(".code")) {
      if (code.querySelector(":scope > .copy")) continue;
      const button = Object.assign(document.createElement("button"),
        { type: "button", className: "copy", textContent: words.copy, ariaLabel: words.copy_code });
      code.append(button);
    }
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const code = button.parentElement.querySelector("code").textContent;
    const done = await copy(code.replace(/\n$/, "")).then(() => words.copied, () => words.not_copied);
    button.textContent = done;
    say(done);
    setTimeout(() => { button.textContent = words.copy; }, 1600);
  });
})();
