"""DORA's four against cases worked by hand, and against plain loops on random deployments."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_tui.flow.observed import Dora
from vsm_tui.measure import measure_files
from vsm_tui.model import Rule, Stage, States, Stream

HOUR = 3600.0
WEEK = 7 * 24
STREAM = Stream("s", stages=(Stage("build", "Build", states=States((), ("Building",))),), finish=Rule(("Done",)))
Event = tuple[str, float, str]
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)


def dora_of(*events: Event, parts: int = 1, **window: datetime) -> Dora:
    """Hours since a Monday; an item that is always there gives the log its ends: a week."""
    lines = [f"{item},{(BEGIN + timedelta(hours=at)).isoformat()},{state}" for item, at, state in events]
    ends = [f"Z,{BEGIN.isoformat()},Building", f"Z,{(BEGIN + timedelta(days=7)).isoformat()},Done"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.csv")
        path.write_text("\n".join(["item,at,state", *ends, *lines]) + "\n")
        seen = measure_files(STREAM, [path], parts=parts, **window).flow.observed  # type: ignore[arg-type]  # moments
    assert seen is not None
    assert seen.dora is not None
    return seen.dora


def change(item: str, committed: float, *deploys: tuple[float, str]) -> list[Event]:
    return [(item, committed, "git:committed"), *((item, at, f"deploy:{what}") for at, what in deploys)]


def test_without_deployments_nothing_is_known_and_why_is_said() -> None:
    found = dora_of(("A", 1, "git:committed"))
    four = (found.lead_time_for_changes, found.deployment_frequency, found.change_failure_rate, found.time_to_restore)
    assert four == (None, None, None, None)
    assert {name for name, _ in found.why} == {
        "lead_time_for_changes", "deployment_frequency", "change_failure_rate", "time_to_restore"
    }  # fmt: skip
    assert all("no deployments" in text for _, text in found.why)


def test_lead_time_for_changes_is_the_median_from_first_commit_to_first_deployment_after_it() -> None:
    found = dora_of(
        *change("A", 2, (12, "deployed"), (40, "deployed")),
        ("A", 4, "git:committed"),
        *change("B", 0, (30, "deployed")),
        *change("C", 10, (15, "failed"), (30, "deployed")),
    )
    assert found.lead_time_for_changes == 20 * HOUR  # of 10, 30 and 20 hours
    assert (found.changes, found.lead_time_for_changes_interval) == (3, None), "six are needed to bound a median"


def test_without_a_commit_a_change_begins_when_its_request_is_opened() -> None:
    found = dora_of(("A", 2, "github:opened"), ("A", 8, "deploy:deployed"), ("B", 0, "deploy:deployed"))
    assert found.lead_time_for_changes == 6 * HOUR
    both = dora_of(("A", 2, "gitlab:opened"), ("A", 1, "git:committed"), ("A", 8, "deploy:deployed"))
    assert both.lead_time_for_changes == 7 * HOUR
    none = dora_of(("A", 8, "deploy:deployed"), ("A", 9, "git:committed"))
    assert none.lead_time_for_changes is None
    assert "has a commit before" in dict(none.why)["lead_time_for_changes"]


def test_items_of_one_release_are_one_deployment() -> None:
    found = dora_of(
        *change("A", 1, (10, "deployed")), *change("B", 2, (10, "deployed")), *change("C", 3, (20, "deployed"))
    )
    assert (found.deployments, found.deployment_frequency) == (2, 2.0)


def test_that_nothing_is_known_to_have_failed_is_not_that_nothing_failed() -> None:
    found = dora_of(*change("A", 1, (10, "deployed")))
    assert found.change_failure_rate is None
    assert found.time_to_restore is None
    assert "not the same" in dict(found.why)["change_failure_rate"]


def test_deployments_fail_by_their_own_state_or_by_a_revert() -> None:
    found = dora_of(
        *change("A", 1, (10, "failed"), (14, "deployed")),
        *change("B", 1, (20, "deployed")),
        ("B", 25, "git:reverted"),
        *change("C", 1, (20, "deployed")),  # the same release as B
        *change("D", 1, (30, "deployed"), (35, "deployed")),
        ("D", 40, "git:reverted"),  # charged to the later of the two
    )
    assert (found.deployments, found.failures, found.attempts) == (4, 3, 5)
    assert found.change_failure_rate == pytest.approx(3 / 5)


def test_time_to_restore_runs_from_the_first_failure_in_a_row_to_the_items_next_success() -> None:
    found = dora_of(
        *change("A", 1, (10, "failed"), (11, "failed"), (14, "deployed")),
        *change("B", 1, (20, "failed"), (21, "deployed"), (30, "failed"), (39, "deployed")),
    )
    assert found.time_to_restore == 4 * HOUR  # of 4, 1 and 9 hours


def test_what_is_not_restored_yet_counts_as_longer_than_what_was_seen() -> None:
    # Restored after 2 and 5 hours; one failed 138 hours before the end and is still down: the middle one took 5.
    rows = [*change("A", 1, (10, "failed"), (12, "deployed")), *change("B", 1, (20, "failed"), (25, "deployed"))]
    assert dora_of(*rows, *change("C", 1, (30, "failed"))).time_to_restore == 5 * HOUR
    down = dora_of(*rows[:3], *change("C", 1, (30, "failed")), *change("D", 1, (31, "failed")))
    assert down.time_to_restore is None
    assert "fewer than half" in dict(down.why)["time_to_restore"]


def test_the_window_holds_deployments_by_their_moment() -> None:
    rows = [*change("A", 1, (10, "deployed"), (100, "failed")), *change("B", 2, (110, "deployed"))]
    late = dora_of(*rows, since=BEGIN + timedelta(hours=84))
    assert (late.deployments, late.attempts, late.deployment_frequency) == (1, 2, 2.0)
    assert late.lead_time_for_changes == 108 * HOUR
    early = dora_of(*rows, until=BEGIN + timedelta(hours=84))
    assert (early.deployments, early.failures, early.change_failure_rate) == (1, 0, 0.0)
    assert "no deployment failed in the window" in dict(early.why)["time_to_restore"]


KINDS = ("git:committed", "deploy:deployed", "deploy:failed", "git:reverted", "github:opened", "Building")
events_ = st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(1, 160), st.sampled_from(KINDS)), max_size=30)


@settings(max_examples=150, deadline=None)
@given(events_, st.integers(1, 3), st.sampled_from([None, 50]), st.sampled_from([None, 120]))
def test_it_agrees_with_plain_loops_in_any_parts(
    events: list[Event], parts: int, since: int | None, until: int | None
) -> None:
    window = {name: BEGIN + timedelta(hours=at) for name, at in (("since", since), ("until", until)) if at is not None}
    found = dora_of(*events, parts=parts, **window)
    low, high = since or 0, until or 10**6
    changes, tried, restored = [], dict[float, bool](), list[tuple[float, bool]]()
    good = set()
    for item in "ABCD":
        own = sorted(((at, what) for i, at, what in events if i == item), key=lambda e: e[0])
        begun = [at for at, what in own if what == "git:committed"] or [
            at for at, what in own if what == "github:opened"
        ]
        for k, (at, what) in enumerate(own):
            after = [w for _, w in own[k + 1 :] if w in ("deploy:deployed", "git:reverted")]
            if what in ("deploy:deployed", "deploy:failed") and low <= at < high:
                tried[at] = tried.get(at, False) or what == "deploy:failed" or after[:1] == ["git:reverted"]
                good |= {at} if what == "deploy:deployed" else set()
            before = [w for _, w in own[:k] if w in ("deploy:deployed", "deploy:failed")]
            if what == "deploy:failed" and before[-1:] != ["deploy:failed"] and low <= at < high:
                ends = [a for a, w in own[k + 1 :] if w == "deploy:deployed"]
                restored.append((ends[0] - at, True) if ends else (168 - at, False))
        out = [at for at, what in own if what == "deploy:deployed" and begun and at >= begun[0]]
        changes += [out[0] - begun[0]] if out and low <= out[0] < high else []
    assert (found.deployments, found.attempts, found.failures) == (len(good), len(tried), sum(tried.values()))
    assert found.lead_time_for_changes == (pytest.approx(median(changes) * HOUR) if changes else None)
    if tried and any(what in ("deploy:failed", "git:reverted") for _, _, what in events):
        assert found.change_failure_rate == pytest.approx(sum(tried.values()) / len(tried))
    else:
        assert found.change_failure_rate is None
    alive, time = 1.0, None
    for at in sorted({at for at, ended in restored if ended}):
        alive *= 1 - sum(a == at and e for a, e in restored) / sum(a >= at for a, _ in restored)
        time = at if time is None and alive <= 0.5 + 1e-9 else time
    assert found.time_to_restore == (None if time is None else pytest.approx(time * HOUR))


def test_each_median_and_share_has_its_interval_and_says_of_how_many_it_is() -> None:
    """Of eight values the first and the last leave out 0.4 % on either side; the next ones would leave out 3.5 %."""
    events = [change(f"I{k}", k, (k + 1.5 + k * k, "deployed" if k % 4 else "failed")) for k in range(1, 9)]
    again = [("I4", 30.0, "deploy:deployed"), ("I8", 90.0, "deploy:deployed")]
    found = dora_of(*(event for own in events for event in own), *again)
    taken = sorted([k * k + 1.5 for k in (1, 2, 3, 5, 6, 7)] + [26.0, 82.0])
    assert found.changes == 8
    assert found.lead_time_for_changes_interval == (taken[0] * HOUR, taken[7] * HOUR)
    assert (found.failures, found.attempts, found.outages) == (2, 10, 2)
    low, high = found.change_failure_rate_interval or (0, 0)
    assert (round(low, 4), round(high or 0, 4)) == (0.0567, 0.5098)  # Wilson, 2 of 10
    assert found.time_to_restore_interval is None, "two are too few"
