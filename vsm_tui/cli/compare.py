"""``vsm compare``: two streams, two layers or two windows side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal
from zoneinfo import ZoneInfo

import click

from vsm_tui.cli.inputs import logs_of, measured, open_stream, parse_moment
from vsm_tui.cli.output import Output, common, terminal_width, wants_color
from vsm_tui.cli.show import estimated
from vsm_tui.draw import ASCII, UNICODE, View, comparison_text
from vsm_tui.draw.compared import shared_day
from vsm_tui.draw.summary import dates
from vsm_tui.export import comparison_payload
from vsm_tui.files import StreamFile
from vsm_tui.flow import Flow, compare, definition_differences
from vsm_tui.flow.rounds import latest_held
from vsm_tui.model import ClockName

Layer = Literal["estimate", "measured"]
_EPILOG = """\b
Examples:
  vsm compare standard-feature --estimate --measured
  vsm compare standard-feature payments-bugfix
  vsm compare standard-feature --window 2026-03-01..2026-03-31 --window 2026-04-01..2026-04-30
  vsm compare standard-feature --split 2026-04-15 --since 2026-03-01
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its flow, and what to call it."""

    flow: Flow
    label: str

    def caption(self, zone: str) -> str:
        """What it is called above its column: with how many items from when to when."""
        seen = self.flow.observed
        if seen is None:
            return self.label
        start, end = (at.astimezone(ZoneInfo(zone)) for at in (seen.window.start, seen.window.end))
        return f"{self.label} ({seen.items.finished:,} done, {dates(start, end)})"


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a log is measured, as it was typed: the clock and the window, both ends of it included."""

    clock: ClockName
    since: str | None = None
    until: str | None = None
    now: str | None = None

    def within(self, since: str | None, until: str | None) -> Asked:
        """A part of this window."""
        return replace(self, since=since or self.since, until=until or self.until)


@click.command("compare", epilog=_EPILOG)
@click.argument("streams", nargs=-1, required=True, metavar="A [B]")
@click.option("--estimate", "estimate", is_flag=True, help="The estimated side.")
@click.option("--measured", "measured_", is_flag=True, help="The measured side.")
@click.option("--window", "windows", multiple=True, metavar="FROM..TO", help="Twice: two windows of one log.")
@click.option("--split", metavar="D", help="Before and from this date or moment on, in one log.")
@click.option("--since", metavar="D", help="Measure items finished from this date or moment on.")
@click.option("--until", metavar="D", help="Measure items finished up to the end of this date, or before this moment.")
@click.option("--now", metavar="T", help="The moment open items are open at (default: the log's last event).")
@click.option("--clock", type=click.Choice(["elapsed", "working"]), default="working", show_default=True)
@click.option("--width", type=click.IntRange(20, 1000), help="Cells to draw in; default: the terminal's.")
@click.option("--ascii", "plain", is_flag=True, help="ASCII characters only.")
@common
def command(
    out: Output,
    streams: tuple[str, ...],
    estimate: bool,
    measured_: bool,
    windows: tuple[str, ...],
    split: str | None,
    since: str | None,
    until: str | None,
    now: str | None,
    clock: ClockName,
    width: int | None,
    plain: bool,
) -> int:
    """Compare two streams A and B, or one stream's estimate against its measurement, or two windows of its log.

    Two streams are compared as measured where both have a log, else as estimated; --estimate or --measured decides.
    """
    opened = [open_stream(word) for word in streams]
    asked = Asked(clock, since, until, now)
    differences: tuple[str, ...] = ()
    if windows or split:
        left, right = _windows(opened, windows, split, asked)
    elif len(opened) == 1:
        left, right = _layers(opened[0], asked, estimate=estimate, measured_=measured_)
    elif len(opened) == 2:
        layer = _layer(opened, estimate=estimate, measured_=measured_)
        left, right = (_side(one, layer, asked) for one in opened)
        differences = definition_differences(opened[0].stream, opened[1].stream)
    else:
        raise click.UsageError("compare takes two streams, or one with --estimate --measured, or with --window twice")
    found = compare(left.flow, right.flow, differences)
    said = latest_held(opened[0].stream, left.flow, right.flow) if len(opened) == 1 else None
    if out.as_json:
        out.answer(comparison_payload(found, left.label, right.label, said))
        return 0
    view = View(glyphs=ASCII if plain else UNICODE)
    room = width or terminal_width()
    team = opened[0].stream.clock
    one, other = (side.caption(team.timezone) for side in (left, right))
    for line in comparison_text(found, one, other, team, width=room, view=view, said=said, color=wants_color()):
        click.echo(line)
    if (day := shared_day(found, team.timezone)) is not None:
        out.note(f"note: FROM..TO includes the day TO; --split {day} parts the log before that day")
    return 0


def _windows(opened: list[StreamFile], windows: tuple[str, ...], split: str | None, asked: Asked) -> tuple[Side, Side]:
    """Two windows of one log: those given, or what lies before and after a moment."""
    if len(opened) != 1:
        raise click.UsageError("two windows are those of one stream: leave the second one out")
    (one,) = opened
    if windows and split:
        raise click.UsageError("either --window twice or --split, not both")
    if split:
        parse_moment(split, one.stream.clock.timezone)  # before it is written otherwise than it was typed
        before = asked.within(None, _just_before(split))
        return _measured(one, before, f"before {split}"), _measured(one, asked.within(split, None), f"from {split} on")
    if len(windows) != 2:
        raise click.UsageError("--window is given twice, once for each side, as in --window 2026-03-01..2026-03-31")
    left, right = (_measured(one, asked.within(*_ends(text)), text) for text in windows)
    return left, right


def _just_before(text: str) -> str:
    """``--until`` a day includes that day, and before it ends at its first moment."""
    return f"{text.strip()}T00:00" if len(text.strip()) <= 10 else text


def _ends(text: str) -> tuple[str, str]:
    since, dots, until = text.partition("..")
    if not dots:
        raise click.BadParameter(f"{text!r} is no window: write FROM..TO, as in 2026-03-01..2026-03-31")
    return since, until


def _layers(opened: StreamFile, asked: Asked, *, estimate: bool, measured_: bool) -> tuple[Side, Side]:
    if estimate != measured_:
        raise click.UsageError("one stream is compared as --estimate --measured, both of them")
    return _side(opened, "estimate", asked), _side(opened, "measured", asked)


def _layer(opened: list[StreamFile], *, estimate: bool, measured_: bool) -> Layer:
    if estimate and measured_:
        raise click.UsageError("two streams are compared on one layer: --estimate or --measured")
    if estimate or measured_:
        return "estimate" if estimate else "measured"
    ready = all(logs_of(one) and one.stream.finish for one in opened)
    return "measured" if ready else "estimate"


def _side(opened: StreamFile, layer: Layer, asked: Asked) -> Side:
    if layer == "estimate":
        return Side(estimated(opened, asked.clock), f"{opened.stream.name}, estimated")
    return _measured(opened, asked, "measured")


def _measured(opened: StreamFile, asked: Asked, what: str) -> Side:
    found = measured(
        opened, logs_of(opened), clock=asked.clock, since=asked.since, until=asked.until, now=asked.now
    )  # fmt: skip
    return Side(found.flow, f"{opened.stream.name}, {what}")
