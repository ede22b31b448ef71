"""``vsm show``: the map, printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import click

from vsm_tui.cli import explaining
from vsm_tui.cli.inputs import logs_of, measured, open_stream
from vsm_tui.cli.output import Output, common, terminal_width, wants_color
from vsm_tui.draw import ASCII, UNICODE, View, ladder_text, map_text, table_text
from vsm_tui.export import flow_payload
from vsm_tui.files import StreamFile
from vsm_tui.flow import Flow, expected, simulate_range, to_elapsed
from vsm_tui.flow.comparison import with_range
from vsm_tui.model import ClockName, Stream

Layers = Literal["estimate", "measured", "both"]
_VIEWS: dict[str, Callable[..., list[str]]] = {"map": map_text, "ladder": ladder_text, "table": table_text}
_EPILOG = """\b
Examples:
  vsm show standard-feature --layer both --width 100
  vsm show standard-feature --explain rework_tax
"""


@click.command("show", epilog=_EPILOG)
@click.argument("stream")
@click.option("--view", type=click.Choice(list(_VIEWS)), default="map", show_default=True)
@click.option(
    "--layer", type=click.Choice(["estimate", "measured", "both"]), help="Default: both where there is a log."
)
@click.option(
    "--clock", type=click.Choice(["elapsed", "working"]), help="Default: working, or elapsed for --layer measured."
)
@click.option("--width", type=click.IntRange(20, 1000), help="Cells to draw in; default: the terminal's.")
@click.option("--ascii", "plain", is_flag=True, help="ASCII characters only.")
@explaining.option
@common
def command(
    out: Output,
    stream: str,
    view: str,
    layer: Layers | None,
    clock: ClockName | None,
    width: int | None,
    plain: bool,
    explained: tuple[str, ...],
) -> int:
    """Print the map of STREAM."""
    opened = open_stream(stream)
    layer = layer or ("estimate" if explained else None)
    logs = logs_of(opened) if layer != "estimate" else []
    chosen: Layers = layer or ("both" if logs and opened.stream.finish else "estimate")
    on: ClockName = clock or ("elapsed" if chosen == "measured" else "working")
    estimate = estimated(opened, on)
    seen = measured(opened, logs, clock=on).named if chosen != "estimate" else None
    if explained:
        sides = (estimate if chosen != "measured" else None, seen)
        known = [flow for flow in sides if flow is not None]
        return explaining.tell(out, opened.path.stem, opened.stream, known, explained, width=width, plain=plain)
    if out.as_json:
        out.answer(_payload(opened.path.stem, opened.stream, chosen, estimate, seen))
        return 0
    look = View(layer=chosen, glyphs=ASCII if plain else UNICODE)
    draw = _VIEWS[view]
    room = width or terminal_width()
    for line in draw(opened.stream, estimate, seen, width=room, view=look, color=wants_color()):
        click.echo(line)
    return 0


def estimated(opened: StreamFile, clock: ClockName) -> Flow:
    """The estimated flow with its simulated range, on the clock asked for."""
    flow = expected(opened.stream)
    spread = simulate_range(opened.stream)
    if spread:
        flow = with_range(flow, spread.median, spread.low, spread.high)
    return to_elapsed(flow, opened.stream.clock) if clock == "elapsed" else replace(flow)


def _payload(name: str, stream: Stream, layer: Layers, estimate: Flow, seen: Flow | None) -> dict[str, object]:
    schema = "vsm.show.v1"
    if layer == "estimate" or seen is None:
        return flow_payload(estimate, schema, name, stream)
    if layer == "measured":
        return flow_payload(seen, schema, name, stream)
    return {
        "schema": schema,
        "stream": name,
        "clock": seen.clock,
        "estimate": flow_payload(estimate, schema, name, stream),
        "measured": flow_payload(seen, schema, name, stream),
    }
