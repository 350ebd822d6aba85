"""Faults of our own, named without their words: an exception's message may hold what a person typed or a token."""

from __future__ import annotations

import traceback
from pathlib import PurePath

FRAMES = 5


def where(error: BaseException) -> str:
    """Where an exception was raised, innermost last: "desk.py:71 answer < rate.py:40 handle". No message, no values."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return " > ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
