// Slides one at a time: by keys, taps and swipes. Where one is stands in the address.
"use strict";
(() => {
  const root = document.documentElement;
  const slides = [...document.querySelectorAll(".slide")];
  const place = document.querySelector(".place");
  let now = 0;

  const hidden = (slide) => slide.querySelectorAll(".fragment:not(.shown)");
  const shown = (slide) => slide.querySelectorAll(".fragment.shown");

  function go(to, { all = false, quiet = false } = {}) {
    now = Math.max(0, Math.min(slides.length - 1, to));
    slides.forEach((slide, at) => slide.classList.toggle("now", at === now));
    if (all) hidden(slides[now]).forEach((one) => one.classList.add("shown"));
    for (const one of slides[now].querySelectorAll("pre, .scroll, .formula"))
      if (one.scrollWidth > one.clientWidth) one.tabIndex = 0; // so that keys can move it
    place.textContent = `${now + 1} / ${slides.length}`;
    if (quiet) return;
    history.replaceState(null, "", `#slide-${now + 1}`);
    slides[now].focus({ preventScroll: !root.classList.contains("overview") });
  }
  function next() {
    const [first] = hidden(slides[now]);
    if (first && !root.classList.contains("overview")) first.classList.add("shown");
    else if (now < slides.length - 1) go(now + 1);
  }
  function back() {
    const last = [...shown(slides[now])].pop();
    if (last && !root.classList.contains("overview")) last.classList.remove("shown");
    else if (now > 0) go(now - 1, { all: true });
  }
  // A slide that is taller than the screen is read to its end first.
  function down() {
    const { scrollHeight, clientHeight, scrollTop } = slides[now];
    if (scrollHeight - clientHeight - scrollTop < 3) next();
    else slides[now].scrollBy(0, clientHeight * 0.6);
  }
  function up() {
    if (slides[now].scrollTop < 3) back();
    else slides[now].scrollBy(0, slides[now].clientHeight * -0.6);
  }
  function overview() {
    root.classList.toggle("overview");
    slides[now].scrollIntoView({ block: "center" });
  }
  function large() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen?.();
  }
  const keys = {
    ArrowRight: next, Enter: next, ArrowDown: down, PageDown: down, " ": down,
    ArrowLeft: back, Backspace: back, ArrowUp: up, PageUp: up,
    Home: () => go(0), End: () => go(slides.length - 1),
    o: overview, f: large, s: () => root.classList.toggle("noted"),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("a, button, input, summary") && [" ", "Enter"].includes(event.key)) return;
    if (event.key === "Escape" && root.classList.contains("overview")) overview();
    else if (event.key === "Enter" && root.classList.contains("overview")) overview();
    else if (event.key === " " && event.shiftKey) up();
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const slide = event.target.closest(".slide");
    if (!slide || !root.classList.contains("overview")) return;
    event.preventDefault();
    overview();
    go(slides.indexOf(slide));
  });
  let from = null;
  document.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? event.touches[0] : null;
  }, { passive: true });
  document.addEventListener("touchend", (event) => {
    if (!from) return;
    const to = event.changedTouches[0];
    const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
    if (Math.abs(x) > 40 && Math.abs(x) > 2 * Math.abs(y)) (x < 0 ? next : back)();
  }, { passive: true });
  function there() {
    const spot = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return spot ? slides.indexOf(spot.closest(".slide")) : 0;
  }
  window.addEventListener("hashchange", () => go(there(), { quiet: true }));
  root.classList.add("deck");
  go(there(), { quiet: true });
})();
