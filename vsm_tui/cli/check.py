"""``vsm check``: validate stream files and logs, all errors at once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from vsm_tui.cli import columns
from vsm_tui.cli.launch import NOT_HERE
from vsm_tui.cli.output import Output, common, problem_payload
from vsm_tui.files import StreamFile, log_paths, read_stream
from vsm_tui.model import Columns, InputError, Problem
from vsm_tui.model.wording import counted

if TYPE_CHECKING:
    from vsm_tui.events.formats.suggest import Suggestion
    from vsm_tui.measure import Log


@click.command("check", epilog="Example: vsm check streams/*.yaml streams/*.events.csv")
@click.argument("files", nargs=-1, required=True)
@columns.option
@common
def command(out: Output, files: tuple[str, ...], said: Columns) -> int:
    """Validate stream FILES and logs: every error with file, line, column and what would be right.

    Of a log whose columns do not say what they mean, what they look like is shown.
    """
    found = [(name, *_checked(Path(name), said)) for name in files]
    suggested = {name: _suggested(Path(name), said) for name, kind, problems, _ in found if kind == "log" and problems}
    errors = sum(p.severity == "error" for _, _, problems, _ in found for p in problems)
    if out.as_json:
        out.answer(
            {
                "schema": "vsm.check.v1",
                "errors": errors,
                "files": [
                    {
                        "file": name,
                        "kind": kind,
                        "problems": [problem_payload(p) for p in problems],
                        "notes": notes,
                        **columns.payload(suggested.get(name)),
                    }
                    for name, kind, problems, notes in found
                ],
            }
        )
        return 1 if errors else 0
    for name, kind, problems, notes in found:
        suggestion = suggested.get(name)
        left = problems if suggestion is None else columns.without_told(problems, Path(name), suggestion, said)
        for problem in left:
            click.echo(str(problem))
        if suggestion is not None:
            click.echo("\n".join(columns.told(Path(name), suggestion, f"vsm check {name}")))
        for note in notes:
            out.note(f"{name}: note: {note}")
        if not problems and not out.quiet:
            click.echo(f"{name}: {kind}, no errors")
    return 1 if errors else 0


def _checked(path: Path, said: Columns) -> tuple[str, list[Problem], list[str]]:
    """``(kind, problems, notes)`` of one file."""
    if not path.exists():
        return "missing", [Problem("no such file", str(path))], []
    if path.is_dir():
        return "folder", [Problem("a folder: name the files in it, as in streams/*.yaml", str(path))], []
    return _stream(path) if path.suffix.lower() in (".yaml", ".yml") else _log(path, said)


def _stream(path: Path) -> tuple[str, list[Problem], list[str]]:
    try:
        opened = read_stream(path)
    except InputError as error:
        return "stream", list(error.problems), []
    problems = list(opened.warnings)
    if opened.stream.log:
        problems += [
            Problem(
                f"the log {log.name} is not there; the stream cannot be measured until it is",
                str(path),
                severity="warning",
            )
            for log in log_paths(opened)
            if not log.is_file()
        ]
    return "stream", problems + columns.lost(opened) + _sources(opened), []


def _sources(opened: StreamFile) -> list[Problem]:
    """Entries of ``sources`` that could not be pulled as they stand; nobody is asked anything."""
    if not opened.stream.sources:
        return []
    from vsm_tui.connect.entries import Wrong, entries_of

    return [problem for entry in entries_of(opened) if isinstance(entry, Wrong) for problem in entry.problems]


def _suggested(path: Path, said: Columns) -> Suggestion | None:
    from vsm_tui.measure.log.suggested import suggestion_for

    return suggestion_for(path, said)


def _log(path: Path, said: Columns) -> tuple[str, list[Problem], list[str]]:
    from vsm_tui.files.workshop_json import is_map
    from vsm_tui.measure import load

    try:
        log = load([path], "UTC", said=said)
    except InputError as error:
        if is_map(path):
            return "map", [Problem(f"this is a map of vsm-workshop, {NOT_HERE}", str(path))], []
        return "log", list(error.problems), []
    problems = list(log.rejected)
    if log.rejected_count > len(problems):
        more = log.rejected_count - len(problems)
        problems.append(Problem(f"and {more} more rows that could not be used", str(path)))
    return "log", [*problems, *_ahead(log)], list(log.notes)


def _ahead(log: Log) -> list[Problem]:
    """Rows in the future: they are events, but now would be there."""
    today = datetime.now(UTC)
    if log.ends[1] <= today.timestamp() * 1e6:
        return []
    from vsm_tui.measure.log.ahead import ahead

    late = ahead(log.details.files, today)
    if late is None:
        return []
    rows = "" if late.rows == 1 else f", with {counted(late.rows - 1, 'more row')}"
    text = f"item {late.item} is in the future here{rows}: {late.advice(ZoneInfo('UTC'))}"
    return [Problem(text, late.file, late.line, severity="warning")]
