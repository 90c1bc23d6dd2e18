# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""Tests of topic train of "Deep Learning by Doing", in TensorFlow.

Explained on these pages:

- 3.2 Synthetic data: synthetic-data.html
- 4.3 What every classifier shares: classifier-base.html
"""

import tensorflow as tf

from bydoing import tensorflow as bd
from bydoing.tensorflow.data import linear_data
from bydoing.tensorflow.train import accuracy, confusion


def test_least_squares():
    """Without noise it finds the rule that made the data.

    Explained in section 3.2, "Synthetic data": synthetic-data.html
    """
    X, y = linear_data([2.0, -3.0], 0.5, n=20, noise=0)
    w, b = bd.least_squares(X, y)
    for found, true in zip([*w[:, 0], *b], [2.0, -3.0, 0.5]):
        assert abs(float(found) - true) < 1e-4


def test_accuracy_and_confusion():
    """Explained in section 4.3, "What every classifier shares": classifier-base.html"""
    scores = tf.constant([[1.0, 2.0], [3.0, 0.0], [0.0, 1.0]])
    y = tf.constant([1, 1, 0])
    assert abs(accuracy(scores, y) - 1 / 3) < 1e-6
    assert confusion(scores, y).tolist() == [[0, 1], [1, 1]]
