"""How far chance could move a mean of items that resemble their neighbours: a moving-block bootstrap.

Items are taken in the order in which they ended. Blocks of neighbours stay together (Künsch 1989, Liu and Singh 1992;
closed to a circle: Politis and Romano 1992), because what is queued behind one item is queued behind the next. What a
mean is worth is worked out on a logarithmic scale: durations are positive, and their mean errs by a factor.

A period with few blocks knows little of its own persistence, so two things widen what the blocks alone would say: the
persistence of an autoregression of first order whose coefficient is corrected for its downward bias (Kendall 1954),
and Student's t with one degree of freedom less than there are blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, exp, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.shape import Interval
from vsm_tui.measure.confidence.student import quantile

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Method = Literal["sampled", "limit law"]

DRAWS = 10_000
SAMPLED = 50_000_000
"""Up to so many items × draws are resampled; beyond, the law that resampling tends to is drawn from."""
FEWEST = 3
"""Blocks below which nothing is said about chance: their spread is not known."""
_SEED = 20240229
_TILINGS = 16
_MOST = 0.998
_ROWS, _AT_ONCE = 4096, 256
_TIMES = bytes(times for times, bytes_ in enumerate((94, 95, 46, 16, 4, 1)) for _ in range(bytes_))
"""How often something is drawn, by a random byte: Poisson(1) in 256ths, with its mean and its variance exactly."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """``items`` in a row, in blocks of ``length``."""

    items: int
    length: int

    @property
    def count(self) -> float:
        """How many blocks there are, a part of one counted as a part."""
        return self.items / self.length


def canonical(ended: Ints, contents: Callable[[Ints], Ints]) -> Ints:
    """The order of items by their end, the same for the same items in any order.

    Among equal ends the contents decide, mixed beyond recognition: were they sorted by length, neighbours would look
    alike. ``contents`` gives the n×k integers of n items; only of those that end together it is asked for them.
    """
    order = np.argsort(ended)
    same = np.diff(ended[order]) == 0
    tied = np.flatnonzero(np.append(same, False) | np.append(False, same))
    if tied.size:
        items = order[tied]
        mixed = np.zeros(items.size, np.uint64)
        for column in np.ascontiguousarray(contents(items).T).view(np.uint64):
            mixed = _stirred(mixed + column)
        order[tied] = items[np.lexsort((mixed, ended[items]))]
    return order


def _stirred(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit of x in every bit (the finalizer of SplitMix64, Steele et al. 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def blocks_of(items: int, ended: Ints, lead: Ints) -> Blocks:
    """Blocks at least as long as twice the median lead time, expressed in items at the rate they end at.

    ``ended`` (in order) and ``lead`` are those of finished items on one clock. What all ends at once is one block.
    """
    if not ended.size:
        return Blocks(items, max(items, 1))
    span = int(ended[-1] - ended[0])
    if span <= 0:
        return Blocks(items, max(items, 1))
    length = ceil(2 * float(np.median(lead)) * (ended.size - 1) / span)
    return Blocks(items, min(max(length, 1), max(items, 1)))


@dataclass(frozen=True, slots=True)
class Series:
    """K numbers of each item, in order. ``fetch`` gives the rows of some items as floats, ``order`` the items as they
    follow each other; ``means`` are the columns'. Nothing is kept of what is fetched: logs can be long.
    """

    fetch: Callable[[Ints], Floats]
    order: Ints
    means: Floats

    def first(self, count: int) -> Series:
        """Only the first columns."""
        fetch = self.fetch
        return Series(lambda items: np.ascontiguousarray(fetch(items)[:, :count]), self.order, self.means[:count])

    def relative(self, low: int, high: int) -> Floats:
        """Rows ``low`` … ``high`` − 1, around the circle, as deviations from the means in parts of them.

        What is nothing on average is 0 throughout.
        """
        rows = self.fetch(self.order.take(np.arange(low, high), mode="wrap"))
        rows *= np.divide(1.0, self.means, out=np.zeros_like(self.means), where=self.means > 0)
        rows -= self.means > 0
        return rows


@dataclass(frozen=True, slots=True)
class Spread:
    """How relative deviations of K columns scatter, all K×K: ``plain`` the covariance of items, ``block`` n × that of
    means under the circular moving-block bootstrap in closed form, ``next`` the covariance of each item with the next.

    ``block`` has m/(m − 1) for m blocks, as s² has n/(n − 1) for independent items.
    """

    blocks: Blocks
    plain: Floats
    block: Floats
    next: Floats

    def first(self, count: int) -> Spread:
        """Of the first columns only."""
        own = slice(count), slice(count)
        return Spread(self.blocks, self.plain[own], self.block[own], self.next[own])

    def long_run(self, weights: Floats) -> float:
        """The variance of a weighted sum of the means, times n: of the blocks, or of their persistence if more.

        A ratio errs by the difference of two sums. What each item takes from both hides there how slowly one of them
        moves, so persistence is also looked for in either alone: what both have in common is then not let cancel more
        than the blocks saw of it.
        """
        block = self._part(self.block, weights)
        most = max(block, self._persistent(weights))
        up, down = np.maximum(weights, 0), np.minimum(weights, 0)
        if up.any() and down.any():
            own = [self._part(self.block, side) for side in (up, down)]
            slow = [max(seen, self._persistent(side)) for seen, side in zip(own, (up, down), strict=True)]
            both = 2 * float(up @ self.block @ down)
            if both > 0 and min(own) > 0:
                both *= sqrt(slow[0] / own[0] * slow[1] / own[1])
            most = max(most, sum(slow) + both)
        return max(most, 0.0)

    def _persistent(self, weights: Floats) -> float:
        """The same as an AR(1) has it, its coefficient corrected for its downward bias."""
        plain = self._part(self.plain, weights)
        phi = self._part(self.next, weights) / plain if plain > 0 else 0.0
        phi = min(phi + (1 + 3 * phi) / self.blocks.items, _MOST)
        return plain * (1 + phi) / (1 - phi)

    @staticmethod
    def _part(covariance: Floats, weights: Floats) -> float:
        return float(weights @ covariance @ weights)

    def interval(self, mean: float | None, weights: Floats) -> Interval | None:
        """The 95 % interval of something positive whose logarithm moves by that weighted sum of relative deviations.

        ``None`` of nothing and of too few blocks.
        """
        if self.blocks.count < FEWEST or not mean or mean < 0:
            return None
        half = quantile(0.975, self.blocks.count - 1) * sqrt(self.long_run(weights) / self.blocks.items)
        return mean * exp(-half), mean * exp(min(half, 300.0))


def spread(series: Series, blocks: Blocks) -> Spread:
    """One pass over the items, a few thousand at a time."""
    n, size, length = blocks.items, series.means.size, blocks.length
    plain, block, following = (np.zeros((size, size)) for _ in range(3))
    step = max(_ROWS, length)
    ahead = series.relative(0, length)
    for low in range(0, n, step):
        high = min(low + step, n)
        rows = np.concatenate((ahead, series.relative(low + length, high + length)))
        own, ahead = rows[: high - low], rows[high - low :]
        plain += own.T @ own
        beyond = rows[1 : min(high + 1, n) - low]  # the last item has no next
        following += own[: beyond.shape[0]].T @ beyond
        sums = own
        if length > 1:
            sums = np.concatenate((rows[:length].sum(axis=0, keepdims=True), rows[length:-1] - own[:-1]))
            np.cumsum(sums, axis=0, out=sums)
        block += sums.T @ sums
    spare = 1 - length / n
    block /= n * length * spare if spare > 0 else np.inf
    return Spread(blocks, plain / max(n - 1, 1), block, following / max(n - 1, 1))


def resampled(series: Series, scatter: Spread, draws: int = DRAWS) -> tuple[Floats, Method]:
    """``draws`` × K relative deviations of the means, as resampling blocks scatters them, and how they were come by."""
    rng = _numbers(3)
    if scatter.blocks.items * draws > SAMPLED:
        return limit_law(scatter, draws, rng), "limit law"
    return drawn(series, scatter.blocks, draws, rng), "sampled"


def mixing(blocks: Blocks, draws: int = DRAWS) -> Floats:
    """What turns normal draws into draws of Student's t with one degree of freedom less than there are blocks."""
    freedom = max(blocks.count - 1, 1.0)
    found: Floats = np.sqrt(freedom / _numbers(0).chisquare(freedom, draws))
    return found


