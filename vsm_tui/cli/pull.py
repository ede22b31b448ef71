"""``vsm pull``: fetch from a stream's sources into its log."""

from __future__ import annotations

import sys
from typing import Any

import click

from vsm_tui.cli.inputs import open_stream
from vsm_tui.cli.output import Output, common
from vsm_tui.connect.pull import Part, Pulled, chosen, pull, target_of
from vsm_tui.connect.source import Source, Tell
from vsm_tui.connect.store import opened, place_of
from vsm_tui.events.write import iso

_EPILOG = """\b
Examples:
  vsm pull standard-feature --dry-run
  vsm pull standard-feature
  vsm pull standard-feature --source jira --json
"""


class Progress(Tell):
    """Says on stderr how far a pull is: on one line of a terminal, else a line a page."""

    def __init__(self, out: Output) -> None:
        super().__init__()
        self._out, self._live, self._open = out, sys.stderr.isatty() and not out.quiet, False
        self._waiting = False

    def counted(self, what: str, done: int, total: int | None = None) -> None:
        """How many there are by now."""
        self._say(f"{done} of {total} {what}" if total is not None else f"{done} {what}")

    def countdown(self, why: str, seconds: int) -> None:
        """Every second where that moves a line; else once."""
        if self._live or not self._waiting:
            self._say(f"{why}; going on in {seconds} s (ctrl+c stops, nothing is lost)")
        self._waiting = seconds > 0

    def note(self, text: str) -> None:
        """On a line of its own."""
        self.end()
        self._out.note(text)

    def end(self) -> None:
        """Leave the line that moved."""
        if self._open:
            click.echo(err=True)
        self._open = False

    def _say(self, text: str) -> None:
        if self._live:
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)
            self._open = True
        else:
            self._out.note(text)


@click.command("pull", epilog=_EPILOG)
@click.argument("stream")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source: its name or its tool.")
@click.option("--dry-run", is_flag=True, help="Show what would be asked for and kept; ask nothing.")
@click.option("--fresh", is_flag=True, help="Forget what was kept of these sources and read everything anew.")
@click.option("--replace", is_flag=True, help="Put what is pulled in place of a log that was not pulled.")
@common
def command(out: Output, stream: str, names: tuple[str, ...], dry_run: bool, fresh: bool, replace: bool) -> int:
    """Fetch what is new from STREAM's sources, and write its log.

    A pull that is stopped or fails goes on where it was the next time. Credentials come from the environment, a token
    command, the keyring, gh, glab or netrc; --dry-run names which.
    """
    file = open_stream(stream)
    if dry_run:
        return _planned(out, file.path.stem, [(n.name, n.source) for n in chosen(file, names)], str(target_of(file)))
    progress = Progress(out)
    try:
        done = pull(file, progress, only=names, replace=replace, fresh=fresh)
    finally:
        progress.end()
    if out.as_json:
        out.answer(_payload(file.path.stem, done))
    else:
        _tell(out, done)
    for part in done.parts:
        if part.missing:
            kept = (
                f"{part.kept} pages are kept, and the next pull goes on from there" if part.kept else "nothing is kept"
            )
            click.echo(f"vsm: error: {part.name}: {part.missing}; {kept}", err=True)
    return 3 if done.failed else 0


def _tell(out: Output, done: Pulled) -> None:
    for part in done.parts:
        state = "not all of it" if part.missing or not part.complete else "complete"
        click.echo(f"{part.name}: {_many(len(set(part.log.item)), 'item')}, {_many(len(part.log), 'event')}, {state}")
        for note in part.log.notes:
            out.note(f"{part.name}: note: {note}")
    if done.written:
        click.echo(f"wrote {done.log}: {_many(len(done.events), 'event')}")
    elif not done.failed:
        click.echo(f"nothing to write: the sources have no events ({done.log} is as it was)")


def _planned(out: Output, name: str, sources: list[tuple[str, Source]], log: str) -> int:
    """What a pull would do."""
    plans = []
    for called, source in sources:
        cursor: dict[str, Any] = {}
        if place_of(source).is_file():
            with opened(source) as store:
                cursor = store.cursor
        plans.append({"name": called, "tool": source.tool, "plan": source.plan(cursor), "kept": str(place_of(source))})
    if out.as_json:
        out.answer({"schema": "vsm.pull.v1", "stream": name, "dry_run": True, "log": log, "sources": plans})
        return 0
    for plan in plans:
        click.echo(f"{plan['name']}:")
        for line in plan["plan"]:
            click.echo(f"  {line}")
        click.echo(f"  pages are kept in {plan['kept']}")
    click.echo(f"the log would be {log}")
    return 0


def _payload(name: str, done: Pulled) -> dict[str, Any]:
    log = done.events
    return {
        "schema": "vsm.pull.v1",
        "stream": name,
        "dry_run": False,
        "log": str(done.log),
        "written": done.written,
        "items": len(set(log.item)),
        "events": len(log),
        "from": iso(min(log.at)) if log.at else None,
        "to": iso(max(log.at)) if log.at else None,
        "sources": [_part(part) for part in done.parts],
        "warnings": [{"code": f.code, "text": f.text, "count": f.count} for f in log.findings],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "tool": part.source.tool,
        "where": part.source.where,
        "complete": part.complete and not part.missing,
        "items": len(set(part.log.item)),
        "events": len(part.log),
        "pages": part.pages,
        "kept": part.kept,
        "pulled": part.at.isoformat() if part.at else None,
        "missing": part.missing or None,
    }


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
