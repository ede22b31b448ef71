"""What every command shares: its common options, its one JSON envelope, its errors."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from vsm_tui import __version__
from vsm_tui.cli.listed import COMMANDS
from vsm_tui.model import Problem

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Output:
    """How a command line wants its answer."""

    command: str = "open"
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    debug: bool = False

    @classmethod
    def of(cls, args: Sequence[str]) -> Output:
        """Read off the raw words, so that even a line that cannot be parsed fails in the shape it asked for."""
        first = next((arg for arg in args if not arg.startswith("-")), "open")
        command = first if first in COMMANDS else "open"
        return cls(command, "--json" in args, "-q" in args or "--quiet" in args, "-v" in args, "--debug" in args)

    @property
    def schema(self) -> str:
        """What its envelope is called."""
        return f"vsm.{self.command}.v1"

    def note(self, text: str) -> None:
        """Say something beside the answer, on stderr."""
        if not self.quiet:
            click.echo(text, err=True)

    def detail(self, text: str) -> None:
        """Say something only those want who asked for more."""
        if self.verbose:
            click.echo(text, err=True)

    def answer(self, payload: dict[str, Any]) -> None:
        """Print the one envelope."""
        click.echo(json.dumps(payload, ensure_ascii=False, indent=2, allow_nan=False))


def common(function: F) -> F:
    """Add ``--json -q -v --debug --version`` and hand them over as one ``out`` argument."""

    @click.option("--json", "as_json", is_flag=True, help="One JSON envelope on stdout.")
    @click.option("-q", "--quiet", is_flag=True, help="No notes on stderr.")
    @click.option("-v", "--verbose", is_flag=True, help="More notes on stderr.")
    @click.option("--debug", is_flag=True, help="Show where a fault happened.")
    @click.version_option(__version__, prog_name="vsm")
    @click.pass_context
    def wrapped(ctx: click.Context, /, as_json: bool, quiet: bool, verbose: bool, debug: bool, **values: Any) -> Any:
        out = Output(ctx.info_name or "open", as_json, quiet, verbose, debug)
        return function(out=out, **values)

    wrapped.__doc__ = function.__doc__
    wrapped.__name__ = function.__name__
    # The options that ``function`` already carries stand in this list; click reads them off the wrapper.
    wrapped.__click_params__ = [*getattr(function, "__click_params__", []), *wrapped.__click_params__]  # type: ignore[attr-defined]
    return wrapped  # type: ignore[return-value]


def terminal_width() -> int:
    """The terminal's width, or 120 where there is none."""
    return max(20, shutil.get_terminal_size((120, 40)).columns) if sys.stdout.isatty() else 120


def wants_color() -> bool:
    """Colour only on a terminal, and never where ``NO_COLOR`` is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def problem_payload(problem: Problem) -> dict[str, Any]:
    """A problem as JSON."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "text": problem.text,
    }


def fail(out: Output, problems: Sequence[Problem] | str, code: int = 1) -> int:
    """Tell what is wrong: on stderr for people, and as the envelope for scripts."""
    if isinstance(problems, str):
        click.echo(f"vsm: error: {problems}", err=True)
        found = [problem_payload(Problem(problems))]
    else:
        for problem in problems:
            click.echo(str(problem) if problem.file else f"vsm: {problem}", err=True)
        found = [problem_payload(problem) for problem in problems]
    if out.as_json:
        out.answer({"schema": out.schema, "errors": found})
    sys.stdout.flush()
    return code
