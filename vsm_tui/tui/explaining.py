"""How a value came about, in words: formula, items, window, clock, source. It reads flows and computes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_tui.draw import Units, share, shares
from vsm_tui.draw.text import count
from vsm_tui.flow import Bounded, Flow, LoopFlow, StageFlow
from vsm_tui.model import FINISH, Stream
from vsm_tui.tui.session import Shown

EVIDENCE = {
    "A": "instrumented, a tool saw that work went on",
    "B": "a state of the tracker says that somebody works on it",
    "C": "inferred from the times of events",
    "D": "what people said",
}

FORMULAS = {
    "touch": "mean per item over all its visits to this stage, in which somebody or something works on it",
    "wait": "mean per item over all its visits to this stage, minus touch",
    "time": "touch + wait; stage times add up to the mean lead time",
    "visits": "how often an item comes here, on average; more than 1 is rework",
    "pca": "1 − first exits a later stage sent back to here ÷ first exits; ≤: silent fixes leave no trace",
    "queue": "the average number of items waiting here, open ones included",
    "lead": "from the start point to the end point, paused time taken out",
    "efficiency": "Σ touch ÷ Σ lead time over finished items",
    "tax": "lead time − the lead time if nothing ever came back",
    "loop": "the time from coming back until the item is again where it was rejected",
    "estimate": "Σ visits × (touch + wait); visits come from solving all loops together",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One line of an explanation: what, how much, and how it came about."""

    what: str
    value: str = ""
    how: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be explained; mirrors the map's cursor."""

    stage: str | None = None
    loop: tuple[str, str] | None = None


def explain(stream: Stream, shown: Shown, asked: Asked) -> list[tuple[str, list[Part]]]:
    """Sections of an explanation, one for each layer in view, then what the measurement rests on."""
    units = Units.of(stream.clock, shown.clock)
    sections = []
    for flow in (shown.estimate, shown.measured):
        if flow is None:
            continue
        head = "Estimated: what people said" if flow.layer == "estimate" else "Measured: what the log says"
        if flow.layer == "estimate" and shown.converted:
            head += " (~ put on the elapsed clock by the average week)"
        sections.append((head, _parts(flow, units, asked)))
    if shown.measured is not None:
        sections.append(("What the measurement rests on", _basis(shown.measured, units)))
    if shown.why:
        sections.append(("Why there is no measurement", [Part(p.text) for p in shown.why]))
    return sections


def _parts(flow: Flow, units: Units, asked: Asked) -> list[Part]:
    if asked.loop is not None:
        found = next((x for x in flow.loops if (x.source, x.target) == asked.loop), None)
        return _loop(found, units) if found is not None else [Part("this layer does not know this loop")]
    if asked.stage is not None:
        stage = flow.stage(asked.stage)
        return _stage(stage, flow, units) if stage is not None else [Part("this layer does not know this stage")]
    return _whole(flow, units)


def _stage(stage: StageFlow, flow: Flow, units: Units) -> list[Part]:
    estimate = flow.layer == "estimate"
    if stage.outside:
        parts = [
            Part("elapsed outside", units.time(stage.time), "done elsewhere: one time, no split into touch and wait")
        ]
    else:
        parts = [
            Part("time", _ranged(stage.time, stage.time_range, units), FORMULAS["time"]),
            Part("wait", _ranged(stage.wait, stage.wait_range, units), FORMULAS["wait"]),
            Part("touch", _ranged(stage.touch, stage.touch_range, units), FORMULAS["touch"]),
        ]
    if stage.visits is not None:
        parts.append(Part("visits", f"{stage.visits:.2f}", FORMULAS["visits"]))
    if stage.reached is not None:
        parts.append(Part("reached", share(stage.reached), "share of items that come here at least once"))
    if stage.p50 is not None:
        parts.append(
            Part("p50 · p85", f"{units.time(stage.p50)} · {units.time(stage.p85)}", "of the items that came here")
        )
    parts.append(
        Part("%C/A", _pca(stage, measured=not estimate), FORMULAS["pca"] if not estimate else "as it was said")
    )
    if stage.queue is not None:
        parts.append(Part("queue", f"{stage.queue:.1f}", FORMULAS["queue"]))
    if stage.wip_now is not None:
        parts.append(Part("here now", str(stage.wip_now), "items in the stage at the end of the log"))
    if stage.evidence:
        parts.append(Part("evidence", stage.evidence, EVIDENCE[stage.evidence]))
    parts += [
        Part("missing", gap.field, "nobody has said it, so totals are incomplete")
        for gap in flow.gaps
        if gap.stage == stage.id
    ]
    return parts


def _pca(stage: StageFlow, *, measured: bool) -> str:
    if stage.pca is None:
        return "not known"
    value = ("≤" if measured else "") + share(stage.pca)
    return f"{value}  [{shares(*stage.pca_interval)}]" if stage.pca_interval else value


