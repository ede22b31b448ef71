"""Verdicts on real logs: they rest on the largest queue, and do not depend on how a log is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.flow.shape import Flow
from vsm_tui.measure import load, measure_files
from vsm_tui.model import Rule, Stage, States, Stream

LOGS = {
    "bpic2013_closed_problems.xes.gz": ("Completed+Closed", "not enough data"),  # all closed within two lead times
    "helpdesk.xes.gz": ("Closed", "clear"),
    "receipt_coselog.xes.gz": ("T10 Determine necessity to stop indication", "clear"),
    "sepsis_1_trace_per_variant.xes.gz": ("Return ER", "clear"),
}


def measured(path: Path, end: str, parts: int) -> Flow:
    """Every state is a stage in which items wait."""
    names = [state for state in load([path], "UTC").states if state != end]
    stages = tuple(Stage(id=f"s{k}", name=name, states=States(wait=(name,))) for k, name in enumerate(names))
    return measure_files(Stream("real", stages=stages, finish=Rule((end,))), [path], parts=parts).flow


@pytest.mark.parametrize("name", sorted(LOGS))
def test_verdicts_are_sane_and_do_not_depend_on_parts(reality: Path, name: str) -> None:
    end, expected = LOGS[name]
    path = reality / "eventlogs" / name
    flow = measured(path, end, 1)
    found, sure = flow.constraint, flow.constraint.confidence
    queues = {stage.id: stage.queue or 0 for stage in flow.stages}
    assert found.verdict == expected
    assert found.stage == max(queues, key=lambda stage: queues[stage])
    assert found.calendar == ()
    assert sure is not None
    assert sure.n >= (flow.observed.items.finished if flow.observed else 0)
    if expected == "clear":
        assert sure.gap is not None
        assert 0 < sure.gap[0] < queues[found.stage] - queues[sure.runner_up or ""] < sure.gap[1]
        assert sum(sure.ranks) == pytest.approx(1)
    for parts in (2, 5):
        cut = measured(path, end, parts)
        assert cut.constraint == found
        assert cut.stages == flow.stages
