"""What was changed on the way into a stream, told by kind, with every place and value."""

from __future__ import annotations

import json
from typing import Any

from vsm_tui.model.wording import counted, without_hidden

_LINE = 400
_VALUE = 80


class Changes:
    """Collects changes; equal ones of several places are told once, in the order of their kinds."""

    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, list[str]]] = {}
        self._aside: set[str] = set()
        self._drawn = 0

    def say(self, kind: str, what: str = "", where: str = "", *, aside: bool = False) -> None:
        """Note ``what`` was changed at ``where``; ``kind`` says why, once for all of its kind.

        ``aside`` says that no number hangs on it: such kinds are told after all others.
        """
        if aside:
            self._aside.add(kind)
        places = self._kinds.setdefault(kind, {})
        if what:
            found = places.setdefault(_cut(what), [])
            if where:
                found.append(_cut(where))

    def drawn_elsewhere(self) -> None:
        """Note a step whose place on the drawing is left out; they are only counted."""
        self._drawn += 1

    def lines(self) -> list[str]:
        """A line for every kind, and more where it would be too long for a screen."""
        found: list[str] = []
        for kind, said in sorted(self._kinds.items(), key=lambda each: each[0] in self._aside):
            line = kind
            for piece in _pieces(said):
                begins = line == kind
                if not begins and len(line) + len(piece) > _LINE:
                    found.append(line)
                    line, begins = kind, True
                line += f"{': ' if begins else '; '}{piece}"
            found.append(line)
        if self._drawn:
            found.append(f"positions of {counted(self._drawn, 'step')} left out: stages are drawn in their order")
        return found


def _cut(text: str) -> str:
    return text if len(text) <= _LINE // 2 else text[: _LINE // 2 - 1] + "…"


def _pieces(said: dict[str, list[str]]) -> list[str]:
    """Every value with its places, divided where there are so many that a line would be too long."""
    pieces = []
    for what, where in said.items():
        rest = list(where)
        if not rest:
            pieces.append(what)
        while rest:
            count, length = 1, len(rest[0])
            while count < len(rest) and length + len(rest[count]) < _LINE // 2:
                length += len(rest[count])
                count += 1
            pieces.append(f"{what} ({', '.join(rest[:count])})")
            del rest[:count]
    return pieces


def value_shown(value: Any) -> str:
    """A JSON value as a change names it: on one line, and cut when it is long."""
    text = one_line(json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _VALUE else text[: _VALUE - 1] + "…"


def one_line(text: str) -> str:
    """Words without line breaks, and without what no file may hold."""
    return " ".join(without_hidden(text).split())
