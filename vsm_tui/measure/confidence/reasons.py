"""In words: what stands against calling a constraint, and what would change the call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, log10

from vsm_tui.draw.text import count
from vsm_tui.flow.shape import Constraint, StageFlow
from vsm_tui.measure.confidence.bootstrap import Blocks
from vsm_tui.measure.confidence.doubts import NO_DOUBTS, Doubts
from vsm_tui.measure.confidence.ranking import FEWEST_TO_CALL, Ranking

_WEEK = 7 * 86_400
_FEW = 10
"""Of fewer blocks it is said how few they are."""
_APART = 2.2
"""So many standard errors two stages must be apart, about."""
_FAR = 20
"""More than so many times the items of this period are not to be waited for, where stages are near to each other."""
_NEAR = 1.5
"""Stages of which one has less than so many times as much as the other are near to each other."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a verdict is made from. ``held`` says that the calendar holds the stage that leads; ``pace`` is the
    mean time from finish to finish, in seconds; ``doubts`` what of the map stands against it.
    """

    found: Constraint
    ranked: Ranking | None
    blocks: Blocks
    thirds: tuple[str | None, ...]
    names: dict[str, str]
    held: bool
    pace: float
    doubts: Doubts = NO_DOUBTS

    def against(self, sure: float, agree: int) -> tuple[str, ...]:
        """What stands against calling it, weightiest first; nothing where it may be called."""
        return (*self.doubts.said, *self._of_the_sample(sure, agree))

    def _of_the_sample(self, sure: float, agree: int) -> tuple[str, ...]:
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
        blocks = count(floor(self.blocks.count * 10) / 10, "block")
        items, length = count(self.blocks.items, "item"), self.blocks.length
        return f"in {items} there are no more than {blocks} of {length}, two lead times long, that can differ"

    def _runner_up(self) -> str:
        ranked, ranks = self.ranked, self.found.scores or {}
        if ranked is None or ranked.runner_up is None or not self.found.lens:
            return "the next"
        known = [name for name, value in zip(self.names, ranks[self.found.lens], strict=True) if value is not None]
        return self.names[known[ranked.runner_up]]

    def would_change(self, sure: float, agree: int, stages: Sequence[StageFlow]) -> tuple[str, ...]:
        """What would make a call possible where there is none, or another one."""
        said = list(self.doubts.would_change)
        if not self.held and self._of_the_sample(sure, agree):
            said.append(self._more(sure, agree))
        if self.held:
            said.append("leaving more often, or whenever an item is ready")
        lacking = [stage.name for stage in stages if not stage.people]
        if self.found.lens == "pile-up" and lacking:
            given = len(stages) - len(lacking)
            who = " and ".join(lacking) if given and len(lacking) <= 3 else "every stage"
            said.append(f"the people of {who} would let the capacity lens see")
        return tuple(said)

    def _more(self, sure: float, agree: int) -> str:
        """What more items of the same kind would do; the thirds do not turn by adding to them."""
        ranked = self.ranked
        if ranked and ranked.ranks[ranked.leader] >= sure and ranked.gap[0] > 0 and self.found.stage:
            return f"a period in which {self.names[self.found.stage]} leads in {agree} of {len(self.thirds)} thirds"
        more = self._more_items(sure)
        if more is None:
            return "more items of this kind would hardly: the stages are too near to each other"
        weeks = f" ({count(_rounded(ceil(more * self.pace / _WEEK)), 'week')})" if self.pace else ""
        return f"about {count(_rounded(more), 'more item')} at this rate{weeks}, if nothing changes"

    def _more_items(self, sure: float) -> int | None:
        """How many more items would make the call, were all else to stay as it is.

        ``None`` where that is more than anybody waits for, because the stages are near to each other. Where there
        should be enough already it is another block.
        """
        ranked, blocks = self.ranked, self.blocks
        least = round(
            (sure - 0.5) / (1 - sure) + 1, 9
        )  # blocks from which (m + ½) / (m + 1) can pass, one of them for doubt
        if ranked is None:
            return ceil(least * blocks.length) - blocks.items
        near = self._ratio(ranked) < _NEAR
        if ranked.separation <= 0:
            return None
        wanted = max((_APART / ranked.separation) ** 2 * blocks.count, least)
        if near and wanted > _FAR * max(blocks.count, least):
            return None
        more = ceil(wanted * blocks.length) - blocks.items
        return more if more > 0 else blocks.length

    def _ratio(self, ranked: Ranking) -> float:
        """How many times as much the stage that leads has as the next."""
        values = [value for value in (self.found.scores or {})[self.found.lens or "pile-up"] if value is not None]
        second = values[ranked.runner_up] if ranked.runner_up is not None else 0.0
        return values[ranked.leader] / second if second > 0 else inf


def _rounded(number: int) -> int:
    """Two digits of it: nobody knows more."""
    if number < 10:
        return max(number, 1)
    step = int(10 ** (floor(log10(number)) - 1))
    return -(-number // step) * step
