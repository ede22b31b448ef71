"""What is said of a stage beside its times: queue, items now, evidence, people, nights, bunches."""

from __future__ import annotations

from vsm_tui.flow.explain.explanation import Explanation, Figure, Words, count, seconds, share
from vsm_tui.flow.explain.ground import BOOTSTRAP, EVERYTHING, FINISHED, ONLY_MEASURED, Ground
from vsm_tui.flow.shape import Leaving, StageFlow

EVIDENCE = {
    "A": "instrumented: a tool saw that work went on",
    "B": "a state of the tracker says that somebody works on it",
    "C": "inferred from the times of events",
    "D": "what people said",
}
OUTSIDE = "done outside: one elapsed time, no split into wait and touch"
NO_WAIT = "not configured: no state is mapped as waiting"


def keys_of(found: StageFlow) -> str:
    """Where a stage's numbers stand."""
    return f"stages.{found.id}"


def unseen(ground: Ground, found: StageFlow) -> str:
    """Why a measured stage may have no numbers."""
    return "no state is mapped to this stage" if ground.measured and not ground.states(found.id) else ""


def queue(ground: Ground, found: StageFlow) -> Explanation:
    """How many wait in it."""
    seen, words = ground.seen, ("Σ time items waited here inside the window ÷ the window's length",)
    told: Words = words
    if seen is not None and found.queue is not None and ground.flow.clock == "elapsed":
        length = (seen.window.end - seen.window.start).total_seconds()
        told = (*words, ": ", seconds(found.queue * length), " ÷ ", seconds(length))
    why = "" if found.queue is not None else unseen(ground, found) or (NO_WAIT if ground.measured else ONLY_MEASURED)
    return ground.tell(
        f"{keys_of(found)}.queue",
        f"Mean number waiting in {ground.name(found.id)}",
        Figure(found.queue, "number"),
        told,
        interval=found.queue_interval,
        interval_kind=BOOTSTRAP,
        items=EVERYTHING,
        why=why,
        sure=("in this period: what the pile-up lens looks at",),
        related=("constraint", f"{keys_of(found)}.wait", "wip.mean"),
        covers=(f"{keys_of(found)}.queue_interval", f"{keys_of(found)}.trend"),
    )


def wip_now(ground: Ground, found: StageFlow) -> Explanation:
    """How many are in it now."""
    why = unseen(ground, found) or ("" if ground.measured else ONLY_MEASURED)
    return ground.tell(
        f"{keys_of(found)}.wip_now",
        f"Items in {ground.name(found.id)} now",
        count(found.wip_now),
        ("open items whose last state belongs to this stage, at ", ground.now),
        items="open items",
        whose="open",
        why=why if found.wip_now is None else "",
        related=("wip.now", "aging"),
    )


def evidence(ground: Ground, found: StageFlow) -> Explanation:
    """How good its touch is."""
    grade = found.evidence
    return ground.tell(
        f"{keys_of(found)}.evidence",
        f"Evidence of touch in {ground.name(found.id)}",
        Figure(grade, "text"),
        (f"the weakest evidence among its touch: {EVIDENCE[grade] if grade else 'there is none'}",),
        more=tuple((f"{letter}  {EVIDENCE[letter]}",) for letter in found.grades),
        items=FINISHED,
        why="" if grade else unseen(ground, found) or (_no_touch(found) if ground.measured else ""),
        related=(f"{keys_of(found)}.touch", "flow_efficiency"),
        covers=(f"{keys_of(found)}.grades",),
    )


def _no_touch(found: StageFlow) -> str:
    return OUTSIDE if found.outside else "no touch was seen here"


def people(ground: Ground, found: StageFlow) -> Explanation:
    """How many can work in it."""
    return ground.tell(
        f"{keys_of(found)}.people",
        f"People in {ground.name(found.id)}",
        Figure(found.people, "number"),
        ("as the stream file says: how many can work here at a time",),
        items="none: what people said",
        why="" if found.people is not None else "nobody has said: the capacity lens needs it for every stage",
        related=("constraint",),
    )


def off_hours(ground: Ground, found: StageFlow) -> Explanation:
    """What of its time is nights and weekends."""
    return ground.tell(
        f"{keys_of(found)}.off_hours",
        f"Nights and weekends inside the time in {ground.name(found.id)}",
        seconds(found.off_hours),
        ("the part of ", seconds(found.time), " that lies outside the team's hours"),
        items=FINISHED,
        why="" if found.off_hours is not None else "shown on request, on the elapsed clock of a measurement",
        related=(f"{keys_of(found)}.time", "lead_time.off_hours"),
    )


def bunched(ground: Ground, found: StageFlow) -> Explanation:
    """Whether items leave it in bunches, and the figures that tell."""
    said, seen = "in bunches, by the calendar" if found.bunched else "not in bunches", found.leaving
    key = f"{keys_of(found)}.leaving"
    return ground.tell(
        f"{keys_of(found)}.bunched",
        f"How items leave {ground.name(found.id)}",
        Figure(said if ground.measured else None, "text"),
        _moments(seen) if seen else ("moments at which waiting here ends, against moments at which it begins",),
        more=_tests(seen) if seen else (),
        items="departures from the stage inside the window",
        n=seen.departures if seen else None,
        why=ONLY_MEASURED
        if not ground.measured
        else "too few items leave it to tell bunches"
        if seen is None and not found.bunched
        else "",
        sure=_BUNCHED_SURE if found.bunched else (),
        related=("constraint", f"{keys_of(found)}.queue"),
        covers=(key, *(f"{key}.{part}" for part in Leaving.__dataclass_fields__)),
    )


_BUNCHED_SURE = (
    "a release window holds what leaves in bunches: that is no lack of capacity",
    "looked for in slots of several lengths, of the window and around day and week; the one that shows it best is told",
)


def _moments(seen: Leaving) -> Words:
    turned = f" of the {seen.around}" if seen.around else ""
    return (count(seen.departures), " departures in ", count(seen.moments), " moments", turned,
            ", arrivals in ", count(seen.arrivals), "; a moment is ", seconds(seen.slot))  # fmt: skip


def _tests(seen: Leaving) -> tuple[Words, ...]:
    """What has to hold of items that leave in bunches, each with its figure."""
    return (
        ("moments of departure ÷ arrival = ", share(_part(seen.moments, seen.arrivals)), ", at most 33.3% in bunches"),
        ("÷ moments that the stream's own rhythm would fill, ", Figure(seen.usual), ", = ",
         share(_part(seen.moments, seen.usual)), ", at most 33.3%"),
        (Figure(seen.deviation), " standard deviations fewer than with the two exchanged at random; at least 3"),
        (share(seen.explained), " of the waiting is waiting for the next such moment; at least 50%"),
    )  # fmt: skip


def _part(of: float, whole: float) -> float | None:
    return of / whole if whole else None
