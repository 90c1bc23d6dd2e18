"""What of others the saved code of a variant needs: modules, and what installs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hexapla.model.book import Lock
from hexapla.model.library import Saved


def needs(items: Iterable[Saved], lock: Lock | None) -> Mapping[str, str]:
    """The modules that items import and the lock knows, and the distribution of each."""
    if lock is None:
        return {}
    modules = sorted({module for item in items for module in item.modules})
    found = {module: lock.modules.get(module, module) for module in modules}
    return {module: name for module, name in found.items() if name in lock.packages}


def requirements(items: Iterable[Saved], lock: Lock | None) -> list[str]:
    """The distributions that items import, as the book's list asks for them.

    What the list does not name is as new as what the book ran with.
    """
    names = sorted({*needs(items, lock).values()})
    return [f"{name}{_versions(name, lock)}" for name in names] if lock else []


def _versions(name: str, lock: Lock) -> str:
    least = ".".join(lock.packages[name].split(".")[:2])
    return lock.asked.get(name) or f">={least}"
