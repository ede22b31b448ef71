"""The case for the constraint: what each lens sees, how sure the call is, what stands against it, and the plots."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from vsm_tui.draw.glyphs import CALENDAR
from vsm_tui.draw.layout import bar_cells
from vsm_tui.draw.plain import in_set
from vsm_tui.draw.plots import Lane, cumulative_rows, queue_rows
from vsm_tui.draw.run import Line, Row, Run, StyleName, wrap
from vsm_tui.draw.scene import Scene, Step
from vsm_tui.draw.text import UNKNOWN, at_most, cell_len, clip, count, number, probability, safe, share
from vsm_tui.draw.verdict import constraint_row
from vsm_tui.flow import Confidence, Lens

LENSES: tuple[Lens, ...] = ("pile-up", "delay", "capacity")
ASKS: dict[Lens, str] = {
    "pile-up": "where does work accumulate?",
    "delay": "where does the customer's time go?",
    "capacity": "what limits output?",
}
_UNITS: dict[Lens, str] = {"pile-up": "items waiting", "delay": "wait per item", "capacity": "load on people"}
_SAID: dict[Lens, str] = {"pile-up": "wait × visits", "delay": "wait per item", "capacity": "touch ÷ people"}
"""What the lenses see of an estimate: by Little's law waits rank as queues do."""
_DAY = 86_400
_MOST_NAME = 22


def case_rows(scene: Scene, width: int, height: int = 40) -> list[Row]:
    """Everything there is to say, no row wider than ``width``; ``height`` of the window decides how tall plots are."""
    rows = [*_verdict(scene, width), (), *_lenses(scene, width), *_named(scene, width), ()]
    rows += _sureness(scene, width)
    rows += _plots(scene, width, height)
    return [in_set(row, scene) for row in rows]


# -- the call ----------------------------------------------------------------------------------------------------


def _verdict(scene: Scene, width: int) -> list[Row]:
    found = scene.main.constraint
    sentence = constraint_row(scene)
    rows = wrap([sentence], width) if sentence else []
    if not rows:
        rows = wrap(
            [(Run("No lens points at a stage: nothing here waits, or nothing is known of it.", "muted"),)], width
        )
    said = found.verdict == "calendar"
    names = [s.name for s in scene.steps if s.stage.id in found.calendar and not said]
    if names:
        text = f"{CALENDAR} {', '.join(names)}: items leave in bunches, by the calendar"
        text += "; a release window holds them, not a lack of capacity"
        rows += wrap([(Run(text, "calendar"),)], width)
    return rows


# -- the lenses --------------------------------------------------------------------------------------------------


