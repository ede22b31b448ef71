"""The rows of the workspace: what is known about each stream of a folder, sorted and filtered. Without widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from vsm_tui.draw import share, shares
from vsm_tui.draw.text import Units
from vsm_tui.files.workspace import Entry
from vsm_tui.flow import Bounded, Flow, expected
from vsm_tui.flow.marks import Mark, headline
from vsm_tui.model import Problem, Stream
from vsm_tui.tui.measuring import MeasureJob, Wanted, definition
from vsm_tui.tui.questions import LEAD, Question
from vsm_tui.tui.saving import stamp
from vsm_tui.tui.span import Window

KEYS = {
    "estimate": "estimate:lead_time.mean",
    "measured": "measured:lead_time.mean",
    "efficiency": "flow_efficiency",
    "constraint": "constraint",
}
"""The columns whose numbers explain themselves, and the keys of those numbers."""
_SIGNS: dict[Mark, str] = {"held": "◆", "contender": "◇", "calendar": "◷", "so far": "", "": ""}
SortKey = Literal["name", "type", "stages", "estimate", "measured", "efficiency", "constraint", "changed", "data"]
SORTS: tuple[SortKey, ...] = (
    "name",
    "type",
    "stages",
    "estimate",
    "measured",
    "efficiency",
    "constraint",
    "changed",
    "data",
)


@dataclass(slots=True)
class StreamRow:
    """One stream file. ``measured`` fills in later; ``why`` says why it stays empty."""

    path: Path
    stream: Stream | None
    problems: tuple[Problem, ...]
    changed: datetime
    log_changed: datetime | None
    logs: tuple[Path, ...] = ()
    estimate: Flow | None = None
    measured: Flow | None = None
    why: str = ""
    marked: bool = False

    @classmethod
    def of(cls, entry: Entry) -> StreamRow:
        """A row of one entry of the folder, with its estimate computed."""
        return cls(
            path=entry.path,
            stream=entry.stream,
            problems=tuple(entry.problems),
            changed=_moment(entry.changed),
            log_changed=None if entry.log_changed is None else _moment(entry.log_changed),
            logs=() if entry.log is None else (entry.log,),
            estimate=None if entry.stream is None else expected(entry.stream),
        )

    def measure_job(self) -> MeasureJob | None:
        """What fills its measured columns, on the working clock like its estimate; for a thread."""
        if self.stream is None or not self.logs:
            return None
        stamps = tuple(stamp(log) for log in self.logs)
        wanted = Wanted(definition(self.stream), "working", Window(), self.logs, stamps)
        return MeasureJob(self.stream, wanted)

    @property
    def name(self) -> str:
        """The stream's name, or its file's."""
        return self.stream.name if self.stream else self.path.name

    @property
    def best(self) -> Flow | None:
        """What is measured, else what is believed."""
        return self.measured or self.estimate

    def lead(self, flow: Flow | None) -> str:
        """A mean lead time in words; empty where it is not known."""
        if flow is None or self.stream is None or flow.lead_time.mean is None:
            return ""
        return Units.of(self.stream.clock, flow.clock).time(flow.lead_time.mean)

    def constraint(self) -> tuple[str, Mark]:
        """The stage that holds the stream, or those that may; ``?`` after it while nothing has earned confidence."""
        flow = self.best
        mark, stages = headline(flow.constraint) if flow is not None else ("", ())
        if flow is None or not stages:
            return "", ""
        names = [found.name if (found := flow.stage(stage)) else stage for stage in stages]
        text = f"{_SIGNS[mark]} {' or '.join(names[:2])}{' …' if len(names) > 2 else ''}".strip()
        return text + {"so far": ", so far"}.get(mark, "" if flow.constraint.verdict else " ?"), mark

    def question(self, column: str) -> Question | None:
        """The number in a column, ready to be explained; of any other column the lead time. ``None`` of no stream."""
        if self.stream is None:
            return None
        flows = tuple(flow for flow in (self.measured, self.estimate) if flow is not None)
        return Question(KEYS.get(column, LEAD), self.stream, flows)

    def efficiency(self) -> str:
        """Flow efficiency, measured where it can be."""
        flow = self.best
        return "" if flow is None else bounded_share(flow.flow_efficiency)


def _moment(value: datetime | float) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromtimestamp(value, UTC)


def bounded_share(value: Bounded) -> str:
    """A share, or its range where it is only bounded; empty where it is not known."""
    if value.is_range:
        return shares(value.low, value.high)
    return "" if value.value is None else share(value.value)


def ago(then: datetime, now: datetime) -> str:
    """How long ago, in one unit."""
    seconds = max(0.0, (now - then).total_seconds())
    for limit, unit, name in ((90, 1, "s"), (5400, 60, "min"), (129_600, 3600, "h"), (86_400 * 60, 86_400, "d")):
        if seconds < limit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds / (86_400 * 30.44):.0f} mo"


def _seconds(flow: Flow | None) -> float:
    return flow.lead_time.mean if flow is not None and flow.lead_time.mean is not None else -1.0


_KEYS: dict[SortKey, Callable[[StreamRow], float | str]] = {
    "name": lambda r: r.name.casefold(),
    "type": lambda r: (r.stream.work_type if r.stream else "").casefold(),
    "stages": lambda r: float(len(r.stream.stages)) if r.stream else -1.0,
    "estimate": lambda r: _seconds(r.estimate),
    "measured": lambda r: _seconds(r.measured),
    "efficiency": lambda r: (r.best.flow_efficiency.value if r.best else None) or -1.0,
    "constraint": lambda r: r.constraint()[0].casefold(),
    "changed": lambda r: r.changed.timestamp(),
    "data": lambda r: r.log_changed.timestamp() if r.log_changed else -1.0,
}


def arranged(rows: list[StreamRow], needle: str, by: SortKey, *, descending: bool) -> list[StreamRow]:
    """The rows that hold every word of ``needle`` in name, file or work type, in order."""
    words = needle.casefold().split()
    kept = [r for r in rows if all(w in _searched(r) for w in words)]
    return sorted(sorted(kept, key=lambda r: r.name.casefold()), key=_KEYS[by], reverse=descending)


def twins(rows: Sequence[StreamRow]) -> frozenset[str]:
    """The names that more than one stream has: their files tell them apart."""
    seen = Counter(row.name for row in rows)
    return frozenset(name for name, times in seen.items() if times > 1)


def _searched(row: StreamRow) -> str:
    return f"{row.name} {row.path.name} {row.stream.work_type if row.stream else ''}".casefold()
