"""The constraint: three lenses, never blended, and how sure the call is in this period."""

from __future__ import annotations

from collections.abc import Iterator

from vsm_tui.flow.explain.explanation import Explanation, Figure, Unit, Words, count, seconds, share
from vsm_tui.flow.explain.ground import EVERYTHING, FINISHED, ONLY_MEASURED, Ground
from vsm_tui.flow.shape import Confidence, Constraint, Lens, StageFlow

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
_SAMPLED: dict[Lens, str] = {
    "pile-up": "items with time in the window, in order of finish, open ones last",
    "delay": FINISHED,
    "capacity": "items that finished in the window, in order of finish",
}
_RULE = "called only if P ≥ 0.90, the gap's interval excludes 0 and at least 2 of 3 thirds agree"


def constraint(ground: Ground) -> Iterator[Explanation]:
    """Every number under ``constraint``."""
    found = ground.flow.constraint
    yield _headline(ground, found)
    for lens in _LENSES:
        yield _lens(ground, found, lens)
    yield _probability(ground, found)
    yield from _confidence(ground, found)


def _unit(ground: Ground, lens: Lens) -> Unit:
    return _LENSES[lens][1] if ground.measured else _SAID[lens][0]


def _headline(ground: Ground, found: Constraint) -> Explanation:
    lens = found.lens or "pile-up"
    named = " or ".join(ground.name(s) for s in found.contenders) or None
    said = ground.name(found.stage) if found.stage else named
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
        Figure(said, "text"),
        (f"the stage with the most by the {lens} lens; capacity leads where known for every stage, else pile-up",),
        more=tuple(more),
        items=_LENSES[lens][3] if ground.measured else "",
        n=sure.n if sure else None,
        why="" if said else found.why or "no lens points at one stage",
        sure=(
            *((f"against: {text}" for text in sure.against) if sure else ()),
            *((f"would change the call: {text}" for text in sure.would_change) if sure else ()),
            _RULE if ground.measured else "by the estimates: nothing here has been measured",
            *(("the lenses answer three questions and are never blended",) if found.lenses else ()),
        ),
        related=("constraint.probability", *(f"constraint.lenses.{name}" for name in _LENSES)),
        covers=("constraint.lens", "constraint.stage", "constraint.verdict", "constraint.contenders",
                "constraint.calendar"),
    )  # fmt: skip


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
        more=tuple((f"{ground.name(s.id)}: ", Figure(value, unit), *_made(found, lens, s)) for value, s in ranked[:12]),
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


def _probability(ground: Ground, found: Constraint) -> Explanation:
    sure = found.confidence
    return ground.tell(
        "constraint.probability",
        "How sure the constraint is",
        share(found.probability),
        _blended(sure, found.probability) if sure
        else ("P(rank 1) in a moving-block bootstrap over items in order of finish",),
        more=tuple(
            (f"{ground.name(s.id)}: ", share(p))
            for p, s in sorted(
                zip(sure.ranks if sure else (), ground.flow.stages, strict=False), key=lambda pair: -pair[0]
            )[:8]
            if p > 0
        ),
        items=_SAMPLED[found.lens or "pile-up"],
        n=sure.n if sure else None,
        why="" if found.probability is not None
        else found.why or ("too few items, or none of the stages leads" if ground.measured else ONLY_MEASURED),
        sure=(
            "in this period: it says nothing about the next one",
            "neighbours resemble each other, so items are drawn in blocks: single items would claim too much",
            "draws are widened by Student's t, as blocks are few, and by persistence where an AR(1) sees more",
            _UNSEEN,
            *((_CALM,) if (found.lens or "pile-up") == "pile-up" else ()),
            _RULE,
        ),
        related=("constraint", "constraint.confidence.gap", "constraint.confidence.effective_n"),
        covers=tuple(f"constraint.confidence.ranks.{s.id}" for s in ground.flow.stages),
    )  # fmt: skip


_UNSEEN = (
    "a block nobody has seen is added, half of it for the stage that leads and half for the others: P never reaches 1 "
    "where there are others"
)
_CALM = (
    "a block's mean is believed to vary by a relative variance of 3 at least, fading beyond 20 blocks: a period that "
    "happens to be calm must not count for more than it is"
)


