// The list of contents on small screens, and where in the page the reader is. What asks where things
// stand waits for the frame: a question while the page is set up would lay it out once more.
(() => {
  "use strict";
  const { all, each, decoded } = window.hexapla;
  const menu = document.querySelector("button.menu");
  const contents = document.getElementById("book-contents");

  const open = (wanted) => {
    menu.setAttribute("aria-expanded", String(wanted));
    contents.classList.toggle("open", wanted);
  };

  if (menu) {
    menu.addEventListener("click", () => open(menu.getAttribute("aria-expanded") !== "true"));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || menu.getAttribute("aria-expanded") !== "true") return;
      open(false);
      menu.focus();
    });
    const here = contents.querySelector("[aria-current]");
    if (here) requestAnimationFrame(() => { contents.scrollTop = here.offsetTop - contents.clientHeight / 3; });
  }

  // The heading that the reader is at, in the list at the side.
  let links = new Map(), heads = [];
  const mark = () => {
    const at = heads.filter((head) => head.getBoundingClientRect().top < innerHeight / 4).at(-1);
    for (const [id, link] of links) link.classList.toggle("now", Boolean(at) && id === at.id);
  };
  addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
  each(() => {
    links = new Map(all(".here a").map((link) => [decoded(link.hash.slice(1)), link]));
    heads = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    requestAnimationFrame(mark);
  });
})();
