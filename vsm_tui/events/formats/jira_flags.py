"""Jira's flag on an issue ("Impediment") as time in which it waits: inside the status it is in, which it never leaves.

A flag says nothing of an issue that is done, so its time ends there.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from vsm_tui.events.log import Split

FIELD = "Flagged"
"""What Jira calls the field, and the state is called, behind the tool's name."""
Row = tuple[int, str, Split]


def is_flag(item: dict[str, Any]) -> bool:
    """Whether a change is one of the flag."""
    return item.get("field") == FIELD


def is_raised(item: dict[str, Any]) -> bool:
    """Whether a change of the flag raises it."""
    return bool(item.get("toString") or item.get("to"))


def with_flags(
    stays: Sequence[tuple[int, str]], flags: Iterable[tuple[int, bool]], done: Container[str], flag: str
) -> list[Row]:
    """Statuses entered ``(at, status)`` and flags raised or lowered ``(at, raised)``, each in order of time, as rows.

    While it is raised the issue waits in the state ``flag``; then it is back in its status. Not in those ``done``.
    """
    steps = sorted([*((at, 0, status) for at, status in stays), *((at, 1, raised) for at, raised in flags)], key=_when)
    rows: list[Row] = []
    status, raised, shown = "", False, False

    def show(at: int, wanted: bool) -> bool:
        """Begin or end the wait, where that is not so already."""
        if wanted != shown:
            rows.append((at, flag, Split.WAIT) if wanted else (at, status, Split.BACK))
        return wanted

    for at, kind, what in steps:
        if kind:
            raised = bool(what)
        else:
            shown = show(at, wanted=False)
            status = str(what)
            rows.append((at, status, Split.MAPPED))
        shown = show(at, wanted=raised and status != "" and status not in done)
    return rows


def _when(step: tuple[int, int, object]) -> tuple[int, int]:
    return step[0], step[1]
