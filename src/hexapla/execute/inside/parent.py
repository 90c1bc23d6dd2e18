"""The parent of warm kernels: imports what a page imports first, then forks a kernel for it.

It runs in a variant's own Python, of which it wants the standard library and ipykernel, and is
started by its path. Lines of JSON on local sockets tell it what to do, one connection for each
process that it forks; there it says how that process ended. It has one thread and runs nothing
but imports: what it forks is like a process that has just started, but has these behind it.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from runpy import run_path
from typing import Any, NoReturn

from ipykernel.kernelapp import IPKernelApp

# What a kernel imports on its way to the first cell.
KERNEL = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "tornado.platform.asyncio",
)
REMEMBERED = 20_000  # characters of what an import says
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
LIBC = ctypes.CDLL(None)
Request = dict[str, Any]


def main() -> None:
    """Serve at the path that the first argument gives, until standard input ends."""
    del sys.path[0]  # our own folder, whose modules no page may find
    for name in KERNEL:
        with suppress(ImportError):
            import_module(name)
    request: Request = {"parent": sys.argv[1], "import": ""}
    while "parent" in request:
        request = _serve(request)
    _settle(request)
    _become_session(request) if "session" in request else _become_kernel(request)


def _serve(request: Request) -> Request:
    """Import, then fork for every request; returns in the processes forked, each with its own."""
    said = _import(request)
    gc.freeze()  # what is never touched again is shared by all that is forked
    server = socket.socket(socket.AF_UNIX)
    path = Path(request["parent"])
    server.bind(f"{path}.part")
    server.listen()
    path.with_name(f"{path.name}.part").rename(path)  # who sees it can connect
    ended = _wakeups()
    if report := request.get("report"):
        _say(report, {"said": said, "lost": lost_threads()})
    children: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([server, ended, sys.stdin], [], [])
        if sys.stdin in ready:
            _end(children)
        if ended in ready:
            _bury(ended, children)
        if server in ready:
            told = _fork(server, children)
            if told is not None:
                return told


def _import(request: Request) -> str:
    """Do the import that a parent is for; what is said meanwhile, which a page would show."""
    if not request["import"]:
        return ""
    log = Path(request["parent"] + ".log")
    _to_log(log)
    try:
        exec(request["import"], {"__name__": "__main__"})  # noqa: S102 (an import statement)
    except Exception:  # the page will come upon it, too
        return "an error"
    sys.stdout.flush()
    sys.stderr.flush()
    return log.read_text(encoding="utf-8", errors="replace")[-REMEMBERED:]


def _to_log(path: Path) -> None:
    """Let a file have what is written to the standard streams."""
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)


def _wakeups() -> socket.socket:
    """A socket that can be read when a child has ended."""
    hears, says = socket.socketpair()
    hears.setblocking(False)
    says.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(says.detach(), warn_on_full_buffer=False)
    return hears


def lost_threads() -> int:
    """How many threads a fork loses: some libraries put theirs away for it, or start them anew."""
    hears, says = socket.socketpair()
    child = os.fork()
    if child == 0:
        says.sendall(str(_threads()).encode())
        os._exit(0)
    here, there = _threads(), int(hears.recv(16))
    with suppress(ChildProcessError):
        os.waitpid(child, 0)
    hears.close()
    says.close()
    return max(0, here - there)


def _threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def die_with(parent: int) -> None:
    """End when the process that forked this one does, however that ends."""
    LIBC.prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before we could say so
        os._exit(1)


def _fork(server: socket.socket, children: dict[int, socket.socket]) -> Request | None:
    """Fork for who connects; returns what was asked in the new process, None in this one."""
    connection, _ = server.accept()
    line = connection.makefile("r", encoding="utf-8").readline()
    if not line:
        connection.close()
        return None
    me = os.getpid()
    child = os.fork()
    if child:
        children[child] = connection
        return None
    os.setsid()  # before anyone can know its number, and signal its group
    die_with(me)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    server.close()
    for other in children.values():
        other.close()
    request: Request = json.loads(line)
    _say(connection, {"pid": os.getpid()})
    if "parent" in request:
        request["report"] = connection
    else:
        connection.close()
    return request


def _bury(ended: socket.socket, children: dict[int, socket.socket]) -> None:
    """Say of every child that has ended how it did."""
    with suppress(BlockingIOError):
        while ended.recv(4096):
            pass
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            connection = children.pop(found[0], None)
            if connection:
                _say(connection, {"code": os.waitstatus_to_exitcode(found[1])})
                connection.close()


def _say(connection: socket.socket, words: dict[str, Any]) -> None:
    with suppress(OSError):  # who asked may be gone
        connection.sendall(json.dumps(words).encode() + b"\n")


def _end(children: dict[int, socket.socket]) -> NoReturn:
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    os._exit(0)


def _settle(request: Request) -> None:
    """Be in the surroundings of a kernel that was started by itself."""
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    _to_log(Path(request["log"]))
    if random := sys.modules.get("numpy.random"):
        random.seed()  # or all that is forked would draw the same numbers


def _become_kernel(request: Request) -> NoReturn:
    sys.argv = ["ipykernel_launcher.py", "-f", request["connection"]]
    code = 0
    try:
        IPKernelApp.launch_instance(sys.argv[1:])
    except SystemExit:
        pass
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    # What code has registered for its end is done; taking every object apart only takes time.
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _become_session(request: Request) -> NoReturn:
    sys.argv = [""]
    session = run_path(str(Path(__file__).with_name("session.py")))  # which no page can import
    session["main"](request, lost_threads, die_with)
    sys.exit(0)


if __name__ == "__main__":
    main()