def noise(scale: Floats, draws: int, stream: int) -> Floats:
    """``draws`` × K normal draws with the given standard deviations, each ``stream`` independent of the others."""
    found: Floats = _numbers(stream).standard_normal((draws, scale.size)) * scale
    return found


def _numbers(stream: int) -> np.random.Generator:
    """Random numbers, the same every time: the same items must give the same answer, wherever they are measured."""
    return np.random.Generator(np.random.SFC64((_SEED, stream)))


def limit_law(scatter: Spread, draws: int, rng: np.random.Generator) -> Floats:
    """Draws of N(0, the blocks' covariance of the means): what resampling tends to."""
    values, vectors = np.linalg.eigh(scatter.block / scatter.blocks.items)
    found: Floats = rng.standard_normal((draws, values.size)) @ (vectors * np.sqrt(np.maximum(values, 0))).T
    return found


def drawn(series: Series, blocks: Blocks, draws: int, rng: np.random.Generator) -> Floats:
    """Blocks drawn with replacement, from tilings of the circle that begin at different items."""
    count, length = blocks.items // blocks.length, blocks.length
    tilings = min(length, _TILINGS)
    found = np.empty((draws, series.means.size))
    turned = np.ascontiguousarray(series.relative(0, blocks.items + length))
    for number in range(tilings):
        first = number * length // tilings
        tiles = turned[first : first + count * length].reshape(count, length, -1).mean(axis=1)
        tiles -= tiles.mean(axis=0)
        found[number::tilings] = _means(tiles, found[number::tilings].shape[0], rng)
    found *= sqrt(count * length / blocks.items * count / max(count - 1, 1))
    return found


