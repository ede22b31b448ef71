"""``vsm new``: a stream file from a template or from an event log."""

from __future__ import annotations

from pathlib import Path

import click

from vsm_tui.cli.output import Output, common
from vsm_tui.files import create_stream, from_template, new_text, template_names, with_logs
from vsm_tui.model import InputError, Problem, slug


@click.command(
    "new", epilog='Example: vsm new "Hotfix" --template hotfix    or    vsm new Features --from-log export.json'
)
@click.argument("name")
@click.option("--template", "template_name", help=f"One of: {', '.join(template_names())}.")
@click.option("--from-log", "log", multiple=True, metavar="LOG", help="Draft the stages from this log (repeatable).")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@click.option("--timezone", default="UTC", show_default=True, help="Zone of times in the log that name none.")
@common
def command(
    out: Output, name: str, template_name: str | None, log: tuple[str, ...], output: Path | None, timezone: str
) -> int:
    """Make a stream file NAME: from a template, or drafted from the states of an event log.

    A draft's guesses (stages, wait or touch, the finish) are marked as guesses to confirm.
    """
    if template_name and log:
        raise click.UsageError("--template and --from-log exclude each other")
    stem = slug(name)
    if not stem:
        raise InputError(f"{name!r} has no letter or digit to name a file by")
    path = output or (Path("streams") if Path("streams").is_dir() else Path()) / f"{stem}.yaml"
    guesses: tuple[str, ...] = ()
    notes: list[str] = []
    if log:
        text, guesses, notes = _drafted(name, log, path, timezone)
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
            }
        )
        return 0
    click.echo(f"wrote {opened.path}: {len(opened.stream.stages)} stages")
    if guesses:
        click.echo(f"guessed, to confirm: {', '.join(guesses)}")
    click.echo(f"open it with: vsm {opened.path}")
    return 0


def _drafted(name: str, given: tuple[str, ...], path: Path, timezone: str) -> tuple[str, tuple[str, ...], list[str]]:
    from dataclasses import replace

    from vsm_tui.measure import load
    from vsm_tui.measure.drafting.draft import draft

    paths = [Path(word) for word in given]
    missing = [Problem("no such log", str(p)) for p in paths if not p.is_file()]
    if missing:
        raise InputError(missing)
    log = load(paths, timezone)
    stream = draft(log, name)
    stream = with_logs(replace(stream, clock=replace(stream.clock, timezone=timezone)), paths, path.parent)
    notes = list(log.notes)
    if log.rejected_count:
        notes.append(f"{log.rejected_count} rows could not be used; vsm check {paths[0]} lists them")
    return new_text(stream), stream.guesses, notes
