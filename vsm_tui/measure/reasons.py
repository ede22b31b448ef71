"""In words: what stands against calling a constraint, and what would change the call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isinf, log10, sqrt

from vsm_tui.flow.shape import Constraint, StageFlow
from vsm_tui.measure.bootstrap import Blocks
from vsm_tui.measure.ranking import FEWEST_TO_CALL, Ranking

_WEEK = 7 * 86_400
_FEW = 10
"""Of fewer blocks it is said how few they are."""
_APART = 2.2
"""So many standard errors two stages must be apart, about."""
_FAR = 20
"""More than so many times the items of this period are not to be waited for."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a verdict is made from. ``held`` says that the calendar holds the stage that leads; ``pace`` is the
    mean time from finish to finish, in seconds.
    """

    found: Constraint
    ranked: Ranking | None
    blocks: Blocks
    thirds: tuple[str | None, ...]
    names: dict[str, str]
    held: bool
    pace: float

    def against(self, sure: float, agree: int) -> tuple[str, ...]:
        """What stands against calling it, weightiest first; nothing where it may be called."""
        found, ranked = self.found, self.ranked
        said = []
        if self.held and found.stage:
            said.append(f"{self.names[found.stage]} lets items go in bunches: the calendar holds them there")
        if not found.stage:
            said.append(f"{' and '.join(self.names[stage] for stage in found.contenders)} have equally much")
        if ranked is None:
            said.append(f"{self._seen()}, and at least {FEWEST_TO_CALL} are needed: of fewer P cannot reach {sure:.2f}")
            return tuple(said)
        probability = ranked.ranks[ranked.leader]
        if probability < sure:
            said.append(f"P is {floor(probability * 100) / 100:.2f}, below {sure:.2f}")
        if ranked.gap[0] <= 0 and ranked.runner_up is not None:
            said.append(f"the gap to {self._runner_up()} could be zero")
        if found.stage:
            same = sum(third == found.stage for third in self.thirds)
            if same < agree:
                said.append(f"only {same} of {len(self.thirds)} thirds agree{'s' if same == 1 else ''}")
        if said and self.blocks.count < _FEW:
            said.append(self._seen())
        return tuple(said)

    def _seen(self) -> str:
        count, length = self.blocks.count, self.blocks.length
        blocks = f"{floor(count * 10) / 10:g} block{'' if count == 1 else 's'}"
        return f"{self.blocks.items} items are no more than {blocks} of {length}, two lead times long, that can differ"

    def _runner_up(self) -> str:
        ranked, ranks = self.ranked, self.found.scores or {}
        if ranked is None or ranked.runner_up is None or not self.found.lens:
            return "the next"
        known = [name for name, value in zip(self.names, ranks[self.found.lens], strict=True) if value is not None]
        return self.names[known[ranked.runner_up]]

    def would_change(self, sure: float, stages: Sequence[StageFlow]) -> tuple[str, ...]:
        """What would make a call possible, or another one."""
        said = []
        more = self._more_items(sure)
        if more is not None and not self.held:
            weeks = f" ({_rounded(ceil(more * self.pace / _WEEK))} weeks)" if self.pace else ""
            said.append(f"about {_rounded(more)} more items at this rate{weeks}, if nothing changes")
        elif self.ranked is not None and self.ranked.gap[0] <= 0 and not self.held:
            said.append("more items of this kind would hardly: the stages are too near to each other")
        if self.held:
            said.append("leaving more often, or whenever an item is ready")
        lacking = [stage.name for stage in stages if not stage.people]
        if self.found.lens == "pile-up" and lacking:
            given = len(stages) - len(lacking)
            who = " and ".join(lacking) if given and len(lacking) <= 3 else "every stage"
            said.append(f"the people of {who} would let the capacity lens see")
        return tuple(said)

    def _more_items(self, sure: float) -> int | None:
        """How many more items would make the call, were all else to stay as it is; ``None``: none, or too many."""
        ranked, blocks = self.ranked, self.blocks
        least = (0.5 - sure) / (sure - 1) + 1  # blocks from which (m + ½) / (m + 1) can pass, one of them for doubt
        if ranked is None:
            return ceil(least * blocks.length) - blocks.items
        reach = ranked.separation / sqrt(blocks.count)
        if not self.found.stage or reach <= 0 or isinf(reach):
            return None
        count = max(blocks.count, least)
        while count <= _FAR * max(blocks.count, least):
            if reach * sqrt(count) >= _APART:
                more = ceil(count * blocks.length) - blocks.items
                return more if more > 0 else None
            count *= 1.05
        return None


def _rounded(number: int) -> int:
    """Two digits of it: nobody knows more."""
    if number < 10:
        return max(number, 1)
    step = int(10 ** (floor(log10(number)) - 1))
    return -(-number // step) * step
