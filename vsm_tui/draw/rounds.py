"""An estimate round as strips: a row a value, with everybody's range on one scale.

Nothing here knows a person: what was said comes sorted by size.
"""

from __future__ import annotations

from vsm_tui.draw.glyphs import SLACK
from vsm_tui.draw.roundscene import FIRST, HERE, MEASURED, TYPICAL, RoundScene, held_text, key_of, said_on
from vsm_tui.draw.run import Line, Row, Run, StyleName, wrap
from vsm_tui.draw.scales import Scale
from vsm_tui.draw.text import cell_len, clip, ratio
from vsm_tui.flow import Coverage
from vsm_tui.flow.rounds import LatestHeld, apart, group_range
from vsm_tui.model import Asked, Told

_SHADES = "░▒▓█"
_COUNTED = len(_SHADES)
"""People up to whom each shade stands for a number of them; beyond that, for a share."""


def round_rows(scene: RoundScene, width: int, height: int = 10_000, here: Asked | None = None) -> list[Row]:
    """What the round says as a whole, and a strip for each value; stages stand apart where ``height`` has the room.

    ``here`` is the value that keys act on. Only the rows of values carry keys, so that each is one place for a cursor.
    """
    rows = _summary(scene, width)
    strips = overview_rows(scene, width, here=here)
    stages = len({told.stage for told in scene.one.values})
    if len(rows) + len(strips) + stages <= height:
        return [*rows, (), *overview_rows(scene, width, airy=True, here=here)]
    return [*rows, *([()] if len(rows) + len(strips) < height else []), *strips]


def _summary(scene: RoundScene, width: int) -> list[Row]:
    one = scene.one
    agreed = sum(told.agreed is not None for told in one.values)
    parts: list[Row] = [
        (Run(f"{one.people} people ", "title"), Run(f"on {said_on(one)}, without names", "label")),
        (Run(f"{agreed} of {len(one.values)} ", "value"), Run("agreed", "label")),
    ]
    if scene.first is not None and (told := one.told(scene.first)) is not None:
        factor = apart(told.said, scene.stream.clock)
        far = f" {ratio(factor)}" if factor else ""
        name = Run(f"{scene.name(told)} {told.value}{far}", "constraint")
        parts.append((Run(f"{FIRST} ", "constraint"), Run(f"{scene.why_first} ", "label"), name))
    if scene.coverage is not None:
        parts.append(coverage_row(scene.coverage))
    return wrap(parts, width)


def coverage_row(found: Coverage) -> Row:
    """``3 of 5 ranges held what was measured, 1 cannot be told yet``: of the group, never of a person."""
    if not found.of:
        return (Run("no range was said of what was measured", "muted"),)
    unclear = f", {found.unclear} cannot be told yet" if found.unclear else ""
    return (Run(f"{MEASURED} ", "measured"), Run(held_text(found), "value"), Run(unclear, "muted"))


def latest_row(found: LatestHeld) -> Row:
    """What a comparison tells of the latest round."""
    name = f"estimate round of {said_on(found.round)} ({found.round.people} people): "
    return (Run(name, "label"), *coverage_row(found.ranges)[1:])


def overview_rows(scene: RoundScene, width: int, *, airy: bool = False, here: Asked | None = None) -> list[Row]:
    """What the signs mean, a heading, and one row a value: name, strip, group, how far apart, what was agreed."""
    one = scene.one
    if not one.values:
        return [(Run(" Nobody said anything.", "muted"),)]
    wide, full = width >= 100, width >= 150
    name = max(8, min(26 if wide else 15, max(cell_len(scene.name(told)) for told in one.values)))
    group, agreed, seen = (20 if wide else 0), (20 if wide else 13 if width >= 60 else 0), (24 if full else 0)
    start = 3 + name + len(" outside ")
    strip = width - start - (group + 1 if group else 0) - 7 - agreed - (seen + 1 if seen else 0) - 1
    head = Line(width)
    places = _places(start, strip, group, agreed, seen)
    head.put(3, "stage", "label")
    title = "everybody on one scale" if scene.shared else "each on its own scale"
    titles = (title, "group", "apart", "agreed", "held")
    for (at, room), text in zip(places, titles, strict=True):
        head.put(at, clip(text, room), "label")
    rows = [*_signs(scene, width), head.runs()]
    before = ""
    for told in one.values:
        if airy and before and told.stage != before:
            rows.append(())
        line = Line(width)
        if told.asked == here:
            line.put(0, HERE, "title")
        if told.asked == scene.first:
            line.put(1, FIRST, "constraint")
        first = told.stage != before
        line.put(3, clip(scene.name(told), name), "heading" if first else "muted")
        line.put(3 + name, f" {told.value}", "label")
        texts = _columns(scene, told)
        draw_strip(line, places[0][0], strip, scene, told)
        for (at, room), (text, style) in zip(places[1:], texts, strict=True):
            line.put(at, clip(text, room), style)
        rows.append(tuple(run._replace(key=key_of(told.asked)) for run in line.runs()))
        before = told.stage
    return rows


