"""The constraint: three lenses, never blended, and how sure the call is in this period."""

from __future__ import annotations

from collections.abc import Iterator

from vsm_tui.flow.explain.explanation import Explanation, Figure, Unit, Words, count, seconds
from vsm_tui.flow.explain.ground import EVERYTHING, FINISHED, Ground
from vsm_tui.flow.explain.sureness import RULE, sureness
from vsm_tui.flow.shape import Constraint, Lens, StageFlow

_LENSES: dict[Lens, tuple[str, Unit, str, str]] = {
    "pile-up": ("where work accumulates", "number", "time-average number waiting in the stage", EVERYTHING),
    "delay": ("where the customer's time goes", "seconds", "mean wait per finished item, all visits", FINISHED),
    "capacity": ("what limits output", "share", "load = items begun ÷ the window × touch per item ÷ people", FINISHED),
}
_SAID: dict[Lens, tuple[Unit, str]] = {
    "pile-up": ("seconds", "Σ visits × wait, which by Little's law ranks as the number waiting does"),
    "delay": ("seconds", "Σ visits × wait"),
    "capacity": ("seconds", "visits × touch ÷ people"),
}


def constraint(ground: Ground) -> Iterator[Explanation]:
    """Every number under ``constraint``."""
    found = ground.flow.constraint
    yield _headline(ground, found)
    for lens in _LENSES:
        yield _lens(ground, found, lens)
    yield from sureness(ground, found, _unit(ground, found.lens or "pile-up"))


_AS_FAR = {
    "too close to call": ": too close to call",
    "calendar": ": held by the calendar",
    "not enough data": " so far: not enough data",
}
"""How far a verdict claims the stage that leads."""


def _unit(ground: Ground, lens: Lens) -> Unit:
    return _LENSES[lens][1] if ground.measured else _SAID[lens][0]


def _headline(ground: Ground, found: Constraint) -> Explanation:
    lens = found.lens or "pile-up"
    named = " or ".join(ground.name(s) for s in found.contenders) or None
    said = ground.name(found.stage) if found.stage and found.verdict != "too close to call" else named
    sure = found.confidence
    more: list[Words] = []
    if found.verdict:
        more.append((f"verdict: {found.verdict}, in this period",))
    if found.calendar:
        more.append((f"items leave {ground.names(found.calendar)} in bunches: the calendar holds them",))
    more += [(f"{name}: {ground.name(stage) if stage else 'points nowhere'}",)
             for name, stage in (found.lenses or {}).items()]  # fmt: skip
    return ground.tell(
        "constraint",
        "The constraint",
        Figure(said + _AS_FAR.get(found.verdict or "", "") if said else None, "text"),
        (f"the stage with the most by the {lens} lens", *_most(ground, found, lens),
         "; capacity leads where known for every stage, else pile-up"),
        more=tuple(more),
        items=_LENSES[lens][3] if ground.measured else "",
        n=sure.n if sure else None,
        why="" if said else found.why or "no lens points at one stage",
        sure=(
            *((f"against: {text}" for text in sure.against) if sure else ()),
            *((f"would change the call: {text}" for text in sure.would_change) if sure else ()),
            RULE if ground.measured else "by the estimates: nothing here has been measured",
            *(("the lenses answer three questions and are never blended",) if found.lenses else ()),
        ),
        related=("constraint.probability", *(f"constraint.lenses.{name}" for name in _LENSES)),
        covers=("constraint.lens", "constraint.stage", "constraint.verdict", "constraint.contenders",
                "constraint.calendar", "constraint.guesses"),
    )  # fmt: skip


def _most(ground: Ground, found: Constraint, lens: Lens) -> Words:
    """What the lens sees of the stage that leads."""
    seen = [score for score in (found.scores or {}).get(lens, ()) if score is not None]
    return (": ", Figure(max(seen), _unit(ground, lens))) if seen else ()


def _lens(ground: Ground, found: Constraint, lens: Lens) -> Explanation:
    answers, _, how, over = _LENSES[lens]
    unit = _unit(ground, lens)
    scores = (found.scores or {}).get(lens, ())
    stage = (found.lenses or {}).get(lens)
    ranked = sorted(
        ((value, s) for value, s in zip(scores, ground.flow.stages, strict=False) if value is not None),
        key=lambda pair: -pair[0],
    )
    unknown = [ground.name(s.id) for v, s in zip(scores, ground.flow.stages, strict=False) if v is None]
    why = ""
    if stage is None:
        needs = "it needs people and touch for every stage" if lens == "capacity" and unknown else ""
        why = needs or (
            "two stages are level" if len(ranked) > 1 and ranked[0][0] > 0 else found.why or "nothing is known of it"
        )
    return ground.tell(
        f"constraint.lenses.{lens}",
        f"{lens.capitalize()} lens: {answers}",
        Figure(ground.name(stage) if stage else None, "text"),
        (f"the most by: {how if ground.measured else _SAID[lens][1]}",),
        more=tuple((f"{ground.name(s.id)}: ", Figure(value, unit), *_made(found, lens, s)) for value, s in ranked),
        items=over if ground.measured else "",
        why=why,
        sure=(
            *((f"not known for {', '.join(unknown[:6])}",) if unknown and ranked else ()),
            *(_LOAD if lens == "capacity" and ground.measured else ()),
            *((_NIGHTS,) if lens == "capacity" and ground.measured and ground.flow.clock == "elapsed" else ()),
        ),
        related=("constraint", *(f"constraint.lenses.{other}" for other in _LENSES if other != lens)),
        covers=(
            *(f"constraint.scores.{lens}.{s.id}" for s in ground.flow.stages),
            *(
                ("constraint.arrivals", "constraint.arrivals.items", "constraint.arrivals.over")
                if lens == "capacity"
                else ()
            ),
        ),
    )


_LOAD = ("items begun in the window, cancelled ones included, are taken to bring as much touch as those that finished",
         "over 1: more comes than these people work off, or they have several items in hand at a time")  # fmt: skip
_NIGHTS = (
    "on this clock the window and touch both count nights: people whose items end on the day they begin look less "
    "loaded than on the working clock"
)


def _made(found: Constraint, lens: Lens, stage: StageFlow) -> Words:
    """The figures that a measured load is made of."""
    if lens != "capacity" or not found.arrivals or stage.touch is None or not stage.people:
        return ()
    begun, over = found.arrivals
    return (" = ", count(begun), " begun ÷ ", seconds(over), " × ", seconds(stage.touch), " of touch ÷ ",
            Figure(stage.people, "number"), " person" if stage.people == 1 else " people")  # fmt: skip
