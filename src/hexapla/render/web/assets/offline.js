// The service worker of a book that is kept for reading offline. It is there only where a reader
// has asked for it, and then keeps what that reader's variant needs. HEXAPLA is given before it:
// the digest of this build, its files with their digests and whose they are, and words.
"use strict";
const { build, files, words } = HEXAPLA;
const SCOPE = registration.scope, PREFIX = `hexapla ${SCOPE} `, NAME = PREFIX + build;
const at = (path) => new URL(path.split("/").map(encodeURIComponent).join("/"), SCOPE).href;
const NOTE = at("offline.js") + "?kept"; // among what is kept: for which variant, with which digests
// What keeps its name only while it stays as it is, or nearly: looked for at home first.
const STEADY = /^(assets\/(?!book\.|early\.)|media\/|files\/)/;
const PATIENCE = 5000;

const noted = async (name) => {
  const note = await (await caches.open(name)).match(NOTE);
  return note ? note.json() : undefined;
};
const names = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));
const before = async () => {
  for (const name of await names()) {
    const note = await noted(name);
    if (note) return { ...note, cache: await caches.open(name) };
  }
  return { files: {} };
};

// Keep all that a variant needs; what is kept already and has not changed is not fetched again.
const keep = async (variant, tell = () => {}) => {
  const cache = await caches.open(NAME), last = await before();
  const wanted = files.filter(([, , whose]) => !whose || whose === variant);
  const queue = [...wanted];
  const take = async (path, digest) => {
    const known = last.files[path] === digest && (await last.cache.match(at(path)));
    let found = known || (await fetch(at(path), { cache: "no-cache" }));
    if (!found.ok) throw new Error(`${path}: ${found.status}`);
    if (found.redirected) found = new Response(await found.blob(), { headers: found.headers });
    await cache.put(at(path), found);
    tell(wanted.length - queue.length, wanted.length);
  };
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await take(next[0], next[1]);
  };
  await Promise.all(Array.from({ length: 6 }, work));
  const note = { variant, files: Object.fromEntries(wanted) };
  await cache.put(NOTE, new Response(JSON.stringify(note)));
};

addEventListener("install", (event) => event.waitUntil((async () => {
  const { variant } = await before();
  if (variant !== undefined) await keep(variant); // a new build of a book that is kept
  await skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await names()).filter((name) => name !== NAME);
  if (await noted(NAME)) await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
})()));

addEventListener("message", (event) => {
  const tell = (what) => event.source.postMessage({ hexapla: what });
  if (!event.data || event.data.keep === undefined) return;
  event.waitUntil(keep(event.data.keep, (done, of) => tell({ done, of }))
    .then(() => tell({ kept: true }), () => tell({ failed: true })));
});

const kept = async (key) => {
  for (const one of [key, `${key}.html`]) {
    for (const name of await names()) {
      const found = await (await caches.open(name)).match(one);
      if (found) return found;
    }
  }
  return undefined;
};
const absent = () => new Response(words.absent, {
  status: 503, headers: { "Content-Type": "text/plain; charset=utf-8" },
});
const late = () => new Promise((_, no) => { setTimeout(() => no(new Error("late")), PATIENCE); });

const fresh = async (request, key) => {
  const coming = fetch(request);
  try {
    return await Promise.race([coming, late()]);
  } catch {
    return (await kept(key)) || coming.catch(absent);
  }
};
const steady = async (request, key) => (await kept(key)) || fetch(request).catch(absent);

addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  const key = origin + pathname + (pathname.endsWith("/") ? "index.html" : "");
  if (request.method !== "GET" || request.headers.has("range") || !key.startsWith(SCOPE)) return;
  const answer = STEADY.test(key.slice(SCOPE.length)) ? steady : fresh;
  event.respondWith(answer(request, key));
});