def _signs(scene: RoundScene, width: int) -> list[Row]:
    """What a strip is drawn with; shades as numbers of people where everybody answered and there are few."""
    parts: list[Row] = [(Run(f"{TYPICAL} ", "title"), Run("typical", "label"))]
    if scene.held:
        parts.append((Run(f"{MEASURED} ", "measured"), Run("measured", "label")))
    people = {len(told.said) for told in scene.one.values}
    many = max(people)
    if any(low < high for told in scene.one.values for low, _, high in map(scene.seconds, told.said)):
        if len(people) == 1 and many <= _COUNTED:
            shades = [(_shade(k, many), f"{k}" if k < many else f"all {k}") for k in range(1, many + 1)]
        else:
            shades = list(zip(_SHADES, ("≤25%", "≤50%", "≤75%", "more"), strict=True))
        runs = [run for shade, text in shades for run in (Run(f"{shade} ", "estimate"), Run(f"{text} ", "label"))]
        parts.append((*runs, Run("of the ranges lie there", "label")))
    return wrap(parts, width, joint="   ", indent=3)


def _shade(many: int, people: int) -> str:
    """How dark a place is that ``many`` of so many people's ranges cover."""
    return _SHADES[min(len(_SHADES) - 1, (many * len(_SHADES) - 1) // people)]


def _places(start: int, strip: int, group: int, agreed: int, seen: int) -> list[tuple[int, int]]:
    """Where each column begins, and its cells."""
    at = start + strip + 1
    found = [(start, strip)]
    for room in (group, 6, agreed, seen):
        found.append((at, room))
        at += room + 1 if room else 0
    return found


def _columns(scene: RoundScene, told: Told) -> list[tuple[str, StyleName]]:
    clock = scene.stream.clock
    factor = apart(told.said, clock)
    far = "?" if factor is None else ratio(factor) if factor > 1.05 else "="
    agreed: tuple[str, StyleName] = (str(told.agreed), "title") if told.agreed is not None else ("open", "muted")
    found = scene.held.get(told.asked)
    short = f"{found.ranges.inside} of {found.ranges.of}" if found is not None and found.ranges.of else "–"
    if found is not None and found.ranges.unclear:
        short += f", {found.ranges.unclear} cannot be told"
    return [(str(group_range(told.said, clock)), "estimate"), (far, "value"), agreed, (short, "value")]


def draw_strip(line: Line, at: int, width: int, scene: RoundScene, told: Told) -> None:
    """How many cover each place of the scale, every typical value, and what was measured."""
    if width < 1:
        return
    scale = Scale(scene.top(told), width)
    line.fill(at, at + width, SLACK, "grid")
    people = [scene.seconds(each) for each in told.said]
    covered = [0] * width
    for low, _, high in people:
        if low < high:
            for cell in range(scale.cell(low), scale.cell(high) + 1):
                covered[cell] += 1
    for cell, many in enumerate(covered):
        if many:
            line.put(at + cell, _shade(many, len(people)), "estimate")
    for _, typical, _ in people:
        line.put(at + scale.cell(typical), TYPICAL, "title")
    seen = scene.seen(told)
    if seen is not None:
        line.put(at + scale.cell(seen), MEASURED, "measured")
