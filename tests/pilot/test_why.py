"""The case for the constraint, periods of a log, nights and weekends: by the keys a user presses."""

from __future__ import annotations

import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from vsm_tui.draw import Spot

SAMPLES = Path(__file__).parents[2] / "streams"


@pytest.fixture
def sample(folder: Path) -> Path:
    """A shipped stream with its log."""
    for name in ("release-train.yaml", "release-train.events.csv"):
        shutil.copy(SAMPLES / name, folder / name)
    return folder / "release-train.yaml"


async def measured(app) -> None:  # type: ignore[no-untyped-def]
    await app.until(lambda: app.app.session.shown().measured is not None and not app.app.session.shown().measuring)


async def test_the_case_says_what_the_map_says_and_draws_both_plots(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample, size=(120, 90)) as app:
        await measured(app)
        await app.press("W")
        await app.until(lambda: "Waiting, over time" in app.text)
        assert "pile-up" in app.text
        assert "delay" in app.text
        assert "Cumulative flow" in app.text
        assert "◷ leave" in app.text, "the departures of a bunched stage"
        assert "26 Apr" in app.text or "27 Apr" in app.text
        assert "How sure, in this period" in app.text
        await app.press("escape")
        assert app.screen == "MapScreen"
        assert "◷ CALENDAR" in app.text


