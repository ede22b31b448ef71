"""``vsm [PATH]``: the app."""

from __future__ import annotations

import click

from vsm_tui.cli.launch import launch, target
from vsm_tui.cli.output import Output, common


@click.command("open", epilog="Example: vsm streams/standard-feature.yaml")
@click.argument("path", required=False)
@click.option("--ascii", "plain", is_flag=True, help="Draw with ASCII characters only.")
@click.option("--read-only", is_flag=True, help="Only look: nothing is changed, written or fetched.")
@click.option("--shared", is_flag=True, hidden=True, help="Show nothing but PATH, and not where it is.")
@common
def command(out: Output, path: str | None, plain: bool, read_only: bool, shared: bool) -> int:
    """Open the app: PATH is a folder of streams or a stream file; by default ./streams, else your own workspace."""
    found = target(path)
    if out.as_json:
        raise click.UsageError("the app has no JSON; use vsm show, measure or compare with --json")
    return launch(found, ascii=plain, read_only=read_only, shared=shared)
