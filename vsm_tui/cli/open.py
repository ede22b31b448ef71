"""``vsm [PATH]``: the app."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from vsm_tui.cli.output import Output, common
from vsm_tui.model import InputError, Problem


@click.command("open", epilog="Example: vsm streams/standard-feature.yaml")
@click.argument("path", required=False)
@click.option("--ascii", "plain", is_flag=True, help="Draw with ASCII characters only.")
@common
def command(out: Output, path: str | None, plain: bool) -> int:
    """Open the app: PATH is a folder of streams or a stream file; by default ./streams, else your own workspace."""
    target = _target(path)
    if out.as_json:
        raise click.UsageError("the app has no JSON; use vsm show, measure or compare with --json")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError("the app needs a terminal; vsm show prints the map without one")
    from vsm_tui.tui.app import run

    return run(target, ascii=plain)


def _target(path: str | None) -> Path | None:
    if path is None:
        return None
    given = Path(path)
    if given.exists():
        return given
    named = Path("streams") / f"{path}.yaml"
    if named.is_file():
        return named
    raise InputError(Problem("no such file or folder; vsm new NAME makes a stream", path))
