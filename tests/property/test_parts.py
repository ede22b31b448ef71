"""A log measured in parts is the log measured whole: times with and without zone, wrong rows, kinds, rules."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_tui.measure import Measurement, columns_of, load, measure, measure_files
from vsm_tui.measure.log import sizes
from vsm_tui.measure.log.opened import open_logs
from vsm_tui.measure.measurement import Asked, flow_of
from vsm_tui.measure.roles import roles_of
from vsm_tui.measure.scale import spread
from vsm_tui.measure.scale.engine import Found, Part
from vsm_tui.measure.scale.parts import Parts
from vsm_tui.measure.state import merge, state_of
from vsm_tui.model import Also, Clock, FailureDemand, InputError, Problem, Rule, Stage, States, Stream

STREAM = Stream(
    "s",
    stages=tuple(Stage(id=n, name=n, states=States(wait=(f"{n} queue",), touch=(n,))) for n in ("build", "qa")),
    finish=Rule(("Done",)),
    also=Also(("Blocked",), ("On ice",), ("Dropped",)),
    failure_demand=FailureDemand(types=("Bug",), labels=("hot",)),
    clock=Clock(timezone="Europe/Berlin"),
)
STATES = ("build queue", "build", "qa queue", "qa", "Done", "Blocked", "On ice", "Dropped", "Odd", "")
START = datetime(2024, 3, 30, 20, tzinfo=UTC)
EVENT = st.tuples(
    st.integers(0, 6),  # item
    st.integers(0, 60),  # hours; the clocks change on the way
    st.sampled_from(STATES),
    st.sampled_from(("", "", "", "enter", "start", "complete", "leave", "nonsense")),
    st.sampled_from(("", "Bug", "Story")),
    st.sampled_from(("", "hot;late", "cold")),
    st.sampled_from(("Z", "Z", "Z", "", "+05:00", "never")),
)
Events = list[tuple[int, int, str, str, str, str, str]]


class Here:
    """An engine that measures one part after the other, in this process."""

    def map(self, fn: Callable[[Part], Found], parts: Sequence[Part]) -> Iterator[Found]:
        return map(fn, parts)

    def close(self) -> None:
        """There is nothing to let go."""


def written(events: Events, path: Path) -> None:
    lines = ["item,at,state,kind,type,labels"]
    for item, hours, state, kind, type_, labels, zone in events:
        at = "never" if zone == "never" else (START + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S") + zone
        lines.append(f"I-{item},{at},{state},{kind},{type_},{labels}")
    path.write_text("\n".join(lines) + "\n")


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENT, min_size=1, max_size=60), st.integers(2, 5), st.booleans(), st.sampled_from((0, 1 << 40)))
def test_parts_give_the_numbers_of_the_whole(events: Events, parts: int, two: bool, smallest: int) -> None:
    """Whether or not what was read is kept, and read again from there."""
    with tempfile.TemporaryDirectory() as folder, patch.object(sizes, "SMALLEST", smallest):
        paths = [Path(folder, "a.csv"), Path(folder, "b.csv")][: 1 + two]
        half = len(events) // 2 if two else 0
        written(events[half:], paths[0])
        if two:
            written(events[:half], paths[1])
        whole, cut, again = (_measured(paths, number) for number in (1, parts, 1))
        if isinstance(whole, tuple) or isinstance(cut, tuple) or isinstance(again, tuple):
            assert whole == cut == again
            return
        on_demand = measure(STREAM, load(paths, "Europe/Berlin"))
        assert columns_of(STREAM) == ("type", "labels")
        assert cut.named == whole.named == again.named
    assert cut.flow == whole.flow == again.flow
    assert on_demand.flow == whole.flow
    assert cut.plan == whole.plan
    with pytest.raises(InputError, match="measured in parts because it is large"):
        cut.items()


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENT, min_size=20, max_size=60), st.integers(1, 3), st.booleans(), st.integers(1, 40), st.randoms())
def test_what_an_engine_measures_is_what_is_measured_here(
    events: Events, files: int, disjoint: bool, size: int, chance: Random
) -> None:
    """Items each in one file, or anywhere; whole files to a part, or ranges of hashes."""
    with tempfile.TemporaryDirectory() as folder, patch.object(spread, "PART", size):
        paths = [Path(folder, f"{number}.csv") for number in range(files)]
        shares: list[Events] = [[] for _ in paths]
        for event in events:
            shares[event[0] % files if disjoint else chance.randrange(files)].append(event)
        for path, share in zip(paths, shares, strict=True):
            written(share, path)
        whole = _measured(paths, 1)
        if isinstance(whole, tuple):
            with pytest.raises(InputError) as refused:
                spread.measure_on(Here(), STREAM, paths, Asked())
            assert refused.value.problems == whole
            return
        cut = spread.measure_on(Here(), STREAM, paths, Asked())
        assert cut.flow == whole.flow
        assert cut.plan == whole.plan
        assert cut.named == whole.named


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENT, min_size=20, max_size=60), st.integers(2, 9), st.randoms())
def test_the_order_of_merging_does_not_matter(events: Events, count: int, chance: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.csv")
        written(events, path)
        whole = _measured([path], 1)
        if isinstance(whole, tuple):
            return
        with Parts(open_logs([path], "Europe/Berlin"), count, columns_of(STREAM)) as parts:
            told, logs = parts.whole.told, [parts.log(number) for number in range(count)]
            roles = roles_of(STREAM, told.states, told.aliases)
            states = [state_of(log, roles, whole.plan) for log in logs]
    chance.shuffle(states)
    cut = chance.randrange(1, len(states))
    merged = merge(merge(*states[:cut]), merge(*states[cut:]))
    assert flow_of(merged, whole.plan, roles, told) == whole.flow


def _measured(paths: list[Path], parts: int) -> Measurement | tuple[Problem, ...]:
    try:
        return measure_files(STREAM, paths, parts=parts)
    except InputError as error:
        return error.problems
