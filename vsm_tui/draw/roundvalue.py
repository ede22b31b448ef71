"""One value of an estimate round: everybody's range below each other, the group's, what was agreed and measured."""

from __future__ import annotations

from collections import Counter

from vsm_tui.draw.glyphs import SLACK
from vsm_tui.draw.rounds import coverage_row
from vsm_tui.draw.roundscene import MEASURED, TYPICAL, RoundScene
from vsm_tui.draw.run import Line, Row, Run, StyleName, fit_row, wrap
from vsm_tui.draw.scales import Scale
from vsm_tui.draw.text import clip, ends, safe
from vsm_tui.flow.difference import Inside
from vsm_tui.flow.rounds import group_range, ordered
from vsm_tui.model import Asked, Estimate, Told

_LABEL = 11
MEANINGS = {
    "wait": "how long an item lies there, each time it comes by",
    "touch": "how long it is worked on, each time it comes by",
    "outside": "how long it is away, each time it comes by",
}
_HELD: dict[Inside, str] = {"inside": "holds it", "outside": "does not hold it", "cannot tell": "cannot be told yet"}


def value_rows(scene: RoundScene, asked: Asked, width: int, height: int = 10_000) -> list[Row]:
    """One value: everybody's range on one scale without names, the group's, what was agreed and what was measured.

    Where ``height`` has no room for all that was said, the middle is left out, and how much of it is said.
    """
    told = scene.one.told(asked)
    if told is None:
        return []
    said = list(Counter(ordered(told.said, scene.stream.clock)).items())
    rows = _value(scene, told, width, said)
    if len(rows) <= height:
        return rows
    room = max(1, height - (len(rows) - len(said)) - 1)
    return _value(scene, told, width, said, least=(room + 1) // 2, most=room // 2)


def _value(
    scene: RoundScene, told: Told, width: int, said: list[tuple[Estimate, int]], least: int = 0, most: int = 0
) -> list[Row]:
    """The rows of a value; with ``least`` and ``most``, so many of the least and the largest that were said."""
    text = 19 if width < 100 else 26
    strip = width - _LABEL - text - 3
    scale = Scale(scene.top(told), strip)
    title = Run(f" {scene.name(told)} · {told.value} · ", "title")
    rows = [tuple(fit_row((title, Run(MEANINGS[told.value], "muted")), width))]
    clock = scene.stream.clock
    last = len(said) - most
    for index, (each, many) in enumerate(said):
        if least and least <= index < last:
            if index == least:
                left = sum(count for _, count in said[least:last])
                rows.append((Run(f"{' ' * _LABEL}… {left} more between these", "muted"),))
            continue
        label = f"{'said' if index == 0 else ''}{f' ×{many}' if many > 1 else ''}"
        rows.append(_range(width, scale, (label, "label"), scene.seconds(each), str(each), "─", "estimate"))
    group = group_range(told.said, clock)
    rows.append(_range(width, scale, ("group", "heading"), scene.seconds(group), str(group), "━", "heading"))
    if told.agreed is not None:
        agreed = scene.seconds(told.agreed)
        rows.append(_range(width, scale, ("agreed", "better"), agreed, str(told.agreed), "═", "better"))
    now = _on_the_map(scene, told)
    if now is not None:
        rows.append(_range(width, scale, ("map now", "label"), scene.seconds(now), str(now), "─", "muted"))
    seen, told_of_it = _measured(scene, told, scale, width)
    rows += [*seen, scale.row(_LABEL, scene.units, width), *told_of_it]
    for key, words in told.texts.items():
        if words:
            rows += wrap([(Run(f"{key}: ", "label"), Run(safe(words), "value"))], width)
    return rows


def _on_the_map(scene: RoundScene, told: Told) -> Estimate | None:
    """What the map says once a value was agreed, where that is something else; before, it would lead the room."""
    if told.agreed is None:
        return None
    try:
        now: Estimate | None = getattr(scene.stream.stage(told.stage), told.value)
    except KeyError:
        return None
    return None if now == told.agreed else now


def _range(
    width: int,
    scale: Scale,
    label: tuple[str, StyleName],
    ends_: tuple[float, float, float],
    text: str,
    dash: str,
    style: StyleName,
) -> Row:
    line = Line(width)
    line.put(1, *label)
    low, typical, high = (_LABEL + scale.cell(each) for each in ends_)
    if ends_[0] < ends_[2]:
        line.fill(low, high + 1, dash, style)
        line.put(low, "├", style)
        line.put(high, "┤", style)
    line.put(typical, TYPICAL, style if style != "estimate" else "title")
    line.put(_LABEL + scale.width + 1, clip(text, width - _LABEL - scale.width - 2), style)
    return line.runs()


def _measured(scene: RoundScene, told: Told, scale: Scale, width: int) -> tuple[list[Row], list[Row]]:
    """What was measured, as a strip and in words."""
    found, seen = scene.held.get(told.asked), scene.seen(told)
    if found is None or seen is None:
        return [], []
    line = Line(width)
    line.put(1, "measured", "measured")
    if found.interval is not None:
        low, high = found.interval[0] / found.visits, (found.interval[1] or found.interval[0]) / found.visits
        line.fill(_LABEL + scale.cell(low), _LABEL + scale.cell(high) + 1, SLACK, "measured")
        interval = (low, None if found.interval[1] is None else high)
    else:
        interval = None
    line.put(_LABEL + scale.cell(seen), MEASURED, "measured")
    text = f"{scene.units.time(seen)}{ends(interval, scene.units.time)}"
    line.put(_LABEL + scale.width + 1, clip(text, width - _LABEL - scale.width - 2), "measured")
    parts: list[Row] = [coverage_row(found.ranges)] if found.ranges.of else []
    if found.plain:
        parts.append((Run(f"{found.plain} said one value, which holds nothing", "muted"),))
    if found.agreed is not None:
        parts.append((Run("what was agreed ", "label"), Run(_HELD[found.agreed], "value")))
    if abs(found.visits - 1) > 0.005:
        parts.append((Run(f"per visit; the map expects {found.visits:.3g} visits an item", "muted"),))
    return [line.runs()], wrap(parts, width)
