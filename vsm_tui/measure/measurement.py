"""Stream + log → measurement: the flow, what bends it, and the items behind it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from vsm_tui.flow.observed import Lay
from vsm_tui.flow.shape import Flow
from vsm_tui.measure.figures.aging import with_names
from vsm_tui.measure.log.ahead import Ahead, ahead
from vsm_tui.measure.log.details import Files, Naming, names_of
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.log.unfold import NOWHERE
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.quality import findings as quality
from vsm_tui.measure.result import result
from vsm_tui.measure.roles import Role, Roles, roles_of
from vsm_tui.measure.state import State, Trace, state_of, traced
from vsm_tui.measure.walks.worktime import micros
from vsm_tui.model import ClockName, InputError, Problem, Stream

if TYPE_CHECKING:
    from vsm_tui.measure.items.rows import ItemRow
    from vsm_tui.measure.items.table import ItemTable

THREADS = min(2, os.cpu_count() or 1)
"""Share a log; more would wait for each other."""
NAMED = 200_000
"""Up to so many events names are read unasked."""


@dataclass(frozen=True, eq=False)
class Measurement:
    """A measured flow, and the log to look behind its numbers: ``None`` where it was too large to be kept."""

    flow: Flow
    plan: Plan
    roles: Roles
    log: Log | None
    files: Files
    oldest: tuple[int, ...] = ()
    """The hashes of the oldest open items, as far as they are told apart."""
    naming: Naming | None = None
    """Who reads their names already."""

    @cached_property
    def trace(self) -> Trace:
        """Every stay, visit and move back; worked out when first asked for.

        Raises:
            InputError: when the log was not kept.
        """
        if self.log is None:
            raise InputError(
                "this log was measured in parts because it is large, and the items behind its numbers were not kept: "
                "measure a smaller log, such as that of one year, to look at them"
            )
        return traced(self.log, self.roles, self.plan)[1]

    @cached_property
    def named(self) -> Flow:
        """The flow with the names of the oldest open items read from the log.

        The flow as it is where the log is so large that reading names takes longer than measuring.

        Raises:
            InputError: when the log's file changed before the names were read.
        """
        if not self.oldest:
            return self.flow
        return with_names(self.flow, self.naming.names() if self.naming else names_of(self.files, self.oldest))

    def items(self, *, stage: str | None = None, loop: tuple[str, str] | None = None) -> tuple[ItemRow, ...]:
        """The items behind a stage, a loop or the whole stream, slowest there first, open ones included.

        ``loop`` is (from, to) by stage id, ``"finish"`` for reopened items.

        Raises:
            KeyError: when the stream has no such stage.
            InputError: when the log was not kept, or its file changed before the items' names were read.
        """
        from vsm_tui.measure.items.rows import item_rows

        return item_rows(self.trace, self.plan, stage=stage, loop=loop)

    def table(self, *, stage: str | None = None, loop: tuple[str, str] | None = None) -> ItemTable:
        """The same as a table whose rows are built when they are looked at, for any number of items."""
        from vsm_tui.measure.items.table import ItemTable

        return ItemTable(self.trace, self.plan, stage=stage, loop=loop, overdue=self.flow.lead_time.p85)


class Told(quality.Told, Protocol):
    """What a whole log says about itself; :class:`Log` and :class:`~vsm_tui.measure.log.about.Together` both do."""

    @property
    def rows(self) -> int:
        """How many events there are."""

    @property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """A state's other names."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the files."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a log: the window by finish (``until`` is exclusive), ``now``, and the clock.

    ``off_hours`` asks for what of elapsed time lies outside the team's hours; it costs a pass over every stay.
    """

    clock: ClockName = "elapsed"
    since: datetime | None = None
    until: datetime | None = None
    now: datetime | None = None
    off_hours: bool = False

    def plan(self, stream: Stream, first: int, last: int) -> Plan:
        """The plan for a log whose events lie in ``[first, last]`` (µs UTC).

        Raises:
            InputError: when the window is empty.
        """
        since, until, now = (None if at is None else micros(at) for at in (self.since, self.until, self.now))
        plan = Plan.of(
            stream, first, last, clock=self.clock, since=since, until=until, now=now, off_hours=self.off_hours
        )
        if plan.end <= plan.start:
            raise InputError("the window is empty: it must begin before it ends, and before now")
        return plan


def measure(
    stream: Stream,
    log: Log,
    *,
    clock: ClockName = "elapsed",
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime | None = None,
    off_hours: bool = False,
    naming: bool = False,
) -> Measurement:
    """Measure ``stream`` in ``log``. Moments carry their offset; ``until`` is exclusive.

    ``off_hours`` asks for what of elapsed time lies outside the team's hours; ``naming`` says that
    :attr:`Measurement.named` will be asked for, and that nobody else reads the log meanwhile.

    Raises:
        InputError: when the stream cannot be measured (no finish rule, no state mapped, no events, an empty window).
    """
    roles = roles_of(stream, log.states, log.aliases)
    measurable(stream, log, roles, bool(len(log.at)), lambda: last_states(log))
    plan = Asked(clock, since, until, now, off_hours).plan(stream, *log.ends)
    state = state_of(log, roles, plan, THREADS)
    return measured(state, plan, roles, log, log.details.files, log, naming=naming)


def measured(
    state: State, plan: Plan, roles: Roles, told: Told, files: Files, log: Log | None = None, *, naming: bool = False
) -> Measurement:
    """The measurement of a whole log's state; ``log`` to look behind its numbers."""
    oldest = tuple(state.ages.hash[state.ages.oldest()].tolist()) if told.rows <= NAMED else ()
    late = _ahead(files, plan)
    asked = Naming(files, oldest) if naming and oldest else None
    try:
        flow = flow_of(state, plan, roles, told, late)
    finally:
        if asked:
            asked.wait()
    return Measurement(flow, plan, roles, log, files, oldest, asked)


