"""``vsm``: which command runs, how it fails, what it exits with.

Exit codes: 0 done · 1 the input is wrong · 2 usage · 3 a source failed · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from vsm_tui import __version__
from vsm_tui.cli.output import Output, fail
from vsm_tui.model import ConflictError, InputError, SourceError, VsmError

COMMANDS = {
    "open": "Open the app on a folder or a stream file (what vsm does without a command).",
    "new": "Make a stream file from a template or from an event log.",
    "check": "Validate stream files and logs.",
    "show": "Print the map.",
    "measure": "Compute the measured side from an event log.",
    "compare": "Put two streams, two layers or two windows side by side.",
}
EPILOG = """\b
Examples:
  vsm                                 open ./streams, or your own workspace
  vsm streams/standard-feature.yaml   open one stream's map
  vsm show standard-feature --layer both
  vsm measure standard-feature --json
"""


class Commands(click.Group):
    """Commands that are imported only when they run; anything else on the line is a path to open."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Every command, in the order of a first day's use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the one command that is asked for."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"vsm_tui.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 -- a module of ours
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A first word that is no command is a path; one that is neither is a slip of the finger."""
        word = args[0]
        if word not in COMMANDS:
            near = get_close_matches(word, COMMANDS, n=1)
            if near and not Path(word).exists():
                raise click.UsageError(f"no command, file or folder {word!r}: did you mean `vsm {near[0]}`?", ctx)
            args = ["open", *args]
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options of ``open`` may stand without its name, as in ``vsm --ascii``."""
        known = {"--help", "-h", "--version"}
        if not any(not arg.startswith("-") or arg in known for arg in args) or (
            args and args[0].startswith("-") and args[0] not in known
        ):
            args = ["open", *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="vsm")
def vsm() -> None:
    """Map a value stream in the terminal, lay real data over it, see the constraint and the rework loops."""


def run(args: Sequence[str]) -> int:
    """Run one command line; every error is told in plain words and becomes an exit code."""
    out = Output.of(args)
    try:
        return int(vsm.main(list(args), prog_name="vsm", standalone_mode=False) or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("\ninterrupted; nothing was lost", err=True)
        return 130
    except InputError as error:
        return fail(out, error.problems)
    except SourceError as error:
        return fail(out, str(error), code=3)
    except (ConflictError, VsmError) as error:
        return fail(out, str(error))
    except BrokenPipeError:
        # Whoever read our output has gone (``vsm show | head``): there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if out.debug:
            raise
        where = f"{error.filename}: " if error.filename else ""
        return fail(out, f"{where}{error.strerror or error}")


def main() -> NoReturn:
    """The console script."""
    try:
        code = run(sys.argv[1:])
    except Exception as error:
        if "--debug" in sys.argv[1:]:
            raise
        text = f"vsm: error: {type(error).__name__}: {error} (a fault of ours: --debug shows where)"
        click.echo(text, err=True)
        code = 1
    sys.exit(code)