def _loop(loop: LoopFlow, units: Units) -> list[Part]:
    parts = [
        Part(
            "share",
            share(loop.share),
            "of finished items take it" if loop.items is not None else "of items that finish the stage go back",
        )
    ]
    if loop.items is not None:
        parts.append(Part("items", str(loop.items), "took it at least once"))
    if loop.mean_repeats is not None:
        parts.append(Part("repeats", f"{loop.mean_repeats:.2f}", "on average, among those who took it"))
    if loop.time is not None:
        parts.append(Part("cost per item", units.time(loop.time), FORMULAS["loop"]))
    if loop.saving is not None:
        parts.append(
            Part("saving", units.time(loop.saving), "lead time with this loop − lead time without it, solved anew")
        )
    if loop.share_of_lead_time is not None:
        parts.append(Part("of lead time", share(loop.share_of_lead_time)))
    if loop.cause:
        parts.append(Part("cause", loop.cause, "as it was said"))
    return parts


def _whole(flow: Flow, units: Units) -> list[Part]:
    lead, measured = flow.lead_time, flow.layer == "measured"
    parts = [
        Part("mean lead time", _ranged(lead.mean, lead.range, units), FORMULAS["lead" if measured else "estimate"])
    ]
    if lead.p50 is not None:
        parts.append(
            Part(
                "p50 · p85 · p95",
                " · ".join(units.time(x) for x in (lead.p50, lead.p85, lead.p95)),
                "percentiles type 7; they never add up",
            )
        )
    if lead.p50_interval is not None:
        parts.append(Part("p50 lies in", units.span(*lead.p50_interval), "95 % interval from order statistics"))
    if lead.range80 is not None:
        parts.append(Part("80 % range", units.span(*lead.range80), "simulated from the three-point estimates, seeded"))
    if lead.censored_p50 is not None:
        parts.append(
            Part(
                "p50 with open items",
                units.time(lead.censored_p50),
                "Kaplan–Meier: open items count as not yet finished",
            )
        )
    parts += [
        Part("first pass", units.time(lead.first_pass), "the same if nothing ever came back"),
        Part("rework tax", units.time(flow.rework_tax), FORMULAS["tax"]),
        Part("flow efficiency", _bounded(flow.flow_efficiency), flow.flow_efficiency.why or FORMULAS["efficiency"]),
        Part("rolled %C/A", share(flow.rolled_pca), "product over the stages; assumes they err independently"),
    ]
    parts += [Part("missing", str(gap), "totals are incomplete until somebody says it") for gap in flow.gaps[:8]]
    parts += [Part("never finishes", name, "these loops send everything back") for name in flow.never_finishes]
    return parts


def _basis(flow: Flow, units: Units) -> list[Part]:
    seen = flow.observed
    if seen is None:
        return []
    items, window = seen.items, seen.window
    counts = f"{items.finished} finished · {items.open} open · {items.cancelled} cancelled"
    span = f"{window.start:%d %b %Y} – {window.end:%d %b %Y}"
    clock = (
        "team hours, weekends and holidays out" if flow.clock == "working" else "wall clock, as the customer feels it"
    )
    parts = [
        Part("items", counts, "means are over finished items; open ones count in queues and WIP"),
        *(Part("left out", count(e.count, "item"), e.reason) for e in items.excluded),
        Part("window", span, f"open means open at {window.now:%d %b %Y %H:%M} UTC"),
        Part("clock", flow.clock, clock),
        Part("source", ", ".join(seen.sources) or "the log"),
    ]
    if seen.paused:
        parts.append(Part("paused", units.time(seen.paused), "per finished item, taken out of lead time"))
    parts += [
        Part("unmapped", f"{u.state}: {units.time(u.time)} ({share(u.share)})", "in lead time, but in no stage")
        for u in seen.unmapped[:6]
    ]
    parts += [Part("note", w.text) for w in seen.warnings]
    parts.append(Part("definitions", seen.definitions[:19], "equal definitions have equal hashes; only those compare"))
    return parts


def _ranged(value: float | None, span: tuple[float, float] | None, units: Units) -> str:
    text = units.time(value)
    return f"{text}  [{units.span(*span)}]" if span is not None and span[0] != span[1] else text


def _bounded(value: Bounded) -> str:
    if value.is_range:
        return shares(value.low, value.high)
    return share(value.value)


def title(stream: Stream, asked: Asked) -> str:
    """What is being explained."""
    names = {stage.id: stage.name for stage in stream.stages} | {FINISH: "the finish"}
    if asked.loop is not None:
        return f"Loop ‘{names.get(asked.loop[0], asked.loop[0])}’ → ‘{names.get(asked.loop[1], asked.loop[1])}’"
    return f"Stage ‘{names.get(asked.stage, asked.stage)}’" if asked.stage else f"The whole stream ‘{stream.name}’"
