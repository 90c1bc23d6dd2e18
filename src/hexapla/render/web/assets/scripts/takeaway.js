// The menu of what a reader can take away: it closes by Escape and by a click elsewhere, and gives
// a page's Markdown to the clipboard.
(() => {
  "use strict";
  const { all, each, words, say, copy } = window.hexapla;

  document.addEventListener("click", (event) => {
    for (const menu of all("details.take[open]")) {
      if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.take[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest("details.take[open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });

  // From a folder, no page may read the file beside it.
  each((within) => {
    if (location.protocol === "file:") for (const item of all(".take .scripted", within)) item.hidden = true;
  });

  // A browser lets only a touch of the reader's reach the clipboard, and forgets it while a file is
  // fetched: so it is given the promise of the text, where it takes one.
  const fetched = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(answer.status);
    return new Blob([await answer.text()], { type: "text/plain" });
  };
  const copied = (url) => {
    const text = fetched(url);
    if (window.ClipboardItem && navigator.clipboard) return navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
    return text.then((blob) => blob.text()).then(copy);
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copies]");
    if (!button) return;
    const done = await Promise.resolve(button.dataset.copies).then(copied)
      .then(() => words.copied, () => words.not_copied);
    button.textContent = done;
    say(done);
    setTimeout(() => { button.textContent = words.copy_markdown; }, 1600);
  });
})();
