// From a file, faces come too late for those that are optional (see fonts.py): they are set here.
(() => {
  "use strict";
  if (location.protocol !== "file:") return;
  const families = { serif: "Source Serif 4", sans: "Source Sans 3", code: "Source Code Pro" };
  for (const link of window.hexapla.all("link[rel=preload][as=font]")) {
    const found = /source-(serif|sans|code)-\w+-latin-(\w+)-(\w+)\.woff2$/.exec(link.href);
    if (!found) continue;
    const [, kind, weight, style] = found;
    const look = { style, weight: weight === "wght" ? "200 900" : weight };
    const face = new FontFace(families[kind], `url("${link.href}")`, look);
    face.load().then(() => document.fonts.add(face), () => {});
  }
})();
