"""``vsm``: what a command line asks for, how it fails, what it exits with.

Exit codes: 0 done · 1 the input is wrong · 2 usage · 3 a source failed · 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from vsm_tui.cli.launch import launch, target
from vsm_tui.cli.listed import COMMANDS
from vsm_tui.model import InputError, SourceError, VsmError


def run(args: Sequence[str]) -> int:
    """Run one command line; every error is told in plain words and becomes an exit code."""
    try:
        return launch(target(args[0] if args else None)) if _only_opens(args) else _parsed(args)
    except KeyboardInterrupt:
        print("\ninterrupted; nothing was lost", file=sys.stderr)  # noqa: T201 -- this is the command line
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone (``vsm show | head``): there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (VsmError, OSError) as error:
        return _told(error, args)


def _only_opens(args: Sequence[str]) -> bool:
    """Whether the line has nothing to parse: opening the app does not wait for click to be imported then."""
    if len(args) > 1 or "_VSM_COMPLETE" in os.environ:  # how a shell asks click for completions
        return False
    return not args or (args[0] not in COMMANDS and not args[0].startswith("-") and Path(args[0]).exists())


def _parsed(args: Sequence[str]) -> int:
    gc.set_threshold(200_000)  # imports make many objects and no garbage
    from vsm_tui.cli.commands import parsed

    return parsed(args)


def _told(error: VsmError | OSError, args: Sequence[str]) -> int:
    """Tell what went wrong; returns the exit code."""
    from vsm_tui.cli.output import Output, fail

    out = Output.of(args)
    match error:
        case InputError():
            return fail(out, error.problems)
        case OSError() if out.debug:
            raise error
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return fail(out, f"{where}{error.strerror or error}")
        case _:
            return fail(out, str(error), code=3 if isinstance(error, SourceError) else 1)


def main() -> NoReturn:
    """The console script."""
    try:
        code = run(sys.argv[1:])
    except Exception as error:
        if "--debug" in sys.argv[1:]:
            raise
        text = f"vsm: error: {type(error).__name__}: {error} (a fault of ours: --debug shows where)"
        print(text, file=sys.stderr)  # noqa: T201 -- this is the command line
        code = 1
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End. Where a database was used and no app ran nothing is left to do but print, and taking the database and what
    it was measured with apart would take as long as measuring a small log.
    """
    if "duckdb" in sys.modules and "textual" not in sys.modules:
        with suppress(OSError):  # whoever read our output may have gone
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    sys.exit(code)
