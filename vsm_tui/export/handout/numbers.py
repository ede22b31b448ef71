"""Every number of a hand-out with how it came about, and all of them as a list of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vsm_tui.draw import Units, safe, words_text
from vsm_tui.draw.explained import ends_text, value_text
from vsm_tui.draw.text import UNKNOWN
from vsm_tui.flow import Flow
from vsm_tui.flow.explain import Explanation, explain, keys
from vsm_tui.model import Clock, Stream

_LONG = 600
_FIRST = (
    "lead_time.mean", "lead_time.p50", "lead_time.p85", "lead_time.censored_p50", "flow_efficiency", "touch", "wait",
    "throughput_per_week", "wip.mean", "little", "rolled_pca", "rework_tax", "rework.share_of_lead_time",
    "failure_demand.arrivals", "constraint", "dora",
)  # fmt: skip
"""What a hand-out explains at length, by the beginning of its key."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number explained: ``lines`` are pairs of what is told and the telling."""

    key: str
    title: str
    layer: str
    value: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it is, for a table: seconds, shares 0..1, counts; ``None`` is not knowable."""

    layer: str
    clock: str
    key: str
    title: str
    value: float | str | None
    unit: str
    low: float | None
    high: float | None
    kind: str
    n: int | None
    flags: str
    why: str


def numbers(stream: Stream, flows: Sequence[Flow]) -> Iterator[Number]:
    """The main numbers of each flow, explained in words; an estimate leaves out those that only a log has. Those that
    are missing for one reason are told together, with the reason, once.
    """
    for flow in flows:
        missing: dict[str, list[Explanation]] = {}
        for key, _ in keys(flow, stream):
            if any(key == first or key.startswith(first + ".") for first in _FIRST):
                found = explain(flow, key, stream)
                if found.value.value is None and found.why and flow.observed is not None:
                    missing.setdefault(found.why, []).append(found)
                elif found.value.value is not None or flow.observed is not None:
                    yield _told(found, stream.clock)
        yield from (_missing(why, each, stream.clock) for why, each in missing.items())


def _missing(why: str, found: Sequence[Explanation], clock: Clock) -> Number:
    """Numbers that nobody knows for one reason; one alone keeps all that is told of it."""
    if len(found) == 1:
        return _told(found[0], clock)
    titles, named = (", ".join(texts) for texts in zip(*((safe(one.title), one.key) for one in found), strict=True))
    return Number(named, titles, found[0].layer, UNKNOWN, (("why", safe(why, _LONG)),))


def _told(found: Explanation, clock: Clock) -> Number:
    units = Units.of(clock, found.clock or "working")
    lines: list[tuple[str, str]] = []
    if found.why:
        lines.append(("why", safe(found.why, _LONG)))
    for ends, kind in ((found.bounds, found.bounds_kind), (found.interval, found.interval_kind)):
        if ends is not None and ends[0] is not None:
            around = ends_text(ends, found.value.unit, units)
            lines.append(("between", f"{around} ({kind})" if kind else around))
    if found.formula:
        lines.append(("formula", words_text(found.formula, units)))
    lines += [("", words_text(each, units)) for each in found.more]
    if found.items and found.layer == "measured":  # an estimate is over none
        lines.append(("items", safe(found.items, _LONG)))
    if found.n is not None:
        lines.append(("n", f"{found.n:,}" + (f" · {found.censored:,} open or cancelled" if found.censored else "")))
    if found.excluded:
        lines.append(("left out", " · ".join(f"{x.count:,} {safe(x.reason)}" for x in found.excluded)))
    lines += [(f"! {warn.flag or 'note'}", safe(warn.text, _LONG)) for warn in found.flags]
    lines += [("how sure" if not at else "", safe(text, _LONG)) for at, text in enumerate(found.sure)]
    return Number(found.key, safe(found.title), found.layer, value_text(found, units), tuple(lines))


def figures(stream: Stream, flows: Sequence[Flow]) -> Iterator[Figure]:
    """Every figure of each flow."""
    for flow in flows:
        for key, _ in keys(flow, stream):
            found = explain(flow, key, stream)
            bounded = found.interval is None
            low, high = (found.bounds if bounded else found.interval) or (None, None)
            kind = found.bounds_kind if bounded else found.interval_kind
            yield Figure(
                found.layer, found.clock or "", found.key, found.title, found.value.value, found.value.unit,
                low, high, kind if low is not None else "", found.n,
                " ".join(sorted({warn.flag for warn in found.flags if warn.flag is not None})), found.why,
            )  # fmt: skip
