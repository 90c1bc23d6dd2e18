// Keeping the book for reading offline: only where the reader asks for it, and until they take it back.
(() => {
  "use strict";
  const { root, words, say } = window.hexapla;
  const button = document.querySelector(".imprint > .offline");
  const script = new URL("../offline.js", document.currentScript.src);
  if (!location.protocol.startsWith("http")) return;
  const href = new URL("site.webmanifest", script).href; // where it can be read: from a site alone
  document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href }));
  if (!button || !("serviceWorker" in navigator && "caches" in window)) return;
  const workers = navigator.serviceWorker;
  const scope = new URL("./", script).href;

  const show = (text, at = "") => {
    button.textContent = text;
    button.dataset.now = at;
    button.disabled = at === "busy";
  };
  const failed = () => { show(words.offline_keep); say(words.offline_failed); };

  const ready = (worker) => new Promise((done, no) => {
    const look = () => {
      if (worker.state === "activated") done(worker);
      if (worker.state === "redundant") no(new Error("redundant"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
  const keep = async () => {
    show(words.offline_keeping.replace("{}", "0").replace("{}", "…"), "busy");
    try {
      const found = await workers.register(script, { scope });
      const worker = await ready(found.installing || found.waiting || found.active);
      worker.postMessage({ keep: root.dataset.chosen || "" });
    } catch { failed(); }
  };
  const remove = async () => {
    const found = await workers.getRegistration(scope);
    if (found) await found.unregister();
    const names = (await caches.keys()).filter((name) => name.startsWith(`hexapla ${scope} `));
    await Promise.all(names.map((name) => caches.delete(name)));
    show(words.offline_keep);
  };

  workers.addEventListener("message", ({ data }) => {
    const said = data && data.hexapla;
    if (!said) return;
    if (said.failed) failed();
    else if (said.kept) { show(words.offline_remove, "kept"); say(words.offline_kept); }
    else show(words.offline_keeping.replace("{}", said.done).replace("{}", said.of), "busy");
  });
  button.addEventListener("click", () => (button.dataset.now === "kept" ? remove() : keep()));
  workers.getRegistration(scope).then((found) => {
    const ours = found && found.scope === scope;
    show(ours ? words.offline_remove : words.offline_keep, ours ? "kept" : "");
    button.hidden = false;
  });
})();
