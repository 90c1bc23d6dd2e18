"""No text makes the build raise, or loses its words. FUZZ=10000 tries longer."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings

from hostile import texts, through

LONGER = int(os.environ.get("FUZZ", "0"))


@pytest.mark.slow
@settings(
    max_examples=LONGER or 150,
    derandomize=not LONGER,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(texts, texts)
def test_no_text_makes_the_build_raise(one: str, other: str) -> None:
    through(a=one, b=other)
