# Made by Hexapla from "Quarry": edit its pages, not this file.
"""The code of "Quarry": a package for each variant.

- import quarry.plain: Plain Python
"""

__version__ = "0"

_VARIANTS = ("plain",)


def __getattr__(name: str) -> object:
    # Nothing is imported before it is asked for: each variant needs a framework of its own.
    variants = " or ".join(f"{__name__}.{variant}" for variant in _VARIANTS)
    raise AttributeError(
        f"module {__name__!r} has no attribute {name!r}; import {variants}"
    )
