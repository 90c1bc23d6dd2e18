# Made by Hexapla from "Quarry": edit its pages, not this file.
"""Topic stone of "Quarry", in NumPy.

Explained on these pages:

- 1 Stone: stone.html
"""

import numpy as np

__all__ = ["DENSITY", "Pile", "weights"]

# Explained in chapter 1, "Stone": stone.html
DENSITY = 2.7  # of granite, in tonnes per cubic metre


def weights(sizes, density=DENSITY):
    """Tonnes of blocks of these sizes (n, 3), in metres.

    Explained in chapter 1, "Stone": stone.html
    """
    return np.prod(sizes, axis=1) * density  # (n,)


class Pile:
    """Blocks of sizes (n, 3), that can be added to.

    Explained in chapter 1, "Stone": stone.html
    """

    def __init__(self, sizes):
        self.sizes = np.asarray(sizes)

    @property
    def height(self):
        """How high it is where it is highest."""
        return self.sizes[:, 2].max()

    def add(self, sizes, at=0):
        """Put further blocks on it."""
        self.sizes = np.insert(self.sizes, at, sizes, axis=0)

    def _check(self):
        pass
