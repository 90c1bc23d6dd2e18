# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""Topic base of "Deep Learning by Doing", in PyTorch.

Explained on these pages:

- 1.1 Learning from data: learning-from-data.html
"""

import random

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib import cycler

__all__ = ["curves", "seed", "style"]


def style():
    """Set how figures look: Okabe and Ito's colours, and a dash for each.

    Explained in section 1.1, "Learning from data": learning-from-data.html
    """
    colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000"]
    dashes = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))]
    plt.rcParams.update(
        {
            "axes.prop_cycle": cycler(color=colours) + cycler(linestyle=dashes),
            "axes.grid": True,
            "grid.alpha": 0.3,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "figure.figsize": (5, 3),
            "figure.dpi": 120,
            "figure.facecolor": "white",
            "legend.frameon": False,
            "savefig.bbox": "tight",
            "svg.hashsalt": "bydoing",  # equal figures, equal files
        }
    )


def curves(x, ys, xlabel, ylabel, logy=False):
    """Draw one labelled curve over x for each entry of the dictionary ys.

    Explained in section 1.1, "Learning from data": learning-from-data.html
    """
    _, ax = plt.subplots()
    for name, y in ys.items():
        ax.plot(x, y, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if logy else "linear")
    ax.legend()


def seed(n):
    """Set the generators of Python, NumPy and PyTorch: a run can be repeated.

    Explained in section 1.1, "Learning from data": learning-from-data.html
    """
    random.seed(n)
    np.random.seed(n)
    torch.manual_seed(n)
