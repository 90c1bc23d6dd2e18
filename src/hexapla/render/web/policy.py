"""What a page of the site may load, send and run, as a policy that its own head says.

Nothing that a book holds may act, even where all that cleans it should fail: a page runs the
site's own scripts, has the site's own style sheets, and fetches from elsewhere nothing but what
its author shows there: pictures, videos, sounds, and pages in frames.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from urllib.parse import urlsplit

from hexapla.model.book import Config
from hexapla.render.web.running import rules

Rules = Mapping[str, tuple[str, ...]]  # by directive: the sources that it admits

# What every page may do. What is not named may not be done at all.
BASE: Rules = {
    "default-src": ("'none'",),
    # Pagefind searches by WebAssembly, which has to be compiled.
    "script-src": ("'self'", "'wasm-unsafe-eval'"),
    # KaTeX gives each box of a formula its height, and tables their colours, by an attribute. A
    # browser that knows the second rule takes no sheet from within a page.
    "style-src": ("'self'", "'unsafe-inline'"),
    "style-src-elem": ("'self'",),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "media-src": ("'self'",),
    "connect-src": ("'self'",),
    "manifest-src": ("'self'",),
    "worker-src": ("'self'",),
    "frame-src": ("'self'",),
    "base-uri": ("'none'",),
    "form-action": ("'none'",),
}
# What shows things from elsewhere, and which rule it is under.
SHOWN = {
    "img": "img-src",
    "iframe": "frame-src",
    "video": "media-src",
    "audio": "media-src",
    "source": "media-src",
}
ELEMENT = re.compile(rf"<({'|'.join(SHOWN)})\b[^>]*>")
ADDRESS = re.compile(r'\s(src|poster)="(https?://[^"]*)"', re.IGNORECASE)
HOST = re.compile(r"[a-z0-9_.-]+")
HEAD = re.compile(r'<head>(?:\s*<meta charset="utf-8">\n?)?')

# What a theme allows, and which rules that is under.
USES = {"script": ("script-src",), "style": ("style-src", "style-src-elem"), "image": ("img-src",)}


def _allowed(config: Config) -> Rules:
    """The hosts that the theme names."""
    return {
        rule: hosts
        for use, hosts in config.theme.allow.items()
        for rule in USES.get(use, (f"{use}-src",))
    }


# Further rules that follow from what book.toml asks for, each from one part of it.
FURTHER: tuple[Callable[[Config], Rules], ...] = (_allowed, rules)


def under_policy(html: str, config: Config) -> str:
    """A page with its policy at the top of its head."""
    rules = policy(config, html)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(rules, quote=True)}">\n'
    return HEAD.sub(lambda head: head[0] + meta.replace("&#x27;", "'"), html, count=1)


def policy(config: Config, html: str = "") -> str:
    """The policy of a page with this HTML."""
    rules = {name: dict.fromkeys(sources) for name, sources in BASE.items()}
    for name, source in (*_asked(config), *sorted(set(_shown(html)))):
        rules.setdefault(name, {})[source] = None
    return "; ".join(" ".join((name, *sources)) for name, sources in rules.items())


def _asked(config: Config) -> Iterator[tuple[str, str]]:
    for further in FURTHER:
        for name, sources in further(config).items():
            yield from ((name, source) for source in sources)


def _shown(html: str) -> Iterator[tuple[str, str]]:
    """Where that comes from which the page shows from elsewhere."""
    for element in ELEMENT.finditer(html):
        for kind, url in ADDRESS.findall(element[0]):
            name = "img-src" if kind == "poster" else SHOWN[element[1]]
            if source := source_of(unescape(url)):
                yield name, source


def source_of(url: str) -> str | None:
    """What admits an address: its scheme, host and port; None for one that is none."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(host):
        return None
    return f"{parts.scheme}://{host}{port}"
