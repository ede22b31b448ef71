"""What is said of real logs: what is wrong with them, and nothing that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.flow import Flow, compare, expected
from vsm_tui.flow.observed import Warn
from vsm_tui.measure import load, measure, measure_files
from vsm_tui.measure.drafting.draft import draft

ORDINARY = {"guessed", "censored", "assumed-column", "duplicated-rows", "paused-large"}
"""What is true of most real logs that a stream was drafted from."""
LOGS = {
    "eventlogs/roadtraffic100traces.csv": {"coarse-times"},
    "eventlogs/sepsis_1_trace_per_variant.xes.gz": {"tied-rows", "repeated-moments"},
    "eventlogs/helpdesk.xes.gz": {"state-appeared"},
    "eventlogs/receipt_coselog.xes.gz": set(),
    "eventlogs/bpic2013_closed_problems.xes.gz": {"starts-finished", "state-vanished"},
    "jira/actionableagile/search_v2_page.json": set(),
}


def warnings(flow: Flow) -> dict[str, Warn]:
    assert flow.observed is not None
    return {w.code: w for w in flow.observed.warnings}


@pytest.mark.parametrize("name", sorted(LOGS))
def test_only_what_is_true_of_a_real_log_is_said_whole_or_in_parts(reality: Path, name: str) -> None:
    stream = draft(load([reality / name], "UTC"), "real")
    flow = measure_files(stream, [reality / name], parts=1).flow
    found = warnings(flow)
    assert set(found) - ORDINARY == LOGS[name]
    assert all(w.effect and (w.bends or not w.flag) for w in found.values())
    assert measure_files(stream, [reality / name], parts=4).flow == flow


def test_dates_alone_are_told_from_times(reality: Path) -> None:
    log = load([reality / "eventlogs/roadtraffic100traces.csv"], "UTC")
    found = warnings(measure(draft(log, "real"), log).flow)["coarse-times"]
    assert found.text.startswith("all 390 times lie on one time of day")  # midnight in Rome, in summer and winter
    assert (found.count, found.flag) == (390, "inferred")


def test_a_reopened_issue_lay_finished_and_that_is_no_touch(reality: Path) -> None:
    log = load(sorted((reality / "jira/jirametrics/issues").glob("*.json")), "UTC")
    stream = draft(log, "real")
    flow = measure(stream, log).flow
    assert flow.observed is not None
    assert "SP-5" in log.items
    assert not {u.state for u in flow.observed.unmapped} - set(log.states)
    assert flow.touch.low == flow.touch.high
    assert warnings(flow)["censored"].count == flow.observed.items.open


def test_two_halves_of_a_real_log_compare_as_equals(reality: Path) -> None:
    log = load([reality / "eventlogs/helpdesk.xes.gz"], "UTC")
    stream = draft(log, "real")
    whole = measure(stream, log).flow
    assert whole.observed is not None
    window = whole.observed.window
    middle = window.start + (window.end - window.start) / 2
    first, second = measure(stream, log, until=middle).flow, measure(stream, log, since=middle).flow
    found = compare(first, second)
    assert (found.differences, found.mixed_clocks, found.overlapping) == ((), False, False)
    assert compare(first, whole).overlapping
    assert compare(expected(stream), first).mixed_clocks
    count = [half.observed.items.finished for half in (first, second) if half.observed]
    assert sum(count) == whole.observed.items.finished
