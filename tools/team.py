"""A made-up team that works through items: the simulator behind the sample logs.

Time runs in working minutes, so every event falls on a working day; :meth:`Calendar.stamp` turns it into local time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

DAY = 480
"""Working minutes a day."""
_EVENING = 450
"""From this minute on, a day stretches into the evening."""
_MAX_RETURNS = 6


@dataclass(frozen=True)
class Step:
    """One stage as the tracker sees it: a queue state, then a doing state; hours are medians of lognormals.

    ``drift`` is how many times longer the wait is at the end of the period than at its start, minus one.
    ``back`` sends an item to an earlier step by its wait state, with a probability per exit. ``commit`` is entered
    when a third is done, ``fails`` is a state and the probability that the doing fails and queues again, ``over`` is
    where it rests, for an hour or so, before it goes on.
    """

    wait: str
    doing: str
    wait_hours: float
    doing_hours: float
    back: tuple[tuple[str, float], ...] = ()
    drift: float = 0.0
    wait_spread: float = 0.9
    doing_spread: float = 0.6
    only_fortnightly: bool = False
    commit: str = ""
    fails: tuple[str, float] = ("", 0.0)
    over: str = ""
    skipped_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spell:
    """A state an item can fall into while in a doing state, and comes back from."""

    state: str
    chance: float
    hours: float
    spread: float = 0.6


@dataclass(frozen=True)
class Team:
    """Everything that decides a log."""

    key: str
    first_number: int
    zone: str
    start: date
    end: date
    per_week: float
    steps: tuple[Step, ...]
    types: tuple[tuple[str, float], ...]
    labels: tuple[tuple[str, float], ...]
    seed: int
    done: str = "Done"
    cancelled: tuple[str, float] = ("Won't do", 0.03)
    spells: tuple[Spell, ...] = ()
    reopened: tuple[str, float] = ("", 0.0)
    holidays: tuple[date, ...] = ()
    batch: float = 0.35


@dataclass(frozen=True)
class Event:
    """One row of a log; ``order`` breaks ties so that an item's rows keep their order."""

    minute: float
    order: int
    item: str
    state: str
    type: str
    labels: str


