# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""Tests of topic data of "Deep Learning by Doing", in JAX.

Explained on these pages:

- 3.2 Synthetic data: synthetic-data.html
"""

from bydoing.jax.data import batches, linear_data


def test_batches():
    """An epoch has each example once; its last mini-batch may be shorter.

    Explained in section 3.2, "Synthetic data": synthetic-data.html
    """
    X, y = linear_data([1.0, -2.0], 0.5, n=7)
    for s in (None, 0, 1):
        parts = [
            [float(t) for t in y_batch[:, 0]] for _, y_batch in batches(X, y, 3, seed=s)
        ]
        assert [len(part) for part in parts] == [3, 3, 1]
        assert sorted(sum(parts, [])) == sorted(float(t) for t in y[:, 0])
