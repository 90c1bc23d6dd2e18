"""Topic train.

Made by Hexapla from the saved code of a book; change the book's page instead.
"""

from mxnet import autograd
import mxnet as mx


def least_squares(X, y):
    """The best w (d, 1), b (1,) for X (n, d), y (n, 1): the normal equations.

    From "The linear model and its loss" (linear-model).
    """
    A = mx.np.concatenate([X, mx.np.ones((len(X), 1))], axis=1)  # (n, d + 1)
    theta = mx.np.linalg.solve(A.T @ A, A.T @ y)                # (d + 1, 1)
    return theta[:-1], theta[-1]


def squared_loss(y_hat, y):
    """Half the squared error, averaged over the examples, of y_hat and y (n, 1).

    From "Linear regression from scratch" (linear-regression-scratch).
    """
    return ((y_hat - y) ** 2 / 2).mean()


def sgd(params, grads, eta):
    """One step against the gradients, of eta times their size; returns params.

    From "Linear regression from scratch" (linear-regression-scratch).
    """
    for p, g in zip(params, grads):
        p -= eta * g
    return params


def fit(model, loss, optimizer, data, epochs):
    """Train on the mini-batches in data; return each epoch's mean loss.

    From "Linear regression, concisely" (linear-regression-concise).
    """
    history = []
    for _ in range(epochs):
        total, count = 0.0, 0
        for X, y in data:
            with autograd.record():
                value = loss(model(X), y).mean()
            value.backward()
            optimizer.step(1)
            total, count = total + value.item() * len(y), count + len(y)
        history.append(total / count)
    return history
