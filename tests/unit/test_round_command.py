"""``vsm round``: the form, what several people answered, keeping it, and what a comparison tells of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pilot.conftest import LOG, SMALL
from vsm_tui.cli.main import run
from vsm_tui.files import read_stream


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    path.with_name("small.events.csv").write_text(LOG, encoding="utf-8")
    return path


def answers(small: Path, capsys: pytest.CaptureFixture[str], *waits: str) -> Path:
    """A folder of forms that the command printed, filled in."""
    assert run(["round", str(small), "--form"]) == 0
    form = capsys.readouterr().out
    folder = small.parent / "answers"
    folder.mkdir(exist_ok=True)
    for at, wait in enumerate(waits):
        before, review = form.split("  review:")
        text = f"{before}  review:{review.replace('    wait:', f'    wait: {wait}', 1)}"
        (folder / f"{at}.yaml").write_text(text.replace("name:  ", f"name: Ann{at} "), encoding="utf-8")
    return folder


def test_what_people_answered_is_shown_without_names(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = answers(small, capsys, "4h", "1d..2d..4d", "2d..4d..2w")
    before = small.read_text(encoding="utf-8")
    assert run(["round", str(small), str(folder), "--width", "100"]) == 0
    shown = capsys.readouterr().out
    assert "3 people on" in shown
    assert "Review · wait" in shown
    for said in ("4h", "1d..2d..4d", "2d..4d..2w", "4h..2d..2w"):
        assert said in shown
    assert "Ann" not in shown
    assert small.read_text(encoding="utf-8") == before, "looking keeps nothing"


def test_the_form_tells_all_that_somebody_needs_who_gets_it_by_mail(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["round", str(small), "--form"]) == 0
    form = capsys.readouterr().out
    for told in ("behind the colons", "leave empty what you cannot tell", "30m, 4h, 2d or 1w", "min..typical..max",
                 "1d is 8h", "nobody sees who said what", "kept nowhere", "From: asked", "To: in use"):  # fmt: skip
        assert told in form
    assert "outside:" not in form, "no stage of this stream is outside"
    assert max(map(len, form.split("\n"))) <= 100
    small.write_text(small.read_text(encoding="utf-8").replace("    wait: 1d\n    touch: 1d\n", "    outside: 2d\n"))
    assert run(["round", str(small), "--form"]) == 0
    assert "# outside: the time it is away" in capsys.readouterr().out


def test_the_same_answers_are_kept_once(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = answers(small, capsys, "4h", "1d..2d..4d")
    assert run(["round", str(small), str(folder), "--keep"]) == 0
    kept = small.read_text(encoding="utf-8")
    for _ in range(2):
        assert run(["round", str(small), str(folder), "--keep"]) == 0
        told = capsys.readouterr().err
    assert "this round is kept already (1 of 1, " in told
    assert small.read_text(encoding="utf-8") == kept
    (folder / "1.yaml").write_text((folder / "1.yaml").read_text().replace("1d..2d..4d", "3d"), encoding="utf-8")
    assert run(["round", str(small), str(folder), "--keep"]) == 0
    assert len(read_stream(small).stream.rounds) == 2, "other answers are another round"
    text = small.read_text(encoding="utf-8")
    date = str(read_stream(small).stream.rounds[1].date)
    small.write_text(text.replace(date, "2025-11-24"), encoding="utf-8")
    capsys.readouterr()
    assert run(["round", str(small), str(folder), "--keep"]) == 0
    assert "the same was said on 24 Nov 2025" in capsys.readouterr().err
    assert len(read_stream(small).stream.rounds) == 3


def test_a_round_is_kept_and_compared_later(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = answers(small, capsys, "4h", "1d..2d..4d", "2d..4d..2w")
    before = read_stream(small)
    assert run(["round", str(small), str(folder), "--keep", "-q"]) == 0
    capsys.readouterr()
    after = read_stream(small)
    assert after.stream.stages == before.stream.stages
    assert after.text.startswith(before.text)
    assert "Ann" not in after.text
    assert run(["round", str(small), "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["rounds"]
    assert one["people"] == 3
    (value,) = one["values"]
    assert [said["text"] for said in value["said"]] == ["4h", "1d..2d..4d", "2d..4d..2w"]
    assert value["said"][2]["high"] == 10 * 8 * 3600
    assert one["ranges"] == {"inside": 0, "outside": 0, "unclear": 2, "of": 2}, "two items tell nothing"
    assert run(["compare", str(small), "--estimate", "--measured", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["round"]["ranges"] == one["ranges"]
    assert run(["compare", str(small), "--measured", "--estimate", "--width", "120"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "(3 people): 0 of 2 ranges held what was measured, 2 cannot be told yet" in told


def test_plain_signs_and_the_other_clock(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = answers(small, capsys, "1d", "1d..2d..4d")
    assert run(["round", str(small), str(folder), "--ascii", "--width", "60"]) == 0
    assert capsys.readouterr().out.isascii()
    assert run(["round", str(small), str(folder), "--clock", "elapsed", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["rounds"]
    assert one["values"][0]["said"][0]["typical"] == pytest.approx(8 * 3600 * 7 * 24 / 40)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--form", "--keep"], 2, "prints a blank form"),
        (["--keep"], 2, "name them"),
        (["answers/0.yaml"], 1, "1 of at least 2 people"),
        (["answers"], 1, "answers/1.yaml:18:11: error: wait: 2 has no unit: write 2m, 2h or 2d"),
        (["elsewhere"], 1, "no such file"),
        ([], 0, "no round was held yet"),
    ],
)
def test_what_is_wrong_is_said(
    small: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    args: list[str],
    code: int,
    said: str,
) -> None:
    answers(small, capsys, "1d", "2")
    monkeypatch.chdir(small.parent)
    assert run(["round", "small", *args]) == code
    assert said in capsys.readouterr().err
