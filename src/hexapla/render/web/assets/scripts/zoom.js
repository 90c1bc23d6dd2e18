// A figure's picture, large: opened by a click or Enter, closed by Escape, a click or its button.
(() => {
  "use strict";
  const { words } = window.hexapla;
  const box = document.createElement("dialog");
  box.className = "zoomed";
  const close = Object.assign(document.createElement("button"), { type: "button", className: "close", textContent: "×" });
  close.setAttribute("aria-label", words.close);
  const frame = document.createElement("div");
  box.append(frame, close);

  const open = (link) => {
    const small = link.querySelector("img"), figure = link.closest("figure");
    const caption = figure && figure.querySelector(":scope > figcaption");
    const large = Object.assign(new Image(), { src: small.currentSrc || small.src, alt: small.alt });
    // A drawing is as large as the screen; a photograph is no larger than it is.
    large.style.setProperty("--natural", `${small.naturalWidth || 0}px`);
    large.classList.toggle("drawing", /\.svg($|\?)|^data:image\/svg/.test(large.src));
    const below = document.createElement("p");
    below.textContent = caption ? caption.innerText.trim() : "";
    frame.replaceChildren(large, ...(below.textContent ? [below] : []));
    box.setAttribute("aria-label", below.textContent || small.alt || words.picture);
    if (!box.isConnected) document.body.append(box);
    box.showModal();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.zoom");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && plain) {
      event.preventDefault();
      link.focus({ preventScroll: true });
      open(link);
    } else if (event.target === close || (box.open && event.target.closest("dialog") === box && event.target.tagName !== "P")) {
      box.close();
    }
  });
})();
