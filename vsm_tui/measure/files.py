"""Files → measurement: whole where the log fits memory, else in parts; the numbers are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from vsm_tui.measure.measurement import Asked, Measurement, columns_of, flow_of, last_states, measurable, measure
from vsm_tui.measure.parts import Parts, parts_for
from vsm_tui.measure.read import load_opened, open_logs
from vsm_tui.measure.roles import roles_of
from vsm_tui.measure.state import State, merge, state_of
from vsm_tui.model import ClockName, Stream

WORKERS = 2
"""Parts measured at the same time; each needs its own memory."""


def measure_files(
    stream: Stream,
    paths: Sequence[Path],
    *,
    clock: ClockName = "elapsed",
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime | None = None,
    parts: int | None = None,
) -> Measurement:
    """Read one log from files and measure ``stream`` in it.

    A log of more than about :data:`~vsm_tui.measure.parts.LARGE` events is measured in parts, in bounded memory: the
    numbers are the same, but the items behind them are not kept. ``parts`` overrules how many.

    Raises:
        InputError: when a file is no event log, or the stream cannot be measured in it.
    """
    opened = open_logs(paths, stream.clock.timezone)
    columns = columns_of(stream)
    count = parts_for(opened) if parts is None else parts
    if count == 1:
        return measure(stream, load_opened(opened, columns=columns), clock=clock, since=since, until=until, now=now)
    with Parts(opened, count, columns) as log:
        roles = roles_of(stream, log.states, log.aliases)
        measurable(stream, log, roles, True, lambda: sum((last_states(log.log(k)) for k in range(count)), Counter()))
        plan = Asked(clock, since, until, now).plan(stream, log.first, log.last)

        def one(number: int) -> State:
            return state_of(log.log(number), roles, plan)

        with ThreadPoolExecutor(WORKERS) as pool:
            state = merge(*pool.map(one, range(count)))
        return Measurement(flow_of(state, plan, roles, log), plan, roles, None)
