# Made by Hexapla from "Quarry": edit its pages, not this file.

from . import stone as stone
from . import walls as walls
from .stone import DENSITY, weights
from .walls import courses

__all__ = ["DENSITY", "courses", "weights"]
