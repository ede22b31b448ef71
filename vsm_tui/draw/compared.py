"""The differences of a comparison in words: the gap, how far chance could move it, and whether that says anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from vsm_tui.draw import subtracted
from vsm_tui.draw.partial import partial_text
from vsm_tui.draw.run import Row, Run, StyleName, fit_row, wrap
from vsm_tui.draw.summary import bounded_share
from vsm_tui.draw.text import UNKNOWN, Units, cell_len, in_points, number, points, ratio, safe, share
from vsm_tui.flow import Comparison, Delta, StageDelta
from vsm_tui.flow.difference import Inside

Form = Callable[[float], str]
_COLUMN = 17
_ROOMY = 76
"""Cells from which there is room to say which values a difference of two ranges is from."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the totals: its label and key, its two sides, how a value is written, and whether less is better."""

    label: str
    key: str
    delta: Delta
    form: Form
    less: bool | None = True


def figures(found: Comparison, units: Units) -> list[Figure]:
    """What is compared in total."""
    return [
        Figure("lead time", "lead_time.mean", found.lead_time, units.time),
        Figure("wait", "wait", found.wait, units.time),
        Figure("touch", "touch", found.touch, units.time, None),
        Figure("flow efficiency", "flow_efficiency", found.flow_efficiency, share, less=False),
        Figure("rolled %C/A", "rolled_pca", found.rolled_pca, share, less=False),
        Figure("rework share", "rework.share_of_lead_time", found.rework_share, share),
        Figure("throughput", "throughput_per_week", found.throughput, _per_week, less=False),
    ]


def _per_week(value: float) -> str:
    return f"{number(value)}/week"


def gap_style(found: Comparison, delta: Delta, *, less: bool | None = True) -> StyleName:
    """Better or worse; neither where definitions differ, where chance may have made it, or where it is not known."""
    unclear = delta.clear is False or (delta.ranged and delta.clear is None)
    if found.differences or not delta.gap or unclear or less is None:
        return "muted"
    return "better" if (delta.gap < 0) == less else "worse"


def signed(value: float | None, form: Form, units: Units) -> str:
    """A difference with its sign; shares in points."""
    if value is None:
        return UNKNOWN
    if form == units.time:
        return units.gap(value)
    if form is share:
        return in_points(points(value))
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{sign}{form(abs(value))}"


def side_texts(delta: Delta, form: Form, units: Units) -> tuple[str, str, str]:
    """Both sides and their difference, each written so that they subtract; no difference where there is none."""
    if delta.left is None or delta.right is None or delta.gap is None:
        a, b = (UNKNOWN if value is None else form(value) for value in (delta.left, delta.right))
        return a, b, ""
    if form == units.time:
        return subtracted.times(delta.left, delta.right, units)
    return (subtracted.shares if form is share else subtracted.rates)(delta.left, delta.right)


def chance(delta: Delta, form: Form, units: Units) -> str:
    """`` [−1d to +4d]``: how far chance could move a gap; empty where nobody can say."""
    if delta.interval is None:
        return ""
    low, high = delta.interval
    if low is None:
        return f" [at most {signed(high, form, units)}]"
    if high is None:
        return f" [at least {signed(low, form, units)}]"
    if form is share:
        return f" [{points(low)} to {points(high)} points]"
    return f" [{signed(low, form, units)} to {signed(high, form, units)}]"


def gap_texts(units: Units, stage: StageDelta, *, alone: bool = False) -> list[str]:
    """A stage's difference, longest form first; what a range holds is given up after the ends are. ``alone`` says
    nothing of chance and ranges.
    """
    if stage.only:
        return [f"only in {'A' if stage.only == 'left' else 'B'}"]
    if stage.time.gap is None:
        return [UNKNOWN]
    gap = units.gap(stage.time.gap) if alone else side_texts(stage.time, units.time, units)[2]
    times = f"{gap} {ratio(stage.time.ratio)}".rstrip()
    if alone:
        return [times, gap]
    ends, maybe = chance(stage.time, units.time, units), " may be chance" if stage.time.clear is False else ""
    long, short = (f", {marks[stage.coverage]}" if stage.coverage else "" for marks in (_HOLDS, _HOLDS_SHORT))
    forms = [f"{times}{ends}{maybe}{long}", f"{times}{ends}{maybe}{short}", f"{times}{ends}{short}", f"{times}{short}"]
    return list(dict.fromkeys([*forms, f"{times}{maybe}", f"{gap}{short}", times, gap]))


_HOLDS: dict[Inside, str] = {
    "inside": "inside the range",
    "outside": "outside the range",
    "cannot tell": "inside the range: cannot be told",
}
_HOLDS_SHORT: dict[Inside, str] = {"inside": "inside", "outside": "outside", "cannot tell": "range: cannot tell"}
_HOLDS_BESIDE: dict[Inside, tuple[str, ...]] = {
    "inside": ("inside the range", "inside"),
    "outside": ("outside the range", "outside"),
    "cannot tell": ("cannot be told", "can't tell", "?"),
}
"""The same where a label says already that it is about ranges."""


def chance_texts(units: Units, stage: StageDelta) -> list[str]:
    """How far chance could move a stage's difference, longest form first; nothing where nobody can say."""
    if stage.only or stage.time.interval is None:
        return []
    ends = chance(stage.time, units.time, units).strip()
    word = "maybe" if stage.time.clear is False else "hardly"
    return [f"{word} {ends}", f"{word} {ends.strip('[]')}", word]


