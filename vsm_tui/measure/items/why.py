"""How one item's own number came about: its stays, one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from vsm_tui.flow.explain import Explanation, Figure, Unit, Words
from vsm_tui.flow.shape import Flow
from vsm_tui.measure.items.rows import ItemRow, Segment
from vsm_tui.model import Stream

_TITLES: dict[str, tuple[str, Unit, str]] = {
    "lead": ("Lead time of", "seconds", "Σ all its stays between start and end, without what was paused"),
    "here": ("Time there of", "seconds", "Σ its stays at what was asked for, all visits together"),
    "touch": ("Touch time of", "seconds", "Σ its stays in states that mean touch"),
    "wait": ("Waiting time of", "seconds", "Σ its stays in states that mean waiting, and on hold inside a stage"),
    "visits": ("Visits of", "count", "its stays, consecutive ones of one stage taken as one visit"),
    "returns": ("Times back of", "count", "its visits to an earlier stage than the one before"),
}
_KINDS = {"unsplit": "touch or wait, the log cannot tell", "unmapped": "in no stage"}
_SHOWN = 24


def explain_item(row: ItemRow, column: str, stream: Stream, flow: Flow, stage: str | None = None) -> Explanation | None:
    """How the value in one column of an item came about; ``None`` where the column only says what the log says.

    ``stage`` is the stage that ``here`` is about.
    """
    if column not in _TITLES:
        return None
    title, unit, formula = _TITLES[column]
    value: float = getattr(row, column)
    names = {s.id: s.name for s in stream.stages}
    segments = [s for s in row.strip if _counts(column, stage)(s)]
    more: list[Words] = [_stay(segment, names) for segment in segments[:_SHOWN]]
    if len(segments) > _SHOWN:
        rest = sum(s.seconds for s in segments[_SHOWN:])
        more.append((f"and {len(segments) - _SHOWN} more stays: ", Figure(rest, "seconds")))
    zone = ZoneInfo(stream.clock.timezone)
    began = row.began.astimezone(zone)
    until = "now" if row.ended is None else f"{row.ended.astimezone(zone):%Y-%m-%d %H:%M}"
    seen = flow.observed
    return Explanation(
        key=f"item {row.item}, {column}",
        title=f"{title} {row.item}",
        layer="measured",
        value=Figure(value, unit),
        formula=(formula, " = ", Figure(value, unit)),
        more=tuple(more),
        items=f"one item, {row.status}: {began:%Y-%m-%d %H:%M} to {until}",
        clock=flow.clock,
        window=seen.window if seen else None,
        sources=seen.sources if seen else (),
        sure=_sure(row),
        related=_related(column, stage),
    )


def _counts(column: str, stage: str | None) -> Callable[[Segment], bool]:
    """Which stays make up the value of a column."""
    if column in ("touch", "wait"):
        return lambda s: s.kind == column
    if column == "here" and stage is not None:
        return lambda s: s.stage == stage and s.kind != "paused"
    if column in ("here", "returns"):
        return lambda s: s.rework
    return lambda s: s.kind != "paused"


def _stay(segment: Segment, names: dict[str, str]) -> Words:
    where = names.get(segment.stage or "", "no stage")
    kind = _KINDS.get(segment.kind, segment.kind)
    again = ", done again" if segment.rework else ""
    return (f"{where} · {segment.state or 'no state'} ({kind}{again}): ", Figure(segment.seconds, "seconds"))


def _sure(row: ItemRow) -> tuple[str, ...]:
    said: Sequence[str] = ("it is open: it will grow",) if row.status == "open" else ()
    return (*said, "one item is an example, no measure of the system, and never of a person")


def _related(column: str, stage: str | None) -> tuple[str, ...]:
    own = {"lead": "time", "here": "time", "returns": "visits"}.get(column, column)
    whole = {"lead": ("lead_time.mean", "lead_time.p85"), "touch": ("touch",), "wait": ("wait",)}.get(column, ())
    return (*((f"stages.{stage}.{own}",) if stage else ()), *whole)
