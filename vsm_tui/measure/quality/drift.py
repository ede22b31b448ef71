"""States that come into use or go out of it part-way through the window: columns renamed, added, retired.

A state that is only at rest is told from one that is gone by what its neighbours do: while items keep coming from
where they came to it before, it should go on. So a log whose first items have yet to arrive somewhere, or whose last
ones are through, says nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from zoneinfo import ZoneInfo

import numpy as np

from vsm_tui.flow.observed import Warn
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.quality.effects import SPLIT, warn
from vsm_tui.measure.quality.health import Health, Ints, shift_of
from vsm_tui.measure.roles import tail
from vsm_tui.measure.walks.worktime import moment

_LEAST = 5
_EXPECTED = 10.0
"""So many entries have to be missing: chance leaves out ten expected ones once in 20,000 times (Poisson)."""
_SILENT = 0.1
_TOGETHER = 2
_ALIKE = 0.5
_TOLD = 5

UNMAPPED = ""
STAGES = "stages."


@dataclass(frozen=True, slots=True)
class _Use:
    """When one state was used: in slices of the window, and to the microsecond."""

    state: str
    rows: Ints
    first: int
    last: int

    @property
    def slices(self) -> list[int]:
        """Those it was used in."""
        found: list[int] = np.flatnonzero(self.rows).tolist()
        return found

    @property
    def pause(self) -> int:
        """The longest time between two uses, in slices."""
        return max((b - a for a, b in pairwise(self.slices)), default=1)


def state_changes(health: Health, plan: Plan, meaning: Mapping[str, str]) -> list[Warn]:
    """States that replaced each other, vanished or appeared.

    ``meaning`` says what each state is to the stream: ``stages.ID.wait`` or ``stages.ID.touch``, the word for what is
    no stage, or :data:`UNMAPPED`.
    """
    flow = _Moves(health)
    uses = [
        _Use(state, rows, int(health.ends[state][0]), -int(health.ends[state][1]))
        for state, rows in sorted(health.used.items())
        if int(rows.sum()) >= _LEAST
    ]
    slices = (plan.now - plan.start >> shift_of(plan)) + 1
    gone = [use for use in uses if slices - 1 - use.slices[-1] >= max(_SILENT * slices, 3 * use.pause)]
    come = [use for use in uses if use.slices[0] >= max(_SILENT * slices, 3 * use.pause)]
    missed = {use.state for use in gone if flow.missing_after(use) >= _EXPECTED}
    late = {use.state for use in come if flow.missing_before(use) >= _EXPECTED}
    zone = ZoneInfo(plan.stream.clock.timezone)
    found, told = [], set[str]()
    for old in gone:
        new = _successor(flow, old, [u for u in come if u.state not in told], missed | late)
        if new is not None:
            told |= {old.state, new.state}
            found.append(_replaced(old, new, meaning, zone))
    found += [_vanished(use, meaning, zone) for use in gone if use.state in missed - told]
    found += [_appeared(use, meaning, zone) for use in come if use.state in late - told]
    return sorted(found, key=lambda w: (w.code, w.text))[:_TOLD]


class _Moves:
    """Which states came before and after each, in an order that does not depend on how the log was cut."""

    def __init__(self, health: Health) -> None:
        self._used = health.used
        self._near: dict[tuple[str, bool], list[tuple[str, int]]] = {}
        for (source, target), count in sorted(health.moves.items()):
            if source != target:
                self._near.setdefault((target, True), []).append((source, count))
                self._near.setdefault((source, False), []).append((target, count))

    def missing_after(self, use: _Use) -> float:
        """How many entries those before it would have given it after its last use, had they gone on as they did."""
        return self._missing(use, slice(use.slices[-1] + 1, None), into=True)

    def missing_before(self, use: _Use) -> float:
        """The same before its first use: how many it would have passed on to those after it."""
        return self._missing(use, slice(0, use.slices[0]), into=False)

    def _missing(self, use: _Use, silence: slice, *, into: bool) -> float:
        expected = 0.0
        for other, moves in self._near.get((use.state, into), ()):
            rows = self._used[other]
            meanwhile = int(rows[silence].sum())
            there = int(rows.sum()) - meanwhile
            expected += moves / there * meanwhile if there else 0.0
        return expected

    def similar(self, one: str, other: str) -> float:
        """The cosine of what comes before and after both."""
        a, b = (
            {(into, near): n for into in (True, False) for near, n in self._near.get((state, into), ())}
            for state in (one, other)
        )
        dot = sum(n * b.get(key, 0) for key, n in a.items())
        size = sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))
        return dot / size if size else 0.0


def _successor(flow: _Moves, old: _Use, come: list[_Use], telling: set[str]) -> _Use | None:
    """The state that took the place of another: it begins about when that one ends, between the same neighbours."""
    fitting = [
        (similar, new)
        for new in come
        if (old.state in telling or new.state in telling)
        and abs(new.slices[0] - old.slices[-1]) <= _TOGETHER
        and (similar := flow.similar(old.state, new.state)) >= _ALIKE
    ]
    return max(fitting, key=lambda pair: (pair[0], pair[1].state))[1] if fitting else None


def _replaced(old: _Use, new: _Use, meaning: Mapping[str, str], zone: ZoneInfo) -> Warn:
    text = (
        f"‘{tail(old.state)}’ was last seen on {_day(old.last, zone)}, "
        f"‘{tail(new.state)}’ first on {_day(new.first, zone)}: renamed?"
    )
    before, since = meaning[old.state], meaning[new.state]
    if before == since != UNMAPPED:
        return warn("state-replaced", text, 2)
    effect = f"its time counts as {_word(before)} before and as {_word(since)} since: a new name looks like a new flow"
    return warn("state-replaced", text, 2, effect=effect, bends=_bent(before, since), flag="mismatch")


def _vanished(use: _Use, meaning: Mapping[str, str], zone: ZoneInfo) -> Warn:
    text = f"‘{tail(use.state)}’ was last seen on {_day(use.last, zone)}, though work went on: retired or renamed?"
    return warn("state-vanished", text, 1, bends=_bent(meaning[use.state]), flag="mismatch")


def _appeared(use: _Use, meaning: Mapping[str, str], zone: ZoneInfo) -> Warn:
    text = f"‘{tail(use.state)}’ was first seen on {_day(use.first, zone)}, though work went on before: new or renamed?"
    return warn("state-appeared", text, 1, bends=_bent(meaning[use.state]), flag="mismatch")


def _bent(*meanings: str) -> list[str]:
    found = [m.rpartition(".")[0] for m in meanings if m.startswith(STAGES)]
    found += SPLIT[:3] if UNMAPPED in meanings else ()
    return found or ["lead_time"]


def _word(meaning: str) -> str:
    if meaning.startswith(STAGES):
        stage, _, part = meaning.removeprefix(STAGES).rpartition(".")
        return f"{part} of ‘{stage}’"
    return meaning or "no stage"


def _day(at: int, zone: ZoneInfo) -> str:
    return moment(at).astimezone(zone).date().isoformat()
