"""``vsm report``: a stream as a file to hand out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from vsm_tui.cli.inputs import logs_of, measured, open_stream
from vsm_tui.cli.output import Output, common
from vsm_tui.cli.show import estimated
from vsm_tui.model import ClockName, InputError, Problem

if TYPE_CHECKING:
    from vsm_tui.files import StreamFile

_EPILOG = """\b
Examples:
  vsm report standard-feature -o standard-feature.html
  vsm report standard-feature -o map.svg --layer estimate
  vsm report standard-feature -o - --format md | less
"""


@click.command("report", epilog=_EPILOG)
@click.argument("stream")
@click.argument("logs", nargs=-1)
@click.option(
    "-o", "--output", required=True, metavar="FILE", help="Where to; its ending says the format. - for stdout."
)
@click.option("--format", "kind", metavar="KIND", help="md, html, svg, png, csv, json or mmd (Mermaid).")
@click.option(
    "--layer", type=click.Choice(["estimate", "measured", "both"]), help="Default: both where there is a log."
)
@click.option("--clock", type=click.Choice(["elapsed", "working"]), default="working", show_default=True)
@click.option("--since", metavar="D", help="Count items finished from this date or moment on.")
@click.option("--until", metavar="D", help="Count items finished up to the end of this date, or before this moment.")
@click.option("--now", metavar="T", help="The moment open items are open at (default: the log's last event).")
@click.option("--width", type=click.IntRange(40, 1000), help="Cells of the map; default: what its stages need.")
@click.option("--dark", is_flag=True, help="A dark .svg or .png (an .html follows its reader).")
@click.option("--font", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Font file for a .png.")
@click.option("--replace", "over", is_flag=True, help="Write over a file that is there.")
@common
def command(
    out: Output,
    stream: str,
    logs: tuple[str, ...],
    output: str,
    kind: str | None,
    layer: Literal["estimate", "measured", "both"] | None,
    clock: ClockName,
    since: str | None,
    until: str | None,
    now: str | None,
    width: int | None,
    dark: bool,
    font: Path | None,
    over: bool,
) -> int:
    """Write STREAM as a hand-out: Markdown, HTML, SVG, PNG, CSV of every figure, JSON or Mermaid."""
    from vsm_tui.draw import View
    from vsm_tui.export.handout.write import KINDS, Told, known_kind, not_drawn, written

    ending = known_kind(kind or ("" if output == "-" else Path(output).suffix))
    if not ending:
        known = ", ".join(f".{each}" for each in KINDS)
        raise click.UsageError(f"{output!r} does not say a format: end it in {known}, or say --format")
    target = None if output == "-" else _target(Path(output), over=over)
    opened = open_stream(stream)
    found = _logs(opened, logs) if layer != "estimate" else []
    seen = None
    if layer == "measured" or (found and opened.stream.finish):
        seen = measured(opened, found, clock=clock, since=since, until=until, now=now).named
    said = estimated(opened, clock) if layer != "measured" else None
    told = Told(
        opened.path.stem, opened.stream, said, seen, View(layer=layer or "both"), width or 0, dark=dark, font=font,
        made=datetime.now(UTC),
    )  # fmt: skip
    data = written(told, ending)
    if lost := not_drawn(told, ending):
        click.echo(f"! {lost} with --font", err=True)
    if target is None:
        sys.stdout.buffer.write(data)
        return 0
    from vsm_tui.files.stream_file import replace_file

    replace_file(target, data)
    if out.as_json:
        out.answer({"schema": out.schema, "file": str(target), "format": ending, "bytes": len(data)})
    else:
        click.echo(f"wrote {target}: {len(data):,} bytes")
    return 0


def _logs(opened: StreamFile, given: Sequence[str]) -> list[Path]:
    """The logs to measure with.

    Raises:
        InputError: when one is not there, with the way to do without.
    """
    try:
        return logs_of(opened, given)
    except InputError as error:
        without = "; --layer estimate hands out what people say, without a log"
        raise InputError(replace(problem, text=problem.text + without) for problem in error.problems) from None


def _target(path: Path, *, over: bool) -> Path:
    """Where to write, if that may be.

    Raises:
        InputError: when a file is there, or no folder.
    """
    if path.is_dir():
        raise InputError(Problem("a folder: name a file in it", str(path)))
    if not path.parent.is_dir():
        raise InputError(Problem("the folder is not there: make it first", str(path)))
    if path.exists() and not over:
        raise InputError(Problem("is there already: say --replace to write over it", str(path)))
    return path
