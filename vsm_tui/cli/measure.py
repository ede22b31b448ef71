"""``vsm measure``: the measured side of a stream."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from vsm_tui.cli import columns, engines, explaining
from vsm_tui.cli.inputs import logs_of, measured, open_stream
from vsm_tui.cli.output import Output, common, terminal_width, wants_color
from vsm_tui.model import ClockName, Columns
from vsm_tui.model.wording import counted

if TYPE_CHECKING:
    from vsm_tui.measure import Measurement

_EPILOG = """\b
Examples:
  vsm measure standard-feature --since 2026-03-01 --until 2026-03-31 --json
  vsm measure standard-feature --explain flow_efficiency --explain constraint
  vsm measure standard-feature --explain all
"""


@click.command("measure", epilog=_EPILOG)
@click.argument("stream")
@click.argument("logs", nargs=-1)
@click.option("--since", metavar="D", help="Count items finished from this date or moment on.")
@click.option("--until", metavar="D", help="Count items finished up to the end of this date, or before this moment.")
@click.option("--now", metavar="T", help="The moment open items are open at (default: the log's last event).")
@click.option("--clock", type=click.Choice(["elapsed", "working"]), default="elapsed", show_default=True)
@click.option("--off-hours", is_flag=True, help="Show nights, weekends and holidays as their own part of time.")
@columns.option
@engines.option
@explaining.option
@common
def command(
    out: Output,
    stream: str,
    logs: tuple[str, ...],
    since: str | None,
    until: str | None,
    now: str | None,
    clock: ClockName,
    off_hours: bool,
    said: Columns,
    engine: str | None,
    explained: tuple[str, ...],
) -> int:
    """Measure STREAM in its own log, or in the LOGS given: lead time, stages, loops, queues, the constraint."""
    if off_hours and clock == "working":
        raise click.UsageError("--off-hours is for the elapsed clock: the working one has no nights in it")
    opened = open_stream(stream)
    if said:
        opened = replace(opened, stream=replace(opened.stream, columns=said))
    found = measured(
        opened, logs_of(opened, logs), clock=clock, since=since, until=until, now=now, off_hours=off_hours,
        engine=engine, ahead=["vsm_tui.export.payload" if out.as_json else "vsm_tui.draw"],
    )  # fmt: skip
    name, seen = opened.path.stem, found.named
    out.detail(_read(found))
    if explained:
        return explaining.tell(out, name, opened.stream, [seen], explained)
    if out.as_json:
        from vsm_tui.export import flow_payload

        out.answer(flow_payload(seen, "vsm.measure.v1", name))
        return 0
    from vsm_tui.draw import View, table_text
    from vsm_tui.flow import expected

    shown = table_text(
        opened.stream,
        expected(opened.stream),
        seen,
        width=terminal_width(),
        view=View(layer="measured"),
        color=wants_color(),
        complete=True,
    )
    for line in shown:
        click.echo(line)
    return 0


def _read(found: Measurement) -> str:
    """What was read, for whoever asks for more."""
    if found.log is None:
        return "the log is large: it was measured in parts, and the items behind the numbers were not kept"
    first, last = (datetime.fromtimestamp(at / 1e6, UTC) for at in found.log.ends)
    items = f"{counted(found.log.rows, 'event')} of {counted(found.log.item_count, 'item')}"
    return f"read {items} from {' + '.join(found.log.sources)}: {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC"
