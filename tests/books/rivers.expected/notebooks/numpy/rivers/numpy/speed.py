# Made by Hexapla from "Rivers": edit its pages, not this file.
"""Topic speed of "Rivers", in NumPy.

Explained on these pages:

- 1.1 Speed: speed.html
"""

import numpy as np

__all__ = ["speed"]


def speed(c, r, i):
    """The speed of water, in m/s.

    Explained in section 1.1, "Speed": speed.html
    """
    return c * np.sqrt(r * i)  # Chézy
