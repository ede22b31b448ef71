"""``vsm new``: a stream file from a template or from an event log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote

import click

from vsm_tui.cli import columns
from vsm_tui.cli.launch import NOT_HERE
from vsm_tui.cli.output import Output, common
from vsm_tui.files import create_stream, from_template, new_text, template_names, with_logs
from vsm_tui.files.workshop_map import read_workshop_map
from vsm_tui.model import Columns, InputError, Problem, slug
from vsm_tui.model.wording import counted


@click.command(
    "new", epilog='Example: vsm new "Hotfix" --template hotfix    or    vsm new Features --from-log export.json'
)
@click.argument("name")
@click.option("--template", "template_name", help=f"One of: {', '.join(template_names())}.")
@click.option("--from-log", "log", multiple=True, metavar="LOG", help="Draft the stages from this log (repeatable).")
@click.option("--from-map", "drawn", metavar="MAP", help="Import a map of vsm-workshop (JSON).")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@click.option("--timezone", default="UTC", show_default=True, help="Zone of times in the log that name none.")
@columns.option
@common
def command(
    out: Output,
    name: str,
    template_name: str | None,
    log: tuple[str, ...],
    drawn: str | None,
    output: Path | None,
    timezone: str,
    said: Columns,
) -> int:
    """Make a stream file NAME: from a template, drafted from the states of an event log, or from another tool's map.

    A draft's guesses (stages, wait or touch, the finish) are marked as guesses to confirm.
    """
    if sum(map(bool, (template_name, log, drawn))) > 1:
        raise click.UsageError("--template, --from-log and --from-map exclude each other")
    if said and not log:
        raise click.UsageError("--columns says what the columns of a log mean: name the log with --from-log")
    stem = slug(name)
    if not stem:
        raise InputError(f"{name!r} has no letter or digit to name a file by")
    path = output or (Path("streams") if Path("streams").is_dir() else Path()) / f"{stem}.yaml"
    guesses: tuple[str, ...] = ()
    notes: list[str] = []
    changes: list[str] = []
    if log:
        text, guesses, notes = _drafted(out, name, log, path, timezone, said)
    elif drawn:
        imported = read_workshop_map(Path(drawn))
        text = new_text(replace(imported.stream, name=name))
        changes = imported.changes + _renamed(imported.stream.name, name)
    else:
        text = from_template(name, template_name or "blank")
    opened = create_stream(path, text)
    for note in notes:
        out.note(note)
    if out.as_json:
        out.answer(
            {
                "schema": "vsm.new.v1",
                "file": str(opened.path),
                "stages": [stage.id for stage in opened.stream.stages],
                "guesses": list(guesses),
                "changes": changes,
            }
        )
        return 0
    click.echo(f"wrote {opened.path}: {counted(len(opened.stream.stages), 'stage')}")
    if guesses:
        click.echo(f"guessed, to confirm: {', '.join(guesses)}")
    for change in changes:
        click.echo(f"changed on the way in: {change}")
    click.echo(f"open it with: vsm {opened.path}")
    return 0


def _renamed(there: str, here: str) -> list[str]:
    """What becomes of the name that a map has."""
    return [] if there == here else [f'the name "{there}" gives way to "{here}"']


def _drafted(
    out: Output, name: str, given: tuple[str, ...], path: Path, timezone: str, said: Columns
) -> tuple[str, tuple[str, ...], list[str]]:
    from vsm_tui.files.workshop_json import is_map
    from vsm_tui.measure import load
    from vsm_tui.measure.drafting.draft import draft

    paths = [Path(word) for word in given]
    missing = [Problem("no such log", str(p)) for p in paths if not p.is_file()]
    if missing:
        raise InputError(missing)
    try:
        log = load(paths, timezone, said=said)
    except InputError as error:
        if maps := [Problem(f"this is a map of vsm-workshop, {NOT_HERE}", str(p)) for p in paths if is_map(p)]:
            raise InputError(maps) from None
        again = f"vsm new {quote(name)} {' '.join(f'--from-log {quote(word)}' for word in given)}"
        raise InputError(_suggest(out, paths, said, again, error.problems)) from None
    stream = draft(log, name)
    stream = replace(stream, clock=replace(stream.clock, timezone=timezone), columns=said)
    stream = with_logs(stream, paths, path.parent)
    notes = list(log.notes)
    if log.rejected_count:
        rows, them = counted(log.rejected_count, "row"), "it" if log.rejected_count == 1 else "them"
        notes.append(f"{rows} could not be used; vsm check {paths[0]} lists {them}")
    return new_text(stream), stream.guesses, notes


def _suggest(
    out: Output, paths: list[Path], said: Columns, again: str, problems: Sequence[Problem]
) -> Sequence[Problem]:
    """Say what the columns look like, where they do not say it themselves; the problems that are still to be told."""
    from vsm_tui.measure.log.suggested import suggestion_for

    for path in paths:
        if (suggestion := suggestion_for(path, said)) is not None:
            out.note("\n".join(columns.told(path, suggestion, again)))
            problems = columns.without_told(problems, path, suggestion, said)
    return problems
