// On a Jupyter server: one that a Binder makes of the book's repository, or a reader's own of a
// JupyterHub. Asked for when a reader presses a button, and never before.
(() => {
  "use strict";
  const { words } = window.hexapla;
  const told = window.hexaplaRun;
  if (!told) return;
  const id = () => crypto.getRandomValues(new Uint32Array(4)).reduce((all, one) => all + one.toString(16).padStart(8, "0"), "");
  const PATIENCE = 120, STEP = 1000; // looks at a server that starts, and the time between two

  // --- where a server comes from: an address that ends in a slash, and a token --------------------
  const binder = ({ url, spec }, status, ending) => new Promise((done, fail) => {
    const events = new EventSource(`${url}/build/${spec}`);
    ending.push(() => events.close());
    events.onerror = () => { events.close(); fail(new Error(words.run_no_binder)); };
    events.onmessage = ({ data }) => {
      const said = JSON.parse(data);
      if (said.phase === "failed" || said.phase === "ready") events.close();
      if (said.phase === "failed") fail(new Error(`${words.run_no_binder} ${said.message || ""}`));
      else if (said.phase === "ready") done({ url: said.url, token: said.token });
      else status(words.run_binder_phase.replace("{}", said.phase));
    };
  });

  const ask = (server) => async (path, method = "GET", body = undefined) => {
    const answer = await fetch(new URL(path, server.url), {
      method, credentials: "omit", keepalive: method === "DELETE",
      headers: { ...(server.token && { Authorization: `token ${server.token}` }), ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return answer.status === 204 || answer.status === 202 ? undefined : answer.json().catch(() => undefined);
  };

  // A reader's own server: the token that the hub gives them is asked for, and kept nowhere.
  let given = "";
  const hub = async ({ url }, status, ending, asked) => {
    given ||= await asked({ label: words.run_token, help: `${url}/hub/token` });
    const hubs = ask({ url: `${url}/`, token: given });
    const me = await hubs("hub/api/user").catch((error) => { given = ""; throw error; });
    const name = encodeURIComponent(me.name);
    await hubs(`hub/api/users/${name}/server`, "POST").catch((error) => { if (!error.message.startsWith("400")) throw error; }); // it is there
    for (let look = 0; look < PATIENCE; look += 1) {
      const { servers } = await hubs(`hub/api/users/${name}`);
      if (servers && servers[""] && servers[""].ready) return { url: `${url}/user/${name}/`, token: given };
      status(words.run_hub_starts);
      await new Promise((done) => { setTimeout(done, STEP); });
    }
    throw new Error(words.run_no_hub);
  };

  // --- a kernel there -------------------------------------------------------------------------------
  const begin = async (server, variant, path, say, ending) => {
    const own = ask(server), { kernel, setup, title, cells } = told.variants[variant];
    const name = id();
    const session = await own("api/sessions", "POST", { path: `${path}.${name}.ipynb`, name, type: "notebook", kernel: { name: kernel } });
    ending.push(() => own(`api/sessions/${session.id}`, "DELETE").catch(() => {}));
    const address = new URL(`api/kernels/${session.kernel.id}/channels?session_id=${name}`, server.url.replace(/^http/, "ws"));
    if (server.token) address.searchParams.set("token", server.token);
    const socket = new WebSocket(address);
    ending.push(() => socket.close());
    await new Promise((done, fail) => { socket.onopen = done; socket.onerror = () => fail(new Error(words.run_lost)); });

    const heard = new Map(); // by request: who is told what comes of it
    socket.onclose = () => say({ is: "ended", why: "lost" });
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") return; // what has buffers is for widgets
      const said = JSON.parse(data);
      const kind = said.msg_type || said.header.msg_type;
      if (kind === "status" && ["dead", "restarting"].includes(said.content.execution_state)) say({ is: "ended", why: "died" });
      const tell = heard.get((said.parent_header || {}).msg_id);
      if (tell) tell(said.channel, kind, said.content);
    };
    const request = (kind, content, tell) => new Promise((done) => {
      const header = { msg_id: id(), msg_type: kind, session: name, username: "", version: "5.3", date: new Date().toISOString() };
      let reply, idle = false;
      heard.set(header.msg_id, (channel, type, said) => {
        if (channel === "shell") reply = said;
        else if (type === "status") idle ||= said.execution_state === "idle";
        else if (channel === "iopub") tell(type, said);
        if (!idle || !reply) return;
        heard.delete(header.msg_id);
        done(reply);
      });
      socket.send(JSON.stringify({ header, parent_header: {}, metadata: {}, content, channel: "shell", buffers: [] }));
    });
    const execute = (code, silent, tell) => request("execute_request",
      { code, silent, store_history: !silent, user_expressions: {}, allow_stdin: false, stop_on_error: true }, tell);

    const info = await request("kernel_info_request", {}, () => {});
    if (setup) await execute(setup, true, () => {});
    const about = info.language_info || {};
    say({ is: "ready", title, language: [about.name, about.version].filter(Boolean).join(" "), cells: cells.map(([number]) => number) });
    return {
      execute: async (code, tell) => {
        const { status, ename, evalue } = await execute(code, false, tell);
        return status === "ok" ? "" : `${ename || status}: ${evalue || ""}`;
      },
      interrupt: () => own(`api/kernels/${session.kernel.id}/interrupt`, "POST").catch(() => {}),
    };
  };

  const place = (name, where, path, title) => ({
    name, title, says: words.run_away_says.replace("{}", title),
    suits: (variant) => variant in told.variants,
    open: (variant, on, asked) => window.hexaplaQueue(variant, on, async (say, ending) => {
      const status = (text) => say({ is: "status", text });
      const server = await where(told.places[name], status, ending, asked);
      if (!server.url.endsWith("/")) server.url += "/";
      status(words.run_starting);
      return begin(server, variant, path, say, ending);
    }),
  });
  if (told.places.binder) window.hexaplaPlaces.push(place("binder", binder, told.file, "Binder"));
  if (told.places.jupyterhub) {
    window.hexaplaPlaces.push(place("jupyterhub", hub, `${told.repository}/${told.file}`, "JupyterHub"));
  }
})();
