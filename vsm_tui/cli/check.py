"""``vsm check``: validate stream files and logs, all errors at once."""

from __future__ import annotations

from pathlib import Path

import click

from vsm_tui.cli.output import Output, common, problem_payload
from vsm_tui.files import StreamFile, log_paths, read_stream
from vsm_tui.model import InputError, Problem


@click.command("check", epilog="Example: vsm check streams/*.yaml streams/*.events.csv")
@click.argument("files", nargs=-1, required=True)
@common
def command(out: Output, files: tuple[str, ...]) -> int:
    """Validate stream FILES and logs: every error with file, line, column and what would be right."""
    found = [(name, *_checked(Path(name))) for name in files]
    errors = sum(p.severity == "error" for _, _, problems, _ in found for p in problems)
    if out.as_json:
        out.answer(
            {
                "schema": "vsm.check.v1",
                "errors": errors,
                "files": [
                    {"file": name, "kind": kind, "problems": [problem_payload(p) for p in problems], "notes": notes}
                    for name, kind, problems, notes in found
                ],
            }
        )
        return 1 if errors else 0
    for name, kind, problems, notes in found:
        for problem in problems:
            click.echo(str(problem))
        for note in notes:
            out.note(f"{name}: note: {note}")
        if not problems and not out.quiet:
            click.echo(f"{name}: {kind}, no errors")
    return 1 if errors else 0


def _checked(path: Path) -> tuple[str, list[Problem], list[str]]:
    """``(kind, problems, notes)`` of one file."""
    if not path.exists():
        return "missing", [Problem("no such file", str(path))], []
    if path.is_dir():
        return "folder", [Problem("a folder: name the files in it, as in streams/*.yaml", str(path))], []
    return _stream(path) if path.suffix.lower() in (".yaml", ".yml") else _log(path)


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
    return "stream", problems + _sources(opened), []


def _sources(opened: StreamFile) -> list[Problem]:
    """Entries of ``sources`` that could not be pulled as they stand; nobody is asked anything."""
    if not opened.stream.sources:
        return []
    from vsm_tui.connect.entries import Wrong, entries_of

    return [problem for entry in entries_of(opened) if isinstance(entry, Wrong) for problem in entry.problems]


def _log(path: Path) -> tuple[str, list[Problem], list[str]]:
    from vsm_tui.measure import load

    try:
        log = load([path], "UTC")
    except InputError as error:
        return "log", list(error.problems), []
    problems = list(log.rejected)
    if log.rejected_count > len(problems):
        more = log.rejected_count - len(problems)
        problems.append(Problem(f"and {more} more rows that could not be used", str(path)))
    return "log", problems, list(log.notes)
