# Made by Hexapla from "Quarry": edit its pages, not this file.
"""Topic stone of "Quarry", in Plain Python.

Explained on these pages:

- 1 Stone: stone.html
"""

__all__ = ["DENSITY", "weights"]

# Explained in chapter 1, "Stone": stone.html
DENSITY = 2.7  # of granite, in tonnes per cubic metre


def weights(sizes, density=DENSITY):
    """Tonnes of blocks, for a list of their sizes in metres.

    Explained in chapter 1, "Stone": stone.html
    """
    return [a * b * c * density for a, b, c in sizes]
