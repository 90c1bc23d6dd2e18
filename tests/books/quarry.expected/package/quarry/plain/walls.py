# Made by Hexapla from "Quarry": edit its pages, not this file.
"""Topic walls of "Quarry", in Plain Python.

Explained on these pages:

- 2 Walls: walls.html
"""

__all__ = ["courses"]


def courses(block, height):
    """How many rows of blocks a wall of this height has.

    Explained in chapter 2, "Walls": walls.html
    """
    return -int(-height // block)
