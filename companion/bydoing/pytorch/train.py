# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""Topic train of "Deep Learning by Doing", in PyTorch.

Explained on these pages:

- 3.1 The linear model and its loss: linear-model.html
- 3.3 Linear regression from scratch: linear-regression-scratch.html
- 3.4 Linear regression, concisely: linear-regression-concise.html
"""

import torch

__all__ = ["fit", "least_squares", "sgd", "squared_loss"]


def least_squares(X, y):
    """The best w (d, 1), b (1,) for X (n, d), y (n, 1): the normal equations.

    Explained in section 3.1, "The linear model and its loss": linear-model.html
    """
    A = torch.cat([X, torch.ones(len(X), 1)], dim=1)  # (n, d + 1)
    theta = torch.linalg.solve(A.T @ A, A.T @ y)  # (d + 1, 1)
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
    with torch.no_grad():
        for p, g in zip(params, grads):
            p -= eta * g
    return params


def fit(model, loss, optimizer, data, epochs):
    """Train on the mini-batches in data; return each epoch's mean loss.

    Explained in section 3.4, "Linear regression, concisely":
    linear-regression-concise.html
    """
    history = []
    for _ in range(epochs):
        total, count = 0.0, 0
        for X, y in data:
            value = loss(model(X), y)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            total, count = total + value.item() * len(y), count + len(y)
        history.append(total / count)
    return history