def _means(tiles: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """``draws`` means of as many tiles as there are, drawn with replacement."""
    count = tiles.shape[0]
    if count >= _AT_ONCE:
        return _weighted(tiles, draws, rng)
    found = np.empty((draws, tiles.shape[1]))
    for low in range(0, draws, _ROWS):
        some = min(_ROWS, draws - low)
        picked = rng.integers(0, count, (some, count)) + np.arange(some)[:, None] * count
        times = np.bincount(picked.reshape(-1), minlength=some * count).reshape(some, count)
        found[low : low + some] = times @ tiles / count
    return found


def _weighted(tiles: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """The same for many tiles: each is drawn Poisson(1) times, and the total divided out (Hanley and MacGibbon 2006).

    Drawing the weights is the cost, so they are random bytes translated, for as many tiles and draws at once as stay in
    cache.
    """
    columns = np.column_stack((tiles, np.ones(tiles.shape[0]))).astype(np.float32)
    found = np.zeros((draws, columns.shape[1]))
    for top in range(0, columns.shape[0], _ROWS):
        part = columns[top : top + _ROWS]
        for low in range(0, draws, _AT_ONCE):
            some = min(_AT_ONCE, draws - low)
            words = rng.bit_generator.random_raw(-(-some * part.shape[0] // 8)).tobytes()
            times = np.frombuffer(words.translate(_TIMES), np.uint8, some * part.shape[0])
            found[low : low + some] += times.astype(np.float32).reshape(some, part.shape[0]) @ part
    means: Floats = found[:, :-1] / found[:, -1:]
    return means
