"""The example map of vsm-workshop, as its makers ship it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vsm_tui.files import new_text, parse_stream
from vsm_tui.files.workshop_map import read_workshop_map
from vsm_tui.flow import expected


def test_the_example_keeps_every_minute_and_edge(reality: Path) -> None:
    path = reality / "vsm_maps" / "bdfinst_vsm_workshop_example.json"
    steps = json.loads(path.read_text())["steps"]
    found = read_workshop_map(path)
    stream = found.stream
    assert [s.name for s in stream.stages] == [s["name"] for s in steps]
    flow = expected(stream)
    assert flow.lead_time.first_pass == pytest.approx(60 * sum(s["leadTime"] for s in steps))
    assert [s.touch for s in flow.stages] == pytest.approx(
        [60 * step["processTime"] * (stage.visits or 0) for step, stage in zip(steps, flow.stages, strict=True)]
    )
    assert [(lp.source, lp.target, str(lp.rate)) for lp in stream.rework] == [
        ("code-review", "development", "15%"), ("qa-testing", "development", "20%"),
    ]  # fmt: skip
    # development 1/(0.85 × 0.8) times, review the same, testing 1/0.8 times
    assert [s.visits for s in flow.stages] == pytest.approx([1, 1 / 0.68, 1 / 0.68, 1 / 0.8, 1])
    assert parse_stream(new_text(stream), "")[0] == stream
