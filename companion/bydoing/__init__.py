# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""The code of "Deep Learning by Doing": a package for each variant.

- import bydoing.pytorch: PyTorch
- import bydoing.jax: JAX
- import bydoing.tensorflow: TensorFlow
- import bydoing.mxnet: MXNet
"""

from importlib import import_module

__version__ = "0.1.0"

_VARIANTS = ("pytorch", "jax", "tensorflow", "mxnet")


def __getattr__(name: str) -> object:
    # Nothing is imported before it is asked for: each variant needs a framework of its own.
    if name == "dataset":
        return import_module(f"{__name__}.datasets").dataset
    variants = " or ".join(f"{__name__}.{variant}" for variant in _VARIANTS)
    raise AttributeError(
        f"module {__name__!r} has no attribute {name!r}; import {variants}"
    )
