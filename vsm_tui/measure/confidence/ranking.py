"""Which stage has most, and how sure that is: ranks and gaps under the bootstrap."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.confidence.bootstrap import (
    DRAWS,
    Blocks,
    Floats,
    Method,
    Series,
    Spread,
    mixing,
    noise,
    resampled,
    spread,
)
from vsm_tui.measure.confidence.student import quantile
from vsm_tui.measure.figures.durations import Z95

FEWEST_TO_CALL = 4
"""Blocks below which nothing is called: with fewer, the one nobody has seen keeps P below 0.90 whatever they say."""
FLOOR, ENOUGH = 3.0, 20
"""The least relative variance that is believed of one block's mean while there are few blocks, and from how many on
less and less of it is added, because then they tell themselves how they vary.

What builds up behind a busy stage in two lead times varies as much as it is long on average (exponentially distributed
amounts have 1) and lasts for more than one block; a period that happens to be calm throughout must not count for more
than it is. Chosen by the simulations in the tests, as the least that keeps calls between near equals, in queues as in
waits that slowly swing, about as often right as they claim.
"""


@dataclass(frozen=True, slots=True)
class Ranking:
    """``leader`` and ``runner_up`` are columns. ``ranks`` is P(rank 1) per column, ``gap`` the 95 % interval of
    leader − runner-up, in the rows' unit per item.

    ``separation`` is the gap of the two in standard errors of its logarithm. ``inflation`` is how many times as much
    the gap may vary as it would among independent items; ``effective_n`` is the items divided by it, at least the
    blocks and at most the items.
    """

    leader: int
    runner_up: int | None
    ranks: tuple[float, ...]
    gap: tuple[float, float]
    separation: float
    inflation: float | None
    effective_n: float
    method: Method


def ranking(
    series: Series, blocks: Blocks, draws: int = DRAWS, *, piles: bool = True, scatter: Spread | None = None
) -> Ranking:
    """Rank the columns of a series by their means. There must be :data:`FEWEST_TO_CALL` blocks, and one positive
    mean.

    ``piles`` says that the numbers pile up, as waiting does; what each item brings along itself, as work, needs no
    :data:`FLOOR`. ``scatter`` is how the series scatters, where somebody looked already.

    To what the draws say one block is added that nobody has seen, in which anybody may lead: after m blocks that all
    agree, P is at most (m + ½) / (m + 1).
    """
    means = series.means
    running = means > 0
    scatter = scatter or spread(series, blocks)
    added = _added(scatter, running, piles=piles)
    drawn, method = _drawn(series, scatter, added, draws)
    leader = int(means.argmax())
    others = np.flatnonzero(np.arange(means.size) != leader)
    second = int(others[means[others].argmax()]) if others.size else None
    seen = np.bincount(drawn.argmax(axis=1), minlength=means.size) / draws
    weights, gap, apart = np.eye(means.size)[leader], drawn[:, leader], np.inf
    if second is not None and running[second]:
        weights, gap = weights - np.eye(means.size)[second], gap - drawn[:, second]
        apart = float(np.log(means[leader] / means[second]))
    estimated = float(weights @ scatter.block @ weights + weights**2 @ added.persistent)
    believed = float(weights**2 @ added.floor)
    low, high = np.quantile(gap, (0.025, 0.975))
    inflation = _inflation(float(weights @ scatter.plain @ weights), estimated, believed, blocks)
    return Ranking(
        leader=leader,
        runner_up=second,
        ranks=tuple(float(p) for p in _with_unseen(seen, running, leader, blocks.count)),
        gap=(float(low), float(high)),
        separation=apart / sqrt((estimated + believed) / blocks.items) if estimated + believed > 0 else np.inf,
        inflation=inflation,
        effective_n=_effective(inflation, blocks),
        method=method,
    )


@dataclass(frozen=True, slots=True)
class Added:
    """Per column, what is added to the variance that the blocks show, times n: what is ``persistent`` beyond them, and
    what is missing to the ``floor`` below which nothing is believed.
    """

    persistent: Floats
    floor: Floats


def _added(scatter: Spread, running: NDArray[np.bool_], *, piles: bool) -> Added:
    blocks, size = scatter.blocks, running.size
    within, seen = scatter.block.diagonal(), np.array([scatter.long_run(one) for one in np.eye(size)])
    persistent = np.where(running, np.maximum(seen - within, 0), 0)
    least = FLOOR * blocks.length * min(1.0, ENOUGH / blocks.count) if piles else 0.0
    return Added(persistent, np.where(running, np.maximum(least - np.maximum(seen, within), 0), 0))


def _drawn(series: Series, scatter: Spread, added: Added, draws: int) -> tuple[Floats, Method]:
    """``(draws×K means, method)``: what the means might have been.

    Each is moved in parts of itself: up by a share, down by a factor, so that it stays positive. What resampling
    blocks does to it and what persistence adds to that are estimated, so one draw makes both Student's; what
    :data:`FLOOR` adds is not estimated, so it stays normal.
    """
    blocks = scatter.blocks
    moved, method = resampled(series, scatter, draws)
    moved += noise(np.sqrt(added.persistent / blocks.items), draws, 1)
    moved *= mixing(blocks, draws)[:, None]
    moved += noise(np.sqrt(added.floor / blocks.items), draws, 2)
    return series.means * np.where(moved < 0, np.exp(np.minimum(moved, 0)), 1 + moved), method


def _inflation(naive: float, estimated: float, believed: float, blocks: Blocks) -> float | None:
    """How many times as much the call lets the gap vary as independent items would; ``None`` where nothing varies.

    A variance that few blocks tell is worth as much less as Student's interval is wider than the normal one.
    """
    wider = (quantile(0.975, blocks.count - 1) / Z95) ** 2
    varies = estimated * wider + believed
    return varies / naive if naive > 0 and varies > 0 else None


def _effective(inflation: float | None, blocks: Blocks) -> float:
    """How many independent items would tell as much; at least the blocks, which is what is taken to be independent."""
    return min(max(blocks.items / inflation if inflation else 0.0, blocks.count), float(blocks.items))


def _with_unseen(seen: Floats, running: NDArray[np.bool_], leader: int, blocks: float) -> Floats:
    """The chances with one unseen block added: half of it is the leader's, half is shared by the others."""
    rivals = int(running.sum()) - 1
    unseen = np.where(running, 0.5 / max(rivals, 1), 0.0)
    unseen[leader] = 0.5 if rivals else 1.0
    found: Floats = (seen * blocks + unseen) / (blocks + 1)
    return found
