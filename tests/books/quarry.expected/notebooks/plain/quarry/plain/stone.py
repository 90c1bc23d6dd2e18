"""Topic stone.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""


# From "Stone" (stone).
DENSITY = 2.7  # of granite, in tonnes per cubic metre


def weights(sizes, density=DENSITY):
    """Tonnes of blocks, for a list of their sizes in metres.

    From "Stone" (stone).
    """
    return [a * b * c * density for a, b, c in sizes]
