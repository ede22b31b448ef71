"""``vsm pull``: fetch from a stream's sources into its log."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from typing import Any

import click

from vsm_tui.cli.inputs import open_stream
from vsm_tui.cli.output import Output, common, problem_payload
from vsm_tui.connect.plan import Planned, planned
from vsm_tui.connect.pull import HandWrittenError, Part, Pulled, pull, target_of
from vsm_tui.connect.source import Tell
from vsm_tui.events.write import iso
from vsm_tui.model import Problem
from vsm_tui.model.wording import counted

_EPILOG = """\b
Examples:
  vsm pull standard-feature --dry-run
  vsm pull standard-feature
  vsm pull standard-feature --source jira --json
"""


class Progress(Tell):
    """Says on stderr how far a pull is: on one line of a terminal; elsewhere only with ``-v``, a line a page."""

    def __init__(self, out: Output) -> None:
        super().__init__()
        self._out, self._live, self._open = out, sys.stderr.isatty() and not out.quiet, False
        self._waiting, self._name = False, ""

    def begin(self, name: str) -> None:
        """Say of which source all that follows is."""
        self.end()
        self._name = f"{name}: " if name else ""

    def counted(self, what: str, done: int, total: int | None = None) -> None:
        """How many there are by now."""
        if self._live or self._out.verbose:
            self._say(f"{done} of {total} {what}" if total is not None else f"{done} {what}")

    def countdown(self, why: str, seconds: int) -> None:
        """Every second where that moves a line; else once."""
        if self._live or not self._waiting:
            self._say(f"{why}; going on in {seconds} s (ctrl+c stops, nothing is lost)")
        self._waiting = seconds > 0

    def note(self, text: str) -> None:
        """On a line of its own."""
        self.end()
        self._out.note(self._name + text)

    def end(self) -> None:
        """Leave the line that moved."""
        if self._open:
            click.echo(err=True)
        self._open = False

    def _say(self, text: str) -> None:
        text = self._name + text
        if self._live:
            width = max(20, shutil.get_terminal_size().columns - 1)  # a line that is wrapped cannot be written over
            shown = text if len(text) <= width else text[: width - 1] + "…"
            click.echo(f"\r\x1b[K{shown}", err=True, nl=False)
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

    A pull that is stopped or fails goes on where it was the next time; what one source gave is kept where another one
    fails (exit code 3). Credentials come from the environment, a token command, the keyring, gh, glab or netrc;
    --dry-run names which. What is kept is listed by vsm data, and removed by vsm data purge.
    """
    file = open_stream(stream)
    if dry_run:
        plans, log = planned(file, names), str(target_of(file, replace=True))
        try:
            target_of(file, replace=replace)
        except HandWrittenError as error:  # only a pull would have to leave it alone
            out.note(f"note: {error.problems[0].file} {error.problems[0].text}")
        return _told(out, file.path.stem, plans, log)
    progress = Progress(out)
    try:
        done = pull(file, progress, only=names, replace=replace, fresh=fresh)
    finally:
        progress.end()
    if out.as_json:
        out.answer(_payload(file.path.stem, done))
    else:
        _tell(out, done)
    for line in _failures(done):
        click.echo(line, err=True)
    return 3 if done.failed else 0


def _failures(done: Pulled) -> Iterator[str]:
    """What is missing, what was kept of it, and what to do."""
    for part in done.parts:
        if part.missing:
            kept = "nothing is kept"
            if part.kept:
                there = "is" if part.kept == 1 else "are"
                kept = f"{counted(part.kept, 'page')} {there} kept, and the next pull goes on from there"
            yield f"vsm: error: {part.name}: {part.missing}" + (f"; {kept}" if part.read else "")
    yield from (str(problem) for problem in _problems(done))
    if done.spared:
        yield f"vsm: error: {done.log} is left as it was: a new one would lose what it has of {', '.join(done.spared)}"


def _problems(done: Pulled) -> list[Problem]:
    return [problem for entry in done.wrong for problem in entry.problems]


def _tell(out: Output, done: Pulled) -> None:
    for part in done.parts:
        state = "not all of it" if part.missing or not part.complete else "complete"
        brought = f"{counted(len(set(part.log.item)), 'item')}, {counted(len(part.log), 'event')}, {state}"
        click.echo(f"{part.name}: {'nothing came' if part.missing and not part.kept else brought}")
        for note in part.log.notes:
            out.note(f"{part.name}: note: {note}")
    if done.written:
        click.echo(f"wrote {done.log}: {counted(len(done.events), 'event')}")
    elif not done.failed and not done.spared:
        click.echo(f"nothing to write: the sources have no events; {done.unwritten}")


def _told(out: Output, name: str, plans: list[Planned], log: str) -> int:
    """What a pull would do."""
    if out.as_json:
        shown = [
            {"name": p.name, "tool": p.tool, "where": p.where, "plan": list(p.lines), "kept": str(p.place),
             "pages": p.pages, "pulled": p.at.isoformat() if p.at else None}
            for p in plans
        ]  # fmt: skip
        out.answer({"schema": "vsm.pull.v1", "stream": name, "dry_run": True, "log": log, "sources": shown})
        return 0
    for plan in plans:
        click.echo(f"{plan.name}:")
        for line in plan.lines:
            click.echo(f"  {line}")
        there = f", {counted(plan.pages, 'page')} of them there" if plan.pages else ""
        click.echo(f"  pages are kept in {plan.place}{there}")
        if plan.trouble:
            out.note(f"{plan.name}: note: {plan.trouble}")
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
        "spared": list(done.spared),
        "errors": [problem_payload(problem) for problem in _problems(done)],
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
