"""How sure the call of a constraint is in this period: P, the gap, what the items weigh, thirds, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vsm_tui.flow.explain.explanation import Explanation, Figure, Unit, Words, count, seconds, share
from vsm_tui.flow.explain.ground import EVERYTHING, FINISHED, ONLY_MEASURED, Ground
from vsm_tui.flow.shape import Confidence, Constraint, Lens

RULE = "called only if P ≥ 0.90, the gap's interval excludes 0 and at least 2 of 3 thirds agree"
_SAMPLED: dict[Lens, str] = {
    "pile-up": "items with time in the window, in order of finish, open ones last",
    "delay": FINISHED,
    "capacity": "items that finished in the window, in order of finish",
}
_FOUR = 4
"""Blocks below which nothing is drawn."""


def sureness(ground: Ground, found: Constraint, unit: Unit) -> Iterator[Explanation]:
    """``constraint.probability`` and everything under ``constraint.confidence``; ``unit`` is the headline lens's."""
    sure = found.confidence
    why = "" if sure else found.why or ("too few items to say" if ground.measured else ONLY_MEASURED)
    yield _probability(ground, found, why)
    yield _gap(ground, found, unit, why)
    yield _weight(ground, found, why)
    yield from _sample(ground, found, why)
    yield _thirds(ground, found, why)
    for name, title in (("against", "What stands against calling it"), ("would_change", "What would change the call")):
        said: tuple[str, ...] = getattr(sure, name) if sure else ()
        yield ground.tell(
            f"constraint.confidence.{name}",
            title,
            Figure(said[0] if said else None, "text"),
            (RULE if name == "against" else "what more items of this kind, or more that is known, would do",),
            more=tuple((text,) for text in said[1:]),
            why=why or ("" if said else "nothing does"),
            related=("constraint", "constraint.probability"),
        )


def _lens(found: Constraint) -> Lens:
    return found.lens or "pile-up"


def _few(ground: Ground, found: Constraint) -> str:
    """Why nothing was drawn, or nothing is to be said of a single stage; empty where there is something to say."""
    sure = found.confidence
    if sure is not None and not sure.draws:
        return f"{sure.n:,} items are {ground.floored(sure.blocks)} blocks of {sure.block:,}: {_FOUR} are needed"
    if found.stage is None and len(found.contenders) > 1:
        return f"{ground.names(found.contenders)} have equally much: none of them leads"
    return ""