@dataclass
class Calendar:
    """Working minutes to local time and back to the next release day."""

    start: date
    end: date
    zone: ZoneInfo
    holidays: tuple[date, ...] = ()
    days: list[date] = field(init=False)

    def __post_init__(self) -> None:
        beyond = self.end + timedelta(days=400)
        span = (self.start + timedelta(days=n) for n in range((beyond - self.start).days))
        self.days = [d for d in span if d.weekday() < 5 and d not in self.holidays]

    @property
    def minutes(self) -> int:
        """Working minutes from the first day to the end of the last."""
        return sum(1 for d in self.days if d <= self.end) * DAY

    def stamp(self, minute: float) -> str:
        """ISO 8601 with offset, to the second. The last half hour of a day stretches into the evening."""
        day, within = divmod(minute, DAY)
        if within > _EVENING:
            within = _EVENING + (within - _EVENING) * 6
        local = datetime.combine(self.days[int(day)], datetime.min.time(), self.zone)
        return (local + timedelta(minutes=9 * 60, seconds=int(within * 60))).isoformat()

    def next_release(self, minute: float) -> float:
        """The next second Thursday at about half past ten, as a working minute after ``minute``."""
        day = int(minute // DAY)
        while True:
            at = day * DAY + 90.0
            fortnight = (self.days[day] - self.start).days % 14
            if fortnight == 10 and at > minute:
                return at
            day += 1


def _pick(random: Random, choices: tuple[tuple[str, float], ...]) -> str:
    at = random.random() * sum(weight for _, weight in choices)
    for name, weight in choices:
        at -= weight
        if at < 0:
            return name
    return choices[-1][0]


def _hours(random: Random, median: float, spread: float) -> float:
    return max(1.0, random.lognormvariate(0.0, spread) * median * 60)


def _arrivals(team: Team, calendar: Calendar, random: Random) -> Iterator[float]:
    """Arrivals as working minutes: some come in Monday's planning, the rest whenever."""
    weeks = calendar.minutes // (5 * DAY)
    for week in range(weeks):
        count = int(team.per_week + random.random() + random.gauss(0, team.per_week * 0.15))
        for _ in range(count):
            planned = random.random() < team.batch
            yield week * 5 * DAY + (random.uniform(45, 110) if planned else random.uniform(0, 5 * DAY))


class _Walk:
    """One item on its way, as ``(minute, state)``."""

    def __init__(self, team: Team, calendar: Calendar, random: Random, minute: float, kind: str) -> None:
        self.team, self.calendar, self.random, self.minute, self.kind = team, calendar, random, minute, kind
        self.rows: list[tuple[float, str]] = []
        self.returns = 0

    def enter(self, state: str, stay: float) -> None:
        self.rows.append((self.minute, state))
        self.minute += stay

    def work(self, step: Step) -> None:
        """Wait in the step, then do it, perhaps with a spell in between."""
        progress = min(1.0, self.minute / self.calendar.minutes)
        wait = _hours(self.random, step.wait_hours, step.wait_spread) * (1 + step.drift * progress)
        if step.only_fortnightly:
            ready = self.minute + wait
            wait = self.calendar.next_release(ready) + self.random.uniform(0, 40) - self.minute
        self.enter(step.wait, wait)
        if not step.doing:
            return
        doing = _hours(self.random, step.doing_hours, step.doing_spread)
        while step.fails[1] and self.random.random() < step.fails[1]:
            self.enter(step.doing, doing * 0.8)
            self.enter(step.fails[0], _hours(self.random, 2, 0.7))
            self.enter(step.wait, _hours(self.random, 1, 0.7))
        if step.commit:
            self.enter(step.doing, doing * 0.3)
            self.enter(step.commit, doing * 0.7)
            return
        for spell in self.team.spells:
            if self.random.random() < spell.chance:
                self.enter(step.doing, doing * 0.4)
                self.enter(spell.state, _hours(self.random, spell.hours, spell.spread))
                doing *= 0.6
                break
        self.enter(step.doing, doing)
        if step.over:
            self.enter(step.over, _hours(self.random, 1.5, 0.6))

    def sent_back(self, step: Step) -> str:
        """The wait state it is sent back to, or ''."""
        at = self.random.random()
        for target, chance in step.back:
            at -= chance
            if at < 0 and self.returns < _MAX_RETURNS:
                self.returns += 1
                return target
        return ""

    def run(self) -> list[tuple[float, str]]:
        steps = self.team.steps
        where = {step.wait: index for index, step in enumerate(steps)}
        cancelled = self.random.random() < self.team.cancelled[1]
        last = self.random.randrange(1, len(steps)) if cancelled else len(steps)
        index = 0
        while index < last:
            step = steps[index]
            if self.kind in step.skipped_by and not self.returns:
                index += 1
                continue
            self.work(step)
            target = self.sent_back(step)
            index = where[target] if target else index + 1
            if index == len(steps) and self.random.random() < self.team.reopened[1]:
                self.enter(self.team.done, _hours(self.random, 14, 0.8))
                index = where[self.team.reopened[0]]
        self.enter(self.team.cancelled[0] if cancelled else self.team.done, 0)
        return self.rows


def events(team: Team) -> tuple[Calendar, list[Event]]:
    """The team's log in time order; what lies after its last day has not happened yet."""
    random = Random(team.seed)
    calendar = Calendar(team.start, team.end, ZoneInfo(team.zone), team.holidays)
    found: list[Event] = []
    for number, minute in enumerate(sorted(_arrivals(team, calendar, random))):
        kind = _pick(random, team.types)
        labels = sorted({_pick(random, team.labels) for _ in range(random.randrange(3))})
        rows = _Walk(team, calendar, random, minute, kind).run()
        name = f"{team.key}-{team.first_number + number}"
        found += [
            Event(at, order, name, state, kind, ";".join(labels))
            for order, (at, state) in enumerate(rows)
            if at < calendar.minutes
        ]
    return calendar, sorted(found, key=lambda e: (e.minute, e.item, e.order))
