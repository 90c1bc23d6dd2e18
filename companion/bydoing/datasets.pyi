# Made by Hexapla from "Deep Learning by Doing": edit its pages, not this file.

from pathlib import Path
from typing import Any

SETS: dict[str, dict[str, Any]]

def dataset(name: str, download: bool = False) -> Path: ...
