"""How a difference between two flows came about."""

from __future__ import annotations

from collections.abc import Sequence

from vsm_tui.flow.comparison import Comparison, Delta
from vsm_tui.flow.explain.explanation import Explanation, Figure, Unit, Words
from vsm_tui.flow.shape import Flow
from vsm_tui.model import InputError, Problem

_TOTALS: dict[str, tuple[str, Unit, str]] = {
    "lead_time.mean": ("mean lead time", "seconds", "lead_time"),
    "wait": ("waiting time per item", "seconds", "wait"),
    "touch": ("touch time per item", "seconds", "touch"),
    "flow_efficiency": ("flow efficiency", "share", "flow_efficiency"),
    "rolled_pca": ("rolled %C/A", "share", "rolled_pca"),
    "rework.share_of_lead_time": ("share of lead time spent on rework", "share", "rework_share"),
    "throughput_per_week": ("throughput", "per week", "throughput"),
}
_NO_MEANS = frozenset({"visits"})
"""What has no interval however many items there are."""
_STAGES: dict[str, tuple[str, Unit]] = {
    "time": ("time in", "seconds"),
    "touch": ("touch time in", "seconds"),
    "wait": ("waiting time in", "seconds"),
    "visits": ("visits to", "visits"),
    "pca": ("%C/A of", "share"),
}
_MOVER = "95 %, from both sides' own intervals, which need not be symmetric (MOVER)"


def explain_delta(found: Comparison, key: str, left: str, right: str) -> Explanation:
    """How ``right`` − ``left`` of the number of that key came about; both names are as the screen shows them.

    Raises:
        InputError: when that number is not compared.
    """
    delta, unit, title = _of(found, key)
    words: Words = (f"{right} ", Figure(delta.right, unit), f" − {left} ", Figure(delta.left, unit))
    more: list[Words] = []
    if delta.ratio is not None:
        more.append((f"{right} ÷ {left} = ", Figure(delta.ratio, "ratio")))
    ends = delta.interval
    bounded = ends is not None and ends[0] is not None
    return Explanation(
        key=key,
        title=f"Difference in {title}",
        layer=found.right.layer,
        value=Figure(delta.gap, unit),
        formula=words,
        interval=(ends[0], ends[1]) if ends is not None and ends[0] is not None else None,
        interval_kind=_MOVER if bounded else "",
        why=_missing(found, delta),
        more=tuple(more),
        items=f"{_items(found.left, left)}; {_items(found.right, right)}",
        clock=found.right.clock,
        sources=tuple(dict.fromkeys(s for flow in (found.left, found.right) for s in _sources(flow))),
        sure=_sure(
            found, delta, ((left, found.left), (right, found.right)), of_means=key.rpartition(".")[2] not in _NO_MEANS
        ),
    )


def _of(found: Comparison, key: str) -> tuple[Delta, Unit, str]:
    if key in _TOTALS:
        title, unit, field = _TOTALS[key]
        return getattr(found, field), unit, title
    _, _, rest = key.partition("stages.")
    stage_id, _, field = rest.rpartition(".")
    stage = next((s for s in found.stages if s.id == stage_id), None)
    if stage is None or field not in _STAGES:
        raise InputError(Problem(f"{key} is not compared"))
    title, unit = _STAGES[field]
    return getattr(stage, field), unit, f"{title} ‘{stage.name}’"


def _missing(found: Comparison, delta: Delta) -> str:
    if delta.gap is not None:
        return ""
    if found.mixed_clocks:
        return "durations of different clocks do not compare"
    if delta.apart:
        names = ", ".join(f"‘{stage.name}’" for stage in found.stages if stage.id in found.unmeasured)
        return f"one side leaves out what the other counts: no state is mapped to {names}"
    return "one side does not know it"


def _sure(found: Comparison, delta: Delta, sides: Sequence[tuple[str, Flow]], *, of_means: bool) -> tuple[str, ...]:
    said = []
    if found.differences:
        said.append(f"defined differently: {', '.join(found.differences)}: it compares unlike things")
    if delta.ranged:
        said.append(
            "one side is a range: "
            + ("the interval holds the gap to all of it" if delta.interval else "the gap is that of its expected value")
        )
    if delta.clear is True:
        said.append("the interval excludes 0: chance alone does that to one in twenty differences that are looked at")
    elif delta.clear is False:
        said.append(f"the interval holds 0: it may be chance{' or the range' if delta.ranged else ''}")
    elif found.overlapping:
        said.append("the two periods share items, so nothing is said of chance")
    elif delta.gap is not None and delta.interval is None:
        lacking = [f"{name}: {flow.no_intervals}" for name, flow in sides if flow.no_intervals]
        why = "; ".join(lacking) if lacking and of_means else "a side has none of its own for this number"
        said.append(f"no interval: {why}")
    return (*said, "a difference between two periods or streams is no proof of what made it")


def _items(flow: Flow, name: str) -> str:
    return f"{name}: {flow.observed.items.finished:,} finished items" if flow.observed else f"{name}: what people said"


def _sources(flow: Flow) -> tuple[str, ...]:
    return flow.observed.sources if flow.observed else ("the stream file",)
