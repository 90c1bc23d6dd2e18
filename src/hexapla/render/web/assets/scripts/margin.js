// The list of headings makes way for what stands in the margin, where that is as far as the list.
(() => {
  "use strict";
  const { all, each } = window.hexapla;
  const list = document.querySelector(".here");
  let beside = [], asked = 0;

  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const look = () => {
    asked = 0;
    const inside = list.firstElementChild.getBoundingClientRect();
    const last = list.lastElementChild.getBoundingClientRect();
    const room = { left: inside.left, right: inside.right, top: inside.top, bottom: last.bottom };
    list.classList.toggle("behind", beside.some((one) => meet(one.getBoundingClientRect(), room)));
  };
  const ask = () => { if (beside.length && !asked) asked = requestAnimationFrame(look); };
  if (!list) return;
  addEventListener("scroll", ask, { passive: true });
  addEventListener("resize", ask);
  each(() => {
    beside = all(".text > .aside, .text > .variants .aside, .text > .full-width");
    ask();
  });
})();
