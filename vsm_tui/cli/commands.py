"""Every command of ``vsm``, as click reads them off a line."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from vsm_tui import __version__
from vsm_tui.cli.listed import COMMANDS
from vsm_tui.cli.output import Output, problem_payload
from vsm_tui.model import Problem

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
            from difflib import get_close_matches

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


def parsed(args: Sequence[str]) -> int:
    """Let click read the line and run its command; slips in the line itself are told here.

    Raises:
        Exception: whatever the command raises.
    """
    try:
        return int(vsm.main(list(args), prog_name="vsm", standalone_mode=False) or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        error.show()
        return _envelope(error, args)
    except click.Abort:
        raise KeyboardInterrupt from None


def _envelope(error: click.UsageError, args: Sequence[str]) -> int:
    """The same for scripts, where the line asked for it."""
    out = Output.of(args)
    if out.as_json:
        out.answer({"schema": out.schema, "errors": [problem_payload(Problem(error.format_message()))]})
    return 2
