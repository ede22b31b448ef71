"""An open stream without a screen: edits, autosave, conflicts, recovery, layers, clocks and measuring."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vsm_tui.edit import RenameStage, SetScope, SetValue
from vsm_tui.files import read_stream, recovery
from vsm_tui.model import Problem
from vsm_tui.tui.lanes import Failed
from vsm_tui.tui.saving import KeepJob, SaveJob
from vsm_tui.tui.session import Session, View, with_next_layers, with_other_clock

STREAM = """\
vsm: 1
name: Small # the name
start: asked
end: in use
clock: {day: 8h, week: 5d}
stages:
  - id: build
    name: Build
    wait: 1d
    touch: 1d
    states: {wait: [To do], touch: [Doing]}
  - id: review
    name: Review
    wait: 1d..2d..4d
    touch: 1h
    states: {wait: [Ready], touch: [Reviewing]}
finish: {state: [Done]}
"""
LOG = """\
item,at,state
A-1,2026-03-02T09:00:00Z,To do
A-1,2026-03-02T13:00:00Z,Doing
A-1,2026-03-03T13:00:00Z,Ready
A-1,2026-03-09T13:00:00Z,Reviewing
A-1,2026-03-09T15:00:00Z,Done
A-2,2026-03-03T09:00:00Z,To do
A-2,2026-03-04T09:00:00Z,Doing
A-2,2026-03-05T09:00:00Z,Ready
A-2,2026-03-10T09:00:00Z,Reviewing
A-2,2026-03-10T11:00:00Z,Done
"""
DAY = 8 * 3600


class Clockwork:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def path(home: Path) -> Path:
    path = home / "small.yaml"
    path.write_text(STREAM, encoding="utf-8")
    return path


@pytest.fixture
def clockwork() -> Clockwork:
    return Clockwork()


@pytest.fixture
def session(path: Path, clockwork: Clockwork) -> Session:
    return Session(read_stream(path), now=clockwork)


PROBLEM = Problem("not wanted in this test")


def settle_all(session: Session) -> None:
    for _ in range(8):
        jobs = session.jobs()
        if not jobs:
            return
        for job in jobs:
            session.settle(job.run())


def test_an_edit_is_kept_at_once_and_saved_when_the_hands_rest(
    session: Session, path: Path, clockwork: Clockwork
) -> None:
    session.do(SetValue(session.stream.stages[0], "wait", "3d"))
    assert session.dirty
    kinds = [type(job) for job in session.jobs() if job.lane == "disk"]
    assert kinds == [KeepJob]
    session.settle(KeepJob(session.disk.opened, session.stream).run())
    assert "3d" in (recovery.pending(path) or "")
    assert not [job for job in session.jobs() if isinstance(job, SaveJob)]
    clockwork.time += 1.1
    session.settle(SaveJob(session.disk.opened, session.stream).run())
    assert "wait: 3d" in path.read_text(encoding="utf-8")
    assert "# the name" in path.read_text(encoding="utf-8")
    assert not session.dirty
    assert recovery.pending(path) is None


def test_a_save_is_due_only_after_the_pause(session: Session, clockwork: Clockwork) -> None:
    session.do(SetScope("name", "Other"))
    settle_all(session)
    clockwork.time += 0.5
    assert not any(isinstance(job, SaveJob) for job in session.jobs())


def test_the_pause_begins_again_with_every_edit(session: Session, path: Path, clockwork: Clockwork) -> None:
    session.do(SetScope("name", "One"))
    settle_all(session)
    clockwork.time += 0.9
    session.do(SetScope("name", "Two"))
    settle_all(session)
    clockwork.time += 0.9
    settle_all(session)
    assert "Small" in path.read_text(encoding="utf-8")
    clockwork.time += 0.2
    settle_all(session)
    assert "name: Two" in path.read_text(encoding="utf-8")


def test_undo_back_to_the_file_is_not_dirty(session: Session) -> None:
    session.do(SetScope("name", "Other"))
    title = session.undo()
    assert title is not None
    assert "Other" in title
    assert not session.dirty
    assert session.redo() == title
    assert session.stream.name == "Other"
    assert session.redo() is None


def test_a_change_outside_is_taken_over_and_can_be_undone(session: Session, path: Path, clockwork: Clockwork) -> None:
    heard: list[str] = []
    session.subscribe(heard.append)
    path.write_text(STREAM.replace("Small", "From outside"), encoding="utf-8")
    clockwork.time += 2
    settle_all(session)
    assert session.stream.name == "From outside"
    assert not session.dirty
    assert "reloaded" in heard
    session.undo()
    assert session.stream.name == "Small"
    assert session.dirty


def conflicting(session: Session, path: Path, clockwork: Clockwork) -> None:
    session.do(SetScope("name", "Mine"))
    settle_all(session)
    path.write_text(STREAM.replace("in use", "with users"), encoding="utf-8")
    clockwork.time += 2
    settle_all(session)
    assert session.disk.conflict


def test_edits_and_a_change_outside_are_a_conflict_and_nothing_is_written(
    session: Session, path: Path, clockwork: Clockwork
) -> None:
    heard: list[str] = []
    session.subscribe(heard.append)
    conflicting(session, path, clockwork)
    assert "conflict" in heard
    text = path.read_text(encoding="utf-8")
    assert "Mine" not in text
    assert "with users" in text
    clockwork.time += 5
    settle_all(session)
    assert path.read_text(encoding="utf-8") == text


def test_keep_mine_writes_over_theirs(session: Session, path: Path, clockwork: Clockwork) -> None:
    conflicting(session, path, clockwork)
    session.filing.keep_mine()
    stream = read_stream(path).stream
    assert (stream.name, stream.end) == ("Mine", "in use")
    assert not session.disk.conflict


def test_take_theirs_keeps_mine_one_undo_away(session: Session, path: Path, clockwork: Clockwork) -> None:
    conflicting(session, path, clockwork)
    session.filing.take_theirs(read_stream(path))
    assert (session.stream.name, session.stream.end) == ("Small", "with users")
    assert not session.dirty
    session.undo()
    assert session.stream.name == "Mine"


def test_a_file_that_is_gone_is_a_conflict_only_with_edits(session: Session, path: Path, clockwork: Clockwork) -> None:
    path.unlink()
    clockwork.time += 2
    settle_all(session)
    assert "gone" in session.disk.trouble
    assert not session.disk.conflict
    session.do(SetScope("name", "Mine"))
    clockwork.time += 2
    settle_all(session)
    clockwork.time += 2
    settle_all(session)
    assert session.disk.conflict
    session.filing.keep_mine()
    assert read_stream(path).stream.name == "Mine"


def test_a_flush_beside_a_running_autosave_is_no_conflict(session: Session, path: Path, clockwork: Clockwork) -> None:
    session.do(SetScope("name", "One"))
    job = SaveJob(session.disk.opened, session.stream)
    job.run()  # finished in its thread, its outcome not taken over yet
    session.do(SetScope("name", "Two"))
    outcome = session.filing.flush()
    assert outcome is not None
    assert outcome.file is not None
    assert read_stream(path).stream.name == "Two"


def test_unsaved_edits_are_offered_at_the_next_open(session: Session, path: Path, clockwork: Clockwork) -> None:
    session.do(SetScope("name", "Nearly lost"))
    session.filing.keep_now()
    again = Session(read_stream(path), now=clockwork)
    assert again.filing.recoverable is not None
    again.filing.recover(accept=True)
    assert again.stream.name == "Nearly lost"
    assert again.dirty
    again.undo()
    assert again.stream.name == "Small"


def test_refused_recovery_is_forgotten(session: Session, path: Path) -> None:
    session.do(SetScope("name", "Not wanted"))
    session.filing.keep_now()
    again = Session(read_stream(path))
    again.filing.recover(accept=False)
    assert recovery.pending(path) is None
    assert Session(read_stream(path)).filing.recoverable is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(session: Session, path: Path) -> None:
    path.parent.chmod(0o500)
    session.do(SetScope("name", "Mine"))
    session.filing.flush()
    path.parent.chmod(0o700)
    assert session.disk.trouble
    assert session.dirty


def test_estimates_follow_every_edit_at_once(session: Session) -> None:
    assert session.shown().estimate is not None
    before = session.flows("working")[0].lead_time.mean
    session.do(SetValue(session.stream.stages[0], "wait", "2d"))
    assert before is not None
    assert session.flows("working")[0].lead_time.mean == before + DAY


def with_log(path: Path) -> Session:
    path.with_name("small.events.csv").write_text(LOG, encoding="utf-8")
    return Session(read_stream(path), now=Clockwork())


def test_the_layer_beside_the_estimate_is_on_the_working_clock(path: Path) -> None:
    session = with_log(path)
    shown = session.shown()
    assert shown.measuring
    assert shown.measured is None
    settle_all(session)
    shown = session.shown()
    assert shown.measured is not None
    assert shown.estimate is not None
    assert (shown.clock, shown.measured.clock, shown.estimate.clock) == ("working", "working", "working")
    assert not shown.measuring
    assert not shown.converted
    assert session.measurement is not None
    assert {row.item for row in session.measurement.items()} == {"A-1", "A-2"}


def test_the_other_clock_converts_the_estimate_and_measures_anew(path: Path) -> None:
    session = with_log(path)
    settle_all(session)
    working = session.shown()
    session.look(with_other_clock(session.view, session.clock))
    waiting = session.shown()
    assert waiting.measured is None
    assert waiting.measuring
    settle_all(session)
    shown = session.shown()
    assert shown.converted
    assert shown.estimate is not None
    assert working.estimate is not None
    assert shown.measured is not None
    assert working.estimate.lead_time.mean is not None
    ratio = 7 * 24 / 40
    assert shown.estimate.lead_time.mean == pytest.approx(working.estimate.lead_time.mean * ratio)
    a1, a2 = 7 * 24 + 6, 7 * 24 + 2
    assert shown.measured.lead_time.mean == pytest.approx((a1 + a2) / 2 * 3600)


def test_the_measurement_alone_is_on_the_elapsed_clock(path: Path) -> None:
    session = with_log(path)
    session.look(with_next_layers(with_next_layers(session.view)))
    settle_all(session)
    shown = session.shown()
    assert session.view.layers == "measured"
    assert shown.clock == "elapsed"
    assert shown.estimate is None
    assert shown.measured is not None


def test_only_what_a_measurement_depends_on_measures_anew(path: Path) -> None:
    session = with_log(path)
    settle_all(session)
    session.do(SetValue(session.stream.stages[0], "touch", "5h"))
    assert not session.shown().measuring
    session.do(RenameStage(session.stream.stages[0], "Make"))
    assert session.shown().measuring
    assert session.shown().measured is not None, "the last measurement stays until the new one is there"
    settle_all(session)
    shown = session.shown()
    assert shown.measured is not None
    assert shown.measured.stages[0].name == "Make"


def test_a_log_that_changed_on_disk_is_measured_anew(path: Path) -> None:
    session = with_log(path)
    settle_all(session)
    log = path.with_name("small.events.csv")
    log.write_text(LOG + "A-3,2026-03-10T09:00:00Z,To do\nA-3,2026-03-10T10:00:00Z,Done\n", encoding="utf-8")
    session.disk.looked_at = 0.0
    settle_all(session)
    measured = session.shown().measured
    assert measured is not None
    assert measured.observed is not None
    assert measured.observed.items.finished == 3


def test_why_there_is_no_measurement_is_said(path: Path) -> None:
    path.write_text(STREAM.replace("finish: {state: [Done]}\n", ""), encoding="utf-8")
    session = with_log(path)
    settle_all(session)
    shown = session.shown()
    assert shown.measured is None
    assert shown.estimate is not None
    assert "finish" in shown.why[0].text
    assert not session.jobs(), "the same question is not asked again and again"


def test_a_job_that_broke_down_is_not_tried_again_at_once(path: Path) -> None:
    session = with_log(path)
    measuring = [job for job in session.jobs() if job.lane == "measure"]
    assert measuring
    session.settle(Failed("measure", PROBLEM))
    assert session.shown().why[0].text == "not wanted in this test"
    assert not [job for job in session.jobs() if job.lane == "measure"]


def test_ranges_are_simulated_and_shown(session: Session) -> None:
    settle_all(session)
    estimate = session.shown().estimate
    assert estimate is not None
    assert estimate.lead_time.range80 is not None
    low, high = estimate.lead_time.range80
    assert low < high


def test_nobody_is_told_after_leaving(session: Session) -> None:
    heard: list[str] = []
    leave = session.subscribe(heard.append)
    session.do(SetScope("name", "Other"))
    leave()
    session.do(SetScope("name", "Third"))
    assert heard == ["edited"]


def test_views_go_round() -> None:
    view = View()
    seen = [view.layers]
    for _ in range(3):
        view = with_next_layers(view)
        seen.append(view.layers)
    assert seen == ["both", "estimate", "measured", "both"]
