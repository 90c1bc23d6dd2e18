"""Who is at the other end of a connection: this machine's other users may connect to it too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

TABLES = (Path("/proc/self/net/tcp"), Path("/proc/self/net/tcp6"))
LOCAL, USER = 1, 7  # columns: the socket's own address, and whose it is


def is_ours(client: Any, server: Any, *, user: int | None = None) -> bool:
    """Whether the user who runs this server has opened the connection, where that can be told.

    Linux lists the sockets of a machine with the ports of both ends and the user of each.
    """
    if not client or not server or not TABLES[0].exists():
        return True
    mine, yours = f":{client[1]:04X}", f":{server[1]:04X}"
    users = {
        columns[USER]
        for table in TABLES
        if table.exists()
        for columns in map(str.split, table.read_text(encoding="ascii").splitlines())
        if columns[LOCAL].endswith(mine) and columns[LOCAL + 1].endswith(yours)
    }
    return users <= {str(os.getuid() if user is None else user)}
