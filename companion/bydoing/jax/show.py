# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""Topic show of "Deep Learning by Doing", in JAX.

Explained on these pages:

- 4.2 Images of clothes: fashion-mnist.html
"""

import matplotlib.pyplot as plt
import numpy as np

__all__ = ["show_images"]


def show_images(images, titles=None, columns=8):
    """Draw images (n, height, width), dark on white, each under its title.

    Explained in section 4.2, "Images of clothes": fashion-mnist.html
    """
    rows = -(-len(images) // columns)
    lines = titles[0].count("\n") + 1 if titles is not None else 0
    size = columns, rows * (1 + 0.25 * lines)
    _, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
    for ax in axes.flat:
        ax.axis("off")
    for i, (ax, image) in enumerate(zip(axes.flat, images)):
        ax.imshow(np.asarray(image), cmap="gray_r")
        if titles is not None:
            ax.set_title(titles[i], fontsize=7)
    plt.tight_layout(pad=0.3)
