"""A Jupyter server, as Binders and hubs start one: pages of any site may use it with its token.

It answers for its hub too, of which ada has no server before she starts one. Run by tests, with
the port, the folder and the token as its arguments.
"""

from __future__ import annotations

import sys
from typing import Any

from jupyter_server.serverapp import ServerApp
from tornado.web import HTTPError, RequestHandler

PORT, ROOT, TOKEN = sys.argv[1:]
SERVERS: dict[str, Any] = {}


class Hub(RequestHandler):
    """The few words of a hub's interface that a page says."""

    def set_default_headers(self) -> None:
        self.set_header("Access-Control-Allow-Origin", "*")
        self.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type")

    def check_xsrf_cookie(self) -> None:
        """A token is enough."""

    def prepare(self) -> None:
        told = self.request.headers.get("Authorization")
        if self.request.method != "OPTIONS" and told != f"token {TOKEN}":
            raise HTTPError(403)

    def options(self, *_: str) -> None:
        self.set_status(204)

    def get(self, *_: str) -> None:
        self.write({"name": "ada", "servers": SERVERS})
        if SERVERS:  # it takes a while
            SERVERS[""]["ready"] = True

    def post(self, *_: str) -> None:
        SERVERS[""] = {"ready": False}
        self.set_status(202)


app = ServerApp.instance(
    port=int(PORT),
    port_retries=0,
    root_dir=ROOT,
    base_url="/user/ada/",
    allow_origin="*",
    allow_root=True,
    open_browser=False,
)
app.initialize(argv=[])
app.identity_provider.token = TOKEN
app.web_app.add_handlers(".*$", [(r"/hub/api/(user|users/ada|users/ada/server)", Hub)])
app.start()
