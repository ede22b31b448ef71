"""Files → measurement: whole where the log fits memory, else in parts; the numbers are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from vsm_tui.measure.parts import Parts, parts_for
from vsm_tui.measure.read import Opened, columns_of, load_opened, open_logs
from vsm_tui.model import ClockName, Stream

if TYPE_CHECKING:
    from vsm_tui.measure.measurement import Asked, Measurement
    from vsm_tui.measure.state import State

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
    off_hours: bool = False,
    parts: int | None = None,
) -> Measurement:
    """Read one log from files and measure ``stream`` in it.

    A log of more than about :data:`~vsm_tui.measure.parts.LARGE` events is measured in parts, in bounded memory: the
    numbers are the same, but the items behind them are not kept. ``parts`` overrules how many. ``off_hours`` asks for
    what of elapsed time lies outside the team's hours.

    Raises:
        InputError: when a file is no event log, or the stream cannot be measured in it.
    """
    import duckdb  # noqa: F401 - before the thread, which is to run while the database opens and reads

    Thread(target=import_module, args=("vsm_tui.measure.measurement",), daemon=True).start()
    opened = open_logs(paths, stream.clock.timezone)
    count = parts_for(opened) if parts is None else parts
    if count == 1:
        log = load_opened(opened, columns=columns_of(stream))
        from vsm_tui.measure.measurement import measure

        return measure(stream, log, clock=clock, since=since, until=until, now=now, off_hours=off_hours)
    from vsm_tui.measure.measurement import Asked

    return _in_parts(stream, opened, count, Asked(clock, since, until, now, off_hours))


def _in_parts(stream: Stream, opened: Opened, count: int, asked: Asked) -> Measurement:
    from concurrent.futures import ThreadPoolExecutor

    from vsm_tui.measure.measurement import Measurement, flow_of, last_states, measurable
    from vsm_tui.measure.roles import roles_of
    from vsm_tui.measure.state import merge, state_of

    with Parts(opened, count, columns_of(stream)) as log:
        roles = roles_of(stream, log.states, log.aliases)
        measurable(stream, log, roles, True, lambda: sum((last_states(log.log(k)) for k in range(count)), Counter()))
        plan = asked.plan(stream, log.first, log.last)

        def one(number: int) -> State:
            return state_of(log.log(number), roles, plan)

        with ThreadPoolExecutor(WORKERS) as pool:
            state = merge(*pool.map(one, range(count)))
        return Measurement(flow_of(state, plan, roles, log), plan, roles, None)
