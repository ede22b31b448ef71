"""Keys typed before the app listens: kept as they were typed.

Until a program asks for single keys, the terminal collects lines: it echoes what is typed over the first frame, turns
Enter into a line feed and swallows ctrl+q. Textual asks late, after everything is imported and the alternate screen
stands. So :func:`keep` asks at once, and :func:`give_back` restores the terminal as it was found.
"""

from __future__ import annotations

import sys
from typing import Any

if sys.platform != "win32":
    import termios

_INPUT, _LOCAL = 0, 3
"""Positions in what ``tcgetattr`` returns."""
_found: list[Any] | None = None


def keep() -> None:
    """From now on the terminal hands over every key as it was typed. ctrl+c still interrupts."""
    global _found  # noqa: PLW0603 -- one process has one terminal
    if sys.platform == "win32" or _found is not None or sys.__stdin__ is None:
        return  # Windows hands over single keys from the start
    try:
        found = termios.tcgetattr(sys.__stdin__.fileno())
        asked = [*found]
        asked[_INPUT] &= ~(termios.ICRNL | termios.IXON)
        asked[_LOCAL] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, asked)
    except (termios.error, OSError, ValueError):
        return
    _found = found


def as_found() -> list[Any] | None:
    """How the terminal was set before :func:`keep`; ``None`` where nothing was changed."""
    return _found


def give_back() -> None:
    """Set the terminal as it was found."""
    global _found
    if sys.platform == "win32" or _found is None or sys.__stdin__ is None:
        return
    found, _found = _found, None
    try:
        termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, found)
    except (termios.error, OSError, ValueError):
        return
