"""What all tests share."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))  # fakes.py and books.py are imported by name

settings.register_profile("hexapla", deadline=None)  # machines are slow, some of the time
settings.load_profile("hexapla")
