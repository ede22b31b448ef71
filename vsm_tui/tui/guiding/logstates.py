"""The states of the log that was read, for whoever types what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from vsm_tui.edit import Role
from vsm_tui.model import Stream
from vsm_tui.tui.guiding.said import PARTS

if TYPE_CHECKING:
    from vsm_tui.tui.statelist import StateRow


class LogState(NamedTuple):
    """One state: its ``name``, every name a stream may call it by, and whether it means nothing yet (``open``).

    ``role`` and ``stage`` (an id) are the meaning that something speaks for, ``meaning`` the same in words; "none" and
    "" where nothing does.
    """

    name: str
    names: tuple[str, ...]
    open: bool = True
    role: Role = "none"
    stage: str = ""
    meaning: str = ""

    @property
    def typed(self) -> bool:
        """Whether its name can stand in a row with others."""
        return not set(self.name) & set(PARTS)


def log_states(listed: Sequence[StateRow]) -> tuple[LogState, ...]:
    """The rows of the data screen as the guide needs them, the one with the most time first."""
    return tuple(
        LogState(
            row.called,
            row.seen.names,
            open=row.meaning.role == "none" and not row.begins,
            role=row.suggested.role if row.suggested else "none",
            stage=row.suggested.stage.id if row.suggested and row.suggested.stage else "",
            meaning=row.hint,
        )
        for row in listed
    )


def in_log(states: Sequence[LogState], typed: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Names in the spelling of the log; and which of them it does not know, in words with what may be meant."""
    if not states:
        return tuple(typed), ""
    spelled = {name.casefold(): name for state in reversed(states) for name in state.names}
    names = tuple(spelled.get(name.casefold(), name) for name in typed)
    strange = [name for name in names if name.casefold() not in spelled]
    if not strange:
        return names, ""
    near = [spelled[found] for name in strange for found in get_close_matches(name.casefold(), spelled, n=1)]
    hint = f"; did you mean {' or '.join(f'‘{name}’' for name in dict.fromkeys(near))}?" if near else ""
    return names, f"not in the log: {', '.join(f'‘{name}’' for name in strange)}{hint}"


def mapped(states: Sequence[LogState]) -> str:
    """How many of them mean something: ``3 of 12 states of the log mean something``."""
    known = sum(not state.open for state in states)
    return f"{known} of {len(states)} states of the log are mapped" if states else ""


def fits(stream: Stream, state: LogState, stage: str) -> bool:
    """Whether it probably means ``stage`` of ``stream``."""
    return state.open and state.stage == stage and any(known.id == stage for known in stream.stages)
