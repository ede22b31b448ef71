"""The sentences of the data screen: the way to data, what a log holds, what a pull says, what was measured, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.content import Content

from vsm_tui.draw import Row, Run, Units, row_text, share
from vsm_tui.draw.run import wrap
from vsm_tui.draw.text import safe
from vsm_tui.events.clean import clean
from vsm_tui.model.tools import ALL
from vsm_tui.tui.measuring import Read
from vsm_tui.tui.questions import Question
from vsm_tui.tui.session import Session, Shown
from vsm_tui.tui.statelist import Coverage, StateRow

if TYPE_CHECKING:
    from vsm_tui.tui.pulling import Pulling

_MOODS = {"good": "$map-good", "warning": "$warning", "bad": "$map-bad", "plain": "$text-muted"}
_LONG = 600


def empty(session: Session, no_pull: str | None = None, room: int = 120) -> Content:
    """What stands in place of the states while there are none: what is missing, and the way there. ``no_pull`` says why
    nothing can be pulled, ``room`` how many cells a line has.
    """
    data, stream = session.data, session.stream
    if session.pulling is not None and not session.pulling.over:
        return Content.styled("The states come with the log that is being pulled.", "$map-muted")
    if data.paths and (data.read is None or data.read.paths != data.paths):
        names = ", ".join(path.name for path in data.paths)
        problems = [replace(p, file=p.file.rpartition("/")[2]) for p in data.problems(session.clock)]
        said = Content(clean("; ".join(str(p) for p in problems) or f"Reading {names} …", _LONG))
        so = "\n\nenter says what the columns of the log mean"
        return said + Content.styled(so, "$map-muted") if problems and not session.read_only else said
    if session.read_only:
        return Content.styled("This stream has no event log yet: what it says is estimated.", "$map-muted")
    if stream.sources and no_pull is not None:
        return _ways("No log yet: nothing was pulled, and nothing can be as the sources stand.", (
            ("e", "Mend the source", "what is wrong with it stands above"),
            ("d", "Take a file instead", "an export of your tracker or CI"),
        ), room)  # fmt: skip
    if stream.sources:
        return _ways("No log yet: nothing was pulled.", (
            ("p", "Pull from the sources", "fetch, and write the log beside the stream file"),
            ("enter", "First see what would be asked", "on a source above: requests, credentials, what is kept"),
            ("d", "Take a file instead", "an export of your tracker or CI"),
        ), room)  # fmt: skip
    tools = ", ".join(tool.title for tool in ALL.values())
    return _ways("This stream has no event log yet.", (
        ("a", "Name a board or a repository", f"{tools}: see what a pull would ask, then pull"),
        ("d", "Take a file", "an export of your tracker or CI: CSV, Parquet, JSON of Jira or gh, XES, OCEL …"),
    ), room)  # fmt: skip


def _ways(head: str, ways: Sequence[tuple[str, str, str]], room: int) -> Content:
    wide = max(len(key) for key, _, _ in ways)
    lines = [Content.styled(head, "bold")]
    for key, title, how in ways:
        lines += [Content(""), Content.assemble((key.ljust(wide), "bold $accent"), "  ", (title, "bold"))]
        below = wrap([(Run(how),)], room, indent=wide + 2)
        lines += [Content.styled(row_text(row), "$map-muted") for row in below]
    lines += [Content(""), Content.styled("Nothing is asked and nothing is read before you say so.", "$map-muted")]
    return Content("\n").join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def facts(read: Read) -> Content:
    """Which log, and how much is in it."""
    log = read.log
    parts = [", ".join(p.name for p in read.paths), _count(log.rows, "event"), _count(log.item_count, "item")]
    if log.rejected_count:
        parts.append(f"{_count(log.rejected_count, 'row')} left out, the first: {log.rejected[0]}")
    return Content(clean(" · ".join(parts), _LONG))


def pull_words(pulling: Pulling) -> Content:
    """What a pull says: how it stands, or how it ended; and the notes on the way."""
    lines = [Content.styled(clean(text, _LONG), _MOODS[mood]) for mood, text in pulling.told()]
    well = pulling.over and pulling.result is not None and not pulling.result.failed
    notes = () if well else pulling.notes[-2:]
    lines += [Content.styled(clean(note, _LONG), "$text-muted") for note in notes]
    return Content("\n").join(lines[:5])


def measured(session: Session, shown: Shown, found: Coverage) -> Content:
    """How much is mapped, what is missing, and what came of it."""
    parts: list[tuple[str, str]] = [
        (f"{share(found.share)} of the logged time is mapped", "bold"),
        ("  all items, open ones too; ends left out", "$map-muted"),
    ]
    if not found.parts:
        parts = [("no time passes between the events of any item", "bold")]
    parts.append(("".join(f"\n{text}" for text in found.missing), "$warning"))
    if shown.measuring:
        parts.append(("\nmeasuring …", "$map-muted"))
    elif shown.measured is not None:
        units = Units.of(session.stream.clock, shown.measured.clock)
        seen = shown.measured.observed
        done = f"{seen.items.finished:,} finished items" if seen else ""
        lead = units.time(shown.measured.lead_time.mean)
        text = f"\nmeasured: {done} · mean lead time {lead} ({shown.measured.clock} clock)"
        parts.append((text, "$map-measured"))
    if not found.missing:
        parts += [(f"\n{clean(p.text, 400)}", "$warning") for p in shown.why]
    return Content.assemble(*parts)


def findings(session: Session, shown: Shown, width: int) -> list[Row]:
    """What bends the numbers; before anything is measured, what reading the log had to assume."""
    if shown.measured is not None:
        from vsm_tui.draw.findings import finding_list

        rows = finding_list(shown.measured, session.stream, width)
        count = len(shown.measured.observed.warnings) if shown.measured.observed else 0
        head = (
            f"{count} {'finding bends' if count == 1 else 'findings bend'} the numbers; tab goes there, ? explains one"
        )
        return [(Run(head, "heading"),), *rows] if rows else [(Run("no findings", "muted"),)]
    notes = session.data.read.log.notes if session.data.read is not None else []
    return [row for note in notes for row in wrap([(Run(f"! {safe(note, _LONG)}", "warning"),)], width)]


def asked(session: Session, key: str, row: StateRow | None, listed: Sequence[StateRow]) -> Question | None:
    """The question about a finding (``key`` is ``finding.`` and its number in the list), else about a state."""
    shown = session.shown()
    flows = tuple(flow for flow in (shown.measured, shown.estimate) if flow is not None)
    sources = tuple(path.name for path in session.data.paths)
    number = key.removeprefix("finding.")
    if shown.measured is not None and shown.measured.observed and number.isdigit():
        from vsm_tui.draw.observed import by_weight
        from vsm_tui.measure.drafting.explained import finding_explained

        found = by_weight(shown.measured.observed.warnings)[int(number)]
        return Question(key, session.stream, flows, told=finding_explained(found, int(number), sources))
    if row is None:
        return None
    from vsm_tui.measure.drafting.explained import Told, state_explained

    total = sum(other.seen.seconds for other in listed if other.share is not None)
    related = ["unmapped"] if row.meaning.role == "none" else []
    if row.meaning.stage is not None:
        related = [f"stages.{row.meaning.stage.id}.{row.meaning.role}"]
    told = Told(
        row.share, total, row.meaning.label, row.suggested.label if row.suggested else "", row.why,
        guessed=row.guessed, related=tuple(related),
    )  # fmt: skip
    return Question(f"state.{row.seen.state}", session.stream, flows, told=state_explained(row.seen, told, sources))
