"""Files → measurement: whole where the log fits memory, else in parts; the numbers are the same."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from vsm_tui.measure.log.log import Log
from vsm_tui.measure.log.opened import open_logs
from vsm_tui.measure.log.read import columns_of, load_opened
from vsm_tui.measure.log.sizes import parts_for, rows_of, some_worth_keeping
from vsm_tui.model import ClockName, Stream

if TYPE_CHECKING:
    from vsm_tui.measure.log.recall import Recalled
    from vsm_tui.measure.measurement import Asked, Measurement
    from vsm_tui.measure.state import State

_AHEAD = ("vsm_tui.measure.measurement", "numpy.random")
"""What measuring needs, and what numpy would import in the midst of it."""
_SWITCH = 0.0005
"""Seconds."""
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
    engine: str | None = None,
    ahead: Sequence[str] = (),
) -> Measurement:
    """Read one log from files and measure ``stream`` in it.

    A log of more than about :data:`~vsm_tui.measure.log.sizes.LARGE` events is measured in parts, in bounded memory:
    the numbers are the same, but the items behind them are not kept. ``parts`` overrules how many. ``off_hours`` asks
    for what of elapsed time lies outside the team's hours. ``engine`` names processes that measure the parts instead,
    see :func:`~vsm_tui.measure.scale.engine.engine_of`. ``ahead`` names modules needed next, to be imported
    while there is time.

    Raises:
        InputError: when a file is no event log, or the stream cannot be measured in it.
        SourceError: when an engine fails.
    """
    if engine not in (None, "embedded"):
        from vsm_tui.measure.measurement import Asked
        from vsm_tui.measure.scale.engine import engine_of
        from vsm_tui.measure.scale.spread import measure_on

        with closing(engine_of(engine)) as workers:
            return measure_on(workers, stream, paths, Asked(clock, since, until, now, off_hours))
    with ExitStack() as stack:
        log, count = _read(stack, paths, stream, parts, ahead)
        from vsm_tui.measure.measurement import Asked, measure

        if not isinstance(log, Log):
            return in_parts(stream, log, count, Asked(clock, since, until, now, off_hours))
        window = {"since": since, "until": until, "now": now}
        return measure(stream, log, clock=clock, **window, off_hours=off_hours, naming=True)


def _read(
    stack: ExitStack,
    paths: Sequence[Path],
    stream: Stream,
    parts: int | None,
    ahead: Sequence[str],
) -> tuple[Log | Recalled, int]:
    """The log, and in how many parts to measure it: a whole one for 1."""
    zone, columns, said = stream.clock.timezone, columns_of(stream), stream.columns
    known = None
    if some_worth_keeping(paths):
        from vsm_tui.measure.log.recall import recalled

        known = recalled(paths, zone, columns, said)
    if known is not None:
        count = parts_for(known.told.rows) if parts is None else parts
        return (known.log(), 1) if count == 1 else (known, count)
    with _importing(*_AHEAD, *ahead):
        opened = open_logs(paths, zone, said)
        count = parts_for(rows_of(opened)) if parts is None else parts
        if count == 1:
            return load_opened(opened, columns=columns), 1
    from vsm_tui.measure.scale.parts import Parts

    return stack.enter_context(Parts(opened, count, columns)).whole, count


@contextmanager
def _importing(*modules: str) -> Iterator[None]:
    """Import modules while the database reads; whoever asks the database never waits long for that."""
    import duckdb  # noqa: F401 - before the thread, which is to run while the database opens and reads

    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    thread = Thread(target=lambda: [import_module(name) for name in modules], daemon=True)
    thread.start()
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
        thread.join()  # what still imports while the interpreter ends takes the process down with it


def in_parts(stream: Stream, log: Recalled, count: int, asked: Asked) -> Measurement:
    """Measure a log part by part, several at a time.

    Raises:
        InputError: when the stream cannot be measured in it.
    """
    from concurrent.futures import ThreadPoolExecutor

    from vsm_tui.measure.log.recall import Again
    from vsm_tui.measure.measurement import last_states, measurable, measured
    from vsm_tui.measure.roles import roles_of
    from vsm_tui.measure.state import merge, state_of

    roles = roles_of(stream, log.told.states, log.told.aliases)
    buckets = [(number, count) for number in range(count)]
    measurable(stream, log.told, roles, True, lambda: sum((last_states(log.log(b)) for b in buckets), Counter()))
    plan = asked.plan(stream, *log.told.ends)

    def one(bucket: tuple[int, int]) -> State:
        return state_of(log.log(bucket), roles, plan)

    with ThreadPoolExecutor(WORKERS) as pool:
        state = merge(*pool.map(one, buckets))
    return measured(state, plan, roles, log.told, Again(log.told))
