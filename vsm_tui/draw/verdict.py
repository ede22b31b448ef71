"""What holds the stream, in one sentence that never claims more than the sample does."""

from __future__ import annotations

from vsm_tui.draw.glyphs import CALENDAR, CONSTRAINT, CONTENDER
from vsm_tui.draw.run import Row, Run, StyleName
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.text import at_most, count, probability, safe
from vsm_tui.flow import Confidence, Constraint, Lens
from vsm_tui.flow.marks import Mark, headline

LENSES: tuple[Lens, ...] = ("pile-up", "delay", "capacity")
_HOLDS: dict[Lens, str] = {
    "pile-up": "holds most of the queue",
    "delay": "holds most of the waiting",
    "capacity": "limits the output",
}
_TIED_SHOWN = 3
_LONG = 400
_DAY = 86_400.0
_WEEKS_FROM = 21 * _DAY
"""From how long on a span is said in weeks."""


def constraint_row(scene: Scene) -> Row:
    """The verdict of this period; where nothing was sampled, why, or only where each lens points."""
    found = scene.main.constraint
    if found.why:
        far = f"; {_leads(scene, found)}" if found.stage else ""
        text = f"constraint not known in this period, {safe(found.why, _LONG)}"
        return Run(text, "warning", "constraint"), Run(far, "value")
    match found.verdict:
        case "clear":
            return _clear(scene, found)
        case "too close to call":
            return _close(scene, found)
        case "calendar":
            return _calendar(scene, found)
        case "not enough data":
            return _too_little(scene, found)
        case None:
            return _pointed_at(scene, found)


def other_rows(scene: Scene) -> list[Row]:
    """What stands beside a verdict: the other lenses, and the stages that the calendar holds."""
    found = scene.main.constraint
    if found.verdict is None:
        return []
    rows: list[Row] = []
    if found.guesses and not _said(found):
        hangs = f"hangs on {count(len(found.guesses), 'guess', 'guesses')} nobody has confirmed"
        rows.append((Run(hangs, "warning", "constraint"), Run(": d, then !", "muted")))
    lenses = found.lenses or {}
    others = [(lens, lenses.get(lens)) for lens in LENSES if lens != found.lens and lenses.get(lens)]
    for lens, stage in others:
        text = "agrees" if stage == found.stage else scene.title(stage)
        rows.append((Run(f"{lens}: ", "label"), Run(text, "value", f"constraint.lenses.{lens}")))
    held = [stage for stage in found.calendar if stage != found.stage or found.verdict != "calendar"]
    if held:
        rows += [
            (
                Run(f"{CALENDAR} {scene.title(stage)}", "calendar", f"stages.{stage}.bunched"),
                Run(": items leave in bunches, by the calendar", "muted"),
                *(Run(f" ({text})", "muted") for text in [bunches_text(scene, stage)] if text),
            )
            for stage in held
        ]
    return rows


def bunches_text(scene: Scene, stage: str) -> str:
    """What tells that items leave a stage in bunches; empty where nothing was counted."""
    found = scene.main.stage(stage)
    seen = found.leaving if found else None
    if seen is None:
        return ""
    turned = f" of the {seen.around}" if seen.around else ""
    return (
        f"{count(seen.departures, 'departure')} in {count(seen.moments, 'moment')}{turned}, arrivals in "
        f"{seen.arrivals:,}, {at_most(seen.deviation)} standard deviations from chance"
    )


def _clear(scene: Scene, found: Constraint) -> Row:
    holds = f" {_HOLDS[found.lens or 'pile-up']} in this period"
    return (
        Run(f"{CONSTRAINT} {scene.title(found.stage)}", "constraint", "constraint"),
        Run(holds, "value"),
        *_basis(found, claims=True),
    )


def _said(found: Constraint) -> bool:
    """Whether the sentence itself says what it hangs on."""
    return found.verdict == "too close to call" and len(found.contenders) == 1


def _close(scene: Scene, found: Constraint) -> Row:
    sure = found.confidence
    if len(found.contenders) == 1 and sure and sure.against:  # nobody rivals it: what refuses the call is a rule
        return (
            Run(f"{CONTENDER} {scene.title(found.contenders[0])}", "constraint", "constraint"),
            Run(f" leads, not called in this period: {safe(sure.against[0], _LONG)}", "value"),
            *_basis(found, claims=True),
        )
    names = _names([scene.title(stage) for stage in found.contenders], "or") or "no stage"
    return (
        Run(f"{CONTENDER} {names}", "constraint", "constraint"),
        Run(": too close to call in this period", "value"),
        *_basis(found, claims=True),
    )