def range_texts(stage: StageDelta) -> list[str]:
    """Whether a stage's range held what was measured, longest form first; nothing where there is no range."""
    return list(_HOLDS_BESIDE[stage.coverage]) if stage.coverage else []


def total_rows(found: Comparison, units: Units, width: int, zone: str = "UTC") -> list[Row]:
    """Both sides in total with their differences, and what the comparison says as a whole."""
    head = f"{'A':>9}  {'B':>9}   B − A"
    rows: list[Row] = [(Run(f" {'per item':<{_COLUMN}}", "label"), Run(head, "label"))]
    for figure in figures(found, units):
        delta = figure.delta
        if delta.left is None and delta.right is None and figure.label != "flow efficiency":
            continue
        a, b, gap = side_texts(delta, figure.form, units)
        if figure.label == "flow efficiency":
            typical = f" ({a.removesuffix('%')} → {b})"
            a, b = (bounded_share(side.flow_efficiency, unknown=UNKNOWN) for side in (found.left, found.right))
            gap += typical if gap and delta.ranged and width >= _ROOMY else ""  # the points are from these
        runs = [
            Run(f" {figure.label:<{_COLUMN}}", "label"),
            Run(f"{a:>9}", "total", f"A:{figure.key}"),
            Run("  "),
            Run(f"{b:>9}", "total", f"B:{figure.key}"),
        ]
        if delta.gap is not None:
            gap = f"{gap} {ratio(delta.ratio) if figure.form == units.time else ''}".rstrip()
            runs += [Run("   "), Run(gap, gap_style(found, delta, less=figure.less), f"delta:{figure.key}")]
            ends, may_be = chance(delta, figure.form, units), _may_be(found, delta)
            room = width - sum(cell_len(run.text) for run in runs)
            forms = (ends + may_be, may_be or ends, "  chance?" if delta.interval is None and may_be else "")
            runs.append(Run(next((t for t in forms if cell_len(t) <= room), ""), "muted"))
        rows.append(tuple(runs))
    rows = [tuple(fit_row(row, width)) for row in rows]
    return rows + _said(found, width, zone)


def _may_be(found: Comparison, delta: Delta) -> str:
    if delta.interval is None:
        return unsaid(found, delta)
    if delta.clear is not False:
        return ""
    return "  may be chance or the range" if delta.ranged else "  may be chance"


def unsaid(found: Comparison, delta: Delta) -> str:
    """What takes the place of a verdict where a difference has no interval. Of two estimates chance has no part in it,
    and of periods that share items it is said once.
    """
    sampled = "measured" in (found.left.layer, found.right.layer) and delta.gap is not None
    parts = [*(["one side is a range"] if delta.ranged else []),
             *(["chance not known"] if sampled and not found.overlapping else [])]  # fmt: skip
    return f"  {', '.join(parts)}" if parts else ""


_HELD: dict[Inside, tuple[str, str]] = {
    "inside": ("holds what was measured", "hold what was measured"),
    "outside": ("does not", "do not"),
    "cannot tell": ("cannot be told yet", "cannot be told yet"),
}


def _ranges(found: Comparison) -> list[Row]:
    """Which estimated ranges hold what was measured, which do not, and of which nobody can tell yet."""
    parts: list[Row] = []
    for kind, (one, many) in _HELD.items():
        names = [safe(stage.name) for stage in found.stages if stage.coverage == kind]
        if names:
            lead = "" if parts else f"of {found.coverage.of} estimated ranges "
            text = f"{lead}{len(names)} {one if len(names) == 1 else many} "
            parts.append((Run(text, "label"), Run(f"({', '.join(names)})", "value")))
    return parts


def shared_day(found: Comparison, zone: str) -> date | None:
    """The day that two periods have in common where one ends on the day on which the other begins."""
    left, right = found.left.observed, found.right.observed
    if found.shared is None or left is None or right is None:
        return None
    one, other = left.window, right.window
    start, end = (at.astimezone(ZoneInfo(zone)) for at in found.shared)
    in_turn = (one.start < other.start) == (one.end < other.end) and one.start != other.start
    return start.date() if in_turn and start.time() == time() and end - start <= timedelta(days=1) else None


def shared_time(found: Comparison, zone: str) -> str:
    """What two periods have in common."""
    day = shared_day(found, zone)
    if day is None:
        return "the two periods share items"
    before = day - timedelta(days=1)
    return (
        f"both periods have {day:%Y-%m-%d}, as a period includes its last day (end the first one on {before:%Y-%m-%d})"
    )


def _said(found: Comparison, width: int, zone: str) -> list[Row]:
    rows: list[Row] = []
    if found.unmeasured:
        names = [stage.name for stage in found.stages if stage.id in found.unmeasured]
        rows += wrap([(Run(f"! {partial_text(names, len(found.stages))}", "warning"),)], width)
    if found.blind_spot:
        name = next(s.name for s in found.stages if s.id == found.blind_spot)
        key = f"delta:stages.{found.blind_spot}.time"
        rows += wrap([(Run("largest difference ", "label"), Run(safe(name), "constraint", key))], width)
    if found.coverage.of:
        rows += wrap(_ranges(found), width)
    if found.overlapping:
        text = f"{shared_time(found, zone)}, so nothing is said of what chance may have done"
        rows += wrap([(Run(f"! {text}", "warning"),)], width)
    else:
        sides = (("A", found.left), ("B", found.right))
        lacking = [Run(f"{tag}: {flow.no_intervals}", "muted") for tag, flow in sides if flow.no_intervals]
        if lacking:
            rows += wrap([(Run("no intervals of means", "label"),), *((run,) for run in lacking)], width)
    return rows
