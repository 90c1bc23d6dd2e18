# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""Topic train of "Deep Learning by Doing", in PyTorch.

Explained on these pages:

- 3.1 The linear model and its loss: linear-model.html
- 3.3 Linear regression from scratch: linear-regression-scratch.html
- 3.4 Linear regression, concisely: linear-regression-concise.html
- 4.3 What every classifier shares: classifier-base.html
"""

import numpy as np
import torch

__all__ = [
    "accuracy",
    "confusion",
    "fit",
    "fit_classifier",
    "least_squares",
    "predict",
    "sgd",
    "squared_loss",
    "training_step",
]


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


def accuracy(scores, y):
    """The share of rows of scores (n, q) whose largest stands at y (n,).

    Explained in section 4.3, "What every classifier shares": classifier-base.html
    """
    return (scores.argmax(1) == y).float().mean().item()


def predict(model, X, size=1000):
    """The scores (n, q) that model gives X (n, …), in parts, without gradients.

    Explained in section 4.3, "What every classifier shares": classifier-base.html
    """
    with torch.no_grad():
        return torch.cat([model(part) for part in X.split(size)])


def training_step(model, loss, optimizer):
    """A function that takes one step on X (m, …), y (m,): gives loss and scores.

    Explained in section 4.3, "What every classifier shares": classifier-base.html
    """

    def step(X, y):
        model.train()
        scores = model(X)
        value = loss(scores, y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        model.eval()
        return value.item(), scores.detach()

    return step


def fit_classifier(model, loss, optimizer, data, X_valid, y_valid, epochs):
    """Train on the batches in data; for each epoch, three numbers by their names.

    Explained in section 4.3, "What every classifier shares": classifier-base.html
    """
    step = training_step(model, loss, optimizer)
    names = "training loss", "training accuracy", "validation accuracy"
    history = {name: [] for name in names}
    for _ in range(epochs):
        total, right, count = 0.0, 0.0, 0
        for X, y in data:
            value, scores = step(X, y)
            total, right = total + value * len(y), right + accuracy(scores, y) * len(y)
            count += len(y)
        valid = accuracy(predict(model, X_valid), y_valid)
        for name, number in zip(names, (total / count, right / count, valid)):
            history[name].append(number)
    return history


def confusion(scores, y):
    """Counts (q, q): at [i, j], how many of class i were predicted as class j.

    Explained in section 4.3, "What every classifier shares": classifier-base.html
    """
    counts = np.zeros((scores.shape[1],) * 2, dtype=int)
    predicted, true = scores.argmax(1).numpy(), y.numpy()
    np.add.at(counts, (true, predicted), 1)
    return counts
