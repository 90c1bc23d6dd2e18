// What kernels elsewhere give, in the looks of the book. Nobody has cleaned it: text is text, a
// picture is an image, and HTML stands in a frame in which no script runs.
(() => {
  "use strict";
  const { root, words } = window.hexapla;
  const PICTURES = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"];
  const text = (data) => (Array.isArray(data) ? data.join("") : String(data));
  // As a terminal shows it: without colours, and a line that is written over is gone.
  const plain = (said) => said.replace(/\x1b\[[\d;?]*[A-Za-z]/g, "").replace(/\r\n/g, "\n").replace(/^.*\r(?=.)/gm, "");

  const pre = (said, kind) => {
    const made = document.createElement("pre");
    made.className = `out text${kind}`;
    made.textContent = plain(said).replace(/\n$/, "");
    return made;
  };
  const box = (kind, inside) => {
    const made = document.createElement("div");
    made.className = `out ${kind}`;
    made.append(inside);
    return made;
  };

  const picture = (mime, data) => {
    const image = document.createElement("img");
    image.alt = words.run_picture;
    image.src = `data:${mime}${mime.includes("svg") ? `;utf8,${encodeURIComponent(data)}` : `;base64,${data.replace(/\s/g, "")}`}`;
    return box("picture", image);
  };

  const framed = (html) => {
    const frame = document.createElement("iframe");
    const sheet = document.querySelector('link[rel="stylesheet"][href$="book.css"]');
    const theme = root.dataset.theme ? ` data-theme="${root.dataset.theme}"` : "";
    frame.sandbox = "allow-same-origin"; // so that we can see how high it is; scripts are not allowed
    frame.title = words.run_frame;
    frame.className = "run-frame";
    frame.addEventListener("load", () => {
      const inside = frame.contentDocument;
      if (inside) frame.style.height = `${Math.min(inside.documentElement.scrollHeight, 3000)}px`;
    });
    frame.srcdoc = `<!DOCTYPE html><html class="run-inside"${theme}><meta charset="utf-8">`
      + `<link rel="stylesheet" href="${sheet ? sheet.href : ""}"><body><div class="text"><div class="out html">${html}</div></div></body></html>`;
    return box("framed", frame);
  };

  const display = (data) => {
    const mime = PICTURES.find((one) => data[one]);
    if (mime) return picture(mime, text(data[mime]));
    if (data["text/html"]) return framed(text(data["text/html"]));
    return pre(text(data["text/plain"] ?? data["text/markdown"] ?? data["text/latex"] ?? ""), "");
  };

  // The outputs of one cell, from the messages that Jupyter has for them.
  window.hexaplaOutputs = () => {
    let shown = [], clearing = false;
    const hear = (kind, content) => {
      if (kind === "clear_output") {
        clearing = content.wait;
        if (!content.wait) shown = [];
        return true;
      }
      const known = (content.transient || {}).display_id;
      if (kind === "update_display_data") shown = shown.map((one) => (one.id && one.id === known ? { ...one, data: content.data } : one));
      else if (["stream", "error", "display_data", "execute_result"].includes(kind)) {
        if (clearing) [shown, clearing] = [[], false];
        const last = shown.at(-1);
        if (kind === "stream" && last && last.name === content.name) last.text += content.text;
        else shown.push({ ...content, id: known });
      } else return false;
      return true;
    };
    const nodes = () => shown.map((one) => {
      if (one.traceback) return pre(one.traceback.join("\n") || `${one.ename}: ${one.evalue}`, " error");
      return one.data ? display(one.data) : pre(one.text, one.name === "stderr" ? " stderr" : "");
    });
    return { hear, nodes, error: () => shown.find((one) => one.traceback) };
  };

  const told = document.getElementById("book-run");
  window.hexaplaRun = told ? JSON.parse(told.textContent) : undefined;
  window.hexaplaPlaces ||= [];
})();
