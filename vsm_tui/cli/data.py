"""``vsm data``: what was pulled and is kept, and how it is removed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from vsm_tui.cli.inputs import open_stream
from vsm_tui.cli.output import Output, common
from vsm_tui.connect.kept import (
    Kept,
    Removal,
    everything_kept,
    kept_of,
    ordered,
    removal_of,
    removal_of_everything,
    size_of,
)
from vsm_tui.connect.kept import remove as remove_kept
from vsm_tui.events.clean import clean
from vsm_tui.files.locations import ordered_folder, pulled_folder
from vsm_tui.model.wording import counted

_EPILOG = """\b
Examples:
  vsm data
  vsm data standard-feature --json
  vsm data purge standard-feature --source jira
  vsm data purge --all --yes
"""


class _Listing(click.Group):
    """What is no command of its own is a stream to list."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """``vsm data STREAM`` is ``vsm data list STREAM``."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["list", *args])


@click.group(
    "data", cls=_Listing, subcommand_metavar="[STREAM | COMMAND ...]", epilog=_EPILOG, invoke_without_command=True
)
@common
@click.pass_context
def command(ctx: click.Context, out: Output) -> int | None:
    """List what was pulled and is kept on this machine, of all streams or of one; or remove it."""
    return None if ctx.invoked_subcommand else _list(out, everything_kept())


@command.command(
    "list", short_help="List what is kept, of all streams or of one.", epilog="Example: vsm data list standard-feature"
)
@click.argument("stream", required=False)
@common
def listing(out: Output, stream: str | None) -> int:
    """List what is kept: of which source, how much, from when, for which streams."""
    return _list(_all_of(out), kept_of(open_stream(stream)) if stream else everything_kept())


