"""A page's session that can be gone back in: after every cell there is a process in that state.

Run by the parent of warm kernels, in a fork of it. A state waits at a socket for the next cell; it
is then forked, and the fork runs the cell, says what a Jupyter kernel would say, and becomes the
state after it. It has no threads of its own, as a kernel has: those a fork would lose.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from io import TextIOBase
from pathlib import Path
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

CONFIG = Config()
CONFIG.HistoryManager.enabled = False  # it would keep a thread
CONFIG.InlineBackend.figure_formats = {"svg", "png"}


class Voice:
    """Says what happens, to whoever asked for the cell that runs."""

    connection: socket.socket | None = None

    def say(self, words: dict[str, Any]) -> None:
        if self.connection:
            with suppress(OSError):  # who asked may be gone
                line = json.dumps(words, default=_plain) + "\n"
                self.connection.sendall(line.encode("utf-8", "surrogatepass"))

    def publish(self, kind: str, **content: Any) -> None:
        self.say({"kind": kind, "content": content})


VOICE = Voice()


def _plain(value: object) -> str:
    return b64encode(value).decode() if isinstance(value, bytes) else repr(value)


class Stream(TextIOBase):
    """Standard output or error: what is written is said at once."""

    def __init__(self, name: str, number: int) -> None:
        self.stream, self.number = name, number

    def write(self, text: str) -> int:
        VOICE.publish("stream", name=self.stream, text=text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.number


class Publisher(DisplayPublisher):
    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: object = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: object,
    ) -> None:
        kind = "update_display_data" if update else "display_data"
        VOICE.publish(kind, data=data, metadata=metadata or {}, transient=transient or {})

    def clear_output(self, wait: bool = False) -> None:
        VOICE.publish("clear_output", wait=wait)


class Hook(DisplayHook):
    """Says the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        VOICE.publish("execute_result", data=format_dict, metadata=md_dict or {})

    def finish_displayhook(self) -> None:
        pass


class Shell(InteractiveShell):
    display_pub_class = Type(Publisher)
    displayhook_class = Type(Hook)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        VOICE.publish("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)


def main(
    request: dict[str, Any], lost_threads: Callable[[], int], die_with: Callable[[int], None]
) -> NoReturn:
    """Be the state before the first cell, at the path that the request names."""
    sys.stdout, sys.stderr = Stream("stdout", 1), Stream("stderr", 2)
    shell = Shell.instance(config=CONFIG)
    log = Path(request["log"])
    server = _serve(request["session"])
    while True:
        asked, connection = _asked(server)
        me = os.getpid()
        if asked["fork"] and os.fork():
            connection.close()
            continue
        if asked["fork"]:
            os.setpgid(0, 0)
            die_with(me)
        server.close()
        VOICE.connection = connection
        # Who knows this process may interrupt it at once: that waits until the cell can heed it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, signal.default_int_handler)
        VOICE.say({"pid": os.getpid()})
        _run(shell, asked["code"], log)
        server = _serve(asked["next"])
        VOICE.say({"lost": lost_threads()})
        VOICE.connection = None
        connection.close()


def _serve(path: str) -> socket.socket:
    """Wait at a path; whoever sees it can connect."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(f"{path}.part")
    server.listen()
    Path(f"{path}.part").rename(path)
    return server


def _asked(server: socket.socket) -> tuple[dict[str, Any], socket.socket]:
    """The next cell, and to whom it is told what it gives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a state ended
    connection, _ = server.accept()
    return json.loads(connection.makefile("r", encoding="utf-8").readline()), connection


def _run(shell: Shell, code: str, log: Path) -> None:
    before = log.stat().st_size
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        shell.run_cell(code, store_history=True)  # type: ignore[no-untyped-call]
    except KeyboardInterrupt:
        VOICE.publish("error", ename="KeyboardInterrupt", evalue="", traceback=[])
    with log.open("rb") as said:  # by processes that it started, and by compiled code
        said.seek(before)
        if text := said.read().decode("utf-8", "replace"):
            VOICE.publish("stream", name="stdout", text=text)
