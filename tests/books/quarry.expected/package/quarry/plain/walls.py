"""Topic walls.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""


def courses(block, height):
    """How many rows of blocks a wall of this height has.

    From "Walls" (walls).
    """
    return -int(-height // block)