@command.command(
    "purge",
    short_help="Remove what was pulled; asks before.",
    epilog="Example: vsm data purge standard-feature --source jira",
)
@click.argument("stream", required=False)
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source: its name or its tool.")
@click.option("--all", "everything", is_flag=True, help="All that was ever pulled, for whatever stream.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@common
def purge(out: Output, stream: str | None, names: tuple[str, ...], everything: bool, yes: bool) -> int:
    """Remove what was pulled for STREAM: pages, the log made of them and what is said beside it, ordered copies.

    It shows what would go, and asks. A log that somebody wrote or changed by hand is never removed, and nothing is
    removed at any server. Pages that another stream needs, too, stay: --all removes them. With --source the log is
    made anew of what the other sources gave.
    """
    out = _all_of(out)
    if bool(stream) == everything:
        raise click.UsageError("name one stream, or say --all for everything that was pulled")
    if names and everything:
        raise click.UsageError("--source is of one stream: name it instead of --all")
    what = removal_of(open_stream(stream), names) if stream else removal_of_everything()
    if not what:
        if not out.as_json:
            _show_shared(what)
        text = "nothing was removed" if what.shared else "nothing that was pulled is kept"
        return _answer(out, what, removed=False, text=text)
    if not out.as_json:
        _show(what)
    if not yes:
        if out.as_json or not sys.stdin.isatty():
            raise click.UsageError("nobody can be asked here: say --yes to remove it")
        if not click.confirm("Remove it?", err=True):
            return _answer(out, what, removed=False, text="nothing was removed")
    size = what.size
    remove_kept(what)
    return _answer(out, what, removed=True, text=f"removed {amount(size)}", size=size)


def _all_of(out: Output) -> Output:
    """The options given behind ``data``, too, as in ``vsm data --json STREAM``; and the envelope's name is its."""
    above = click.get_current_context().parent
    given = above.params if above else {}
    wants = {key: getattr(out, key) or bool(given.get(key)) for key in ("as_json", "quiet", "verbose", "debug")}
    return replace(out, command="data", **wants)


def _list(out: Output, found: Sequence[Kept]) -> int:
    copies = ordered()
    size = sum(map(size_of, copies))
    if out.as_json:
        sources = [_payload(kept) for kept in found]
        cache = {"folder": str(ordered_folder()), "files": len(copies), "bytes": size}
        out.answer({"schema": "vsm.data.v1", "folder": str(pulled_folder()), "sources": sources, "ordered": cache})
        return 0
    if found:
        click.echo(f"pulled, in {shown(pulled_folder())}:")
        for kept in found:
            click.echo(f"  {_line(kept)}")
            for path, _ in kept.streams:
                click.echo(f"      for {shown(path)}{'' if path.is_file() else ' (no longer there)'}")
    else:
        click.echo(f"nothing that was pulled is kept in {shown(pulled_folder())}")
    if copies:
        click.echo(f"logs in order, in {shown(ordered_folder())}: {counted(len(copies), 'file')}, {amount(size)}")
    if found or copies:
        out.note("remove it with vsm data purge STREAM, or vsm data purge --all")
    return 0


def _show(what: Removal) -> None:
    click.echo("this goes:")
    for kept in what.stores:
        click.echo(f"  {_line(kept)}")
    copies = set(ordered())
    for path in what.files:
        if path not in copies:
            click.echo(f"  {shown(path)}, {amount(size_of(path))}")
    if copies & set(what.files):
        size = amount(sum(map(size_of, copies)))
        click.echo(f"  logs in order, {counted(len(copies), 'file')}, {size} (made again when they are needed)")
    if what.stream is not None:
        click.echo("the stream's log is made anew of what its other sources gave")
    for path, why in what.left:
        click.echo(f"this stays: {shown(path)} {why}")
    _show_shared(what)


def _show_shared(what: Removal) -> None:
    for kept, others in what.shared:
        click.echo(f"this stays: {_line(kept)}, {_also(others)}")


def _also(others: Sequence[Path]) -> str:
    return f"also pulled for {', '.join(map(shown, others))}; vsm data purge --all removes it"


def _answer(out: Output, what: Removal, *, removed: bool, text: str, size: int = 0) -> int:
    if not out.as_json:
        click.echo(text)
        return 0
    payload = {
        "schema": "vsm.data.v1", "removed": removed, "bytes": size, "sources": [_payload(kept) for kept in what.stores],
        "files": [str(path) for path in what.files],
        "left": [{"file": str(path), "reason": why} for path, why in what.left]
        + [{"file": str(kept.place), "reason": _also(others)} for kept, others in what.shared],
    }  # fmt: skip
    out.answer(payload)
    return 0


def _line(kept: Kept) -> str:
    if kept.trouble:
        return f"{kept.tool}  {kept.place.name}, {amount(kept.size)}: {kept.trouble}"
    if not kept.pages:
        return f"{kept.tool}  {clean(kept.where, 200)}, nothing yet"
    since, last = (_day(kept.first), _day(kept.last))
    when = since if since == last else f"{since} to {last}"
    pages = counted(kept.pages, "page")
    return f"{kept.tool}  {clean(kept.where, 200) or kept.place.name}, {pages}, {amount(kept.size)}, pulled {when}"


def _payload(kept: Kept) -> dict[str, Any]:
    return {
        "tool": kept.tool,
        "where": kept.where or None,
        "file": str(kept.place),
        "pages": kept.pages,
        "bytes": kept.size,
        "from": kept.first.isoformat() if kept.first else None,
        "to": kept.last.isoformat() if kept.last else None,
        "streams": [{"stream": str(path), "log": str(log)} for path, log in kept.streams],
        "trouble": kept.trouble or None,
    }


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d}" if moment else "?"


def shown(path: Path) -> str:
    """A path as people write it: short where it lies in their home or here."""
    for folder, prefix in ((Path.cwd(), ""), (Path.home(), "~/")):
        if path.is_relative_to(folder):
            return clean(f"{prefix}{path.relative_to(folder)}", 300)
    return clean(str(path), 300)


def amount(size: int) -> str:
    """Bytes as people say them: ``340 kB``, ``1.2 MB``."""
    if size < 1000:
        return counted(size, "byte")
    value, unit = (
        (size / 1e3, "kB") if size < 999_500 else (size / 1e6, "MB") if size < 999_500_000 else (size / 1e9, "GB")
    )
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"
