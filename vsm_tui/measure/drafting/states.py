"""What a log shows of each of its states: the table that states are mapped from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vsm_tui.events.log import Split
from vsm_tui.measure.drafting import names
from vsm_tui.measure.drafting.emitted import ALIKE, meaning_of
from vsm_tui.measure.roles import tail

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vsm_tui.measure.log.log import Log

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class StateSeen:
    """One state. ``names`` are what a stream may call it, most specific first.

    ``visits`` counts entries, ``items`` the items that were ever in it, ``last`` those that were seen in it last.
    ``seconds`` is elapsed time from its events to the next event of the same item; ``share`` that of all states' time.
    ``hint`` is what its name suggests (``wait``, ``stay``, ``cancelled``, ``finish`` or ""), ``category`` what the
    tracker itself says of it (``new``, ``indeterminate``, ``done`` or ""). ``onward`` is the state that most visits are
    followed by, "" where none is.
    """

    state: str
    names: tuple[str, ...]
    visits: int
    items: int
    last: int
    seconds: float
    share: float
    hint: str
    category: str = ""
    onward: str = ""

    @property
    def ends(self) -> bool:
        """Whether at least half of its visits are where an item was seen last."""
        return 2 * self.last >= self.visits


def state_table(log: Log) -> tuple[StateSeen, ...]:
    """Every state of the log, the one with the most time first."""
    import numpy as np

    count, rows = len(log.states), log.item.size
    if not rows:
        return ()
    same = log.item[1:] == log.item[:-1]
    entered = np.ones(rows, bool)
    entered[1:] = ~same | (log.state[1:] != log.state[:-1])
    entered &= log.split != Split.BACK  # where it had been all the while
    final = np.append(~same, True)
    visits = np.bincount(log.state[entered], minlength=count)
    last = np.bincount(log.state[final], minlength=count)
    seconds = np.bincount(log.state[:-1][same], weights=np.diff(log.at)[same] / MICROS, minlength=count)
    pairs = np.unique(log.item.astype(np.int64) * count + log.state)
    items = np.bincount((pairs % count).astype(np.int64), minlength=count)
    total = float(seconds.sum())
    onward = _onward(log, same, count)
    table = [
        StateSeen(
            state=state,
            names=_names(state, log.aliases.get(state, ())),
            visits=int(visits[code]),
            items=int(items[code]),
            last=int(last[code]),
            seconds=float(seconds[code]),
            share=float(seconds[code]) / total if total else 0.0,
            hint=_hint(state),
            category=log.categories.get(state, ""),
            onward=onward.get(code, ""),
        )
        for code, state in enumerate(log.states)
        if visits[code]
    ]
    return tuple(sorted(table, key=lambda s: (-s.seconds, -s.visits, s.state)))


def _onward(log: Log, same: npt.NDArray[np.bool_], count: int) -> dict[int, str]:
    """State code → the other state that most of its visits lead to."""
    import numpy as np

    moved = same & (log.state[1:] != log.state[:-1])
    pairs, often = np.unique(log.state[:-1][moved].astype(np.int64) * count + log.state[1:][moved], return_counts=True)
    found: dict[int, str] = {}
    for at in np.argsort(often, kind="stable"):  # the most frequent one comes last, and stays
        found[int(pairs[at]) // count] = log.states[int(pairs[at]) % count]
    return found


def suggest(seen: StateSeen, stages: Sequence[str]) -> tuple[str, int | None]:
    """What the state's name and its place in the log suggest: a role, and the position of a stage it speaks of.

    The role is ``wait``, ``touch``, ``stay``, ``cancelled``, ``finish`` or ""; done-like names count only where most
    visits are an item's last, and ``Triaged`` waits for the stage after triage. What a source of changes or jobs says
    is read in its own words. A guess for people to confirm, never a mapping.
    """
    name = tail(seen.state)
    told = meaning_of(seen.state)
    if told is not None and told.stage:
        titles = (k for word in ALIKE[told.stage] for k, title in enumerate(stages) if names.alike(title, word))
        return told.does, next(titles, None)
    if seen.hint in ("cancelled", "stay"):
        return seen.hint, None
    if seen.hint == "finish" and seen.ends:
        return "finish", None
    over = names.is_over(name)
    about = over or names.waits_for(name) or name
    stage = next((k for k, title in enumerate(stages) if names.alike(title, about)), None)
    if over and stage is not None:
        return "wait", min(stage + 1, len(stages) - 1)
    if stage is None:
        return ("wait" if seen.hint == "wait" else ""), None
    return ("wait" if seen.hint == "wait" else "touch"), stage


def _names(state: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    every = (state, *aliases)
    return tuple(dict.fromkeys((*every, *(tail(name) for name in every))))


def _hint(state: str) -> str:
    name, told = tail(state), meaning_of(state)
    if told is not None:
        return "" if told.does == "touch" else told.does
    if names.is_cancelled(name):
        return "cancelled"
    if names.is_done(name):
        return "finish"
    if names.is_stay(name):
        return "stay"
    return "wait" if names.is_wait(name) else ""
