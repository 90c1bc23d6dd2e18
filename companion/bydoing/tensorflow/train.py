# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""Topic train of "Deep Learning by Doing", in TensorFlow.

Explained on these pages:

- 3.1 The linear model and its loss: linear-model.html
- 3.3 Linear regression from scratch: linear-regression-scratch.html
- 3.4 Linear regression, concisely: linear-regression-concise.html
"""

import tensorflow as tf

__all__ = ["fit", "least_squares", "sgd", "squared_loss"]


def least_squares(X, y):
    """The best w (d, 1), b (1,) for X (n, d), y (n, 1): the normal equations.

    Explained in section 3.1, "The linear model and its loss": linear-model.html
    """
    A = tf.concat([X, tf.ones((len(X), 1))], axis=1)  # (n, d + 1)
    At = tf.transpose(A)  # (d + 1, n)
    theta = tf.linalg.solve(At @ A, At @ y)  # (d + 1, 1)
    return theta[:-1], theta[-1]


def squared_loss(y_hat, y):
    """Half the squared error, averaged over the examples, of y_hat and y (n, 1).

    Explained in section 3.3, "Linear regression from scratch":
    linear-regression-scratch.html
    """
    return tf.reduce_mean((y_hat - y) ** 2 / 2)


def sgd(params, grads, eta):
    """One step against the gradients, of eta times their size; returns params.

    Explained in section 3.3, "Linear regression from scratch":
    linear-regression-scratch.html
    """
    for p, g in zip(params, grads):
        p.assign_sub(eta * g)
    return params


def fit(model, loss, optimizer, data, epochs):
    """Train on the mini-batches in data; return each epoch's mean loss.

    Explained in section 3.4, "Linear regression, concisely":
    linear-regression-concise.html
    """
    model.compile(optimizer=optimizer, loss=loss)
    kept = model.fit(data, epochs=epochs, shuffle=False, verbose=0)
    return kept.history["loss"]
