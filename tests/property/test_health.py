"""What a log's rows show of its condition: counted as plain loops count it, however the log is cut."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from functools import reduce
from itertools import groupby, pairwise
from operator import add

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.test_measure_reference import START, STREAM, logs, written
from tests.support.reference_measure import Event
from vsm_tui.measure import Log, measure
from vsm_tui.measure.measurement import Asked
from vsm_tui.measure.quality.health import Health, health_of
from vsm_tui.measure.roles import roles_of


def plain(health: Health) -> tuple[object, ...]:
    """Something that compares: arrays as lists."""
    tables = (
        {key: value.tolist() for key, value in table.items()} for table in (health.used, health.ends, health.split)
    )
    return (health.counts, *tables, health.moves, health.slots)


def read(events: list[Event]) -> Log:
    with tempfile.TemporaryDirectory() as folder:
        return written(events, folder)


@settings(max_examples=80, deadline=None)
@given(logs(), st.integers(0, 2**10))
def test_any_cut_into_items_gives_the_same(events: list[Event], seed: int) -> None:
    log = read(events)
    roles = roles_of(STREAM, log.states, log.aliases)
    plan = Asked().plan(STREAM, *log.ends)
    rng = np.random.default_rng(seed)
    bucket = rng.integers(0, 3, log.item_count)[log.item]
    parts = []
    for k in rng.permutation(3):
        rows = np.flatnonzero(bucket == k)
        columns = {name: getattr(log, name)[rows] for name in ("item", "at", "state", "split")}
        parts.append(health_of(replace(log, **columns), roles, plan))
    whole = health_of(log, roles, plan)
    assert plain(reduce(add, parts)) == plain(whole)


@settings(max_examples=80, deadline=None)
@given(logs())
def test_rows_are_counted_as_plain_loops_count_them(events: list[Event]) -> None:
    log = read(events)
    found = health_of(log, roles_of(STREAM, log.states, log.aliases), Asked().plan(STREAM, *log.ends))
    items: dict[str, list[tuple[int, str]]] = {}
    for item, at, state, *_ in events:
        items.setdefault(item, []).append((at, state))
    own = [sorted(rows, key=lambda row: row[0]) for rows in items.values()]
    ties = repeats = echoes = 0
    moves: Counter[tuple[str, str]] = Counter()
    for rows in own:
        moves.update((a[1], b[1]) for a, b in pairwise(rows))
        for _, group in groupby(rows, key=lambda row: row[0]):
            states = [state for _, state in group]
            ties += len(states) - 1
            for k in range(1, len(states)):
                repeats += states[k] == states[k - 1]
                echoes += states[k] != states[k - 1] and states[k] in states[: k - 1]
    assert (found.counts["ties"], found.counts["repeats"], found.counts["echoes"]) == (ties, repeats, echoes)
    assert found.counts["finished_first"] == sum(rows[0][1] in STREAM.finish.states for rows in own)
    assert found.moves == moves
    used = Counter(state for rows in own for state, _ in groupby(state for _, state in rows))
    assert {state: int(rows.sum()) for state, rows in found.used.items()} == used
    for state, (first, last) in found.ends.items():
        times = [at for rows in own for at, s in rows if s == state]
        assert (first, -last) == (min(times), max(times))


@settings(max_examples=80, deadline=None)
@given(logs(), st.data())
def test_a_row_that_repeats_the_one_before_it_changes_nothing(events: list[Event], data: st.DataObject) -> None:
    events = [*events, ("I-0", START, "build")]
    often = data.draw(st.lists(st.integers(1, 3), min_size=len(events), max_size=len(events)))
    once, again = (
        measure(STREAM, read(rows)).flow
        for rows in (events, [event for event, times in zip(events, often, strict=True) for _ in range(times)])
    )
    assert once.observed is not None
    assert again.observed is not None
    codes = [
        [w.code for w in flow.observed.warnings if w.code != "duplicated-rows"]
        for flow in (once, again)
        if flow.observed
    ]
    assert codes[0] == codes[1]
    assert replace(once, observed=replace(once.observed, warnings=())) == replace(
        again, observed=replace(again.observed, warnings=())
    )
