"""The shipped streams: made again they are the same bytes, they read without a complaint, and they have a story."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tools.generate_streams import TEAMS, log_text
from vsm_tui.files import StreamFile, log_paths, read_stream
from vsm_tui.flow import expected
from vsm_tui.flow.shape import Flow
from vsm_tui.measure import Log, load, measure

STREAMS = Path(__file__).resolve().parents[2] / "streams"
SHIPPED = sorted(path.stem for path in STREAMS.glob("*.yaml"))


def opened(name: str) -> StreamFile:
    return read_stream(STREAMS / f"{name}.yaml")


def read(name: str) -> Log:
    file = opened(name)
    return load(log_paths(file), file.stream.clock.timezone)


def measured(name: str) -> Flow:
    """On the working clock, so that it may be put beside the estimate."""
    return measure(opened(name).stream, read(name), clock="working").flow


def test_every_stream_has_its_log_and_every_log_its_stream() -> None:
    assert sorted(TEAMS) == SHIPPED
    assert {path.name for path in STREAMS.iterdir() if path.suffix == ".csv"} == {f"{n}.events.csv" for n in SHIPPED}


@pytest.mark.parametrize("name", SHIPPED)
def test_logs_are_the_same_bytes_every_time(name: str) -> None:
    assert log_text(TEAMS[name]).encode() == (STREAMS / f"{name}.events.csv").read_bytes()


@pytest.mark.parametrize("name", SHIPPED)
def test_streams_read_without_a_complaint(name: str) -> None:
    assert opened(name).warnings == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_no_row_is_rejected(name: str) -> None:
    log = read(name)
    assert log.rejected_count == 0
    assert log.rows == len((STREAMS / f"{name}.events.csv").read_text(encoding="utf-8").splitlines()) - 1


@pytest.mark.parametrize("name", SHIPPED)
def test_estimates_are_complete_and_reality_is_slower(name: str) -> None:
    believed, real = expected(opened(name).stream), measured(name)
    assert believed.gaps == ()
    assert believed.lead_time.mean is not None
    assert real.lead_time.mean is not None
    assert real.lead_time.mean > 1.3 * believed.lead_time.mean
    assert real.observed is not None
    assert real.observed.items.finished >= 10
    assert real.observed.items.open > 0
    assert real.observed.items.cancelled > 0


def test_standard_feature_piles_up_at_review() -> None:
    flow = measured("standard-feature")
    assert flow.constraint.lenses is not None
    assert flow.constraint.lenses["pile-up"] == flow.constraint.lenses["delay"] == "review"
    assert {("review", "build"), ("qa", "build"), ("finish", "build")} <= {(x.source, x.target) for x in flow.loops}
    assert flow.observed is not None
    assert [u.state for u in flow.observed.unmapped if u.state != "Done"] == ["Needs info"]
    assert all(u.share < 0.03 for u in flow.observed.unmapped)
    assert flow.observed.paused > 0
    assert 0.1 < (flow.observed.failure_arrivals or 0) < 0.4


def test_a_good_part_of_payments_bugfix_is_rework() -> None:
    flow = measured("payments-bugfix")
    assert len([loop for loop in flow.loops if (loop.items or 0) >= 5]) >= 4
    assert any(loop.source == "finish" for loop in flow.loops)
    assert (flow.rework_share or 0) > 0.25


def test_the_release_train_leaves_every_second_thursday() -> None:
    lines = (STREAMS / "release-train.events.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split(",") for line in lines]
    first: dict[str, str] = {}
    for item, at, state, *_ in rows:
        if state == "Deploying":
            first.setdefault(item, at[:10])
    days = sorted(set(first.values()))
    assert 6 <= len(days) <= 8
    assert {date.fromisoformat(day).weekday() for day in days} == {3}
    assert all((date.fromisoformat(b) - date.fromisoformat(a)).days % 14 == 0 for a, b in pairwise(days))
