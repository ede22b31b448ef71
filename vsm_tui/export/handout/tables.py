"""The tables of a hand-out: stages, rework, what people see going wrong; a column that holds nothing is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vsm_tui.draw import Scene, safe, share
from vsm_tui.draw.glyphs import BURST, LOOP, WASTE
from vsm_tui.draw.loops import believed_labels, beside_belief
from vsm_tui.draw.scene import Step
from vsm_tui.draw.table import Column, columns
from vsm_tui.draw.text import UNKNOWN
from vsm_tui.export.handout.table import Table

NOT_APPLICABLE = "–"
"""What cannot be there, against ``?`` for what is missing."""
_LONG = 600
_NOTHING = frozenset({"", UNKNOWN, NOT_APPLICABLE})
_SPLIT = ("wait", "touch", "evidence")


def stage_table(scene: Scene) -> Table:
    """A row per stage, estimates with the ranges that were agreed."""
    shown = columns(scene)
    rows = []
    for step in scene.steps:
        sign = f" {step.sign}" if step.sign else ""
        where = " (outside)" if step.stage.outside is not None else ""
        name = f"{step.index + 1} {step.name}{sign}{where}"
        rows.append((name, *(_stage_cell(scene, step, column) for column in shown)))
    total = ("per item", *(column.total for column in shown))
    head = ("stage", *(column.title for column in shown))
    found = filled(Table(head, tuple(rows), total if rows else ()))
    return replace(found, note=_note(found))


def _note(found: Table) -> str:
    """What the cells of the stage table are, as far as there are such."""
    cells = [cell for row in (*found.rows, found.total) for cell in row[1:]]
    parts = ["per item, over all visits"]
    parts += ["in brackets the range of the estimate"] if any("(" in cell for cell in cells) else []
    parts += [f"{NOT_APPLICABLE} there is none: the stage is done elsewhere"] if NOT_APPLICABLE in cells else []
    parts += [f"{UNKNOWN} not known"] if any(UNKNOWN in cell for cell in cells) else []
    parts += ["evidence A logged, B a state that says so, C inferred"] if "evidence" in found.head else []
    return "; ".join(parts)


def _stage_cell(scene: Scene, step: Step, column: Column) -> str:
    text = column.value(step)
    words = column.title.split()
    kind, seen = words[-1], "meas" in words or scene.layer == "measured"
    flow = step.measured if seen else step.estimate
    if kind in _SPLIT and text == UNKNOWN and step.stage.outside is not None and (flow is None or flow.outside):
        return NOT_APPLICABLE
    if seen or step.estimate is None:
        return text
    ends = {"wait": step.estimate.wait_range, "touch": step.estimate.touch_range, "time": step.estimate.time_range}
    around = ends.get(kind)
    return f"{text} ({scene.units.span(*around)})" if around and around[0] < around[1] else text


def loop_table(scene: Scene) -> Table:
    """A row per rework loop, the costliest first."""
    rows = []
    for loop in scene.loops:
        way = f"{scene.title(loop.source)} → {scene.title(loop.target)}"
        believed = scene.only_believed(loop)
        unseen = NOT_APPLICABLE if believed or scene.layer == "estimate" else UNKNOWN
        repeats = f"×{loop.mean_repeats:.1f}" if loop.mean_repeats is not None and not believed else unseen
        time = scene.units.gap(loop.time) if loop.time is not None and not believed else UNKNOWN
        sign = f" {LOOP}" if loop is scene.costliest else ""
        said = scene.believed(loop)
        part = share(loop.share) + (f" ({beside_belief(scene, loop)})" if said is not None else "")
        rows.append(
            (
                way + sign,
                believed_labels(scene, loop)[0] if believed else part,
                repeats,
                NOT_APPLICABLE if believed else time,
                NOT_APPLICABLE if believed else share(loop.share_of_lead_time),
                loop.cause,
            )
        )
    head = ("rework", "items", "times each", "per item", "of lead time", "cause")
    return filled(Table(head, tuple(rows), words=("cause",)))


def waste_table(scene: Scene) -> Table:
    """What people see going wrong in each stage, and their ideas; stages without either are left out."""
    noted = [
        (
            f"{step.index + 1} {step.name}",
            safe(", ".join(step.stage.tags), _LONG),
            safe("; ".join(step.stage.bursts), 2000),
        )
        for step in scene.steps
        if step.stage.tags or step.stage.bursts
    ]
    head = ("stage", f"wastes {WASTE}", f"ideas {BURST}")
    return filled(Table(head, tuple(noted), words=head[1:]))


def filled(found: Table) -> Table:
    """The same without columns in which no row and no total says anything."""
    lines = [*found.rows, *([found.total] if found.total else [])]
    kept = [at for at in range(len(found.head)) if not at or any(line[at] not in _NOTHING for line in lines)]

    def chosen(cells: Sequence[str]) -> tuple[str, ...]:
        return tuple(cells[at] for at in kept if at < len(cells))

    return Table(chosen(found.head), tuple(map(chosen, found.rows)), chosen(found.total), found.words, found.note)
