// Colours: as the system has them, light, dark.
(() => {
  "use strict";
  const { root, words, recall, keep, colour } = window.hexapla;
  const themes = ["system", "light", "dark"];
  const theme = document.querySelector("button.theme");
  if (!theme) return;
  const current = () => themes.find((one) => one === recall("hexapla-theme")) || root.dataset.theme || "system";

  const paint = (name = current()) => {
    colour(name);
    const next = themes[(themes.indexOf(name) + 1) % themes.length];
    theme.dataset.now = name;
    theme.title = `${words.colours}: ${words[name]}`;
    theme.setAttribute("aria-label", `${words.colours}: ${words[name]}. ${words.change_to.replace("{}", words[next])}`);
  };

  theme.addEventListener("click", () => {
    const next = themes[(themes.indexOf(theme.dataset.now) + 1) % themes.length];
    keep("hexapla-theme", next);
    paint(next);
  });

  addEventListener("storage", (event) => { if (event.key === "hexapla-theme") paint(); });
  paint();
})();
