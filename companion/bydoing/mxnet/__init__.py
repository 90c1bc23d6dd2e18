# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""The code of "Deep Learning by Doing", in MXNet.

Each topic is a module, which is loaded when one of its names is first asked for.
"""

from importlib import import_module

_TOPICS = {
    "base": ("curves", "seed", "style"),
    "data": (
        "Loader",
        "batches",
        "clothes",
        "diabetes",
        "fashion_mnist",
        "linear_data",
        "read_idx",
    ),
    "show": ("show_images",),
    "train": (
        "accuracy",
        "confusion",
        "fit",
        "fit_classifier",
        "least_squares",
        "predict",
        "sgd",
        "squared_loss",
        "training_step",
    ),
}
_HOME = {name: topic for topic, names in _TOPICS.items() for name in names}

# The modules that this needs; bydoing[mxnet] brings them.
_NEEDS = ("matplotlib", "mxnet", "numpy", "sklearn")

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
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name not in _NEEDS:
            raise
        hint = "it is installed with bydoing[mxnet]"
        raise ModuleNotFoundError(f"{error}; {hint}", name=error.name) from error
