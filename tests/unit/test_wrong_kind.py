"""A log where a stream is asked for: what it is, and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.cli.main import run

LOG = "item,at,state\nA,2026-03-02T09:00:00Z,To Do\nA,2026-03-03T09:00:00Z,Done\n"


@pytest.mark.parametrize(
    "line", ["show {}", "measure {}", "report {} -o r.md", "compare {} {}", "round {}", "pull {}", "open {}", "{}"]
)
def test_a_log_is_no_stream(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.events.csv").write_text(LOG)
    words = line.replace("{}", "x.events.csv").split()
    assert run(words) == 1
    assert "x.events.csv: error: this is a log, not a stream; vsm new NAME --from-log" in capsys.readouterr().err
    Path("x.yaml").write_text("vsm: 1\nname: X\n")
    assert run(words) == 1
    assert "this is a log, not a stream; did you mean x.yaml beside it?" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.events.csv", "x.yaml"]


def test_a_stream_that_is_written_as_json_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"vsm": 1, "name": "X", "stages": [{"id": "build"}]}')
    assert run(["show", str(path)]) == 0
    assert "Build" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["check {}", "new A --from-log {}", "show {}", "{}", "open {}"])
def test_a_map_of_vsm_workshop_is_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("m.json").write_text('{"name": "M", "steps": [{"id": "a", "name": "A"}], "connections": []}')
    assert run(line.replace("{}", "m.json").split()) == 1
    told = capsys.readouterr()
    right = "m.json: error: this is a map of vsm-workshop, no stream and no log; vsm new NAME --from-map MAP makes"
    assert right in told.out + told.err
