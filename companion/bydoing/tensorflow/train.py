# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.
"""Topic train of "Deep Learning by Doing", in TensorFlow.

Explained on these pages:

- 3.1 The linear model and its loss: linear-model.html
- 3.3 Linear regression from scratch: linear-regression-scratch.html
- 3.4 Linear regression, concisely: linear-regression-concise.html
- 4.3 What every classifier shares: classifier-base.html
"""

import numpy as np
import tensorflow as tf

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


def accuracy(scores, y):
    """The share of rows of scores (n, q) whose largest stands at y (n,).

    Explained in section 4.3, "What every classifier shares": classifier-base.html
    """
    right = tf.argmax(scores, 1, output_type=y.dtype) == y  # (n,)
    return float(tf.reduce_mean(tf.cast(right, tf.float32)))


def predict(model, X, size=1000):
    """The scores (n, q) that model gives X (n, …), in parts, without gradients.

    Explained in section 4.3, "What every classifier shares": classifier-base.html
    """
    parts = [model(X[i : i + size]) for i in range(0, len(X), size)]
    return tf.concat(parts, axis=0)


def training_step(model, loss, optimizer):
    """A function that takes one step on X (m, …), y (m,): gives loss and scores.

    Explained in section 4.3, "What every classifier shares": classifier-base.html
    """
    optimizer.build(model.trainable_variables)

    @tf.function(reduce_retracing=True)
    def compiled(X, y):
        with tf.GradientTape() as tape:
            scores = model(X, training=True)
            value = loss(y, scores)
        grads = tape.gradient(value, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        return value, scores

    def step(X, y):
        value, scores = compiled(X, y)
        return float(value), scores

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
    predicted, true = tf.argmax(scores, 1).numpy(), y.numpy()
    np.add.at(counts, (true, predicted), 1)
    return counts
