"""Lines of requirements files: what a lock pins, and what it says of each package."""

from __future__ import annotations

from hexapla.model.book import Lock


def pin(lock: Lock, name: str) -> str:
    """The line that pins a package of a lock: its release, where it is needed, what it brings."""
    marker = lock.markers.get(name, "")
    needed = f" ; {marker}" if marker else ""
    return f"{name}=={lock.packages[name]}{needed}{brings(lock, name)}"


def brings(lock: Lock, name: str, own: str = "") -> str:
    """The comment that names a package's modules, "" where it is the one of its own name."""
    modules = tuple(sorted(module for module, owner in lock.modules.items() if owner == name))
    if modules == usual(own or name):
        return ""
    return f"  # imports: {', '.join(modules)}".rstrip()


def usual(name: str) -> tuple[str, ...]:
    """The modules of a distribution of which no more is said: the one that has its name."""
    return (name.replace("-", "_"),)
