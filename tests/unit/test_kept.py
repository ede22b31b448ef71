"""Events kept in order between runs: equal to what was read, never stale, never trusted blindly, never too many."""

from __future__ import annotations

import os
import time
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest

from vsm_tui.measure import Log, load, measure, measure_files
from vsm_tui.measure.log import cache, sizes
from vsm_tui.measure.log.kept import Kept, Writer, in_order
from vsm_tui.measure.log.opened import open_logs
from vsm_tui.measure.log.scan import scan as scanned
from vsm_tui.model import FailureDemand, InputError, Rule, Stage, States, Stream

STREAM = Stream(
    "s",
    stages=(Stage(id="build", name="Build", states=States(wait=("Queue",), touch=("Build",))),),
    finish=Rule(("Done",)),
    failure_demand=FailureDemand(labels=("hot",)),
)
ROWS = (
    "item,at,state,labels\n"
    "A,2024-01-01T08:00:00Z,Queue,\n"
    "B,2024-01-01T09:00:00Z,Queue,hot\n"
    "A,2024-01-02T08:00:00Z,Build,hot\n"
    "A,2024-01-03T08:00:00Z,Done,\n"
    "B,2024-01-03T08:00:00,Build,\n"
    "C,soon,Build,\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user whose every log is large enough to keep."""
    monkeypatch.setenv("VSM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sizes, "SMALLEST", 0)
    return tmp_path / "home"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(ROWS)
    return path


def read(path: Path) -> Log:
    return load([path], "Europe/Berlin", columns=("labels",))


def events(log: Log) -> list[tuple[str, int, str, int]]:
    states = [log.states[code] for code in log.state]
    names = [log.items[code] for code in log.item]
    return list(zip(names, log.at.tolist(), states, log.split.tolist(), strict=True))


def kept_files() -> list[Path]:
    return sorted(cache.folder().glob("*")) if cache.folder().is_dir() else []


def never_read(*_: object) -> None:
    raise AssertionError("the file was read again")


def test_the_second_time_nothing_is_read_and_everything_is_the_same(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(log)
    told = events(first), first.findings, first.rejected, first.rejected_count, first.rows, first.ends
    assert first.rejected_count == 1
    assert [path.suffix for path in kept_files()] == [".events"]
    with monkeypatch.context() as patch:
        patch.setattr("vsm_tui.measure.log.read.open_logs", never_read)
        patch.setattr("vsm_tui.measure.log.recall.open_logs", never_read)
        second = read(log)
        flow = measure(STREAM, second).flow
    assert (events(second), second.findings, second.rejected, second.rejected_count, second.rows, second.ends) == told
    assert flow == measure(STREAM, first).flow
    assert second.labels.tolist() == first.labels.tolist() == ["hot", "hot"]  # type: ignore[attr-defined]


def test_it_lies_in_the_users_cache_and_nobody_else_may_read_it(log: Path, home: Path) -> None:
    read(log)
    (kept,) = kept_files()
    assert kept.is_relative_to(home / "cache")
    assert set(log.parent.iterdir()) == {home, log}
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("change", ["content", "time", "size", "zone", "columns", "said beside"])
def test_whatever_changes_it_is_read_anew(log: Path, change: str) -> None:
    read(log)
    before = log.stat()
    zone = "Europe/Berlin"
    columns: tuple[str, ...] = ("labels",)
    match change:
        case "content":  # of the same size at the same time
            log.write_text(ROWS.replace("Done", "Gone"))
            os.utime(log, ns=(before.st_atime_ns, before.st_mtime_ns))
        case "time":
            os.utime(log, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
        case "size":
            log.write_text(ROWS + "A,2024-01-04T08:00:00Z,Build,\n")
        case "zone":
            zone = "Asia/Tokyo"
        case "columns":
            columns = ()
        case "said beside":
            log.with_name("log.csv.about.json").write_text("{}")
    found = load([log], zone, columns=columns)
    assert len(kept_files()) == 2
    assert ("Gone" in found.states) == (change == "content")
    assert found.rows == (6 if change == "size" else 5)


@pytest.mark.parametrize("damage", ["a bit", "cut short", "empty", "another file", "a longer end"])
def test_a_damaged_file_is_thrown_away(log: Path, damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = events(read(log))
    (kept,) = kept_files()
    data = bytearray(kept.read_bytes())
    match damage:
        case "a bit":
            data[len(data) // 2] ^= 1
        case "cut short":
            del data[-9:]
        case "empty":
            data.clear()
        case "another file":
            data = bytearray(b"something else" * 50)
        case "a longer end":
            data += b"\0" * 16
    kept.unlink()
    kept.write_bytes(bytes(data))
    assert Kept.open(kept, log) is None
    assert events(read(log)) == whole
    monkeypatch.setattr("vsm_tui.measure.log.read.open_logs", never_read)
    assert events(read(log)) == whole


def test_every_bit_counts(log: Path) -> None:
    read(log)
    (kept,) = kept_files()
    data = kept.read_bytes()
    for at in range(0, len(data), 7):
        kept.unlink()
        kept.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        assert Kept.open(kept, log) is None


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(log: Path, home: Path) -> None:
    home.mkdir()
    (home / "cache").write_text("in the way")
    assert read(log).rows == 5
    assert measure_files(STREAM, [log], parts=3).flow == measure_files(STREAM, [log], parts=1).flow


def test_a_writer_that_gives_up_leaves_nothing(log: Path) -> None:
    opened = open_logs([log], "UTC")
    scan = in_order(scanned(opened.con, opened.sources[0]), "UTC")
    writer = Writer(cache.folder() / "x.events")
    writer.add(scan)
    writer.give_up()
    assert kept_files() == []


def test_ranges_of_hashes_are_the_whole(log: Path) -> None:
    read(log)
    (path,) = kept_files()
    kept = Kept.open(path, log)
    assert kept is not None
    whole = kept.scan()
    for count in (1, 2, 3, 7, 64):
        parts = [kept.scan((number, count)) for number in range(count)]
        assert np.concatenate([part.at for part in parts]).tolist() == whole.at.tolist()
        assert np.concatenate([part.hashes for part in parts]).tolist() == whole.hashes.tolist()
        for column in whole.codes:
            assert np.concatenate([part.codes[column] for part in parts]).tolist() == whole.codes[column].tolist()
    assert sorted(set(whole.hashes.tolist())) == kept.hashes().tolist()


def test_details_of_a_changed_file_are_refused(log: Path) -> None:
    read(log)
    again = read(log)
    log.write_text(ROWS.replace("A,", "Z,"))
    with pytest.raises(InputError, match="changed since it was read"):
        len(again.items)


def test_a_broken_file_keeps_its_details(log: Path) -> None:
    log.write_text(ROWS + 'D,2024-01-01T08:00:00Z,"Qu"eue,\n' + "E,2024-01-01T08:00:00Z\n")
    first = read(log)
    second = read(log)
    assert first.rejected_count == second.rejected_count == 3
    assert [astuple(problem) for problem in second.rejected] == [astuple(problem) for problem in first.rejected]
    assert events(second) == events(first)


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    old = time.time() - 3600
    for age, name in enumerate(("newest", "older", "oldest")):
        path = tmp_path / f"{name}.events"
        path.write_bytes(b"x" * 100)
        os.utime(path, (old - age * 60, old - age * 60))
    (tmp_path / "new-left").write_bytes(b"x")
    os.utime(tmp_path / "new-left", (old - 48 * 3600,) * 2)
    (tmp_path / "new-now").write_bytes(b"x")
    (tmp_path / "somebody's").write_bytes(b"x" * 1000)
    cache.trim(cap=250, where=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "new-now",
        "newest.events",
        "older.events",
        "somebody's",
    ]


def test_what_is_in_use_is_never_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "now.events"
    path.write_bytes(b"x" * 100)
    cache.trim(cap=0, where=tmp_path)
    assert path.exists()


def test_being_found_counts_as_use(log: Path) -> None:
    read(log)
    (kept,) = kept_files()
    os.utime(kept, (0, 0))
    read(log)
    assert kept.stat().st_mtime > time.time() - 60


def test_a_very_large_log_is_put_in_order_bit_by_bit_and_opened_whole(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sizes, "SMALLEST", 1 << 60)
        whole = read(log)
    told = events(whole), whole.findings, whole.rejected, whole.rejected_count, whole.labels
    monkeypatch.setattr(sizes, "LARGE", 2)
    monkeypatch.setattr(sizes, "PART", 2)
    first, second = read(log), read(log)
    for found in (first, second):
        assert (events(found), found.findings, found.rejected, found.rejected_count) == told[:4]
        assert list(found.labels) == list(told[4])


def test_more_than_can_be_held_is_refused_before_it_is_read(log: Path) -> None:
    with pytest.raises(InputError, match=r"about \d events: more than 3 are not held.*--engine local"):
        load([log], "UTC", most=3)
    read(log)
    with pytest.raises(InputError, match="more than 3"):
        load([log], "Europe/Berlin", columns=("labels",), most=3)
    assert load([log], "Europe/Berlin", columns=("labels",), most=5).rows == 5
