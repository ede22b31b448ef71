"""Every number of a measured real log explains itself, fits its width, and is written as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.paths import numbers
from vsm_tui.draw import explained_text
from vsm_tui.export import explanation_payload, flow_payload
from vsm_tui.flow.explain import explain
from vsm_tui.measure import load, measure
from vsm_tui.model import Rule, Stage, States, Stream

LOGS = {"helpdesk.xes.gz": "Closed", "receipt_coselog.xes.gz": "T10 Determine necessity to stop indication"}


@pytest.mark.parametrize("name", sorted(LOGS))
def test_every_number_explains_itself(reality: Path, name: str) -> None:
    log = load([reality / "eventlogs" / name], "UTC")
    states = [state for state in log.states if state != LOGS[name]]
    stages = tuple(Stage(f"s{k}", state, states=States(touch=(state,))) for k, state in enumerate(states))
    stream = Stream("real", stages=stages, finish=Rule((LOGS[name],)))
    flow = measure(stream, log).named
    payload = flow_payload(flow, "vsm.measure.v1", "real")
    json.dumps(payload, allow_nan=False)
    paths = numbers(payload)
    assert len(paths) > 300
    for path in paths:
        found = explain(flow, path, stream)
        assert found.window is not None
        assert found.sources == (name,)
        assert found.formula or found.why
        assert all(len(line) <= 80 for line in explained_text(found, stream.clock, width=80))
        json.dumps(explanation_payload(found, stream.clock), allow_nan=False)
