# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.

from . import base as base
from . import data as data
from . import train as train
from .base import curves as curves, seed as seed, style as style
from .data import batches as batches, diabetes as diabetes, linear_data as linear_data
from .train import (
    fit as fit,
    least_squares as least_squares,
    sgd as sgd,
    squared_loss as squared_loss,
)

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
