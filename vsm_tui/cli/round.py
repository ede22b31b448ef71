"""``vsm round``: a form for each person, the spread of what they answered, and the rounds that were held."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from vsm_tui.cli.inputs import logs_of, measured, open_stream
from vsm_tui.cli.output import Output, common, terminal_width, wants_color
from vsm_tui.cli.show import estimated
from vsm_tui.draw import Row
from vsm_tui.draw.plain import plain_rows
from vsm_tui.draw.rounds import round_rows
from vsm_tui.draw.roundscene import RoundScene, said_on
from vsm_tui.draw.roundvalue import value_rows
from vsm_tui.draw.show import lines
from vsm_tui.edit import KeepRound, gathered, said_before
from vsm_tui.export.round import round_payload
from vsm_tui.files import StreamFile, save_stream
from vsm_tui.files.answers import answer_paths, form, read_sheet
from vsm_tui.flow import Flow
from vsm_tui.model import ClockName, InputError, Problem

_EPILOG = """\b
Examples:
  vsm round standard-feature --form > mine.yaml     a form to fill in, one for each person
  vsm round standard-feature answers/               what they said, without names
  vsm round standard-feature answers/ --keep        the same, kept in the stream file
  vsm round standard-feature                        the rounds that were held, and which ranges held
"""


@click.command("round", epilog=_EPILOG)
@click.argument("stream")
@click.argument("answers", nargs=-1, metavar="[ANSWERS]...")
@click.option("--form", "blank", is_flag=True, help="Print a form for one person to fill in.")
@click.option("--keep", is_flag=True, help="Keep this round in the stream file; no estimate changes by it.")
@click.option("--clock", type=click.Choice(["elapsed", "working"]), default="working", show_default=True)
@click.option("--width", type=click.IntRange(40, 1000), help="Cells to draw in; default: the terminal's.")
@click.option("--ascii", "plain", is_flag=True, help="ASCII characters only.")
@common
def command(
    out: Output,
    stream: str,
    answers: tuple[str, ...],
    blank: bool,
    keep: bool,
    clock: ClockName,
    width: int | None,
    plain: bool,
) -> int:
    """Hold an estimate round on STREAM, or look at those that were held.

    ANSWERS are forms that were filled in, one a person, or folders of them. They are shown together, without names.
    """
    _refuse(blank=blank, keep=keep, answers=bool(answers))
    opened = open_stream(stream)
    if blank:
        return _blank(out, opened)
    if answers:
        before = opened
        opened = _with_round(opened, answers)
        if keep:
            _keep(out, before, opened)
    elif not opened.stream.rounds:
        out.note("no round was held yet: begin one in the app (R on the map), or with vsm round STREAM --form")
    found = opened.stream.rounds[-1:] if answers else opened.stream.rounds
    estimate, seen = _flows(opened, clock)
    scenes = [RoundScene(opened.stream, one, estimate, seen, clock) for one in found]
    if out.as_json:
        rounds = [round_payload(scene) for scene in scenes]
        out.answer({"schema": "vsm.round.v1", "stream": opened.path.stem, "clock": clock, "rounds": rounds})
    else:
        _show(scenes, max(40, width or terminal_width()), plain=plain)
    return 0


def _refuse(*, blank: bool, keep: bool, answers: bool) -> None:
    if blank and (answers or keep):
        raise click.UsageError("--form prints a blank form: leave the answers and --keep out")
    if keep and not answers:
        raise click.UsageError("--keep keeps what ANSWERS say: name them")


def _keep(out: Output, before: StreamFile, after: StreamFile) -> None:
    """Keep the round that is the last one of ``after``, unless it was kept already."""
    one, held = after.stream.rounds[-1], before.stream.rounds
    at = said_before(before.stream, one)
    if at is not None and held[at].date == one.date:
        out.note(f"this round is kept already ({at + 1} of {len(held)}, {said_on(one)}): {after.path} did not change")
        return
    save_stream(before, after.stream)
    out.note(f"kept in {after.path}; no estimate changed: agree on one in the app (R on the map)")
    if at is not None:
        out.note(
            f"the same was said on {said_on(held[at])}: delete one of the two rounds if they are one (x in the app)"
        )


def _blank(out: Output, opened: StreamFile) -> int:
    text = form(opened.stream)
    if out.as_json:
        out.answer({"schema": "vsm.round.v1", "stream": opened.path.stem, "form": text})
    else:
        click.echo(text, nl=False)
    return 0


def _show(scenes: list[RoundScene], width: int, *, plain: bool) -> None:
    for index, scene in enumerate(scenes):
        if index:
            click.echo()
        for line in lines(plain_rows(_rows(scene, width), ascii=plain), width, color=wants_color()):
            click.echo(line)


def _rows(scene: RoundScene, width: int) -> list[Row]:
    rows = round_rows(scene, width)
    for told in scene.one.values:
        rows += [(), *value_rows(scene, told.asked, width)]
    return rows


def _with_round(opened: StreamFile, answers: tuple[str, ...]) -> StreamFile:
    """The stream with one more round of these answers; the file is as it was.

    Raises:
        InputError: with every problem of every answer.
    """
    problems: list[Problem] = []
    sheets = []
    for path in dict.fromkeys(path for word in answers for path in answer_paths(word, Path())):
        try:
            sheets.append(read_sheet(path, opened.stream).answers)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    today = datetime.now(ZoneInfo(opened.stream.clock.timezone)).date()
    return replace(opened, stream=KeepRound(gathered(opened.stream, sheets, today)).apply(opened.stream))


def _flows(opened: StreamFile, clock: ClockName) -> tuple[Flow, Flow | None]:
    """The estimate, and the measurement where there is one."""
    logs = logs_of(opened) if opened.stream.rounds and opened.stream.finish else []
    return estimated(opened, clock), measured(opened, logs, clock=clock).flow if logs else None
