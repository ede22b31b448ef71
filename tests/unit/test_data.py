"""``vsm data``: what is kept is listed, and removed with all that was made of it; never what somebody wrote."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.git_repository import Repo
from tests.support.jira_server import FakeJira, tickets
from tests.support.pulling import jira_source, nobody, stream
from tests.support.server import Server, serving
from vsm_tui.cli.data import amount
from vsm_tui.cli.main import run
from vsm_tui.connect.entries import sources_of
from vsm_tui.connect.store import opened, place_of
from vsm_tui.events.about import beside
from vsm_tui.files import read_stream
from vsm_tui.files.locations import ordered_folder, pulled_folder


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)


@pytest.fixture
def site() -> Iterator[Server]:
    with serving(FakeJira(tickets(45))) as server:
        yield server


@pytest.fixture
def file(site: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A stream that was pulled."""
    path = stream(tmp_path, jira_source(site.url)).path
    assert run(["pull", str(path)]) == 0
    capsys.readouterr()
    return path


def answer(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> dict[str, Any]:
    assert run(["data", *args, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def everything_under(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_what_is_kept_is_listed(capsys: pytest.CaptureFixture[str], file: Path, site: Server, tmp_path: Path) -> None:
    found = answer(capsys)
    assert (found["schema"], found["folder"]) == ("vsm.data.v1", str(pulled_folder()))
    (kept,) = found["sources"]
    assert (kept["tool"], kept["where"], kept["pages"], kept["trouble"]) == ("jira", site.url, 2, None)
    assert kept["bytes"] == Path(kept["file"]).stat().st_size
    assert kept["from"] <= kept["to"]
    log = str(file.with_name("features.events.csv"))
    assert kept["streams"] == [{"stream": str(file), "log": log}]
    other = stream(tmp_path, jira_source(site.url, "project = XY"), name="other").path
    assert answer(capsys, str(other))["sources"] == []
    assert answer(capsys, "list", str(file)) == answer(capsys, str(file)) == found
    assert run(["data", "--json", str(file)]) == 0
    assert json.loads(capsys.readouterr().out) == found
    assert run(["data"]) == 0
    text = capsys.readouterr().out
    assert f"jira  {site.url}, 2 pages" in text
    assert "features.yaml" in text


def test_nothing_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["data"]) == 0
    assert "nothing that was pulled is kept" in capsys.readouterr().out
    assert run(["data", "purge", "--all"]) == 0
    assert not pulled_folder().exists(), "looking makes nothing"


def test_a_purge_leaves_nothing_that_was_pulled(
    capsys: pytest.CaptureFixture[str], file: Path, site: Server, tmp_path: Path
) -> None:
    other = stream(tmp_path, jira_source(site.url, "project = XY"), name="other").path
    run(["pull", str(other)])
    capsys.readouterr()
    file.write_text(file.read_text().replace("project = AB", "project = AB AND type = Bug"))
    run(["pull", str(file)])  # what the stream's query was before is kept apart, and goes, too
    capsys.readouterr()
    assert len(answer(capsys, str(file))["sources"]) == 2
    found = answer(capsys, "purge", str(file), "--yes")
    assert found["removed"]
    assert found["bytes"] > 1000
    assert everything_under(tmp_path / "home") == {place_of(sources_of(read_stream(other))[0].source).name}
    assert everything_under(tmp_path) - everything_under(tmp_path / "home") == {
        "features.yaml", "other.yaml", "other.events.csv", "other.events.csv.about.json"
    }  # fmt: skip
    assert run(["pull", str(file)]) == 0, "and it can be pulled again"


def test_all_goes_with_all(capsys: pytest.CaptureFixture[str], file: Path, site: Server, tmp_path: Path) -> None:
    run(["pull", str(stream(tmp_path, jira_source(site.url, "project = XY"), name="other").path)])
    assert run(["measure", str(file), "--engine", "local:1"]) == 0
    capsys.readouterr()
    (copy,) = ordered_folder().iterdir()
    assert copy.stat().st_mode & 0o077 == 0
    assert answer(capsys)["ordered"] == {"folder": str(copy.parent), "files": 1, "bytes": copy.stat().st_size}
    assert answer(capsys, "purge", "--all", "--yes")["removed"]
    assert everything_under(tmp_path) == {"features.yaml", "other.yaml"}


def test_a_log_somebody_wrote_stays(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    log = file.with_name("features.events.csv")
    log.write_text(log.read_text() + "X-1,2026-01-01T00:00Z,jira:To Do,Bug,,\n")
    before = log.read_bytes()
    found = answer(capsys, "purge", str(file), "--yes")
    assert log.read_bytes() == before
    assert found["left"] == [{"file": str(log), "reason": "was changed by hand since it was pulled"}]
    assert not beside(log).exists()
    assert everything_under(pulled_folder()) == set()


def test_a_log_that_was_never_pulled_stays(capsys: pytest.CaptureFixture[str], site: Server, tmp_path: Path) -> None:
    path = stream(tmp_path, jira_source(site.url), log="own.csv").path
    own = tmp_path / "own.csv"
    own.write_text("item,at,state\nA,2026-01-01T00:00Z,To Do\n")
    assert run(["pull", str(path)]) == 1
    run(["measure", str(path)])
    capsys.readouterr()
    assert not answer(capsys, "purge", str(path), "--yes")["removed"]
    assert run(["data", "purge", "--all", "--yes"]) == 0
    assert own.is_file()


def test_one_source_of_several(capsys: pytest.CaptureFixture[str], site: Server, tmp_path: Path) -> None:
    repo = Repo.made(tmp_path / "service")
    repo.commit("AB-1 first", 3)
    path = stream(tmp_path, jira_source(site.url), "{tool: git, path: service}").path
    assert run(["pull", str(path)]) == 0
    log = path.with_name("features.events.csv")
    assert "git:" in log.read_text()
    asked = len(site.asked)
    capsys.readouterr()
    assert answer(capsys, "purge", str(path), "--source", "git", "--yes")["removed"]
    assert "git:" not in log.read_text()
    assert "jira:" in log.read_text()
    assert [kept["tool"] for kept in answer(capsys, str(path))["sources"]] == ["jira"]
    assert answer(capsys, "purge", str(path), "--source", "jira", "--yes")["removed"]
    assert not log.exists()
    assert not beside(log).exists()
    assert len(site.asked) == asked, "no server was asked"


@pytest.mark.parametrize(("said", "gone"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_it_asks_before(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, file: Path, said: str, gone: bool
) -> None:
    primary, secondary = os.openpty()
    os.write(primary, said.encode())
    with os.fdopen(secondary, "r") as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        assert run(["data", "purge", str(file)]) == 0
    os.close(primary)
    told = capsys.readouterr()
    assert "features.events.csv" in told.out
    assert "Remove it?" in told.err
    assert file.with_name("features.events.csv").exists() is not gone
    assert ("nothing was removed" in told.out) is not gone


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([], "name one stream, or say --all"),
        (["{file}", "--all"], "name one stream, or say --all"),
        (["--all", "--source", "jira"], "--source is of one stream"),
        (["{file}"], "nobody can be asked here: say --yes"),
        (["--all"], "nobody can be asked here: say --yes"),
    ],
)
def test_what_cannot_be_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, file: Path, args: list[str], told: str
) -> None:
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        assert run(["data", "purge", *(arg.format(file=file) for arg in args)]) == 2
    assert told in capsys.readouterr().err
    assert file.with_name("features.events.csv").exists()


def test_no_such_source(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert run(["data", "purge", str(file), "--source", "git", "--yes"]) == 1
    assert "no source ‘git’: there are jira" in capsys.readouterr().err


def test_what_a_pull_is_adding_to_is_not_removed(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    source = sources_of(read_stream(file))[0].source
    with opened(source):
        assert "another pull of this source is running" in answer(capsys)["sources"][0]["trouble"]
        assert run(["data", "purge", str(file), "--yes"]) == 3
        assert "another pull of this source is running" in capsys.readouterr().err
    assert place_of(source).is_file()
    assert file.with_name("features.events.csv").exists()


def test_what_is_damaged_can_be_removed(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    place = place_of(sources_of(read_stream(file))[0].source)
    place.write_bytes(b"this is no database " * 400)
    (kept,) = answer(capsys)["sources"]
    assert (kept["tool"], kept["bytes"]) == ("jira", 8000)
    assert "cannot be used" in kept["trouble"]
    assert answer(capsys, "purge", str(file), "--yes")["removed"]
    assert not place.exists()


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (9_940, "9.9 kB"), (9_960, "10 kB"),
     (999_499, "999 kB"), (999_500, "1.0 MB"), (1_234_567_890, "1.2 GB")],
)  # fmt: skip
def test_amounts(size: int, text: str) -> None:
    assert amount(size) == text


def test_what_another_stream_needs_stays(
    capsys: pytest.CaptureFixture[str], file: Path, site: Server, tmp_path: Path
) -> None:
    other = stream(tmp_path, jira_source(site.url), name="other").path
    assert run(["pull", str(other)]) == 0
    (place,) = (Path(kept["file"]) for kept in answer_after(capsys, str(file))["sources"])
    assert run(["data", "purge", str(file), "--source", "jira", "--yes"]) == 0
    shown = capsys.readouterr().out
    assert "nothing was removed" in shown
    assert "also pulled for" in shown
    found = answer(capsys, "purge", str(file), "--yes")
    assert found["removed"]
    assert not file.with_name("features.events.csv").exists()
    assert other.with_name("other.events.csv").is_file()
    assert place.is_file()
    (left,) = found["left"]
    assert left["file"] == str(place)
    assert "other.yaml; vsm data purge --all removes it" in left["reason"]
    (kept,) = answer(capsys)["sources"]
    assert [used["stream"] for used in kept["streams"]] == [str(other)], "it is no longer kept for the first one"
    assert answer(capsys, "purge", str(other), "--yes")["removed"]
    assert everything_under(pulled_folder()) == set()


def answer_after(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    capsys.readouterr()
    return answer(capsys, *args)


@pytest.mark.parametrize("change", ["gone", "another source"])
def test_what_no_other_stream_needs_any_more_goes(
    capsys: pytest.CaptureFixture[str], file: Path, site: Server, tmp_path: Path, change: str
) -> None:
    other = stream(tmp_path, jira_source(site.url), name="other").path
    assert run(["pull", str(other)]) == 0
    if change == "gone":
        other.unlink()
    else:
        other.write_text(other.read_text().replace("project = AB", "project = XY"))
    capsys.readouterr()
    found = answer(capsys, "purge", str(file), "--yes")
    assert (found["removed"], found["left"]) == (True, [])
    assert everything_under(pulled_folder()) == set()


def test_a_source_of_which_nothing_came_is_not_kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = stream(tmp_path, "{tool: git, path: servise}").path
    assert run(["pull", str(path)]) == 3
    capsys.readouterr()
    assert answer(capsys)["sources"] == []


def test_a_stream_with_sources_and_no_log_is_told_to_pull(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert run(["data", "purge", str(file), "--yes"]) == 0
    capsys.readouterr()
    assert run(["measure", str(file)]) == 1
    told = capsys.readouterr().err
    assert f"no log to measure: vsm pull {file} fetches one from its sources; or name one" in told
    assert run(["pull", str(file)]) == 0


def test_a_dry_run_only_notes_a_log_changed_by_hand(
    capsys: pytest.CaptureFixture[str], file: Path, site: Server
) -> None:
    log = file.with_name("features.events.csv")
    log.write_text(log.read_text() + "X-1,2026-01-01T00:00Z,jira:To Do,Bug,,\n")
    asked = len(site.asked)
    assert run(["pull", str(file), "--dry-run"]) == 0
    shown = capsys.readouterr()
    assert "the log would be" in shown.out
    assert "was written or changed by hand" in shown.err
    assert len(site.asked) == asked
    assert run(["pull", str(file)]) == 1
    assert "X-1" in log.read_text()
