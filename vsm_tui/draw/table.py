"""The map as a plain table: every number in a column, for reading aloud, copying and screen readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vsm_tui.draw.loops import believed_labels, beside_belief, loop_style
from vsm_tui.draw.noted import noted_rows
from vsm_tui.draw.plain import in_set
from vsm_tui.draw.run import Row, Run, StyleName, wrap
from vsm_tui.draw.scene import Scene, Step
from vsm_tui.draw.summary import bounded_time, header, summary
from vsm_tui.draw.text import UNKNOWN, cell_len, clip, number, pad, ratio, share
from vsm_tui.flow import Flow, LoopFlow, StageFlow


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, a stage's value, the total, and how soon it gives way when there is little room."""

    title: str
    value: Callable[[Step], str]
    total: str = ""
    rank: int = 0
    style: StyleName = "value"


def table(scene: Scene, width: int, *, complete: bool = False) -> list[Row]:
    """Header, one row per stage, totals, loops and summary, cut to ``width``; ``complete`` says all there is."""
    shown = _fitting(scene, columns(scene), width)
    name_width = _name_width(scene, shown, width)
    rows: list[Row] = [*header(scene, width), ()]
    titles: list[StyleName] = ["label" for _ in range(len(shown) + 1)]
    rows.append(_row([pad("stage", name_width)], [c.title for c in shown], shown, scene, titles))
    for step in scene.steps:
        mark = f" {step.sign}" if step.sign else ""
        name = pad(f"{step.index + 1} {clip(step.name, name_width - 4 - len(mark))}{mark}", name_width)
        styles: list[StyleName] = [step.style, *(c.style for c in shown)]
        rows.append(_row([name], [c.value(step) for c in shown], shown, scene, styles))
    last: list[StyleName] = ["total" for _ in shown]
    rows += [_row([pad("per item", name_width)], [c.total for c in shown], shown, scene, ["label", *last]), ()]
    rows += _loops(scene, width)
    rows += noted_rows(scene, width)
    rows += summary(scene, width, complete=complete)
    return [in_set(row, scene) for row in rows]


def _width(column: Column, scene: Scene) -> int:
    return max(cell_len(t) for t in (column.title, column.total, *(column.value(s) for s in scene.steps)))


def _fitting(scene: Scene, every: list[Column], width: int) -> list[Column]:
    """The columns that fit beside a readable name, the least important ones given up first."""
    shown = list(every)
    while shown and sum(_width(c, scene) + 2 for c in shown) > width - 14:
        shown.remove(max(shown, key=lambda c: c.rank))
    return shown


def _name_width(scene: Scene, shown: list[Column], width: int) -> int:
    longest = (
        max((cell_len(s.name) + 2 * bool(s.sign) for s in scene.steps), default=8) + len(str(len(scene.steps))) + 3
    )
    return max(1, min(longest, width - 1 - sum(_width(c, scene) + 2 for c in shown)))


def _row(first: list[str], values: list[str], shown: list[Column], scene: Scene, styles: list[StyleName]) -> Row:
    runs = [Run(" "), Run(first[0], styles[0])]
    for text, column, style in zip(values, shown, styles[1:], strict=True):
        runs.append(Run("  " + pad(text, _width(column, scene), "right"), style if text != UNKNOWN else "unknown"))
    return tuple(runs)


def columns(scene: Scene) -> list[Column]:
    """Every column there is something to say in, whatever the room."""
    out: list[Column] = []
    if scene.estimate is not None:
        out += _times(scene, scene.estimate, "est ", lambda s: s.estimate, ("estimate", "estimate", "estimate"))
    if scene.measured is not None:
        out += _times(scene, scene.measured, "meas ", lambda s: s.measured, ("wait", "touch", "measured"))
    if scene.layer == "both":
        total = ratio(scene.ratio) if scene.ratio is not None else ""
        out.append(Column("ratio", lambda s: ratio(s.ratio), total, 1))
    out.append(Column("visits", lambda s: _visits(scene, s), "", 5))
    out += _quality(scene)
    if scene.measured is not None:
        observed = scene.measured.observed
        now = str(observed.wip_now) if observed else ""
        out += [
            *_off_hours(scene, scene.measured),
            Column("queue", lambda s: _number(s.measured.queue if s.measured else None), "", 6),
            Column("WIP", lambda s: _number(s.measured.wip_now if s.measured else None), now, 6),
            Column("evidence", lambda s: _evidence(s.measured), "", 7),
        ]
    if any(s.stage.people is not None for s in scene.steps):
        out.append(Column("people", lambda s: _number(s.stage.people), "", 8))
    return out


