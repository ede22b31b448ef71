"""The benchmark's logs: in time order, the same every run, and measured as what they are by construction."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.generate_log import STAGES, generate
from vsm_tui.files import log_paths, read_stream
from vsm_tui.measure import load, measure

EVENTS = 20_000


@pytest.mark.parametrize("parquet", [False, True])
def test_the_measurement_is_the_truth(tmp_path: Path, *, parquet: bool) -> None:
    stream, log, truth = generate(EVENTS, tmp_path / "log", seed=3, parquet=parquet)
    flow = measure(read_stream(stream).stream, load([log], "UTC")).flow
    assert flow.observed is not None
    assert flow.observed.items.finished == truth.finished > 500
    assert flow.observed.items.open == truth.open
    assert flow.lead_time.mean == pytest.approx(truth.lead_time_mean, rel=1e-6)
    assert flow.touch.value == pytest.approx(truth.touch_mean, rel=1e-6)
    assert [stage.name for stage in flow.stages] == list(STAGES)


def test_the_log_is_in_time_order_and_the_same_again(tmp_path: Path) -> None:
    _, first, truth = generate(EVENTS, tmp_path / "a", seed=3)
    _, second, again = generate(EVENTS, tmp_path / "b", seed=3)
    assert first.read_bytes() == second.read_bytes()
    assert truth == again
    rows = first.read_text(encoding="utf-8").splitlines()[1:]
    times = [row.split(",")[1] for row in rows]
    assert len(rows) == truth.events
    assert times == sorted(times)


def test_a_slice_more_or_less_keeps_the_counts_close(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Carrying work over a slice's edge loses nothing: every item's rows are there."""
    monkeypatch.setattr("tools.generate_log.SLICE_EVENTS", 2_000)
    _, log, truth = generate(EVENTS, tmp_path / "sliced", seed=3)
    rows = log.read_text(encoding="utf-8").splitlines()[1:]
    assert len({row.split(",")[0] for row in rows}) == truth.items
    assert sum(row.split(",")[2] == "Done" for row in rows) == truth.finished
    assert sum(row.split(",")[2].endswith(" queue") for row in rows) == sum(truth.visits)


def test_several_files_hold_items_of_their_own(tmp_path: Path) -> None:
    stream, first, truth = generate(EVENTS, tmp_path / "log", seed=3, files=3)
    opened = read_stream(stream)
    paths = log_paths(opened)
    items = [{row.split(",")[0] for row in path.read_text().splitlines()[1:]} for path in paths]
    assert paths[0] == first
    assert len(set.union(*items)) == sum(map(len, items)) == truth.items
    observed = measure(opened.stream, load(paths, "UTC")).flow.observed
    assert observed is not None
    assert observed.items.finished == truth.finished > 500
