"""Stream + log → measurement: the flow, what bends it, and the items behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from vsm_tui.flow.observed import Warn
from vsm_tui.flow.shape import Flow
from vsm_tui.measure.items import ItemRow, item_rows
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.read import Log
from vsm_tui.measure.result import result
from vsm_tui.measure.roles import Roles, roles_of
from vsm_tui.measure.state import Trace, traced
from vsm_tui.measure.worktime import micros
from vsm_tui.model import ClockName, InputError, Problem, Stream


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measured flow, and the trace to look behind its numbers."""

    flow: Flow
    plan: Plan
    trace: Trace

    def items(self, *, stage: str | None = None, loop: tuple[str, str] | None = None) -> tuple[ItemRow, ...]:
        """The items behind a stage, a loop or the whole stream, slowest there first, open ones included.

        ``loop`` is (from, to) by stage id, ``"finish"`` for reopened items.

        Raises:
            KeyError: when the stream has no such stage.
        """
        return item_rows(self.trace, self.plan, stage=stage, loop=loop)


def measure(
    stream: Stream,
    log: Log,
    *,
    clock: ClockName = "elapsed",
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime | None = None,
) -> Measurement:
    """Measure ``stream`` in ``log``. Moments carry their offset; ``until`` is exclusive.

    Raises:
        InputError: when the stream cannot be measured (no finish rule, no state mapped, no events, an empty window).
    """
    problems = _impossible(stream, log)
    if problems:
        raise InputError(problems)
    at = log.at
    plan = Plan.of(
        stream,
        int(at.min()),
        int(at.max()),
        clock=clock,
        since=micros(since) if since else None,
        until=micros(until) if until else None,
        now=micros(now) if now else None,
    )
    if plan.end <= plan.start:
        raise InputError("the window is empty: it must begin before it ends, and before now")
    roles = roles_of(stream, log.states, log.aliases)
    state, trace = traced(log, roles, plan)
    warnings = _warnings(stream, log, roles, state.counts)
    return Measurement(result(state, plan, sources=log.sources, warnings=warnings), plan, trace)


def _impossible(stream: Stream, log: Log) -> list[Problem]:
    found = []
    if not len(log.at):
        found.append(Problem("the log has no usable event: every row needs item, at and state"))
    if not stream.finish:
        ends = ", ".join(f"{name} ({count})" for name, count in last_states(log).most_common(3))
        hint = f"; items in the log mostly end in {ends}" if ends else ""
        found.append(Problem(f"no finish rule: say where items are done, as in finish: {{state: [Done]}}{hint}"))
    roles = roles_of(stream, log.states, log.aliases) if len(log.at) else None
    if roles is not None and not (roles.stage >= 0).any():
        some = ", ".join(log.states[:5])
        found.append(
            Problem(
                "no stage names a state of the log: list the tools' states under a stage, as in "
                f"states: {{wait: [...], touch: [...]}}; the log has {some}"
            )
        )
    return found


def last_states(log: Log) -> Counter[str]:
    """In which state how many items end."""
    if not len(log.at):
        return Counter()
    last = [*(log.item[1:] != log.item[:-1]).nonzero()[0].tolist(), len(log.item) - 1]
    return Counter(log.states[int(code)] for code in log.state[last])


def _warnings(stream: Stream, log: Log, roles: Roles, counts: dict[str, int]) -> list[Warn]:
    found = [Warn("assumed", note) for note in log.notes]
    if log.rejected_count:
        first = f" (the first: {log.rejected[0]})" if log.rejected else ""
        found.append(Warn("rejected-rows", f"{log.rejected_count} rows could not be used and were kept out{first}"))
    if stream.guesses:
        found.append(Warn("guessed", f"guessed and not yet confirmed: {', '.join(stream.guesses)}"))
    if roles.unseen:
        found.append(Warn("unseen-state", f"in the stream but never in the log: {', '.join(roles.unseen)}"))
    if counts["truncated"]:
        found.append(Warn("left-truncated", f"{counts['truncated']} finished items began before the window"))
    return found