def _lenses(scene: Scene, width: int) -> list[Row]:
    """One row per stage, one column per lens and one for P(rank 1): each on a scale of its own, never blended."""
    scores = scene.main.constraint.scores or {}
    shown = [lens for lens in LENSES if any(v is not None for v in scores.get(lens, ()))]
    ranks = scene.main.constraint.confidence.ranks if scene.main.constraint.confidence else ()
    if not shown or not scene.steps:
        return []
    longest = max(cell_len(s.name) for s in scene.steps)
    name = min(longest, _MOST_NAME if width >= 100 else 14) + 6
    each = max(10, min(34, (width - name) // (len(shown) + bool(ranks))))
    head, asks = Line(width), Line(width)
    for at, lens in enumerate(shown):
        end = head.put(name + at * each, clip(lens, each - 1), "heading")
        if lens == scene.main.constraint.lens and end + 10 < name + (at + 1) * each:
            head.put(end + 1, "headline", "label")
        asks.put(name + at * each, clip(_unit(scene, lens), each - 1), "label")
    if ranks:
        head.put(name + len(shown) * each, clip("P(rank 1)", each - 1), "heading", "constraint.probability")
        asks.put(name + len(shown) * each, clip("when resampled", each - 1), "label")
    rows = [head.runs(), asks.runs()]
    for step in scene.steps:
        line = Line(width)
        line.put(0, step.sign, step.style)
        line.put(2, f"{scene.glyphs.numeral(step.index)} ", "label")
        line.put(4 if step.index < 20 else 5, clip(step.name, name - 5), step.style if step.sign else "plain")
        for at, lens in enumerate(shown):
            _score(scene, step, lens, line, name + at * each, each)
        if ranks and step.index < len(ranks):
            part = ranks[step.index]
            _bar(
                line,
                name + len(shown) * each,
                each,
                part,
                1.0,
                probability(part).removeprefix("P "),
                step.style if step.sign else "muted",
                "constraint.probability",
            )
        rows.append(line.runs())
    return rows


def _score(scene: Scene, step: Step, lens: Lens, line: Line, at: int, room: int) -> None:
    values = (scene.main.constraint.scores or {})[lens]
    value = values[step.index] if step.index < len(values) else None
    leads = (scene.main.constraint.lenses or {}).get(lens) == step.stage.id
    top = max((v for v in values if v is not None), default=0.0)
    text = score_text(scene, lens, value)
    key = {"pile-up": f"stages.{step.stage.id}.queue", "delay": f"stages.{step.stage.id}.wait"}.get(lens, "")
    _bar(
        line,
        at,
        room,
        value,
        top,
        text,
        "constraint" if leads else "wait",
        key or f"constraint.scores.{lens}.{step.stage.id}",
    )


def _bar(
    line: Line, at: int, room: int, value: float | None, top: float, text: str, style: StyleName, key: str
) -> None:
    most = max(0, room - cell_len(text) - 3)
    cells = bar_cells(value, most / top) if value is not None and top > 0 else 0
    line.fill(at, at + min(most, cells), "█", style)
    line.put(at + min(most, cells) + (1 if cells else 0), text, "value" if value is not None else "unknown", key)


def _unit(scene: Scene, lens: Lens) -> str:
    return (_SAID if scene.main.layer == "estimate" else _UNITS)[lens]


def score_text(scene: Scene, lens: Lens, value: float | None) -> str:
    """What a lens saw in a stage, in the lens's own unit."""
    if value is None:
        return UNKNOWN
    if lens == "delay" or scene.main.layer == "estimate":  # an estimate's lenses all see time
        return scene.units.time(value)
    return share(value) if lens == "capacity" else number(value)


def _named(scene: Scene, width: int) -> list[Row]:
    """Which stage each lens names, and whether they agree."""
    found = scene.main.constraint
    lenses = found.lenses or {}
    parts: list[Row] = []
    for lens in LENSES:
        stage = lenses.get(lens)
        if stage:
            value = (Run(scene.titled(stage), "constraint" if stage == found.stage else "value"),)
        else:
            value = (Run(_silent(scene, lens), "muted"),)
        parts.append(
            (Run(f"{lens}: ", "label"), *value, Run(f"  {ASKS[lens]}", "muted"))
            if width >= 100
            else (Run(f"{lens}: ", "label"), *value)
        )
    named = [stage for stage in lenses.values() if stage]
    if len(named) > 1:
        agree = len(set(named)) == 1
        who = " and ".join(lens for lens in LENSES if lenses.get(lens))
        text = f"{who} agree" if agree else "they do not agree: they answer different questions"
        parts.append((Run(text, "better" if agree else "warning"),))
    return wrap(parts, width)


def _silent(scene: Scene, lens: Lens) -> str:
    values = (scene.main.constraint.scores or {}).get(lens, ())
    missing = [s.name for s, v in zip(scene.steps, values, strict=False) if v is None]
    if lens == "capacity" and missing and len(missing) < len(values):
        return f"not known for {', '.join(missing[:3])}{' …' if len(missing) > 3 else ''}"
    if lens == "capacity" and missing:
        return "not known: it needs the people of every stage"
    return "points nowhere"


# -- how sure ----------------------------------------------------------------------------------------------------


def _sureness(scene: Scene, width: int) -> list[Row]:
    found = scene.main.constraint
    sure = found.confidence
    if scene.main.layer == "estimate":
        text = "An estimate earns no confidence: nothing was sampled. Lay a log over the map to see how sure this is."
        return [*_titled("How sure", width), *wrap([(Run(text, "muted"),)], width), ()]
    if sure is None:
        return [
            *_titled("How sure", width),
            *wrap([(Run("Nothing was resampled here, so no certainty is claimed.", "muted"),)], width),
            (),
        ]
    rows = _titled("How sure, in this period", width)
    rows += wrap([_gap(scene, sure), _thirds(scene, sure)], width)
    rows += wrap(_sample(sure), width)
    rows += _told("against", sure.against, "warning", width)
    rows += _told("would change", sure.would_change, "value", width)
    return [*rows, ()]


def _told(label: str, texts: tuple[str, ...], style: StyleName, width: int) -> list[Row]:
    """Sentences beside their label, each over as many rows as it needs."""
    rows: list[Row] = []
    for text in texts:
        for row in wrap([(Run(safe(text, 400), style),)], max(20, width - 15), indent=0):
            rows.append((Run(f" {'' if rows else label:<14}", "label"), *row))
    return rows


def _titled(text: str, width: int) -> list[Row]:
    return [(Run(f" {text} ", "title"), Run("─" * max(0, width - cell_len(text) - 3), "grid"))]


def _gap(scene: Scene, sure: Confidence) -> Row:
    if sure.gap is None or sure.runner_up is None:
        return ()
    lens: Lens = scene.main.constraint.lens or "pile-up"
    low, high = sure.gap
    ends = f"{score_text(scene, lens, low)} to {score_text(scene, lens, high)}".replace("-", "−")
    tail = " (it may be nothing)" if low <= 0 <= high else ""
    return (
        Run("lead over ", "label"),
        Run(scene.titled(sure.runner_up), "value"),
        Run(f" {ends} {_unit(scene, lens)}", "total", "constraint.confidence.gap"),
        Run(f", 95 %{tail}", "muted"),
    )


def _thirds(scene: Scene, sure: Confidence) -> Row:
    runs: list[Run] = [Run("thirds ", "label")]
    for at, stage in enumerate(sure.thirds):
        runs += [Run(" · ", "grid")] if at else []
        style: StyleName = "constraint" if stage == scene.main.constraint.stage and stage else "value"
        runs.append(Run(scene.titled(stage) if stage else "none", style, "constraint.confidence.thirds"))
    held = sum(1 for stage in sure.thirds if stage and stage == scene.main.constraint.stage)
    return (
        (*runs, Run(f" ({held} of {len(sure.thirds)} agree)", "muted")) if scene.main.constraint.stage else tuple(runs)
    )


def _sample(sure: Confidence) -> list[Row]:
    """What was looked at, and how."""
    how = f"{sure.draws:,} draws, sampled" if sure.draws else "not resampled"
    if sure.method == "limit law":
        how = "limit law, no draws: the log is large"
    facts = (
        ("n", f"{sure.n:,}", "n"),
        ("over", count(sure.span / _DAY, "day"), "span"),
        ("weigh as", f"{at_most(sure.effective_n)} independent", "effective_n"),
        ("blocks of", count(sure.block, "item"), "block"),
        ("method", how, "method"),
    )
    return [
        (Run(f"{label} ", "label"), Run(text, "value", f"constraint.confidence.{key}")) for label, text, key in facts
    ]


# -- the plots ---------------------------------------------------------------------------------------------------


def _plots(scene: Scene, width: int, height: int) -> list[Row]:
    seen = scene.main.observed.cumulative if scene.main.observed else None
    if seen is None:
        return []
    zone = ZoneInfo(scene.stream.clock.timezone)
    each = 1 if height < 30 or len(scene.steps) > 10 else 2 if height < 50 else 3
    rows: list[Row] = []
    queues = queue_rows(seen, _lanes(scene), zone, width=width, rows_each=each)
    if queues:
        rows += [*_titled("Waiting, over time: items in each stage's queue, one scale", width), *queues, ()]
    tall = max(8, min(34, height - 14))
    flow = cumulative_rows(seen, _lanes(scene), zone, width=width, height=tall)
    if flow:
        rows += [*_titled("Cumulative flow: how many items had come this far", width), *flow]
    return rows


def _lanes(scene: Scene) -> list[Lane]:
    lanes = []
    for step in scene.steps:
        flow = step.measured
        name = f"{scene.glyphs.numeral(step.index)} {step.name} {step.sign}".rstrip()
        mean = "" if flow is None or flow.queue is None else f"mean {number(flow.queue)}"
        style: StyleName = step.style if step.sign else "wait"
        tag = scene.glyphs.numeral(step.index)
        lanes.append(Lane(name, style, step.bunched, mean, f"stages.{step.stage.id}.queue", tag))
    return lanes