async def test_each_number_of_the_case_explains_itself(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        await app.press("W")
        await app.until(lambda: "pile-up" in app.text)
        board = app.app.screen.query_one("#case")
        keys = [place.key for place in board._places]
        deploy = "stages.deploy.queue"
        assert {"constraint", deploy, "stages.deploy.wait", "constraint.confidence.n"} <= set(keys)
        board.point_at(deploy)
        await app.press("question_mark")
        assert app.app.screen.question.key == deploy
        assert "time-average" in app.text or "Mean number waiting" in app.text
        await app.press("enter")
        await app.until(lambda: app.screen == "ItemsScreen" and len(app.app.screen.rows) > 10)
        assert app.app.screen.about.stage == "deploy"


async def test_an_estimate_has_a_case_without_confidence(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("W")
        await app.until(lambda: "delay" in app.text)
        assert "An estimate earns no confidence" in app.text
        assert "P(rank 1)" not in app.text
        assert "Cumulative flow" not in app.text


async def test_a_period_is_chosen_measured_and_said(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        whole = app.app.session.shown().measured.observed.items.finished
        await app.press("T")
        assert app.screen == "PeriodDialog"
        await app.press("'2026-05-01..2026-05-31", "enter")
        await measured(app)
        flow = app.app.session.shown().measured
        assert 0 < flow.observed.items.finished < whole
        begins = flow.observed.window.start.astimezone(ZoneInfo(app.app.session.stream.clock.timezone))
        assert f"{begins:%Y-%m-%d %H:%M}" == "2026-05-01 00:00"
        assert app.app.session.view.named == "2026-05-01–2026-05-31"
        assert "May" in app.text
        await app.press("T", "'all", "enter")
        await measured(app)
        assert app.app.session.shown().measured.observed.items.finished == whole


async def test_a_wrong_period_says_what_would_be_right(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        await app.press("T", "'yesterday", "enter")
        assert app.screen == "PeriodDialog"
        assert "is no period" in app.text
        await app.press("escape")
        assert app.app.session.view.named == ""


async def test_a_suggested_period_is_taken_with_the_arrows(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        await app.press("T", "down", "enter")
        await measured(app)
        assert app.app.session.view.named == "last 4 weeks"


async def test_two_periods_side_by_side(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        await app.press("v", "T", "'2026-05-01", "enter")
        await app.until(lambda: "before 2026-05-01" in app.text and "B − A" in app.text)
        sides = app.app.screen.sides
        assert sides.left.flow.observed.window.end <= sides.right.flow.observed.window.start
        assert "defined alike" in app.text
        await app.press("V")
        assert app.app.screen.sides.left.label == "from 2026-05-01 on"
        await app.press("question_mark")
        assert app.screen == "ExplainScreen"


async def test_a_difference_explains_itself(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await measured(app)
        await app.press("v")
        await app.until(lambda: "B − A" in app.text)
        app.app.screen.query_one("#rows").point_at("delta:lead_time.mean")
        await app.press("question_mark")
        await app.until(lambda: "Difference in mean lead time" in app.text)
        assert "measured" in app.text
        assert "− estimate" in app.text


async def test_nights_and_weekends_are_a_slice_of_their_own(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        assert "▞" not in app.text
        await app.press("C")
        await app.until(lambda: "▞" in app.text)
        assert app.app.session.clock == "elapsed"
        flow = app.app.session.shown().measured
        assert all(stage.off_hours is not None for stage in flow.stages)
        await app.press("C")
        await app.until(lambda: "nights" not in app.text)


async def test_typing_is_kept_when_the_app_is_left(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("down", "'3d")
        assert app.app.screen.editor.is_open
        await app.press("ctrl+q")
        await app.until(lambda: app.app.return_code is not None or not app.app.is_running)
    assert "wait: 3d" in small.read_text(encoding="utf-8")


async def test_a_wrong_value_being_typed_is_asked_about(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("down", "'3x", "ctrl+q")
        await app.until(lambda: app.screen == "Question")
        assert "cannot be kept" in app.text
        await app.press("1")
        await app.until(lambda: app.screen == "MapScreen")
        assert app.app.screen.editor.is_open
        await app.press("ctrl+q", "2")
        await app.until(lambda: app.app.return_code is not None or not app.app.is_running)
    assert "wait: 1d" in small.read_text(encoding="utf-8")


async def test_the_input_goes_with_its_value_when_the_window_changes(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small, size=(120, 40)) as app:
        await app.press("right", "down", "e")
        before = app.app.screen.editor.region
        await app.pilot.resize_terminal(80, 24)
        await app.until(lambda: app.app.screen.editor.region != before)
        place = app.app.screen.map.region_of(Spot(1, "wait"))
        assert app.app.screen.editor.region.y == place.y + app.app.screen.map.region.y


async def test_what_cannot_be_written_is_saved_elsewhere(  # type: ignore[no-untyped-def]
    opened, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vsm_tui import files
    from vsm_tui.model import InputError, Problem

    def refuse(*_: object, **__: object) -> None:
        raise InputError(Problem("the disk is full", str(small)))

    async with opened(small) as app:
        monkeypatch.setattr(files, "save_stream", refuse)
        await app.press("down", "'3d", "enter", "ctrl+q")
        await app.until(lambda: app.screen == "Question")
        assert "the disk is full" in app.text
        await app.press("3", "ctrl+u", f"'{tmp_path}/other.yaml", "enter")
        await app.until(lambda: app.app.return_code is not None or not app.app.is_running)
    assert "wait: 3d" in (tmp_path / "other.yaml").read_text(encoding="utf-8")
    assert "wait: 1d" in small.read_text(encoding="utf-8")


async def test_choices_of_two_periods_are_shown_whole(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        await app.press("v", "T")
        await app.until(lambda: app.screen == "PeriodDialog")
        choices = [line for line in app.text.splitlines() if " vs " in line and "↔" in line]
        assert len(choices) == 3
        assert all("…" not in line and "days" in line for line in choices)


async def test_what_a_choice_means_is_said_whole_where_it_is_narrow(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample, size=(80, 24)) as app:
        await measured(app)
        await app.press("v", "T", "down")
        await app.until(lambda: "40 days  ↔" in app.text or "39 days  ↔" in app.text)


async def test_one_period_is_compared_with_what_was_before_it(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        await app.press("v", "T", "'last 8 weeks", "enter")
        await app.until(lambda: "before that" in app.text and "B − A" in app.text)
        sides = app.app.screen.sides
        assert sides.right.label == "last 8 weeks"
        assert sides.left.flow.observed.window.end <= sides.right.flow.observed.window.start
