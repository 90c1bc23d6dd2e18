"""Topic walls.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""

import numpy as np


def courses(height, block=0.2):
    """How many rows of blocks a wall of this height has.

    From "Walls" (walls).
    """
    return int(np.ceil(height / block))
