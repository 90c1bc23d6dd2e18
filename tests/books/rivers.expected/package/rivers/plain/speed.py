# Made by Hexapla from "Rivers": edit its pages, not this file.
"""Topic speed of "Rivers", in Plain Python.

Explained on these pages:

- 1.1 Speed: speed.html
"""

from math import sqrt

__all__ = ["speed"]


def speed(c, r, i):
    """The speed of water, in m/s.

    Explained in section 1.1, "Speed": speed.html
    """
    return c * sqrt(r * i)
