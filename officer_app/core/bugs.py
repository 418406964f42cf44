"""What may be said of an error that nobody foresaw: its kind and its way through the program, never its message.

Messages hold values, and a value may be a person's identity number.
"""

import traceback
from pathlib import PurePath


def way_of(error: BaseException) -> str:
    """`work.py:317 read < jobs.py:148 run`, the innermost first; a question mark where nothing is known."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{PurePath(one.filename).name}:{one.lineno} {one.name}" for one in reversed(frames)) or "?"


def told(error: BaseException) -> str:
    """`ValueError at …`: what a log may keep."""
    return f"{type(error).__name__} at {way_of(error)}"
