"""Whole measurements of real logs against figures counted straight from the files, one event after another."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from vsm_tui.measure import load, measure
from vsm_tui.measure.drafting.draft import draft
from vsm_tui.model import Rule, Stage, States, Stream

LOGS = {
    "bpic2013_closed_problems.xes.gz": "Completed+Closed",
    "helpdesk.xes.gz": "Closed",
    "receipt_coselog.xes.gz": "T10 Determine necessity to stop indication",
}
Trace = list[tuple[datetime, str]]


def traces(path: Path, *, with_transition: bool) -> Iterator[Trace]:
    with gzip.open(path) as file:
        root = ET.parse(file).getroot()  # noqa: S314 -- files of our own test data
    for trace in (node for node in root if node.tag.endswith("trace")):
        events = []
        for node in (n for n in trace if n.tag.endswith("event")):
            values = {child.get("key"): child.get("value") or "" for child in node}
            name = values["concept:name"] or ""
            if with_transition:
                name += "+" + values["lifecycle:transition"]
            events.append((datetime.fromisoformat(values["time:timestamp"]), name))
        yield sorted(events, key=lambda e: e[0])


@pytest.mark.parametrize("name", sorted(LOGS))
def test_time_per_stage_and_lead_time(reality: Path, name: str) -> None:
    path, end = reality / "eventlogs" / name, LOGS[name]
    lead, spent, visits, done = 0.0, dict[str, float](), dict[str, int](), 0
    for trace in traces(path, with_transition="+" in end):
        stop = len(trace)
        while stop and trace[stop - 1][1] == end:
            stop -= 1
        if stop == len(trace) or not any(state != end for _, state in trace[:stop]):
            continue
        done += 1
        begin = next(k for k, (_, state) in enumerate(trace) if state != end)
        lead += (trace[stop][0] - trace[begin][0]).total_seconds()
        for k in range(begin, stop):
            state = trace[k][1]
            spent[state] = spent.get(state, 0) + (trace[k + 1][0] - trace[k][0]).total_seconds()
            visits[state] = visits.get(state, 0) + (k == begin or trace[k - 1][1] != state)
    log = load([path], "UTC")
    states = [state for state in log.states if state != end]
    stages = tuple(Stage(f"s{k}", state, states=States(touch=(state,))) for k, state in enumerate(states))
    flow = measure(Stream("real", stages=stages, finish=Rule((end,))), log).flow
    assert flow.observed is not None
    assert flow.observed.items.finished == done > 800
    assert flow.lead_time.mean == pytest.approx(lead / done, abs=1e-3)
    for stage in flow.stages:
        assert stage.time == pytest.approx(spent.get(stage.name, 0) / done, abs=1e-3)
        assert stage.visits == pytest.approx(visits.get(stage.name, 0) / done)
    reopened = spent.get(end, 0) / done
    assert sum(u.time for u in flow.observed.unmapped) == pytest.approx(reopened, abs=1e-3)


@pytest.mark.parametrize(
    "name",
    [
        "eventlogs/roadtraffic100traces.csv",
        "eventlogs/sepsis_1_trace_per_variant.xes.gz",
        "jira/actionableagile/search_v2_page.json",
    ],
)
def test_a_draft_from_a_real_log_measures_at_once_and_conserves_time(reality: Path, name: str) -> None:
    log = load([reality / name], "UTC")
    flow = measure(draft(log, "real"), log).flow
    assert flow.observed is not None
    assert flow.observed.items.finished > 10
    parts = sum(s.time or 0 for s in flow.stages) + sum(u.time for u in flow.observed.unmapped)
    assert parts == pytest.approx(flow.lead_time.mean, abs=1)