def _calendar(scene: Scene, found: Constraint) -> Row:
    flagged = _flagged(found, "calendar")
    names = _names([scene.title(stage) for stage in flagged], "and")
    seen = bunches_text(scene, found.stage or flagged[0]) if flagged else ""
    return (
        Run(f"{CALENDAR} {names}", "calendar", "constraint"),
        Run(": the calendar holds it in this period, items leave in bunches", "value"),
        *((Run(": ", "muted"), Run(seen, "value", f"stages.{found.stage or flagged[0]}.bunched")) if seen else ()),
        *_basis(found),
    )


def _flagged(found: Constraint, mark: Mark) -> tuple[str, ...]:
    """The stages that every screen marks so, the leading one first."""
    said, stages = headline(found)
    return stages if said == mark else found.contenders


def _too_little(scene: Scene, found: Constraint) -> Row:
    items = scene.main.observed.items.finished if scene.main.observed else 0
    far = f"; {_leads(scene, found)}" if found.stage else ""
    return (
        Run("not enough data in this period", "warning", "constraint"),
        *(_basis(found) or (Run(f" ({count(items, 'item')} finished)", "muted"),)),
        Run(far, "value"),
    )


def _leads(scene: Scene, found: Constraint) -> str:
    """Who leads, and by which lens: the other ones may point elsewhere."""
    return f"{scene.title(found.stage)} leads so far{f' by {found.lens}' if found.lens else ''}"


def reasons(scene: Scene) -> list[Row]:
    """What stands against a call, and what would change it; one part each."""
    sure = scene.main.constraint.confidence
    if sure is None:
        return []
    rows: list[Row] = [(Run("against: ", "label"), Run(safe(text, _LONG), "value")) for text in sure.against]
    return rows + [(Run("would change: ", "label"), Run(safe(text, _LONG), "value")) for text in sure.would_change]


def span_text(seconds: float) -> str:
    """How long a period is, in weeks or days of the calendar."""
    return count(round(seconds / _DAY / 7), "week") if seconds >= _WEEKS_FROM else count(round(seconds / _DAY), "day")


def _basis(found: Constraint, *, claims: bool = False) -> Row:
    """What a verdict rests on, in brackets; without it no probability is claimed either."""
    sure = found.confidence
    if sure is None:
        return ()
    parts: list[Run] = []
    if claims and found.probability is not None:
        parts.append(Run(probability(found.probability), "total", "constraint.probability"))
    if claims and sure.thirds:
        parts.append(_thirds(found, sure))
    parts.append(Run(f"n {sure.n:,} over {span_text(sure.span)}", "value", "constraint.confidence.n"))
    parts.append(Run(f"effective n {at_most(sure.effective_n)}", "value", "constraint.confidence.effective_n"))
    row: list[Run] = [Run(" (", "muted")]
    for at, part in enumerate(parts):
        row += [Run(", ", "muted")] if at else []
        row.append(part)
    return (*row, Run(")", "muted"))


def _thirds(found: Constraint, sure: Confidence) -> Run:
    agree = sum(third == found.stage for third in sure.thirds if third)
    return Run(f"{agree} of {len(sure.thirds)} thirds agree", "value", "constraint.confidence.thirds")


def _names(names: list[str], word: str) -> str:
    if len(names) > _TIED_SHOWN:
        return f"{len(names)} stages"
    return f" {word} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _pointed_at(scene: Scene, found: Constraint) -> Row:
    """Where each lens points; a reading without any claim of certainty."""
    lenses = found.lenses or {}
    named = [(lens, lenses[lens]) for lens in LENSES if lenses.get(lens)]
    when = "in this period" if scene.main.layer == "measured" else "by the estimates"
    if found.stage is None and len(found.contenders) > 1:
        names = _names([scene.title(stage) for stage in found.contenders], "and")
        return Run(f"{CONSTRAINT} {names}", "constraint", "constraint"), Run(f" wait alike, {when}", "value")
    if not named:
        return ()
    places = {stage for _, stage in named}
    if len(places) == 1 and len(named) > 1:
        where = scene.title(named[0][1])
        said = _names([lens for lens, _ in named], "and")
        return Run(f"{CONSTRAINT} {where}", "constraint", "constraint"), Run(f": {said} agree, {when}", "value")
    runs: list[Run] = [Run(f"{CONSTRAINT} ", "constraint")]
    for at, (lens, stage) in enumerate(named):
        runs += [Run(" · ", "grid")] if at else []
        style: StyleName = "constraint" if stage == found.stage else "value"
        runs += [Run(f"{lens}: ", "label"), Run(scene.title(stage), style, f"constraint.lenses.{lens}")]
    return (*runs, Run(f", {when}", "muted"))
