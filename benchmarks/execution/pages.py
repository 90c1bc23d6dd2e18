"""The book that execution is measured with: short pages, each in PyTorch, JAX and TensorFlow.

A page has prose, a formula, the imports of its framework with NumPy and matplotlib, about a second
of training, and one plot. No two pages have the same code: nothing of one is known from another.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

ENVIRONMENTS = Path(__file__).parent.parent.parent / "book" / "environments"
TITLES = {"pytorch": "PyTorch", "jax": "JAX", "tensorflow": "TensorFlow"}

# What a page imports, by framework.
IMPORTS = {
    "pytorch": "import torch\nfrom torch import nn\n",
    "jax": "import jax\nimport jax.numpy as jnp\nimport optax\n",
    "tensorflow": "import tensorflow as tf\nfrom tensorflow import keras\n",
}

# Fit a small network to the samples x, y: {steps} steps, the loss of each in `losses`.
TRAINING = {
    "pytorch": """\
torch.manual_seed({number})
X, Y = torch.from_numpy(x), torch.from_numpy(y)
model = nn.Sequential(nn.Linear(1, {width}), nn.Tanh(), nn.Linear({width}, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
losses = []
for step in range({steps}):
    loss = nn.functional.mse_loss(model(X), Y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
fitted = model(X).detach().numpy()
""",
    "jax": """\
first, second = jax.random.split(jax.random.key({number}))
parameters = {{
    "w1": jax.random.normal(first, (1, {width})),
    "b1": jnp.zeros({width}),
    "w2": jax.random.normal(second, ({width}, 1)) / {width} ** 0.5,
    "b2": jnp.zeros(1),
}}
optimizer = optax.adam(0.01)
state = optimizer.init(parameters)


def model(p, X):
    return jnp.tanh(X @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]


@jax.jit
def update(p, state):
    loss, slope = jax.value_and_grad(lambda p: jnp.mean((model(p, x) - y) ** 2))(p)
    change, state = optimizer.update(slope, state)
    return optax.apply_updates(p, change), state, loss


losses = []
for step in range({steps}):
    parameters, state, loss = update(parameters, state)
    losses.append(float(loss))
fitted = np.asarray(model(parameters, x))
""",
    "tensorflow": """\
keras.utils.set_random_seed({number})
dense = keras.layers.Dense
model = keras.Sequential([keras.Input((1,)), dense({width}, "tanh"), dense(1)])
optimizer = keras.optimizers.Adam(0.01)


@tf.function
def update():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x) - y) ** 2)
    weights = model.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return loss


losses = []
for step in range({steps}):
    losses.append(float(update()))
fitted = model(x).numpy()
""",
}
# About a second of each on one core, the compilation of JAX and TensorFlow included.
STEPS = {"pytorch": 800, "jax": 150, "tensorflow": 300}

PAGE = """\
# Fit {number}

A network of one hidden layer is a sum of steps that the training has made smooth and moved. With
{width} of them it can follow a wave of frequency {number}, if it is given time.

## The task

We draw {samples} samples of a wave and add normal noise $\\varepsilon_i$ to them:

$$y_i = \\sin({number} x_i) + 0.1\\,\\varepsilon_i.$$

{imports}
```{{code-cell}}
rng = np.random.default_rng({number})
x = rng.uniform(-1, 1, ({samples}, 1)).astype("float32")
x = np.sort(x, axis=0)
y = np.sin({number} * x) + 0.1 * rng.normal(size=x.shape).astype("float32")
print(x.shape, y.dtype)
```

## Training

The loss is the mean of the squared errors, $\\frac1n \\sum_i (\\hat y_i - y_i)^2$.

{training}
```{{code-cell}}
print(f"the loss fell from {{losses[0]:.2f}} to {{losses[-1]:.2f}}")
```

```{{code-cell}}
plt.figure(figsize=(5, 2.5))
plt.plot(x, y, ".", label="samples")
plt.plot(x, fitted, "-", label="fitted")
plt.xlabel("$x$")
plt.legend();
```
"""


def texts(pages: int = 24, variants: tuple[str, ...] = tuple(TITLES)) -> Mapping[str, str]:
    """The book's own files, by path; pages are p01, p02, …"""
    names = [f"p{number:02}" for number in range(1, pages + 1)]
    return {
        "book.toml": _config(names, variants),
        **{f"pages/{name}.md": _page(n, variants) for n, name in enumerate(names, 1)},
    }


def write(folder: Path, pages: int = 24, variants: tuple[str, ...] = tuple(TITLES)) -> None:
    """Write the book, with the environments that the book of this repository has."""
    for path, text in texts(pages, variants).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "environments").mkdir(exist_ok=True)
    for file in (ENVIRONMENTS / f"{v}.{end}" for v in variants for end in ("in", "lock")):
        shutil.copy(file, folder / "environments")


def _page(number: int, variants: tuple[str, ...]) -> str:
    said = {"number": number, "width": 64 + number, "samples": 256}
    common = "import numpy as np\nimport matplotlib.pyplot as plt\n"
    code = {v: TRAINING[v].format(**said, steps=STEPS[v]) for v in variants}
    return PAGE.format(
        **said,
        imports=_cells({v: IMPORTS[v] + common for v in variants}),
        training=_cells(code),
    )


def _cells(code: Mapping[str, str]) -> str:
    return "\n".join(f"```{{code-cell}} {name}\n{text}```\n" for name, text in code.items())


def _config(names: list[str], variants: tuple[str, ...]) -> str:
    lines = ['title = "Waves"', 'authors = ["The Hexapla developers"]', 'outputs = ["web"]', ""]
    for name in variants:
        lines += ["[[variants]]", f'name = "{name}"', f'title = "{TITLES[name]}"']
        lines += [f'environment = "environments/{name}.in"', ""]
    lines += ["[[parts]]", 'title = "Waves"', "chapters = ["]
    return "\n".join([*lines, *(f'  "pages/{name}.md",' for name in names), "]", ""])
