# Made by Hexapla from "Quarry": edit its pages, not this file.
"""The code of "Quarry", in Plain Python.

Each topic is a module, which is loaded when one of its names is first asked for.
"""

from importlib import import_module

_TOPICS = {
    "stone": ("DENSITY", "weights"),
    "walls": ("courses",),
}
_HOME = {name: topic for topic, names in _TOPICS.items() for name in names}

__all__ = sorted(name for name in _HOME if not name.startswith("_"))


def __getattr__(name: str) -> object:
    if name in _HOME:
        return getattr(_topic(_HOME[name]), name)
    if name in _TOPICS:
        return _topic(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *_TOPICS})


def _topic(name: str) -> object:
    return import_module(f"{__name__}.{name}")
