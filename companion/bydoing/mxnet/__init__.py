"""What the book saves in MXNet.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""

from importlib import import_module

# Where each name is; loaded when it is first asked for.
_TOPICS = {
    "batches": "data",
    "curves": "base",
    "diabetes": "data",
    "fit": "train",
    "least_squares": "train",
    "linear_data": "data",
    "seed": "base",
    "sgd": "train",
    "squared_loss": "train",
    "style": "base",
}

__all__ = [
    "batches",
    "curves",
    "diabetes",
    "fit",
    "least_squares",
    "linear_data",
    "seed",
    "sgd",
    "squared_loss",
    "style",
]


def __getattr__(name):
    if name in _TOPICS:
        return getattr(import_module(f"{__name__}.{_TOPICS[name]}"), name)
    if name in _TOPICS.values():
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return [*__all__]
