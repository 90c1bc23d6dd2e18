"""What the book saves in Plain Python.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""

from importlib import import_module

# Where each name is; loaded when it is first asked for.
_TOPICS = {
    "DENSITY": "stone",
    "courses": "walls",
    "weights": "stone",
}

__all__ = [
    "DENSITY",
    "courses",
    "weights",
]


def __getattr__(name):
    if name in _TOPICS:
        return getattr(import_module(f"{__name__}.{_TOPICS[name]}"), name)
    if name in _TOPICS.values():
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return [*__all__]
