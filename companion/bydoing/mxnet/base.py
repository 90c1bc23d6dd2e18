"""Topic base.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""

import random

from matplotlib import cycler
import matplotlib.pyplot as plt
import mxnet as mx
import numpy as np


def style():
    """Set how figures look: Okabe and Ito's colours, and a dash for each.

    From "The linear model and its loss" (linear-model).
    """
    colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000"]
    dashes = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))]
    plt.rcParams.update({
        "axes.prop_cycle": cycler(color=colours) + cycler(linestyle=dashes),
        "axes.grid": True, "grid.alpha": 0.3,
        "axes.spines.top": False, "axes.spines.right": False,
        "figure.figsize": (5, 3), "figure.dpi": 120, "figure.facecolor": "white",
        "legend.frameon": False, "savefig.bbox": "tight",
        "svg.hashsalt": "bydoing",                      # equal figures, equal files
    })


def curves(x, ys, xlabel, ylabel, logy=False):
    """Draw one labelled curve over x for each entry of the dictionary ys.

    From "The linear model and its loss" (linear-model).
    """
    _, ax = plt.subplots()
    for name, y in ys.items():
        ax.plot(x, y, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log" if logy else "linear")
    ax.legend()


def seed(n):
    """Set the generators of Python, NumPy and MXNet: a run can be repeated.

    From "Synthetic data" (synthetic-data).
    """
    random.seed(n)
    np.random.seed(n)
    mx.random.seed(n)
