// On the author's machine: the server of the preview runs cells, and says their outputs as HTML.
(() => {
  "use strict";
  const { words } = window.hexapla;
  const meta = document.querySelector('meta[name="hexapla-live"]');
  window.hexaplaPlaces ||= [];
  if (!meta) return;

  const open = (variant, on) => {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/_hexapla/live`);
    const send = (said) => { if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(said)); };
    let over = false;
    const end = (why) => { if (!over) on({ is: "ended", why }); over = true; };
    socket.onopen = () => send({ token: meta.content, path: decodeURIComponent(location.pathname), variant });
    socket.onmessage = ({ data }) => {
      const said = JSON.parse(data);
      if (said.is === "ended") end(said.why);
      else on(said.is === "ready" ? { ...said, language: said.language && `Python ${said.language}` } : said);
    };
    socket.onclose = () => end("lost");
    return {
      run: (cells) => send({ do: "run", cells }),
      stop: () => send({ do: "stop" }),
      close: () => { over = true; socket.close(); },
    };
  };

  window.hexaplaPlaces.push({ name: "live", title: words.run_live, says: words.run_live_says, suits: () => true, open });
})();
