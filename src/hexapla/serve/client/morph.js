// Brings the page that is shown from one state of its source to the next.
//
// Three things are compared: the source as it was, the source as it is, and the page as it is
// shown. Only what differs between the sources is changed on the page. So whatever the page's own
// scripts or its reader have done there stays: chosen tabs, open boxes, focus, what is selected.
window.hexaplaPreview = (() => {
  "use strict";
  const MOST = 40000; // pairs of children that are compared with one another
  const shown = new WeakMap(); // for each node of the source the node that shows it
  let source = null, changed = [];

  const pair = (node, on) => {
    shown.set(node, on);
    let [a, b] = [node.firstChild, on.firstChild];
    for (; a && b; [a, b] = [a.nextSibling, b.nextSibling]) pair(a, b);
  };

  // How much two different nodes look like one that was edited.
  const likeness = (a, b) => {
    if (a.nodeType !== b.nodeType || a.nodeName !== b.nodeName) return 0;
    if (a.isEqualNode(b)) return 6;
    if (a.nodeType !== Node.ELEMENT_NODE) return 1;
    if (a.id && a.id === b.id) return 4;
    return a.className === b.className ? 2 : 1;
  };

  // The children in the order of both, each with its counterpart where it has one: the alignment
  // in which they are most alike.
  const aligned = (before, after) => {
    const [m, n] = [before.length, after.length];
    const steps = [];
    if (m * n > MOST) return [...before.map((a) => [a, null]), ...after.map((b) => [null, b])];
    const like = before.map((a) => after.map((b) => likeness(a, b)));
    const best = Array.from({ length: m + 1 }, () => new Float64Array(n + 1));
    for (let i = m - 1; i >= 0; i--) for (let j = n - 1; j >= 0; j--) {
      const both = like[i][j] && like[i][j] + best[i + 1][j + 1];
      best[i][j] = Math.max(both, best[i + 1][j], best[i][j + 1]);
    }
    let [i, j] = [0, 0];
    while (i < m || j < n) {
      const both = i < m && j < n && like[i][j];
      if (both && best[i][j] === both + best[i + 1][j + 1]) steps.push([before[i++], after[j++]]);
      else if (i < m && (j >= n || best[i][j] === best[i + 1][j])) steps.push([before[i++], null]);
      else steps.push([null, after[j++]]);
    }
    return steps;
  };

  const attributes = (old, now, on) => {
    for (const { name, value } of now.attributes) {
      if (name === "class" || old.getAttribute(name) === value) continue;
      on.setAttribute(name, value);
    }
    for (const { name } of old.attributes) {
      if (name !== "class" && !now.hasAttribute(name)) on.removeAttribute(name);
    }
    for (const name of old.classList) if (!now.classList.contains(name)) on.classList.remove(name);
    for (const name of now.classList) if (!old.classList.contains(name)) on.classList.add(name);
  };

  // Whether a script of the page has made another thing of a piece of text.
  const estranged = (node, parent) => {
    const on = shown.get(node);
    if (!on || !parent.contains(on)) return true;
    return node.nodeType === Node.TEXT_NODE && on.data !== node.data;
  };

  // Put a node after another one, or first; scripts may have wrapped or added to what stands there.
  const place = (parent, last, made) => {
    let at = last;
    while (at && at.parentNode !== parent) at = at.parentNode;
    if (at) at.after(made);
    else parent.prepend(made);
  };

  const copied = (node) => {
    const made = document.importNode(node, true);
    pair(node, made);
    return made;
  };

  const children = (old, now, on) => {
    const [before, after] = [[...old.childNodes], [...now.childNodes]];
    const least = Math.min(before.length, after.length);
    let [head, tail] = [0, 0];
    while (head < least && before[head].isEqualNode(after[head])) head++;
    while (tail < least - head && before.at(-1 - tail).isEqualNode(after.at(-1 - tail))) tail++;
    const steps = aligned(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
    if (steps.some(([a, b]) => a && b && estranged(a, on))) {
      on.replaceChildren(...after.map(copied));
      changed.push(on);
      return;
    }
    // What is the same stays in the source as it was: it knows what shows it.
    for (let n = 0; n < head; n++) now.replaceChild(before[n], after[n]);
    for (let n = 1; n <= tail; n++) now.replaceChild(before.at(-n), after.at(-n));
    let last = head ? shown.get(before[head - 1]) : null;
    for (const [a, b] of steps) {
      if (!b) {
        shown.get(a)?.remove();
        changed.push(on);
        continue;
      }
      if (!a) {
        const made = copied(b);
        place(on, last, made);
        changed.push(made);
      } else if (a.isEqualNode(b)) now.replaceChild(a, b);
      else merge(a, b);
      last = shown.get(a ? (a.parentNode === now ? a : b) : b);
    }
  };

  const merge = (old, now) => {
    const on = shown.get(old);
    shown.set(now, on);
    if (now.nodeType === Node.ELEMENT_NODE) {
      attributes(old, now, on);
      children(old, now, on);
    } else if (old.data !== now.data) {
      on.data = now.data;
      changed.push(on.parentElement);
    }
  };

  // The page as it was loaded, before any script has changed it. What the server has added to it is
  // none of its source.
  const ADDED = "head :is([src^='/_hexapla/'], [href^='/_hexapla/'], meta[name='hexapla-live'])";
  const begin = (first) => {
    source = first;
    pair(source, document.documentElement);
    for (const one of source.querySelectorAll(ADDED)) one.remove();
  };

  // Show another source; the elements in which something changed, in their order.
  const show = (html) => {
    const now = new DOMParser().parseFromString(html, "text/html").documentElement;
    changed = [];
    if (!source.isEqualNode(now)) {
      merge(source, now);
      source = now;
    }
    return changed.map((node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement));
  };

  return { begin, show };
})();
