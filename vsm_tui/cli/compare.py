"""``vsm compare``: two streams, two layers or two windows side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import click

from vsm_tui.cli.inputs import logs_of, measured, open_stream
from vsm_tui.cli.output import Output, common, terminal_width, wants_color
from vsm_tui.cli.show import estimated
from vsm_tui.draw import ASCII, UNICODE, View, comparison_text
from vsm_tui.export import comparison_payload
from vsm_tui.files import StreamFile
from vsm_tui.flow import Flow, compare, definition_differences
from vsm_tui.model import ClockName

Layer = Literal["estimate", "measured"]
_EPILOG = """\b
Examples:
  vsm compare standard-feature --estimate --measured
  vsm compare standard-feature payments-bugfix
  vsm compare standard-feature --window 2026-03-01..2026-03-31 --window 2026-04-01..2026-04-30
"""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its flow, and what to call it."""

    flow: Flow
    label: str


@click.command("compare", epilog=_EPILOG)
@click.argument("streams", nargs=-1, required=True, metavar="A [B]")
@click.option("--estimate", "estimate", is_flag=True, help="The estimated side.")
@click.option("--measured", "measured_", is_flag=True, help="The measured side.")
@click.option("--window", "windows", multiple=True, metavar="FROM..TO", help="Twice: two windows of one log.")
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
    clock: ClockName,
    width: int | None,
    plain: bool,
) -> int:
    """Compare two streams A and B, or one stream's estimate against its measurement, or two windows of its log.

    Two streams are compared as measured where both have a log, else as estimated; --estimate or --measured decides.
    """
    opened = [open_stream(word) for word in streams]
    differences: tuple[str, ...] = ()
    if len(opened) == 1:
        left, right = _one(opened[0], estimate=estimate, measured_=measured_, windows=windows, clock=clock)
    elif len(opened) == 2 and not windows:
        layer = _layer(opened, estimate=estimate, measured_=measured_)
        left, right = (_side(one, layer, clock) for one in opened)
        differences = definition_differences(opened[0].stream, opened[1].stream)
    else:
        raise click.UsageError("compare takes two streams, or one with --estimate --measured, or with --window twice")
    found = compare(left.flow, right.flow, differences)
    if out.as_json:
        out.answer(comparison_payload(found, left.label, right.label))
        return 0
    view = View(glyphs=ASCII if plain else UNICODE)
    room = width or terminal_width()
    for line in comparison_text(
        found, left.label, right.label, opened[0].stream.clock, width=room, view=view, color=wants_color()
    ):
        click.echo(line)
    return 0


def _one(
    opened: StreamFile, *, estimate: bool, measured_: bool, windows: tuple[str, ...], clock: ClockName
) -> tuple[Side, Side]:
    if windows:
        if len(windows) != 2:
            raise click.UsageError("--window is given twice, once for each side, as in --window 2026-03-01..2026-03-31")
        return _window(opened, windows[0], clock), _window(opened, windows[1], clock)
    if estimate != measured_:
        raise click.UsageError("one stream is compared as --estimate --measured, both of them")
    return _side(opened, "estimate", clock), _side(opened, "measured", clock)


def _layer(opened: list[StreamFile], *, estimate: bool, measured_: bool) -> Layer:
    if estimate and measured_:
        raise click.UsageError("two streams are compared on one layer: --estimate or --measured")
    if estimate or measured_:
        return "estimate" if estimate else "measured"
    ready = all(logs_of(one) and one.stream.finish for one in opened)
    return "measured" if ready else "estimate"


def _side(opened: StreamFile, layer: Layer, clock: ClockName) -> Side:
    if layer == "estimate":
        return Side(estimated(opened, clock), f"{opened.stream.name}, estimated")
    return Side(measured(opened, logs_of(opened), clock=clock).flow, f"{opened.stream.name}, measured")


def _window(opened: StreamFile, text: str, clock: ClockName) -> Side:
    since, dots, until = text.partition("..")
    if not dots:
        raise click.BadParameter(f"{text!r} is no window: write FROM..TO, as in 2026-03-01..2026-03-31")
    flow = measured(opened, logs_of(opened), clock=clock, since=since or None, until=until or None).flow
    return Side(flow, f"{opened.stream.name}, {text}")
