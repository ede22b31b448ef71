"""What sources say of themselves beside their events, and what they say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsm_tui.events.log import Finding
from vsm_tui.measure.log import scan as scanning
from vsm_tui.measure.log.join import tally_findings, zone_findings
from vsm_tui.measure.log.wrong import explain, unread_times
from vsm_tui.model import Columns, InputError, Problem

if TYPE_CHECKING:
    from vsm_tui.measure.log.scan import Scan
    from vsm_tui.measure.log.source import Source

_UNREAD = 3
"""So many rows are named where none can be read for the same reason."""


@dataclass(frozen=True, slots=True)
class About:
    """What a source says as a whole.

    ``columns`` are those it has, ``words`` the values of columns by code, ``first`` and ``last`` the times of its first
    and last event (µs UTC). ``local`` counts times that had no zone, ``doubtful`` those among them that the clocks
    showed twice or never, ``tally`` what is odd, by the finding's code. ``table`` says that it is a table and no tool's
    own export, ``strict`` that all its records could be read at once. ``stamps`` are its files' times of change (ns)
    and sizes when they were read.
    """

    table: bool
    strict: bool
    columns: tuple[str, ...]
    stamps: tuple[tuple[int, int], ...] = ()
    rows: int = 0
    first: int = 0
    last: int = 0
    words: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    rejected: tuple[Problem, ...] = ()
    rejected_count: int = 0
    local: int = 0
    doubtful: int = 0
    tally: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, given: Mapping[str, Any], path: Path) -> About:
        """From what JSON made of it; problems are those of ``path``, wherever it lay before."""
        return cls(
            **{
                **given,
                "columns": tuple(given["columns"]),
                "stamps": tuple((at, size) for at, size in given["stamps"]),
                "aliases": {state: tuple(names) for state, names in given["aliases"].items()},
                "findings": tuple(Finding(**finding) for finding in given["findings"]),
                "rejected": tuple(Problem(**{**problem, "file": str(path)}) for problem in given["rejected"]),
            }
        )


def about_of(source: Source, scan: Scan, bad: Sequence[int] | None = None) -> About:
    """What a source says, once it was scanned. Its rows and their ends are those of ``scan``; ``bad`` are the positions
    of rows that were no events, if not the scan's.
    """
    positions = sorted({at // source.each for at in (scan.bad.tolist() if bad is None else bad)})
    explained = explain(source, positions[: scanning.LISTED])
    log, some = source.log, bool(scan.at.size)
    notes = source.table.notes if source.table is not None else ()
    unread = unread_times(source) if explained and not some else []
    if unread:
        explained = explained[:_UNREAD]
    rejected = [*unread, *source.rejected, *explained, *(log.rejected if log is not None else ())]
    return About(
        table=source.table is not None,
        strict=source.lines is None,
        columns=tuple(source.columns),
        stamps=source.stamps,
        rows=int(scan.at.size),
        first=int(scan.at.min()) if some else 0,
        last=int(scan.at.max()) if some else 0,
        words=scan.words,
        aliases=dict(log.aliases) if log is not None else {},
        categories=dict(log.categories) if log is not None else {},
        findings=(
            *(Finding("assumed-column", note) for note in notes),
            *source.findings,
            *(log.findings if log is not None else ()),
        ),
        rejected=tuple(sorted(rejected, key=lambda p: (p.file, p.line))[: scanning.LISTED]),
        rejected_count=source.rejected_count + len(positions) + (log.rejected_count if log is not None else 0),
        local=scan.counted[0],
        doubtful=scan.counted[1],
        tally=scan.tally,
    )


@dataclass(frozen=True)
class Together:
    """Sources as one log: what a measurement needs to know beside the events. ``paths`` are as they were given, and
    ``said`` is what somebody said about their columns.
    """

    paths: tuple[Path, ...]
    zone: str
    abouts: tuple[About, ...]
    said: Columns = Columns()

    @cached_property
    def states(self) -> tuple[str, ...]:
        """State code → name."""
        return tuple(dict.fromkeys(state for about in self.abouts for state in about.words["state"]))

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """A state's other names."""
        return {state: names for about in self.abouts for state, names in about.aliases.items()}

    @cached_property
    def categories(self) -> dict[str, str]:
        """The tracker's own category of a state."""
        return {state: category for about in self.abouts for state, category in about.categories.items()}

    @cached_property
    def columns(self) -> frozenset[str]:
        """Which columns any of them has."""
        return frozenset(column for about in self.abouts for column in about.columns)

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the files."""
        return tuple(path.name for path in self.paths)

    @cached_property
    def findings(self) -> list[Finding]:
        """What had to be assumed, and what does not add up: about tables, about tools' own files, about times."""
        told = sorted(self.abouts, key=lambda about: not about.table)
        local, doubtful = (sum(getattr(about, name) for about in self.abouts) for name in ("local", "doubtful"))
        tally: Counter[str] = sum((Counter(about.tally) for about in self.abouts), Counter())
        return [
            *(f for about in told for f in about.findings),
            *tally_findings(tally),
            *zone_findings(local, doubtful, self.zone),
        ]

    @cached_property
    def rejected(self) -> list[Problem]:
        """The first rows that were no events, by file and line."""
        told = sorted(self.abouts, key=lambda about: about.table)
        found = sorted((p for about in told for p in about.rejected), key=lambda p: (p.file, p.line))
        return found[: scanning.LISTED]

    @property
    def rejected_count(self) -> int:
        """How many rows were no events."""
        return sum(about.rejected_count for about in self.abouts)

    @property
    def rows(self) -> int:
        """How many events there are."""
        return sum(about.rows for about in self.abouts)

    @property
    def ends(self) -> tuple[int, int]:
        """The times of the first and the last event (µs UTC)."""
        some = [about for about in self.abouts if about.rows]
        return min((a.first for a in some), default=0), max((a.last for a in some), default=0)

    def require(self) -> None:
        """Refuse a log without events.

        Raises:
            InputError: with what was found instead.
        """
        if not self.rows:
            told = [
                Problem(finding.text, self.paths[0].name)
                for about in self.abouts
                for finding in about.findings
                if not about.table
            ]
            raise InputError([*told, *self.rejected] or [Problem("holds no events", str(p)) for p in self.paths])
