# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""Topic data of "Deep Learning by Doing", in MXNet.

Explained on these pages:

- 3.2 Synthetic data: synthetic-data.html
- 3.3 Linear regression from scratch: linear-regression-scratch.html
- 4.2 Images of clothes: fashion-mnist.html
"""

import gzip

import mxnet as mx
import numpy as np
from sklearn.datasets import load_diabetes

from bydoing import dataset

__all__ = [
    "Loader",
    "batches",
    "clothes",
    "diabetes",
    "fashion_mnist",
    "linear_data",
    "read_idx",
]


def linear_data(w, b, n, noise=0.5, seed=0):
    """n examples of y = Xw + b + noise: X (n, d), y (n, 1), for d weights w.

    Explained in section 3.2, "Synthetic data": synthetic-data.html
    """
    rng = np.random.default_rng(seed)
    w = np.reshape(w, (-1, 1))  # (d, 1)
    X = rng.standard_normal((n, len(w)))  # (n, d)
    y = X @ w + b + noise * rng.standard_normal((n, 1))  # (n, 1)
    return mx.np.array(X, dtype="float32"), mx.np.array(y, dtype="float32")


def batches(X, y, size, seed=None):
    """Pairs X (size, d), y (size, 1), each example once; a seed shuffles them.

    Explained in section 3.2, "Synthetic data": synthetic-data.html
    """
    n = len(X)
    rows = np.arange(n)
    if seed is not None:
        np.random.default_rng(seed).shuffle(rows)
    X, y = X.asnumpy(), y.asnumpy()
    for start in range(0, n, size):
        batch = rows[start : start + size]  # the last may be shorter
        yield mx.np.array(X[batch]), mx.np.array(y[batch])


def diabetes(n_train=342):
    """X_train (n_train, 10), y_train (n_train, 1), X_test (100, 10), y_test.

    Diabetes data: X standardized by the training examples, y in its own unit.
    The test set is the same for every n_train up to 342.

    Explained in section 3.3, "Linear regression from scratch":
    linear-regression-scratch.html
    """
    X, y = load_diabetes(return_X_y=True, scaled=False)
    rows = np.random.default_rng(0).permutation(len(X))
    train, test = rows[:n_train], rows[-100:]  # of 442
    X = (X - X[train].mean(axis=0)) / X[train].std(axis=0)
    parts = X[train], y[train, None], X[test], y[test, None]
    return [mx.np.array(part, dtype="float32") for part in parts]


def read_idx(path):
    """The array in a gzipped idx file: bytes 0 to 255, in the shape it names.

    Explained in section 4.2, "Images of clothes": fashion-mnist.html
    """
    raw = gzip.decompress(path.read_bytes())
    axes = raw[3]  # sizes follow, 4 bytes each
    shape = np.frombuffer(raw, ">u4", count=axes, offset=4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * axes).reshape(shape)


def fashion_mnist():
    """X_train (60000, 28, 28) from 0 to 1, y_train (60000,), X_test, y_test.

    Explained in section 4.2, "Images of clothes": fashion-mnist.html
    """
    parts, folder = [], dataset("fashion-mnist")
    for name in ("train", "t10k"):
        X = read_idx(folder / f"{name}-images-idx3-ubyte.gz")
        y = read_idx(folder / f"{name}-labels-idx1-ubyte.gz")
        parts.append(mx.np.array(X / np.float32(255), dtype="float32"))
        parts.append(mx.np.array(y, dtype="int32"))
    return parts


# Explained in section 4.2, "Images of clothes": fashion-mnist.html
clothes = [
    "T-shirt",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
]


class Loader:
    """Mini-batches of X and y, in a new order in each loop over it.

    Explained in section 4.2, "Images of clothes": fashion-mnist.html
    """

    def __init__(self, X, y, size, seed=0):
        self.X, self.y, self.size = X.asnumpy(), y.asnumpy(), size
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return -(-len(self.y) // self.size)

    def __iter__(self):
        order = self.rng.permutation(len(self.y))
        for start in range(0, len(order), self.size):
            rows = order[start : start + self.size]
            yield mx.np.array(self.X[rows]), mx.np.array(self.y[rows])