def _probability(ground: Ground, found: Constraint, why: str) -> Explanation:
    sure = found.confidence
    return ground.tell(
        "constraint.probability",
        "How sure the constraint is",
        Figure(found.probability, "probability"),
        _blended(sure, found.probability) if sure
        else ("P(rank 1) in a moving-block bootstrap over items in order of finish",),
        more=tuple(
            (f"{ground.name(s.id)}: ", Figure(p, "probability"))
            for p, s in sorted(
                zip(sure.ranks if sure else (), ground.flow.stages, strict=False), key=lambda pair: -pair[0]
            )[:8]
            if p > 0
        ),
        items=_SAMPLED[_lens(found)],
        n=sure.n if sure else None,
        why="" if found.probability is not None else why or _few(ground, found) or "no stage leads",
        sure=(
            "in this period: it says nothing about the next one; written rounded down",
            "neighbours resemble each other, so items are drawn in blocks: single items would claim too much",
            "draws are widened by Student's t, as blocks are few, and by persistence where an AR(1) sees more",
            _UNSEEN,
            *((_CALM,) if _lens(found) == "pile-up" else ()),
            RULE,
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
        return ("nothing was drawn: ", count(sure.n), " items ÷ ", count(sure.block), " to a block = ",
                Figure(sure.blocks, "least"), " blocks, ", count(_FOUR), " are needed")  # fmt: skip
    law = "law that block means tend to" if sure.method == "limit law" else "blocks as they were seen"
    drawn: Words = (count(sure.draws), f" draws of the means, by the {law}, blocks of ", count(sure.block), " items")
    if probability is None:
        return drawn
    if sum(p > 0 for p in sure.ranks) == 1:
        return "1: no other stage has anything to lead with; ", *drawn
    blocks = sure.blocks
    led = min((probability * (blocks + 1) - 0.5) / blocks, 1.0)
    m = Figure(blocks, "number")
    return ("(", m, " blocks × ", share(led), " of draws in which it leads + 0.5 of an unseen one) ÷ (", m,
            " + 1); ", *drawn)  # fmt: skip


_WIDER = (
    "it also believes a block's mean to vary by a relative variance of 3 at least (fading beyond 20 blocks), which the "
    "stages' own intervals do not: so it can include 0 where those do not even touch"
)
_SHARED = "both stages are moved together, by the same blocks: how far their own intervals overlap does not tell"


def _gap(ground: Ground, found: Constraint, unit: Unit, why: str) -> Explanation:
    sure, lens = found.confidence, _lens(found)
    first, second = _ends(ground, found)
    words: Words = (f"what the {lens} lens sees of the first stage − of the runner-up",)
    lead, few = None, _few(ground, found)
    if first and second:
        lead = first[1] - second[1]
        words = (f"what the {lens} lens sees of {ground.name(first[0])} ", Figure(first[1], unit),
                 f" − of {ground.name(second[0])} ", Figure(second[1], unit))  # fmt: skip
    if not why and lead is None:
        why = _few(ground, found) if not found.stage else "no other stage has anything to lead with"
    return ground.tell(
        "constraint.confidence.gap",
        f"Lead over {ground.name(second[0]) if second else 'the runner-up'}",
        Figure(lead, unit),
        words,
        interval=sure.gap if sure else None,
        interval_kind="95 %, moving-block bootstrap: the call needs it to exclude 0" if sure and sure.gap else "",
        sure=(_WIDER if lens == "pile-up" else _SHARED,)
        if sure and sure.gap
        else (f"no interval: {few}",)
        if lead is not None and few
        else (),
        items=_SAMPLED[lens],
        n=sure.n if sure else None,
        why=why if lead is None else "",
        related=("constraint.probability",),
        covers=("constraint.confidence.runner_up",),
    )


def _ends(ground: Ground, found: Constraint) -> tuple[tuple[str, float] | None, tuple[str, float] | None]:
    """The stage that leads and the next one, with what the lens sees of them; nothing where no single one leads."""
    if not found.scores or not found.lens or not found.stage:
        return None, None
    scores = zip(ground.flow.stages, found.scores[found.lens], strict=False)
    seen = {stage.id: score for stage, score in scores if score is not None}
    first = seen.pop(found.stage, None)
    if first is None:
        return None, None
    runner = found.confidence.runner_up if found.confidence else None
    runner = runner or max(seen, key=lambda stage: seen[stage], default=None)
    return (found.stage, first), None if runner not in seen else (runner, seen[runner])


def _weight(ground: Ground, found: Constraint, why: str) -> Explanation:
    """What the items weigh, and the figures that come from: three cases, each said as it is."""
    sure = found.confidence
    words: Words = ("items ÷ how many times as much the lead varies as it would among independent ones",)
    said = ""
    if sure is not None:
        blocks: Words = (count(sure.n), " items ÷ ", count(sure.block), " to a block = ", Figure(sure.blocks, "least"))
        if not sure.draws:
            words, said = (*blocks, " blocks"), "nothing was drawn, so nothing is known of them but how many blocks"
        elif sure.inflation is None:
            words, said = (*blocks, " blocks"), "nothing in them varies, so no more than the blocks are counted"
        else:
            weighs = sure.n / sure.inflation
            words = (count(sure.n), " items ÷ ", Figure(sure.inflation, "number"), " = ", Figure(weighs, "number"))
            said = "so many times as much may the lead over the runner-up vary as it would among independent items"
            if weighs < sure.blocks:
                words = (*words, "; at least the ", Figure(sure.blocks, "least"), " blocks of ", count(sure.block))
            elif weighs > sure.n:
                words = (*words, "; at most the ", count(sure.n), " there are")
    return ground.tell(
        "constraint.confidence.effective_n",
        "Items that count as independent",
        Figure(sure.effective_n if sure else None, "least"),
        words,
        more=((said,),) if said else (),
        items=_SAMPLED[_lens(found)],
        n=sure.n if sure else None,
        why=why,
        sure=(
            "neighbours resemble each other, as what is queued behind one is queued behind the next",
            "few blocks tell little of that, which is paid for with Student's t; written rounded down",
        )
        if sure
        else (),
        related=("constraint.probability", "constraint.confidence.block", "constraint.confidence.thirds"),
        covers=("constraint.confidence.inflation",),
    )


def _sample(ground: Ground, found: Constraint, why: str) -> Iterator[Explanation]:
    """What was looked at: items, period, blocks, draws."""
    sure, lens = found.confidence, _lens(found)
    middle = ground.flow.lead_time.p50
    how = "law that block means tend to" if sure and sure.method == "limit law" else "blocks as they were seen"
    drawn: Words = ("draws with replacement of whole blocks",)
    if sure:
        drawn = ("drawn from the ", how) if sure.draws else (_few(ground, found),)
    told = ground.tell(
        "constraint.confidence.span", "The period that the call is about", seconds(sure.span if sure else None),
        ("from the window's begin to its end, in time of the calendar",), why=why,
        related=("constraint.confidence.n",),
    )  # fmt: skip
    yield ground.tell(
        "constraint.confidence.n", "Items the call rests on", count(sure.n if sure else None), (_SAMPLED[lens],),
        why=why, related=("constraint.confidence.effective_n", "constraint.confidence.span"),
    )  # fmt: skip
    yield replace(told, clock="elapsed" if ground.measured else told.clock)
    yield ground.tell(
        "constraint.confidence.block", "Items to a block of neighbours", count(sure.block if sure else None),
        ("items that end in 2 × the median lead time ", seconds(middle), ", rounded up"), why=why,
        related=("constraint.confidence.effective_n", "lead_time.p50"),
    )  # fmt: skip
    yield ground.tell(
        "constraint.confidence.draws", "How often the period was drawn anew", count(sure.draws if sure else None),
        drawn, why=why, related=("constraint.probability",), covers=("constraint.confidence.method",),
    )  # fmt: skip


def _thirds(ground: Ground, found: Constraint, why: str) -> Explanation:
    thirds = found.confidence.thirds if found.confidence else ()
    agree = sum(third == found.stage for third in thirds) if found.stage else None
    points = f"where the {_lens(found)} lens points in each third of the period"
    return ground.tell(
        "constraint.confidence.thirds",
        "Thirds of the period that agree",
        count(agree if found.confidence else None),
        (f"{points}, oldest first: {ground.names(thirds)}" if thirds else points,),
        items=EVERYTHING if _lens(found) == "pile-up" else FINISHED,
        why=why or ("" if found.stage else "no single stage leads"),
        sure=(f"{len(thirds)} of them were looked at",) if thirds else (),
        related=("constraint.probability",),
    )