def _blended(sure: Confidence, probability: float | None) -> Words:
    """How P comes from the share of draws that the leading stage leads in, and from one block that nobody has seen."""
    if not sure.draws:
        return "nothing was drawn: ", count(sure.n), " items are too few blocks of ", count(sure.block)
    law = "law that block means tend to" if sure.method == "limit law" else "blocks as they were seen"
    drawn: Words = (count(sure.draws), f" draws of the means, by the {law}, blocks of ", count(sure.block), " items")
    if probability is None:
        return drawn
    if sum(p > 0 for p in sure.ranks) == 1:
        return "1: no other stage has anything to lead with; ", *drawn
    blocks = sure.n / sure.block
    led = min((probability * (blocks + 1) - 0.5) / blocks, 1.0)
    m = Figure(blocks, "number")
    return ("(", m, " blocks × ", share(led), " of draws in which it leads + 0.5 of an unseen one) ÷ (", m,
            " + 1); ", *drawn)  # fmt: skip


def _confidence(ground: Ground, found: Constraint) -> Iterator[Explanation]:
    sure = found.confidence
    why = "" if sure else found.why or ("too few items to say" if ground.measured else ONLY_MEASURED)
    yield _gap(ground, found, why)
    yield ground.tell(
        "constraint.confidence.effective_n",
        "Items that count as independent",
        Figure(sure.effective_n if sure else None, "number"),
        (count(sure.n if sure else None), " items in blocks of ", count(sure.block if sure else None),
         "; fewer than there are, because neighbours resemble each other"),
        items=_SAMPLED[found.lens or "pile-up"],
        n=sure.n if sure else None,
        why=why,
        related=("constraint.probability", "constraint.confidence.thirds"),
        covers=tuple(f"constraint.confidence.{part}" for part in ("n", "span", "block", "draws", "method")),
    )  # fmt: skip
    yield _thirds(ground, found, why)


_WIDER = (
    "it also believes a block's mean to vary by a relative variance of 3 at least (fading beyond 20 blocks), which the "
    "stages' own intervals do not: so it can include 0 where those do not even touch"
)
_SHARED = "both stages are moved together, by the same blocks: how far their own intervals overlap does not tell"


def _gap(ground: Ground, found: Constraint, why: str) -> Explanation:
    sure, lens = found.confidence, found.lens or "pile-up"
    lead = None
    if found.scores and found.lens and sure and sure.runner_up and found.stage:
        by_id = {s.id: v for s, v in zip(ground.flow.stages, found.scores[found.lens], strict=False)}
        first, second = by_id.get(found.stage), by_id.get(sure.runner_up)
        lead = None if first is None or second is None else first - second
    runner = ground.name(sure.runner_up) if sure and sure.runner_up else "the runner-up"
    return ground.tell(
        "constraint.confidence.gap",
        f"Lead over {runner}",
        Figure(lead, _unit(ground, lens)),
        (f"what the {lens} lens sees of the first stage − of {runner}",),
        interval=sure.gap if sure else None,
        interval_kind="95 %, moving-block bootstrap: the call needs it to exclude 0",
        sure=(_WIDER if lens == "pile-up" else _SHARED,) if sure and sure.gap else (),
        items=_SAMPLED[lens],
        n=sure.n if sure else None,
        why=why or ("" if lead is not None else "no single stage leads, or there is no runner-up"),
        related=("constraint.probability",),
        covers=("constraint.confidence.runner_up",),
    )


def _thirds(ground: Ground, found: Constraint, why: str) -> Explanation:
    thirds = found.confidence.thirds if found.confidence else ()
    agree = sum(third == found.stage for third in thirds) if found.stage else None
    points = f"where the {found.lens or 'pile-up'} lens points in each third of the period"
    return ground.tell(
        "constraint.confidence.thirds",
        "Thirds of the period that agree",
        count(agree if found.confidence else None),
        (f"{points}, oldest first: {ground.names(thirds)}" if thirds else points,),
        items=EVERYTHING,
        why=why or ("" if found.stage else "no single stage leads"),
        sure=(f"{len(thirds)} of them were looked at",) if thirds else (),
        related=("constraint.probability",),
        covers=("constraint.confidence.against", "constraint.confidence.would_change"),
    )
