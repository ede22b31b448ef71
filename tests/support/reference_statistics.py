"""What is told of many items, in plain loops over one item and one moment at a time, from the definitions alone."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.support.reference_measure import Item
from vsm_tui.model import Stream

ENOUGH = 5


@dataclass(frozen=True)
class Period:
    """Items finish in ``[start, end)``; what is open is open at ``now`` (µs)."""

    start: int
    end: int
    now: int

    def holds(self, at: int) -> bool:
        return self.start <= at < self.end

    @property
    def last(self) -> int:
        return min(self.end, self.now)


class Group:
    """The items of a log that ever began."""

    def __init__(self, stream: Stream, items: list[Item], period: Period) -> None:
        self.stream, self.period = stream, period
        self.items = [item for item in items if item.status in ("finished", "open", "cancelled")]
        self.finished = [i for i in self.items if i.status == "finished" and period.holds(self.ended(i))]
        self.cancelled = [i for i in self.items if i.status == "cancelled" and period.holds(self.ended(i))]
        self.begun = [i for i in self.items if period.holds(self.began(i))]

    def began(self, item: Item) -> int:
        return item.stays[0].begins

    def ended(self, item: Item) -> int:
        """When it ended; after every moment there is, where it has not."""
        return item.stays[-1].ends if item.status != "open" else 1 << 62

    def age(self, item: Item, at: int) -> int:
        """Time in process up to a moment."""
        live = [stay for stay in item.stays if stay.what != "paused"]
        return sum(max(0, min(stay.ends, at) - stay.begins) for stay in live)

    def in_process(self, at: int) -> list[Item]:
        """Just before a moment."""
        return [item for item in self.items if self.began(item) < at <= self.ended(item)]

    def waiting(self, stage: int, at: int) -> int:
        """How many waited just before a moment, or at ``now``."""
        if at == self.period.now < self.period.end:
            last = [item.stays[-1] for item in self.items if item.status == "open"]
            return sum(stay.what == "wait" and stay.stage == stage for stay in last)
        waits = [s for item in self.items for s in item.stays if s.what == "wait" and s.stage == stage]
        return sum(stay.begins < at <= stay.ends for stay in waits)

    def furthest(self, item: Item, at: int) -> int:
        """The furthest stage it had come to just before a moment; the first where it had only begun."""
        size = len(self.stream.stages)
        if item.status == "finished" and self.ended(item) < at:
            return size
        found = 0
        for stay in item.stays:
            own = [k for k, s in enumerate(self.stream.stages) if stay.state in (*s.states.wait, *s.states.touch)]
            if stay.begins < at and (own or stay.state in self.stream.finish.states):
                found = max(found, own[0] if own else size)
        return found

    def come(self, stage: int, at: int) -> int:
        """How many had come at least as far as a stage just before a moment; none that ended before the window."""
        some = [i for i in self.items if self.began(i) < at and self.ended(i) >= self.period.start]
        return sum(self.furthest(item, at) >= stage for item in some)

    def over(self, items: list[Item], at: int) -> int:
        """How many of ``items`` had ended just before a moment."""
        return sum(self.ended(item) < at for item in items)

    def survival(self) -> list[tuple[int, int, str]]:
        """(age on coming under observation, age on leaving it, how)."""
        rows = []
        for item in self.items:
            if self.ended(item) < self.period.start or self.began(item) >= self.period.end:
                continue
            leave = self.age(item, self.period.last) if self.ended(item) >= self.period.end else item.lead
            enter = self.age(item, self.period.start) if self.began(item) < self.period.start else -1
            how = item.status if self.ended(item) < self.period.end else "open"
            rows.append((min(enter, leave - 1), leave, how))
        return rows


def time_until_finished(rows: list[tuple[int, int, str]], share: Fraction) -> int | None:
    """The age by which ``share`` of what begins has finished, by Aalen and Johansen, in exact fractions."""
    times = sorted({leave for _, leave, how in rows if how != "open"})
    risk = {t: sum(enter < t <= leave for enter, leave, _ in rows) for t in times}
    if any(enter >= 0 for enter, _, _ in rows):
        enough = min(ENOUGH, max(risk.values(), default=0))
        while times and risk[times[0]] < enough:
            times.pop(0)
    surviving, finished = Fraction(1), Fraction(0)
    for t in times:
        ends = [how for _, leave, how in rows if leave == t and how != "open"]
        finished += surviving * Fraction(ends.count("finished"), risk[t])
        surviving *= 1 - Fraction(len(ends), risk[t])
        if finished >= share:
            return t
    return None
