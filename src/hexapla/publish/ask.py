"""Ask the web whether an address leads somewhere.

A book, whoever wrote it, cannot make us ask what only this machine or its network can reach: a
connection is made to addresses that are public, and to none other, unless the one who runs the
command allows it.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPSConnection, responses
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import IPPROTO_TCP, create_connection, gaierror, getaddrinfo, socket
from typing import Literal
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec

PATIENCE = 10.0  # seconds without a byte
HOPS = 8  # redirects that are followed
FOR_GOOD, FOR_NOW = (301, 308), (302, 303, 307)
GONE = (404, 410)
UNTOLD = (401, 402, 403, 407, 418, 429, 451, 999)  # for people who log in, or not for programs
HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; hexapla; checks links)", "Accept": "*/*"}
SAFE = "%/:=&?~+!$,;'@()*[]"
NAT64 = IPv6Network("64:ff9b::/96")  # public addresses of the older kind, in the newer


class Answer(msgspec.Struct, frozen=True):
    """What came of asking: `says` is why it is not well, or, if it has moved, where it is now."""

    kind: Literal["well", "moved", "dead", "unreachable", "unchecked"]
    says: str = ""


class Private(Exception):
    """The address of a machine that is not public."""


def ask(url: str, *, private: bool = False) -> Answer:
    """Whether an address of the web leads somewhere, and if it has moved for good, where to.

    It is asked for its head first, and for itself where that is refused. Never raises.
    """
    try:
        return _followed(url, private=private)
    except Private as host:
        return Answer("unchecked", f"{host} is no public address (`--intranet` looks it up)")
    except gaierror:
        return Answer("unreachable", f"no machine is called {urlsplit(url).hostname}")
    except TimeoutError:
        return Answer("unreachable", f"nothing came in {PATIENCE:.0f} seconds")
    except (OSError, HTTPException, ValueError) as error:  # a certificate; what is no HTTP; no URL
        return Answer("unreachable", " ".join(str(error).split()) or type(error).__name__)


def _followed(url: str, *, private: bool) -> Answer:
    at, moved, for_good = url, "", True
    for _ in range(HOPS):
        status, to = _status(at, private=private)
        if status not in (*FOR_GOOD, *FOR_NOW) or not to:
            return _judged(status, moved)
        at = urljoin(at, to)
        for_good = for_good and status in FOR_GOOD
        moved = at if for_good else moved
        if urlsplit(at).scheme not in ("http", "https"):
            return Answer("unchecked", f"it leads to '{at}'")
    return Answer("dead", f"it leads on and on, {HOPS} times")


def _judged(status: int, moved: str) -> Answer:
    says = f"the answer is {status} {responses.get(status, '')}".rstrip()
    if status in GONE:
        return Answer("dead", says)
    if status in UNTOLD:
        return Answer("unchecked", says)
    if status >= 400:
        return Answer("unreachable", says)
    return Answer("moved", moved) if moved else Answer("well")


def _status(url: str, *, private: bool) -> tuple[int, str]:
    """The status of the answer, and where it leads to, "" if nowhere else."""
    status, to = _request("HEAD", url, private=private)
    return (status, to) if status < 400 else _request("GET", url, private=private)


def _request(method: str, url: str, *, private: bool) -> tuple[int, str]:
    parts = urlsplit(url)
    connection, through = _connection(parts, private=private)
    path = quote(parts.path or "/", SAFE) + (f"?{quote(parts.query, SAFE)}" if parts.query else "")
    target = f"http://{parts.netloc}{path}" if through and parts.scheme == "http" else path
    try:
        connection.request(method, target, headers=HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


# --- connections ----------------------------------------------------------------------------------


def _connection(parts: SplitResult, *, private: bool) -> tuple[HTTPConnection, bool]:
    """A connection to the host of an address, and whether it goes through this machine's proxy.

    A proxy is what the user has set up, wherever it is; the host must be public all the same.
    """
    host = (parts.hostname or "").encode("idna").decode()
    secure = parts.scheme == "https"
    proxy = urlsplit(getproxies().get(parts.scheme, ""))
    if not proxy.hostname or proxy_bypass(host):
        kinds = (HTTPConnection, HTTPSConnection) if private else (_Public, _PublicSecure)
        return kinds[secure](host, parts.port, timeout=PATIENCE), False
    if not private:
        _refuse_private(host)
    if not secure:
        return HTTPConnection(proxy.hostname, proxy.port, timeout=PATIENCE), True
    tunnel = HTTPSConnection(proxy.hostname, proxy.port, timeout=PATIENCE)
    tunnel.set_tunnel(host, parts.port)
    return tunnel, True


class _Public(HTTPConnection):
    """Connects to public addresses only: to those that were looked at, not to a name again."""

    def connect(self) -> None:
        self.sock = _reach(self.host, self.port)


class _PublicSecure(HTTPSConnection):
    def connect(self) -> None:
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(_reach(self.host, self.port), server_hostname=self.host)


def _reach(host: str, port: int) -> socket:
    """A connection to the first public address of a host that takes one."""
    failure: OSError = Private(host)  # type: ignore[assignment]
    for address in _public(host, port):
        try:
            return create_connection((address, port), timeout=PATIENCE)
        except OSError as error:
            failure = error
    raise failure


def _refuse_private(host: str) -> None:
    """Where only a proxy can look up a name, it is left to the proxy."""
    try:
        known = [*_public(host, 443)]
    except gaierror:
        return
    if not known:
        raise Private(host)


def _public(host: str, port: int) -> Iterator[str]:
    """The addresses of a host that anyone can reach."""
    for *_, address in getaddrinfo(host, port, proto=IPPROTO_TCP):
        found = str(address[0])
        if is_public(ip_address(found.partition("%")[0])):
            yield found


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the internet's, also one of the older kind within a newer."""
    if isinstance(address, IPv6Address):
        teredo = address.teredo
        inner = address.ipv4_mapped or address.sixtofour or (teredo and teredo[1])
        if address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast
