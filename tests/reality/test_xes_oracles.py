"""Published event logs against the figures of their publishers and of pm4py."""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vsm_tui.measure.log.log import Log
from vsm_tui.measure.log.read import load

LOGS = Path(os.environ.get("VSM_REALITY_DATA", "/nowhere")) / "eventlogs"
pytestmark = pytest.mark.skipif(not LOGS.is_dir(), reason="VSM_REALITY_DATA names no folder with real data")

BPIC = "bpic2013_closed_problems"
COMBINED = f"{BPIC} (activity = concept:name/lifecycle:transition)"
CASES = {COMBINED: f"{BPIC}.xes.gz", "helpdesk": "helpdesk.xes.gz", "receipt": "receipt_coselog.xes.gz"}
"""The oracle's entry → the log it is about; each log's own classifier names its activities."""


def oracle(name: str) -> dict[str, Any]:
    return dict(json.loads((LOGS / "oracle_pm4py.json").read_text(encoding="utf-8"))[name])


def header(name: str) -> dict[str, Any]:
    return dict(json.loads((LOGS / "oracle_xes_headers.json").read_text(encoding="utf-8"))[name])


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Log, list[list[str]]]:
    """The oracle's figures, the log, and its items as sequences of states named as pm4py names them."""
    log = load([LOGS / CASES[request.param]], "UTC")
    return oracle(request.param), log, sequences(log)


def sequences(log: Log) -> list[list[str]]:
    starts = np.flatnonzero(np.diff(log.item, prepend=-1))
    names = [state.replace("+", "/") for state in log.states]
    return [[names[s] for s in part] for part in np.split(log.state, starts[1:])]


def durations(log: Log) -> np.ndarray[Any, Any]:
    first = np.flatnonzero(np.diff(log.item, prepend=-1))
    last = np.append(first[1:], log.item.size) - 1
    return np.asarray((log.at[last] - log.at[first]) / 1e6)


def test_cases_events_and_span(case: tuple[dict[str, Any], Log, list[list[str]]]) -> None:
    known, log, _ = case
    assert (log.item_count, log.rows, len(log.states)) == (known["cases"], known["events"], known["activities"])
    assert np.datetime64(int(log.at.min()), "us") == np.datetime64(known["first"].removesuffix("+00:00"), "us")
    assert np.datetime64(int(log.at.max()), "us") == np.datetime64(known["last"].removesuffix("+00:00"), "us")


def test_case_durations(case: tuple[dict[str, Any], Log, list[list[str]]]) -> None:
    known, log, _ = case
    spent, expected = durations(log), known["case_duration_s"]
    assert spent.mean() == pytest.approx(expected["mean"], rel=1e-9)
    assert np.median(spent) == pytest.approx(expected["median"], rel=1e-9)
    assert np.percentile(spent, 85) == pytest.approx(expected["p85"], rel=1e-9)
    assert np.percentile(spent, 95) == pytest.approx(expected["p95"], rel=1e-9)
    assert spent.sum() == pytest.approx(expected["total"], rel=1e-9)


def test_activities_starts_ends_variants_and_rework(case: tuple[dict[str, Any], Log, list[list[str]]]) -> None:
    known, _, walks = case
    assert Counter(s for walk in walks for s in walk) == known["events_per_activity"]
    assert Counter(walk[0] for walk in walks) == known["start_activities"]
    assert Counter(walk[-1] for walk in walks) == known["end_activities"]
    assert len({tuple(walk) for walk in walks}) == known["variants"]
    again = Counter(s for walk in walks for s, n in Counter(walk).items() if n > 1)
    assert again == known["rework_cases_per_activity"]


def test_which_activity_follows_which(case: tuple[dict[str, Any], Log, list[list[str]]]) -> None:
    known, log, walks = case
    follows = Counter(pair for walk in walks for pair in pairwise(walk))
    assert [[a, b, follows[a, b]] for a, b, _ in known["dfg_count_top"]] == known["dfg_count_top"]
    names = [state.replace("+", "/") for state in log.states]
    same = log.item[1:] == log.item[:-1]
    gap = (log.at[1:] - log.at[:-1])[same] / 1e6
    before, after = log.state[:-1][same], log.state[1:][same]
    for a, b, mean, median in known["dfg_mean_seconds_top"]:
        own = gap[(before == names.index(a)) & (after == names.index(b))]
        assert own.mean() == pytest.approx(mean, rel=1e-9)
        assert np.median(own) == pytest.approx(median, rel=1e-9)


def test_publishers_own_figures() -> None:
    for file in (f"{BPIC}.xes.gz", "receipt_coselog.xes.gz"):
        log, known = load([LOGS / file], "UTC"), header(file)
        assert (log.item_count, log.rows) == (known["traces"], known["events"])
        figures = known["header"]
        assert durations(log).mean() == pytest.approx(float(figures["meta_time:duration_average"]), rel=1e-6)
        assert durations(log).max() == pytest.approx(float(figures["meta_time:duration_max"]), rel=1e-6)
        if file.startswith(BPIC):
            classified = figures["meta_general:classified_events_total {}"]
            assert Counter(log.states[s] for s in log.state) == {k: int(v) for k, v in classified.items()}
            assert len({tuple(walk) for walk in sequences(log)}) == int(figures["meta_general:different_traces"])


def test_sepsis_holds_one_trace_per_variant() -> None:
    log, known = load([LOGS / "sepsis_1_trace_per_variant.xes.gz"], "UTC"), header("sepsis_1_trace_per_variant.xes.gz")
    assert (log.item_count, log.rows) == (known["traces"], known["events"])
    assert len({tuple(walk) for walk in sequences(log)}) == log.item_count


def test_names_only_when_no_transition_is_asked_for(tmp_path: Path) -> None:
    """Without its classifier the same log has the activities pm4py sees by ``concept:name`` alone."""
    text = gzip.decompress((LOGS / f"{BPIC}.xes.gz").read_bytes()).decode()
    path = tmp_path / "log.xes"
    path.write_text("\n".join(line for line in text.splitlines() if "<classifier" not in line), encoding="utf-8")
    walks, known = sequences(load([path], "UTC")), oracle(BPIC)
    assert Counter(s for walk in walks for s in walk) == known["events_per_activity"]
    assert len({tuple(walk) for walk in walks}) == known["variants"]


def test_road_traffic_csv() -> None:
    log = load([LOGS / "roadtraffic100traces.csv"], "UTC")
    assert (log.item_count, log.rows, log.rejected_count) == (100, 390, 0)
    assert Counter(walk[0] for walk in sequences(log)) == {"Create Fine": 100}
    assert np.datetime64(int(log.at.min()), "us") == np.datetime64("2000-03-14T23:00:00", "us")
    assert [note.partition(": ")[2] for note in log.notes] == [
        "read column ‘case:concept:name’ as item",
        "read column ‘time:timestamp’ as at",
        "read column ‘concept:name’ as state",
        "read column ‘lifecycle:transition’ as kind",
    ]


def test_no_person_is_kept() -> None:
    text = gzip.decompress((LOGS / f"{BPIC}.xes.gz").read_bytes()).decode()
    people = set(re.findall(r'key="org:resource" value="([^"]+)"', text))
    log = load([LOGS / f"{BPIC}.xes.gz"], "UTC")
    assert len(people) > 500
    assert not people & {*log.items, *log.states, *log.type, *log.labels, *log.ref, *log.outcome}
