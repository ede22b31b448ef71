"""A log measured in parts is the log measured whole: times with and without zone, wrong rows, kinds, rules."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_tui.measure import Measurement, columns_of, load, measure, measure_files
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
    st.sampled_from(("", "enter", "start", "complete", "leave", "nonsense")),
    st.sampled_from(("", "Bug", "Story")),
    st.sampled_from(("", "hot;late", "cold")),
    st.sampled_from(("Z", "", "+05:00", "never")),
)


def written(events: list[tuple[int, int, str, str, str, str, str]], path: Path) -> None:
    lines = ["item,at,state,kind,type,labels"]
    for item, hours, state, kind, type_, labels, zone in events:
        at = "never" if zone == "never" else (START + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S") + zone
        lines.append(f"I-{item},{at},{state},{kind},{type_},{labels}")
    path.write_text("\n".join(lines) + "\n")


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENT, min_size=1, max_size=60), st.integers(2, 5), st.booleans())
def test_parts_give_the_numbers_of_the_whole(
    events: list[tuple[int, int, str, str, str, str, str]], parts: int, two: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, "a.csv"), Path(folder, "b.csv")][: 1 + two]
        half = len(events) // 2 if two else 0
        written(events[half:], paths[0])
        if two:
            written(events[:half], paths[1])
        whole, cut = (_measured(paths, number) for number in (1, parts))
        if isinstance(whole, tuple) or isinstance(cut, tuple):
            assert whole == cut
            return
        on_demand = measure(STREAM, load(paths, "Europe/Berlin"))
        assert columns_of(STREAM) == ("type", "labels")
    assert cut.flow == whole.flow
    assert on_demand.flow == whole.flow
    assert cut.plan == whole.plan
    with pytest.raises(InputError, match="measured in parts because it is large"):
        cut.items()


def _measured(paths: list[Path], parts: int) -> Measurement | tuple[Problem, ...]:
    try:
        return measure_files(STREAM, paths, parts=parts)
    except InputError as error:
        return error.problems
