"""The differences of a comparison in words: the gap, how far chance could move it, and whether that says anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vsm_tui.draw.run import Row, Run, StyleName, fit_row, wrap
from vsm_tui.draw.summary import bounded_share
from vsm_tui.draw.text import UNKNOWN, Units, cell_len, number, ratio, safe, share
from vsm_tui.flow import Comparison, Delta, StageDelta

Form = Callable[[float], str]
_COLUMN = 17


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
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    text = form(abs(value))
    return f"{sign}{text.removesuffix('%')} points" if text.endswith("%") else f"{sign}{text}"


def chance(delta: Delta, form: Form, units: Units) -> str:
    """`` [−1d to +4d]``: how far chance could move a gap; empty where nobody can say."""
    if delta.interval is None:
        return ""
    low, high = delta.interval
    if low is None:
        return f" [at most {signed(high, form, units)}]"
    if high is None:
        return f" [at least {signed(low, form, units)}]"
    first, last = signed(low, form, units), signed(high, form, units)
    return f" [{first.removesuffix(' points') if last.endswith(' points') else first} to {last}]"


def gap_texts(units: Units, stage: StageDelta) -> list[str]:
    """A stage's difference, longest form first."""
    if stage.only:
        return [f"only in {'A' if stage.only == 'left' else 'B'}"]
    if stage.time.gap is None:
        return [UNKNOWN]
    gap = units.gap(stage.time.gap)
    times = f"{gap} {ratio(stage.time.ratio)}".rstrip()
    ends = chance(stage.time, units.time, units)
    mark = {"inside": " inside the range", "outside": " outside the range", "cannot tell": " in or out of the range?"}
    told = mark.get(stage.coverage or "", "")
    return [f"{times}{ends}{told}", f"{times}{ends}", f"{times}{told}", times, gap]


def total_rows(found: Comparison, units: Units, width: int) -> list[Row]:
    """Both sides in total with their differences, and what the comparison says as a whole."""
    head = f"{'A':>9}  {'B':>9}   B − A"
    rows: list[Row] = [(Run(f" {'per item':<{_COLUMN}}", "label"), Run(head, "label"))]
    for figure in figures(found, units):
        delta = figure.delta
        if delta.left is None and delta.right is None and figure.label != "flow efficiency":
            continue
        a, b = (UNKNOWN if v is None else figure.form(v) for v in (delta.left, delta.right))
        if figure.label == "flow efficiency":
            a, b = (bounded_share(side.flow_efficiency, unknown=UNKNOWN) for side in (found.left, found.right))
        runs = [
            Run(f" {figure.label:<{_COLUMN}}", "label"),
            Run(f"{a:>9}", "total", f"A:{figure.key}"),
            Run("  "),
            Run(f"{b:>9}", "total", f"B:{figure.key}"),
        ]
        if delta.gap is not None:
            gap = f"{signed(delta.gap, figure.form, units)} {ratio(delta.ratio) if figure.form == units.time else ''}"
            runs += [Run("   "), Run(gap.rstrip(), gap_style(found, delta, less=figure.less), f"delta:{figure.key}")]
            ends, may_be = chance(delta, figure.form, units), _may_be(delta)
            room = width - sum(cell_len(run.text) for run in runs)
            runs.append(Run(next((t for t in (ends + may_be, may_be or ends) if cell_len(t) <= room), ""), "muted"))
        rows.append(tuple(runs))
    rows = [tuple(fit_row(row, width)) for row in rows]
    return rows + _said(found, width)


def _may_be(delta: Delta) -> str:
    if delta.ranged and delta.interval is None:
        return "  one side is a range"
    if delta.clear is not False:
        return ""
    return "  may be chance or the range" if delta.ranged else "  may be chance"


def _said(found: Comparison, width: int) -> list[Row]:
    rows: list[Row] = []
    if found.blind_spot:
        name = next(s.name for s in found.stages if s.id == found.blind_spot)
        key = f"delta:stages.{found.blind_spot}.time"
        rows += wrap([(Run("largest difference ", "label"), Run(safe(name), "constraint", key))], width)
    cover = found.coverage
    if cover.of:
        text = f"{cover.inside} of {cover.of} estimated ranges hold what was measured"
        if cover.unclear:
            text += f", {cover.unclear} cannot be told yet"
        rows += wrap([(Run(text, "value"),)], width)
    if found.overlapping:
        text = "the two periods share items, so nothing is said of what chance may have done"
        rows += wrap([(Run(f"! {text}", "warning"),)], width)
    else:
        sides = (("A", found.left), ("B", found.right))
        lacking = [Run(f"{tag}: {flow.no_intervals}", "muted") for tag, flow in sides if flow.no_intervals]
        if lacking:
            rows += wrap([(Run("no intervals of means", "label"),), *((run,) for run in lacking)], width)
    return rows