def _times(
    scene: Scene,
    flow: Flow,
    tag: str,
    side: Callable[[Step], StageFlow | None],
    styles: tuple[StyleName, StyleName, StyleName],
) -> list[Column]:
    """Wait, touch and time of one side; ``tag`` tells the sides apart where both are shown."""
    u, prefix = scene.units, tag if scene.layer == "both" else ""

    def column(title: str, pick: Callable[[StageFlow], float | None], total: str, rank: int, at: int) -> Column:
        def value(step: Step) -> str:
            known = side(step)
            return u.time(pick(known) if known else None)

        return Column(prefix + title, value, total, rank, styles[at])

    return [
        column("wait", lambda s: s.wait, bounded_time(u, flow.wait), 2, 0),
        column("touch", lambda s: s.touch, bounded_time(u, flow.touch), 2, 1),
        column("time", lambda s: s.time, u.time(flow.lead_time.mean), 0, 2),
    ]


def _quality(scene: Scene) -> list[Column]:
    out = []
    if scene.estimate is not None:
        tag = "est " if scene.layer == "both" else ""
        out.append(
            Column(
                tag + "%C/A",
                lambda s: share(s.estimate.pca if s.estimate else None),
                share(scene.estimate.rolled_pca),
                3,
            )
        )
    if scene.measured is not None:
        tag, bound = ("meas " if scene.layer == "both" else ""), scene.glyphs.at_most

        def seen(value: float | None) -> str:
            return UNKNOWN if value is None else bound + share(value)

        out.append(
            Column(
                tag + "%C/A", lambda s: seen(s.measured.pca if s.measured else None), seen(scene.measured.rolled_pca), 4
            )
        )
    return out


def _off_hours(scene: Scene, flow: Flow) -> list[Column]:
    """What of each stage's time is nights and weekends, where that was asked for."""
    total = flow.lead_time.off_hours
    if total is None:
        return []
    u = scene.units

    def nights(step: Step) -> str:
        return u.time(step.measured.off_hours if step.measured else None)

    return [Column("nights", nights, u.time(total), 3, "unmapped")]


def _evidence(flow: StageFlow | None) -> str:
    """The grade of touch; a dash where there is no touch that could have one."""
    if flow is None or flow.touch is None:
        return UNKNOWN
    return flow.evidence or ("–" if not flow.touch else UNKNOWN)


def _number(value: float | None) -> str:
    return UNKNOWN if value is None else number(value)


def _visits(scene: Scene, step: Step) -> str:
    flow = scene.shown(step)
    return UNKNOWN if flow is None or flow.visits is None else f"{flow.visits:.2f}"


def _loops(scene: Scene, width: int) -> list[Row]:
    rows: list[Row] = []
    if scene.nothing_back:
        rows += wrap([(Run(f"rework: {scene.nothing_back}", "muted"),)], width)
    for loop in scene.loops:
        parts = [
            f"rework {scene.title(loop.source)} {scene.glyphs.arrow} {scene.title(loop.target)}",
            *_loop_said(scene, loop),
            loop.cause,
        ]
        style = loop_style(scene, loop)
        rows += wrap([(Run(text, style if at == 0 else "value"),) for at, text in enumerate(parts) if text], width)
    return [*rows, ()] if rows else []


def _loop_said(scene: Scene, loop: LoopFlow) -> list[str]:
    """Its share, and what it costs; of one that only the estimate has, that nobody has seen it."""
    if scene.only_believed(loop):
        return [believed_labels(scene, loop)[0]]
    said = scene.believed(loop)
    part = share(loop.share) + (f" ({beside_belief(scene, loop)})" if said is not None else "")
    return [part, f"{scene.units.gap(loop.time)} per item" if loop.time is not None else "cost not known"]
