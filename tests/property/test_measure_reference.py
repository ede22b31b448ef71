"""The measuring kernel against plain loops, on random logs read from real files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.reference_measure import Event, items_of
from vsm_tui.measure import Log, load, measure
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.result import result
from vsm_tui.measure.roles import roles_of
from vsm_tui.measure.state import merge, state_of
from vsm_tui.measure.walks.worktime import moment
from vsm_tui.model import FINISH, Also, InputError, Rule, Stage, States, Stream

STAGES = tuple(
    Stage(id=name, name=name, states=States(wait=(f"{name} queue",), touch=(name,)))
    for name in ("build", "review", "qa")
)
STREAM = Stream(
    "s", stages=STAGES, finish=Rule(("Done", "Closed")), also=Also(("Blocked",), ("On ice",), ("Won't do",))
)
STATES = (
    *(s for stage in STAGES for s in (*stage.states.wait, *stage.states.touch)),
    "Done",
    "Closed",
    "Blocked",
    "On ice",
    "Won't do",
    "Odd",
)
START = 1_700_000_000_000_000


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    events: list[Event] = []
    for item in range(draw(st.integers(1, 5))):
        at = START + draw(st.integers(0, 20)) * 1_000_000
        for _ in range(draw(st.integers(1, 12))):
            events.append((f"I-{item}", at, draw(st.sampled_from(STATES))))
            at += draw(st.integers(0, 5)) * 1_000_000
    return draw(st.permutations(events)) if draw(st.booleans()) else events


@st.composite
def logs_with_activities(draw: st.DrawFn) -> list[Event]:
    """As above, and some of the states are activities that start and, perhaps, complete."""
    events: list[Event] = []
    for item in range(draw(st.integers(1, 4))):
        at, running = START + draw(st.integers(0, 20)) * 1_000_000, list[str]()
        for _ in range(draw(st.integers(1, 14))):
            kind = draw(st.sampled_from(("enter", "start", "complete", "complete")))
            if kind != "complete":
                state = draw(st.sampled_from(STATES))
                running += [state] * (kind == "start")
            elif running:
                state = running.pop(draw(st.integers(0, len(running) - 1)))
            else:
                continue
            events.append((f"I-{item}", at, state, kind))
            at += draw(st.integers(0, 5)) * 1_000_000
    return events or [("I-0", START, "build", "enter")]


def written(events: list[Event], folder: str) -> Log:
    path = Path(folder, "log.csv")
    rows = [f"{e[0]},{moment(e[1]).isoformat()},{e[2]},{e[3] if len(e) > 3 else 'enter'}" for e in events]
    path.write_text("\n".join(["item,at,state,kind", *rows]) + "\n")
    return load([path], "UTC")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(logs(), logs_with_activities()),
    st.sampled_from([Rule(), Rule(("review", "review queue")), Rule(("Odd",))]),
)
def test_the_kernel_agrees_with_plain_loops(events: list[Event], begin: Rule) -> None:
    stream = Stream(**{f: getattr(STREAM, f) for f in ("name", "stages", "finish", "also")}, begin=begin)
    with tempfile.TemporaryDirectory() as folder:
        log = written(events, folder)
        if not {e[2] for e in events} & {s for x in STAGES for s in (*x.states.wait, *x.states.touch)}:
            with pytest.raises(InputError, match="no stage names a state"):
                measure(stream, log)
            return
        found = measure(stream, log)
    truth = items_of(stream, events)
    flow, seen = found.flow, found.flow.observed
    assert seen is not None
    done = [item for item in truth if item.status == "finished"]
    assert seen.items.finished == len(done)
    assert seen.items.open == sum(item.status == "open" for item in truth)
    assert seen.items.cancelled == sum(item.status == "cancelled" for item in truth)
    if not done:
        assert flow.lead_time.mean is None
        return
    n = len(done)
    assert flow.lead_time.mean == pytest.approx(sum(i.lead for i in done) / n / 1e6)
    for k, stage in enumerate(flow.stages):
        assert stage.touch == pytest.approx(sum(i.touch[k] for i in done) / n / 1e6)
        assert stage.wait == pytest.approx(sum(i.wait[k] for i in done) / n / 1e6)
        assert stage.visits == pytest.approx(sum(i.visits[k] for i in done) / n)
        exits = [i for i in done if i.visits[k]]
        assert stage.pca == (pytest.approx(1 - sum(i.sent_back[k] for i in exits) / len(exits)) if exits else None)
    unmapped: dict[str, int] = {}
    for item in done:
        for name, time in item.unmapped.items():
            unmapped[name] = unmapped.get(name, 0) + time
    assert {u.state: round(u.time * n * 1e6) for u in seen.unmapped} == unmapped
    assert seen.paused == pytest.approx(sum(i.paused for i in done) / n / 1e6)
    assert sum(s.time or 0 for s in flow.stages) + sum(u.time for u in seen.unmapped) == pytest.approx(
        flow.lead_time.mean
    )
    names = [*(s.id for s in STAGES), FINISH]
    for loop in flow.loops:
        key = names.index(loop.source), names.index(loop.target)
        takers = [i.loops[key] for i in done if key in i.loops]
        assert loop.items == len(takers)
        assert loop.mean_repeats == pytest.approx(sum(t[0] for t in takers) / len(takers))
        sums = [loop.time, loop.touch, loop.wait]
        assert sums == pytest.approx([sum(t[k] for t in takers) / n / 1e6 for k in (1, 2, 3)])
    assert {(x.source, x.target) for x in flow.loops} == {(names[a], names[b]) for i in done for a, b in i.loops}
    rework = sum(i.rework for i in done)
    if sum(i.lead for i in done):
        assert flow.rework_share == pytest.approx(rework / sum(i.lead for i in done))


@settings(max_examples=60, deadline=None)
@given(st.one_of(logs(), logs_with_activities()), st.integers(0, 2**10))
def test_any_partition_of_items_merged_in_any_order_is_the_whole(events: list[Event], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = written(events, folder)
        roles = roles_of(STREAM, log.states, log.aliases)
        plan = Plan.of(STREAM, int(log.at.min()), int(log.at.max()))
        whole = result(state_of(log, roles, plan), plan)
        rng = np.random.default_rng(seed)
        part = rng.integers(0, 3, log.item_count)
        states = []
        for number in rng.permutation(3):
            mask = part[log.item] == number
            if mask.any():
                states.append(state_of(cut(log, mask), roles, plan))
    merged = states[0]
    for state in states[1:]:
        merged = merge(merged, state)
    assert result(merged, plan) == whole


def cut(log: Log, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Log:
    """The rows of whole items; item codes keep pointing at the whole log's details."""
    kept = {name: getattr(log, name)[mask] for name in ("item", "at", "state", "split")}
    rest = {f: getattr(log, f) for f in Log.__dataclass_fields__ if f not in kept}
    return Log(**kept, **rest)
