"""The numbers of one stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vsm_tui.flow.explain import standing
from vsm_tui.flow.explain.explanation import Explanation, Figure, Words, count, seconds, share
from vsm_tui.flow.explain.ground import (
    BOOTSTRAP,
    FINISHED,
    ONLY_MEASURED,
    ORDER_STATISTICS,
    WILSON,
    Ground,
)
from vsm_tui.flow.explain.standing import EVIDENCE, NO_WAIT, OUTSIDE, keys_of, unseen
from vsm_tui.flow.shape import StageFlow

_TITLES = {"time": "Time in", "touch": "Touch time in", "wait": "Waiting time in"}


def stage(ground: Ground, found: StageFlow) -> Iterator[Explanation]:
    """Every number under ``stages.ID``."""
    yield from _times(ground, found)
    tell: tuple[Callable[[Ground, StageFlow], Explanation], ...] = (
        _visits, _reached, _pca, standing.queue, standing.wip_now, standing.evidence, standing.people,
        standing.off_hours, standing.bunched,
    )  # fmt: skip
    for number in tell:
        yield number(ground, found)
    for name in ("p50", "p85"):
        yield _percentile(ground, found, name)


def _times(ground: Ground, found: StageFlow) -> Iterator[Explanation]:
    states = ground.states(found.id)
    named = {"wait": states.wait, "touch": states.touch, "time": (*states.wait, *states.touch)}
    for name, title in _TITLES.items():
        value: float | None = getattr(found, name)
        span: tuple[float, float] | None = getattr(found, f"{name}_range")
        key = f"{keys_of(found)}.{name}"
        yield ground.tell(
            key,
            f"{title} {ground.name(found.id)}, per item",
            seconds(value),
            _sum(ground, found, name),
            more=((f"{name} states: {', '.join(named[name])}",),) if ground.measured and named[name] else (),
            bounds=span,
            bounds_kind=_bounds_kind(ground, found),
            interval=getattr(found, f"{name}_interval"),
            interval_kind=BOOTSTRAP,
            why=_why_no_time(ground, found, name) if value is None else "",
            items=f"{FINISHED}: all their visits here, 0 for those that skipped it" if ground.measured else "",
            n=ground.n if ground.measured else None,
            censored=ground.unfinished if ground.measured else None,
            sure=_sure(ground, found, name) if ground.measured else (),
            related=tuple(
                f"{keys_of(found)}.{other}" for other in ("time", "wait", "touch", "visits") if other != name
            ),
            covers=(f"{key}_range", f"{key}_interval"),
        )


def _sum(ground: Ground, found: StageFlow, name: str) -> Words:
    value: float | None = getattr(found, name)
    if ground.measured:
        if name == "time" and found.touch is not None and found.wait is not None:
            return "touch ", seconds(found.touch), " + wait ", seconds(found.wait)
        span: tuple[float, float] | None = getattr(found, f"{name}_range")
        most: Words = (" to ", seconds(ground.sum(span[1]))) if value is None and span else ()
        least = span[0] if value is None and span else value
        return f"Σ {name} here ", seconds(ground.sum(least)), *most, " ÷ ", count(ground.n), " finished items"
    if found.outside:
        return *_times_here(found), " × elapsed outside ", seconds(_once(found, value))
    if name == "time":
        return "wait ", seconds(found.wait), " + touch ", seconds(found.touch)
    return *_times_here(found), f" × {name} ", seconds(_once(found, value))


def _times_here(found: StageFlow) -> Words:
    """``1 visit`` or ``1.25 visits``, in the digits a sentence writes."""
    one = found.visits is not None and f"{found.visits:.3g}" == "1"
    return Figure(found.visits, "visits"), " visit" if one else " visits"


def _bounds_kind(ground: Ground, found: StageFlow) -> str:
    if not ground.measured:
        return "smallest to largest estimate"
    return OUTSIDE if found.outside else "work is only seen when it is completed, so the split is not known"


def _once(found: StageFlow, value: float | None) -> float | None:
    return None if value is None or not found.visits else value / found.visits


def _why_no_time(ground: Ground, found: StageFlow, name: str) -> str:
    if nothing := unseen(ground, found):
        return nothing
    if ground.measured and ground.n:
        if found.outside and name != "time":
            return OUTSIDE
        if getattr(found, f"{name}_range"):
            return "only bounded: the log shows when work was completed, not when it began"
        return NO_WAIT if name == "wait" else ""
    if not ground.measured:
        if found.outside and name != "time":
            return OUTSIDE
        missing = [gap.field for gap in ground.flow.gaps if gap.stage == found.id]
        if missing:
            return f"incomplete: nobody has said its {' and '.join(missing)}"
    return ""


def _sure(ground: Ground, found: StageFlow, name: str) -> tuple[str, ...]:
    if name == "touch" and found.evidence:
        return (f"evidence {found.evidence}: {EVIDENCE[found.evidence]}",)
    if name == "touch" and ground.untouched(found.id):
        return ("no state of it is mapped as work: if any is done there, it counts as waiting",)
    if name == "wait":
        return ("waiting is the rest of the time in the stage: what nobody recorded as work looks like waiting",)
    return ("means add up over the stages to the mean lead time",) if name == "time" else ()


def _visits(ground: Ground, found: StageFlow) -> Explanation:
    words: Words = ("Σ visits ", count(ground.sum(found.visits)), " ÷ ", count(ground.n), " finished items")
    more: tuple[Words, ...] = ()
    if not ground.measured:
        words, more = _solved(ground, found)
    return ground.tell(
        f"{keys_of(found)}.visits",
        f"Visits to {ground.name(found.id)}, per item",
        Figure(found.visits, "visits"),
        words,
        more=more,
        items=FINISHED,
        why=unseen(ground, found) if found.visits is None else "",
        sure=("more than 1 is rework; a queue and the work after it are one visit",) if ground.measured else (),
        related=(f"{keys_of(found)}.reached", "rework.share_of_lead_time"),
    )


def _solved(ground: Ground, found: StageFlow) -> tuple[Words, tuple[Words, ...]]:
    """v_k = (1 + Σ v_j r_ji over loops back across this stage) ÷ (1 − Σ r_ki), with what was solved put in."""
    place = {s.id: k for k, s in enumerate(ground.flow.stages)}
    here = place[found.id]
    across = [
        (loop, ground.flow.stages[place[loop.source]].visits)
        for loop in ground.flow.loops
        if loop.share != 0 and loop.source in place and place[loop.target] <= here < place[loop.source]
    ]
    sent = sum(loop.share or 0.0 for loop in ground.flow.loops if loop.source == found.id)
    words: list[str | Figure] = ["(1"]
    for loop, visits in across:
        words += [" + ", Figure(visits, "visits"), " × ", share(loop.share)]
    words += [") ÷ (1 − ", share(sent), ") = ", Figure(found.visits, "visits")]
    terms: list[Words] = [
        (f"{ground.name(loop.source)} is visited ", Figure(visits, "visits"), " times and sends ", share(loop.share),
         f" back to {ground.name(loop.target)}, past or to here")
        for loop, visits in across
    ]  # fmt: skip
    terms.append(("this stage itself sends ", share(sent), " back; v = e₁ (I − Q)⁻¹, all loops solved together"))
    return tuple(words), tuple(terms)


def _reached(ground: Ground, found: StageFlow) -> Explanation:
    hits = None if found.reached is None else round(found.reached * ground.n)
    words: Words = (count(hits), " items with at least one visit ÷ ", count(ground.n), " finished items")
    return ground.tell(
        f"{keys_of(found)}.reached",
        f"Share of items that reach {ground.name(found.id)}",
        share(found.reached),
        words if ground.measured else ("every item passes every stage of an estimate",),
        interval=found.reached_interval,
        interval_kind=WILSON,
        items=FINISHED,
        why=unseen(ground, found) if found.reached is None else "",
        related=(f"{keys_of(found)}.visits",),
        covers=(f"{keys_of(found)}.reached_interval",),
    )


def _pca(ground: Ground, found: StageFlow) -> Explanation:
    exits = None if found.reached is None else round(found.reached * ground.n)
    back = None if exits is None or found.pca is None else round((1 - found.pca) * exits)
    words: Words = ("1 − ", count(back), " first exits later sent back to here or earlier ÷ ", count(exits),
                    " first exits")  # fmt: skip
    return ground.tell(
        f"{keys_of(found)}.pca",
        f"%C/A of {ground.name(found.id)}: complete and accurate",
        share(found.pca),
        words if ground.measured else ("as it was said",),
        interval=found.pca_interval,
        interval_kind=WILSON,
        items=FINISHED,
        n=exits if ground.measured else None,
        why=unseen(ground, found) or ("no finished item came here" if ground.measured and ground.n else "")
        if found.pca is None
        else "",
        sure=(
            "at most: silent fixes and questions leave no trace in a log",
            "charged to the stage returned to, whoever noticed",
        )
        if ground.measured
        else ("missing is missing: it never counts as 100 %",),
        related=("rolled_pca", f"{keys_of(found)}.visits"),
        covers=(f"{keys_of(found)}.pca_interval",),
    )


def _percentile(ground: Ground, found: StageFlow, name: str) -> Explanation:
    part = {"p50": 0.5, "p85": 0.85}[name]
    hits = found.n if found.n is not None else None if found.reached is None else round(found.reached * ground.n)
    value = getattr(found, name)
    words: Words = ("place (", count(hits), f" − 1) × {part:g} + 1 of their times here in rising order (type 7)")
    nobody = "no finished item came here" if ground.n and not hits else ""
    why = unseen(ground, found) or nobody if ground.measured else ONLY_MEASURED
    return ground.tell(
        f"{keys_of(found)}.{name}",
        f"{name} of the time in {ground.name(found.id)}",
        seconds(value),
        words,
        interval=getattr(found, f"{name}_interval"),
        interval_kind=ORDER_STATISTICS,
        items="finished items that came here, all their visits together",
        whose="finished",
        n=hits if ground.measured else None,
        why=why if value is None else "",
        sure=("percentiles of stages never add up", ground.neighbours),
        related=(f"{keys_of(found)}.time", f"lead_time.{name}"),
        covers=(f"{keys_of(found)}.{name}_interval",),
    )
