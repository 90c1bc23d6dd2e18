"""Environments that hold the companion's wheel and what it asks for: what a reader has.

The kernel and the test runner lie beside it, in a folder of their own, so that nothing of theirs
stands in for what the wheel forgot to ask for.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from hexapla.execute import wheel as wheels
from hexapla.execute.environment import LANGUAGE
from hexapla.execute.install import Failed, Say, install, make, only_we, replacing
from hexapla.execute.wheel import NotBuilt, Wheel
from hexapla.execute.where import TOOLS, outside, python
from hexapla.model.book import Lock, Variant
from hexapla.model.problems import (
    Problem,
    Problems,
    environment_failed,
    not_installed,
    package_failed,
)
from hexapla.source.lock import write as write_lock
from hexapla.whole import write_whole

USED = ("ipykernel", "pytest")  # what is used there
NOTE = "hexapla.json"  # in an environment: what it was made for, and the wheel that is in it
UNLOCKED = Lock("", {}, {})


def bring(
    variant: Variant, wheel: Wheel, lock: Lock | None, environments: Path, say: Say
) -> Problems:
    """Make the clean environment of a variant if it is not there, and put the wheel into it."""
    homes, key = outside(environments), _made_for(variant, wheel, lock or UNLOCKED)
    if lock and lock.language not in ("", LANGUAGE):
        why = f"its lock was made with Python {lock.language} and this is Python {LANGUAGE}"
        return (environment_failed(variant.name, why),)
    try:
        with only_we(environments, say):
            if _note(homes, variant).get("for") != key:
                _create(variant, wheel, lock or UNLOCKED, homes, say)
            elif _note(homes, variant).get("wheel") != wheel.digest:
                _exchange(variant, wheel, homes, say)
            note = {"for": key, "wheel": wheel.digest}
            write_whole(homes / variant.name / NOTE, json.dumps(note).encode())
    except (Failed, OSError) as failure:
        return (environment_failed(f"the package for {variant.name}", str(failure)),)
    return ()


def ready(variant: Variant, lock: Lock | None, library: Path, environments: Path) -> Problem | None:
    """Put the package that is in a folder into the variant's clean environment; why not, if so.

    It is not made here: that takes minutes, and the network.
    """
    homes = outside(environments)
    if not _note(homes, variant):
        return not_installed(variant.name, "is not set up")
    with TemporaryDirectory(prefix=wheels.PREFIX, ignore_cleanup_errors=True) as folder:
        try:
            wheel = wheels.build(library, Path(folder)).wheel
        except (NotBuilt, OSError) as error:
            return package_failed(str(error))
        if _note(homes, variant).get("for") != _made_for(variant, wheel, lock or UNLOCKED):
            return not_installed(variant.name, "is of other releases than are asked for")
        return next(iter(bring(variant, wheel, lock, environments, lambda text: None)), None)


def _made_for(variant: Variant, wheel: Wheel, lock: Lock) -> str:
    """A digest of all that an environment is made from, but for the wheel's own code."""
    told = (LANGUAGE, wheel.name, *wheel.asks(variant.name), write_lock(lock), *USED)
    return sha256("\n".join(told).encode()).hexdigest()


def _note(homes: Path, variant: Variant) -> dict[str, str]:
    """What an environment says of itself; nothing where there is none."""
    with suppress(OSError, ValueError):
        said = json.loads((homes / variant.name / NOTE).read_bytes())
        if isinstance(said, dict) and python(homes, variant).exists():
            return said
    return {}


def _create(variant: Variant, wheel: Wheel, lock: Lock, homes: Path, say: Say) -> None:
    with replacing(homes, variant.name) as part:
        make(part)
        limits = part / "constraints.txt"
        limits.write_text(write_lock(lock), encoding="utf-8")
        say(f"installing {wheel.file.name}[{variant.name}] and what it asks for")
        install(part, say, "-c", str(limits), f"{wheel.file.absolute()}[{variant.name}]")
        say(f"installing {' and '.join(USED)} beside it")
        install(part, say, "-c", str(limits), "--target", str(part / TOOLS), *USED)


def _exchange(variant: Variant, wheel: Wheel, homes: Path, say: Say) -> None:
    """Put another wheel in the place of that which is there: what they ask for is the same."""
    say(f"installing {wheel.file.name}")
    alone = ("--no-deps", "--no-index", "--force-reinstall")
    install(homes / variant.name, say, *alone, str(wheel.file.absolute()))
