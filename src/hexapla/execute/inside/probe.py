"""Run by the Python of an environment, whatever it has: tells what can be imported there.

Its arguments are modules. For each it writes a line of JSON: the seconds that it took to import,
what was wrong ("" if nothing), and the GPUs that it sees (-1 where that cannot be asked).
"""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from time import perf_counter
from typing import Any

# How to ask a framework how many GPUs its build can use.
GPUS: dict[str, Callable[[Any], int]] = {
    "torch": lambda torch: torch.cuda.device_count(),
    "jax": lambda jax: sum(device.platform == "gpu" for device in jax.devices()),
    "tensorflow": lambda tensorflow: len(tensorflow.config.list_physical_devices("GPU")),
    "mxnet": lambda mxnet: mxnet.context.num_gpus(),
}


def probe(name: str) -> dict[str, Any]:
    """What comes of importing a module."""
    start = perf_counter()
    gpus, wrong = -1, ""
    try:
        module = import_module(name)
        if name in GPUS:
            gpus = GPUS[name](module)
    except BaseException as error:  # a module may even leave
        wrong = f"{type(error).__name__}: {error}".strip(": \n")
    return {"module": name, "seconds": perf_counter() - start, "wrong": wrong, "gpus": gpus}


if __name__ == "__main__":
    del sys.path[0]  # our own folder
    for argument in sys.argv[1:]:
        sys.stdout.write("\n" + json.dumps(probe(argument)) + "\n")
        sys.stdout.flush()
