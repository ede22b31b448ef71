"""What is in a folder, where the user's own things live, and what survives a crash."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from vsm_tui.files import locations, read_stream, recovery
from vsm_tui.files.workspace import entries
from vsm_tui.model import InputError

TEXT = "vsm: 1\nname: x\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_folder_lists_its_streams_and_what_is_wrong_with_them(tmp_path: Path) -> None:
    folder = tmp_path / "streams"
    folder.mkdir()
    (folder / "b.yaml").write_text(TEXT, encoding="utf-8")
    (folder / "a.yml").write_text("vsm: 1\nnam: x\n", encoding="utf-8")
    (folder / "c.yaml").write_text('{"vsm": 1, "name": "y"}', encoding="utf-8")
    (folder / "d.yaml").write_bytes(b"vsm: 1\nname: \xff\n")
    (folder / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    (folder / "notes.txt").write_text(TEXT, encoding="utf-8")
    (folder / "dir.yaml").mkdir()
    (folder / "gone.yaml").symlink_to(folder / "nowhere")
    log = folder / "b.events.csv"
    log.write_text("item,at,state\n", encoding="utf-8")
    os.utime(log, (0, 1_000_000_000))
    found = entries(folder)
    assert [entry.path.name for entry in found] == ["a.yml", "b.yaml", "c.yaml", "d.yaml"]
    broken, plain, json, binary = found
    assert broken.stream is None
    assert [p.line for p in broken.problems] == [1, 2]
    assert plain.stream is not None
    assert (plain.stream.name, plain.problems, plain.log) == ("x", (), log)
    assert plain.log_changed == datetime.fromtimestamp(1_000_000_000, UTC)
    assert plain.changed.tzinfo is UTC
    assert json.stream is not None
    assert json.log is None
    assert binary.problems[0].line == 2


def test_what_is_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="name a folder"):
        entries(tmp_path / "none")


def test_one_variable_moves_everything(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [
        locations.workspace_folder(),
        locations.recovery_folder(),
        locations.cache_folder(),
        locations.crash_log(),
    ]
    assert all(place.is_relative_to(home) for place in places)
    assert len(set(places)) == 4
    monkeypatch.delenv("VSM_HOME")
    assert not locations.workspace_folder().is_relative_to(home)


def test_unsaved_text_is_kept_until_it_is_saved_or_discarded(path: Path, home: Path) -> None:
    assert recovery.pending(path) is None
    recovery.keep(path, TEXT + "notes: more\n")
    assert recovery.pending(path) == TEXT + "notes: more\n"
    kept = recovery.found(path)
    assert kept is not None
    assert kept.base == read_stream(path).digest
    assert (datetime.now(UTC) - kept.at).total_seconds() < 60
    path.write_text(TEXT + "notes: more\n", encoding="utf-8")
    assert recovery.pending(path) is None
    path.write_text(TEXT, encoding="utf-8")
    recovery.discard(path)
    assert recovery.pending(path) is None
    recovery.discard(path)


def test_nobody_else_can_read_it(path: Path, home: Path) -> None:
    recovery.keep(path, "secret plans")
    (file,) = locations.recovery_folder().iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(locations.recovery_folder().stat().st_mode) == 0o700


def test_two_files_of_one_name_do_not_meet(tmp_path: Path, path: Path) -> None:
    other = tmp_path / "other" / "x.yaml"
    other.parent.mkdir()
    recovery.keep(path, "one")
    recovery.keep(other, "two")
    assert (recovery.pending(path), recovery.pending(other)) == ("one", "two")
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    assert recovery.pending(link) == "one"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"path": 3}', b"\xff" * 50, b"[" * 100_000])
def test_a_damaged_copy_is_nothing_to_recover(path: Path, damage: bytes) -> None:
    recovery.keep(path, "text")
    (file,) = locations.recovery_folder().iterdir()
    file.write_bytes(damage)
    assert recovery.pending(path) is None


def test_it_survives_kill(path: Path, home: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from vsm_tui.files import recovery\n"
        "path = Path(sys.argv[1])\n"
        "recovery.keep(path, 'first' * 1000); print('ready', flush=True)\n"
        "while True: recovery.keep(path, 'later' * 100_000)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    assert recovery.pending(path) in ("first" * 1000, "later" * 100_000)
