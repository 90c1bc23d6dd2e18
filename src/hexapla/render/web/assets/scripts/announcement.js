// An announcement that was closed stays so until its words change.
(() => {
  "use strict";
  const { root, keep } = window.hexapla;
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".announcement > .close")) return;
    keep("hexapla-closed", root.dataset.announced);
    root.classList.add("closed-announcement");
    document.getElementById("book-main").focus({ preventScroll: true });
  });
})();
