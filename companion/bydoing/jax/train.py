# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""Topic train of "Deep Learning by Doing", in JAX.

Explained on these pages:

- 3.1 The linear model and its loss: linear-model.html
- 3.3 Linear regression from scratch: linear-regression-scratch.html
- 3.4 Linear regression, concisely: linear-regression-concise.html
"""

import jax.numpy as jnp
from flax import nnx

__all__ = ["fit", "least_squares", "sgd", "squared_loss"]


def least_squares(X, y):
    """The best w (d, 1), b (1,) for X (n, d), y (n, 1): the normal equations.

    Explained in section 3.1, "The linear model and its loss": linear-model.html
    """
    A = jnp.concatenate([X, jnp.ones((len(X), 1))], axis=1)  # (n, d + 1)
    theta = jnp.linalg.solve(A.T @ A, A.T @ y)  # (d + 1, 1)
    return theta[:-1], theta[-1]


def squared_loss(y_hat, y):
    """Half the squared error, averaged over the examples, of y_hat and y (n, 1).

    Explained in section 3.3, "Linear regression from scratch":
    linear-regression-scratch.html
    """
    return ((y_hat - y) ** 2 / 2).mean()


def sgd(params, grads, eta):
    """One step against the gradients, of eta times their size; returns params.

    Explained in section 3.3, "Linear regression from scratch":
    linear-regression-scratch.html
    """
    return [p - eta * g for p, g in zip(params, grads)]


def fit(model, loss, optimizer, data, epochs):
    """Train on the mini-batches in data; return each epoch's mean loss.

    Explained in section 3.4, "Linear regression, concisely":
    linear-regression-concise.html
    """

    @nnx.jit
    def step(model, optimizer, X, y):
        value, grads = nnx.value_and_grad(lambda model: loss(model(X), y))(model)
        optimizer.update(model, grads)
        return value

    history = []
    for _ in range(epochs):
        total, count = 0.0, 0
        for X, y in data:
            value = step(model, optimizer, X, y)
            total, count = total + value.item() * len(y), count + len(y)
        history.append(total / count)
    return history
