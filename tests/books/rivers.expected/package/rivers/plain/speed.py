"""Topic speed.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""

from math import sqrt


def speed(c, r, i):
    """The speed of water, in m/s.

    From "Speed" (speed).
    """
    return c * sqrt(r * i)
