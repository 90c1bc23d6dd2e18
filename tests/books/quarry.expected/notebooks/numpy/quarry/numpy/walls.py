# Made by Hexapla from "Quarry": edit its pages, not this file.
"""Topic walls of "Quarry", in NumPy.

Explained on these pages:

- 2 Walls: walls.html
"""

import numpy as np

__all__ = ["courses"]


def courses(height, block=0.2):
    """How many rows of blocks a wall of this height has.

    Explained in chapter 2, "Walls": walls.html
    """
    return int(np.ceil(height / block))
