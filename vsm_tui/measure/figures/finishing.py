"""How long until work is finished, with what is still open counted: cumulative incidence with late entry.

Finishing and being cancelled are competing ends: a cancelled item will never finish, so it is not censored (that
would pretend it might still finish, as the others do) but counted as one of those that never do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vsm_tui.measure.figures.durations import Z95, Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
ENOUGH = 5
"""So many items must be under observation before a curve that is entered late may begin."""
_BOUNDED_BY = 6
"""From so many finished items on, an interval is given: fewer cannot bound a median even where nothing is censored."""
_CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Incidence:
    """Shares of what begins, by age: ``finished`` and ``cancelled`` by now, ``surviving`` neither; they add up to 1.

    Each value holds from its entry in ``times`` (ascending, in the unit that was given) to the next. ``error`` is the
    standard error of ``finished``, ``ends`` how many were seen to finish. ``start`` is 0, or the age the curve begins
    at: it is then about items that lasted longer than this.
    """

    times: Ints
    finished: Floats
    cancelled: Floats
    surviving: Floats
    error: Floats
    ends: int
    start: int

    def reached(self, share: float) -> int | None:
        """The age by which ``share`` of what begins has finished; ``None`` where the curve does not reach it."""
        return _first(self.times, self.finished >= share - _CLOSE)

    def interval(self, share: float) -> tuple[int, int | None] | None:
        """The 95 % interval of :meth:`reached`: the ages at which the log-log interval of the curve holds ``share``.

        Brookmeyer and Crowley (1982), for a cumulative incidence. The upper end is ``None`` where it is not reached;
        the whole interval where fewer than six items finished, or the lower end is not reached either.
        """
        if self.ends < _BOUNDED_BY:
            return None
        low, high = self.band()
        first = _first(self.times, high >= share - _CLOSE)
        return None if first is None else (first, _first(self.times, low >= share - _CLOSE))

    def band(self) -> tuple[Floats, Floats]:
        """The pointwise 95 % interval of ``finished``, by the complementary log-log; nothing is known where it is
        0 or 1.
        """
        open_ = np.clip(1 - self.finished, _CLOSE, 1 - _CLOSE)
        known = (self.finished > _CLOSE) & (self.finished < 1 - _CLOSE)
        width = Z95 * self.error / (open_ * -np.log(open_))
        low, high = (1 - np.exp(np.log(open_) * np.exp(sign * width)) for sign in (-1, 1))
        return np.where(known, low, 0.0), np.where(known, high, np.where(self.finished > 0.5, 1.0, 0.0))


def _first(times: Ints, hits: Bools) -> int | None:
    at = int(np.argmax(hits)) if hits.size else 0
    return int(times[at]) if hits.size and hits[at] else None


def incidence(entry: Ints, exit_: Ints, finished: Bools, cancelled: Bools) -> Incidence:
    """The Aalen–Johansen estimate with late entry; without cancelled ones, 1 − that of Kaplan and Meier.

    An item is at risk at the ages in ``(entry, exit]``, −1 standing for one seen from its begin; where neither flag is
    set it left unfinished, and nothing more is known. With S the Kaplan–Meier estimate for either end, d₁ items
    finishing among Y at risk add S(t−)·d₁/Y to ``finished`` (Aalen and Johansen 1978; late entry: Tsai, Jewell and
    Wang 1987). Its variance is that of Gaynor et al. (1993), Greenwood's where nothing is cancelled.

    Where items come in late, few may be at risk at young ages, and a single end among one or two would throw the whole
    curve down. It then begins at the age from which :data:`ENOUGH` are at risk (or as many as there ever are): it is
    conditional on lasting that long (Klein and Moeschberger 2003, §4.6), and ``start`` says so.
    """
    ended = np.sort(exit_[finished | cancelled])
    if not ended.size:
        nothing = np.empty(0)
        return Incidence(np.empty(0, np.int64), nothing, nothing, nothing, nothing, 0, 0)
    new = np.append(True, ended[1:] != ended[:-1])
    times = ended[new]
    both = np.diff(np.append(np.flatnonzero(new), ended.size))
    own = _counts(np.sort(exit_[finished]), times) if cancelled.any() else both
    late = np.sort(entry[entry >= 0])
    exits = np.sort(exit_)
    risk = exit_.size - np.searchsorted(exits, times, side="left")
    if late.size:
        risk -= late.size - np.searchsorted(late, times, side="left")
    start = 0
    if late.size and risk[0] < ENOUGH:
        begin = int(np.argmax(risk >= min(ENOUGH, int(risk.max()))))
        start = int(times[begin - 1]) if begin else 0
        times, both, own, risk = (values[begin:] for values in (times, both, own, risk))
    return _estimate(times, both, own, risk, start)


def _counts(ordered: Ints, times: Ints) -> Ints:
    found: Ints = np.searchsorted(ordered, times, side="right") - np.searchsorted(ordered, times, side="left")
    return found


def _estimate(times: Ints, both: Ints, own: Ints, risk: Ints, start: int) -> Incidence:
    """``both`` ends, ``own`` of them finishes, among ``risk`` at each of ``times``."""
    at_risk = risk.astype(np.float64)
    surviving = np.cumprod(1 - both / at_risk, dtype=np.float64)
    before = np.concatenate((np.ones(1), surviving[:-1]))
    finished = np.cumsum(before * own / at_risk)
    cancelled = np.cumsum(before * (both - own) / at_risk)
    # Σ [F(t) − F(t_j)]² a + S²b − 2 [F(t) − F(t_j)] S c, multiplied out so that one pass gives it for every t. Where
    # everybody at risk ends at once a is infinite, but F does not move any more: its term is nothing.
    left = at_risk - both
    a = np.divide(both, at_risk * left, out=np.zeros_like(at_risk), where=left > 0)
    b, c = before**2 * own * (at_risk - own) / at_risk**3, before * own / at_risk**2
    variance = (
        finished**2 * np.cumsum(a)
        - 2 * finished * np.cumsum(finished * a + c)
        + np.cumsum(finished**2 * a + b + 2 * finished * c)
    )
    error: Floats = np.sqrt(np.maximum(variance, 0))
    return Incidence(times, finished, cancelled, surviving, error, int(own.sum()), start)
