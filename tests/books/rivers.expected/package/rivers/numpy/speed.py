"""Topic speed.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""

import numpy as np


def speed(c, r, i):
    """The speed of water, in m/s.

    From "Speed" (speed).
    """
    return c * np.sqrt(r * i)  # Chézy