def measurable(stream: Stream, log: Told, roles: Roles, some: bool, ends: Callable[[], Counter[str]]) -> None:
    """Refuse what cannot be measured. ``some`` says that there are events, ``ends`` in which states items end.

    Raises:
        InputError: with everything that is missing.
    """
    found = []
    if not some:
        found.append(Problem("the log has no usable event: every row needs item, at and state"))
    if not stream.finish:
        mostly = ", ".join(f"{name} ({count})" for name, count in ends().most_common(3))
        hint = f"; items in the log mostly end in {mostly}" if mostly else ""
        found.append(Problem(f"no finish rule: say where items are done, as in finish: {{state: [Done]}}{hint}"))
    if some and not (roles.stage >= 0).any():
        examples = ", ".join(log.states[:5])
        found.append(
            Problem(
                "no stage names a state of the log: list the tools' states under a stage, as in "
                f"states: {{wait: [...], touch: [...]}}; the log has {examples}"
            )
        )
    if found:
        raise InputError(found)


def last_states(log: Log) -> Counter[str]:
    """In which state how many items end."""
    if not len(log.at):
        return Counter()
    last = [*(log.item[1:] != log.item[:-1]).nonzero()[0].tolist(), len(log.item) - 1]
    return Counter(log.states[int(code)] for code in log.state[last])


def _ahead(files: Files, plan: Plan) -> Ahead | None:
    """What lies in the future, where now does."""
    today = datetime.now(UTC)
    if plan.now <= micros(today):
        return None
    try:
        return ahead(files, today)
    except InputError:  # it changed since it was read: that it reaches into the future is known all the same
        return None


def flow_of(state: State, plan: Plan, roles: Roles, log: Told, late: Ahead | None = None) -> Flow:
    """The flow of a whole log's state, with what bends it; ``late`` are rows that lie in the future."""
    found = quality.findings(state, plan, roles, log, late)
    return result(state, plan, sources=log.sources, warnings=found, lying=_lying(log.states, roles))


_LAY: dict[Role, Lay] = {Role.FINISH: "finished", Role.CANCELLED: "cancelled", Role.STAY: "on hold"}


def _lying(states: Sequence[str], roles: Roles) -> dict[str, Lay]:
    """How items lie in the states that the stream knows as no stage's."""
    found: dict[str, Lay] = {NOWHERE: "left"}
    for state, role in zip(states, roles.role.tolist(), strict=True):
        if Role(role) in _LAY:
            found[state] = _LAY[Role(role)]
    return found
