"""``--columns``: what the columns of a log mean, as one option of every command that reads logs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import click

from vsm_tui.events.about import beside
from vsm_tui.files import StreamFile, log_paths
from vsm_tui.model import Columns, Problem, QuantityError
from vsm_tui.model.columns import parse_columns, spelled

if TYPE_CHECKING:
    from vsm_tui.events.formats.suggest import Suggestion

F = TypeVar("F", bound=Callable[..., Any])
_HELP = (
    "What the log's columns mean, as item=Ticket,at='Changed on',state=Status; also entered, left, dates, object_type."
)


def option(function: F) -> F:
    """Add ``--columns`` and hand it over as ``said``."""
    return click.option("--columns", "said", metavar="ROLE=COLUMN,…", callback=_read, multiple=True, help=_HELP)(
        function
    )


def as_option(columns: Columns) -> str:
    """The option that says ``columns``, as a shell takes it."""
    return "--columns " + quote(spelled(columns))


def without_told(problems: Sequence[Problem], path: Path, suggestion: Suggestion, said: Columns) -> list[Problem]:
    """What is wrong with a log, without what :func:`told` says of it."""
    from vsm_tui.events.formats.columns import unsaid
    from vsm_tui.measure.log.suggested import hint

    hints = hint(path, said)
    left = [problem for problem in problems if problem not in hints]
    if not suggestion.lacking:
        return left
    others = [problem for problem in left if problem.file != str(path)]
    return [*others, Problem(unsaid(suggestion.lacking), str(path), 1)]


def told(path: Path, suggestion: Suggestion, again: str) -> list[str]:
    """A suggestion for people. ``again`` is the command line it goes with, without the option."""
    from vsm_tui.events.formats.dates import meant
    from vsm_tui.measure.log.suggested import line_of

    lines = [f"the columns of {path} look like"]
    width = max((len(each.column) for each in suggestion.meanings), default=0)
    lines += [f"  {m.role:<8} {m.column:<{width}}   {', '.join(m.examples)}" for m in suggestion.meanings]
    if suggestion.columns.dates:
        lines.append(f"  dates    {suggestion.columns.dates}")
    lines += [f"  ? {doubt}" for doubt in suggestion.doubts]
    if suggestion.columns:
        choices = [replace(suggestion.columns, dates=way) for way in suggestion.ways] or [suggestion.columns]
        enough = suggestion.whole or (suggestion.ways and len(suggestion.doubts) == 1)
        so = "if that is right" if enough else "if that is right, with what is missing"
        for one in choices:
            lines.append(f"{so}{f', {meant(one.dates)}' if suggestion.ways else ''}: {again} {as_option(one)}")
        lines += [f"or in the stream file, beside log: {line_of(one)}" for one in choices]
    return lines


def payload(suggestion: Suggestion | None) -> dict[str, Any]:
    """A suggestion for scripts, under its key; nothing where there is none."""
    if suggestion is None:
        return {}
    found = {
        "columns": suggestion.columns.said,
        "examples": {each.role: list(each.examples) for each in suggestion.meanings},
        "doubts": list(suggestion.doubts),
        "complete": suggestion.whole,
    }
    return {"suggestion": found}


def lost(opened: StreamFile) -> list[Problem]:
    """What ``columns`` of a stream file says and its logs do not have."""
    said = opened.stream.columns
    logs = [path for path in log_paths(opened) if path.is_file() and not beside(path).is_file()]
    if not said.named or not logs:
        return []
    from vsm_tui.events.formats.columns import lost_columns, plain_name
    from vsm_tui.files.parse import examine, find
    from vsm_tui.measure.log.suggested import columns_in

    root = examine(opened.text, str(opened.path))[2]

    def at(key: str, text: str, severity: Literal["error", "warning"]) -> Problem:
        mark = find(root, ("columns", key)).start_mark
        return Problem(text, str(opened.path), mark.line + 1, mark.column + 1, severity)

    tables = [(log, names) for log in logs if (names := columns_in(log)) is not None]
    problems = [
        at(key, f"{log.name} has {text}", "error")
        for log, names in tables
        for key, text in lost_columns(names, said).items()
    ]
    wanted = {plain_name(name) for name in said.named.values()}
    if not any(wanted & set(map(plain_name, names)) for _, names in tables):
        problems.append(at("", "no log of the stream has any of these columns: they say nothing", "warning"))
    return problems


def _read(ctx: click.Context, parameter: click.Parameter, value: Sequence[str]) -> Columns:
    try:
        return parse_columns(*value)
    except QuantityError as error:
        raise click.BadParameter(str(error), ctx, parameter) from None
