# Made by Hexapla from "Quarry": edit its pages, not this file.

from . import stone as stone
from . import walls as walls
from .stone import DENSITY, Pile, weights
from .walls import courses

__all__ = ["DENSITY", "Pile", "courses", "weights"]
