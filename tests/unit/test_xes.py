"""XES: what names a state, what becomes an interval, and what is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from vsm_tui.events import EventLog, Split, read_log
from vsm_tui.model import InputError

LIFECYCLE = '<classifier name="Activity" keys="concept:name lifecycle:transition"/>'


def event(name: str, minute: int, transition: str = "", **more: str) -> str:
    attributes = {
        "concept:name": name,
        "org:resource": "Jane Doe",
        **({"lifecycle:transition": transition} if transition else {}),
        **more,
    }
    inside = "".join(f'<string key="{k}" value="{v}"/>' for k, v in attributes.items())
    return f'<event>{inside}<date key="time:timestamp" value="2026-01-01T10:{minute:02d}:00.000+01:00"/></event>'


def trace(name: str, *events: str, more: str = "") -> str:
    return f'<trace><string key="concept:name" value="{name}"/>{more}{"".join(events)}</trace>'


def read(tmp_path: Path, *inside: str, head: str = "", packed: bool = False) -> EventLog:
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<log xmlns="http://www.xes-standard.org/">{"".join(inside)}</log>'
    )
    path = tmp_path / ("log.xes.gz" if packed else "log.xes")
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return read_log(path, "Europe/Berlin")


def rows(log: EventLog) -> list[tuple[str, int, str, Split]]:
    start = 1767258000_000_000  # 2026-01-01T09:00:00Z
    minutes = [(at - start) // 60_000_000 for at in log.at]
    return list(zip(log.item, minutes, log.state, map(Split, log.split), strict=True))


def test_without_a_classifier_the_concept_name_is_the_state(tmp_path: Path) -> None:
    log = read(tmp_path, trace("A", event("Build", 1), event("Test", 2)))
    assert rows(log) == [("A", 1, "Build", Split.MAPPED), ("A", 2, "Test", Split.MAPPED)]
    assert (log.type, log.notes, log.rejected_count) == ([], [], 0)


def test_the_classifier_names_the_state_and_standard_transitions_are_intervals(tmp_path: Path) -> None:
    log = read(
        tmp_path,
        '<classifier name="Who" keys="org:resource"/>',
        LIFECYCLE,
        trace("A", event("Build", 1, "START"), event("Build", 3, "Complete"), event("Test", 4, "start")),
        trace("B", event("Accepted", 1, "In Progress"), event("Accepted", 2, "Wait")),
    )
    assert rows(log) == [
        ("A", 1, "Build", Split.TOUCH),
        ("A", 3, "Test", Split.WAIT),
        ("A", 4, "Test", Split.TOUCH),
        ("B", 1, "Accepted+In Progress", Split.MAPPED),
        ("B", 2, "Accepted+Wait", Split.MAPPED),
    ]


def test_only_completions_leave_the_split_unknown(tmp_path: Path) -> None:
    log = read(tmp_path, LIFECYCLE, trace("A", event("Build", 1, "complete"), event("Test", 2, "complete")))
    assert rows(log) == [("A", 1, "Build", Split.UNSPLIT), ("A", 2, "Test", Split.UNSPLIT)]


def test_a_classifier_may_name_other_keys(tmp_path: Path) -> None:
    keys = '<classifier name="x" keys="\'my area\' concept:name"/>'
    log = read(tmp_path, keys, trace("A", event("Build", 1, **{"my area": "North"}), event("Test", 2)))
    assert log.state == ["North+Build", "Test"]


def test_events_are_ordered_by_time_and_ties_keep_the_file_order(tmp_path: Path) -> None:
    log = read(tmp_path, trace("A", event("C", 5), event("B", 1), event("A", 1)))
    assert log.state == ["B", "A", "C"]


def test_no_person_is_kept(tmp_path: Path) -> None:
    log = read(
        tmp_path,
        '<global scope="event"><string key="concept:name" value="UNKNOWN"/></global>',
        trace(
            "A", event("Build", 1), more='<string key="responsible" value="Jane Doe"/><string key="type" value="Bug"/>'
        ),
    )
    kept = [*log.item, *log.state, *log.type, *log.labels, *log.ref, *log.outcome, *log.notes]
    assert "Jane Doe" not in " ".join(kept)
    assert log.type == ["Bug"]


def test_nested_attributes_do_not_speak_for_their_event(tmp_path: Path) -> None:
    nested = '<string key="cost" value="1"><string key="concept:name" value="Wrong"/></string>'
    text = event("Build", 1).replace("<date", nested + "<date")
    assert read(tmp_path, trace("A", text)).state == ["Build"]


def test_wrong_events_are_named_by_line_and_kept_out(tmp_path: Path) -> None:
    bad_time = event("Build", 1).replace("2026-01-01T10", "yesterday")
    nameless = event("", 1)
    log = read(tmp_path, "\n", trace("A", "\n" + bad_time, "\n" + nameless, "\n" + event("Test", 2)))
    assert [(p.line, p.text[:20]) for p in log.rejected] == [(3, "‘yesterday:01:00.000"), (4, "an event without con")]
    assert log.rejected_count == 2
    assert log.state == ["Test"]


def test_what_was_assumed_is_said(tmp_path: Path) -> None:
    local = event("Build", 1).replace("+01:00", "")
    log = read(tmp_path, f"<trace>{local}</trace>", trace("A", event("Build", 2)), trace("A", event("Test", 3)))
    assert rows(log)[0] == ("trace 1", 1, "Build", Split.MAPPED)
    assert log.notes == [
        "1 trace without concept:name, called by number",
        "1 name on several traces, each read as one item",
        "1 event had no zone: read as Europe/Berlin",
    ]


def test_gzip(tmp_path: Path) -> None:
    assert read(tmp_path, trace("A", event("Build", 1)), packed=True).state == ["Build"]


@pytest.mark.parametrize(
    ("head", "inside", "said"),
    [
        ('<!DOCTYPE log [<!ENTITY a "aaaa">]>', trace("&a;", event("Build", 1)), "declares a document type"),
        ('<!DOCTYPE log SYSTEM "file:///etc/passwd">', "", "declares a document type"),
        ("", "<trace><unclosed></trace>", "is no XML: mismatched tag"),
        ("", "<a>" * 200 + "</a>" * 200, "nested over 100 deep"),
    ],
)
def test_hostile_and_broken_files_are_refused(tmp_path: Path, head: str, inside: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, inside, head=head)


def test_a_cut_off_archive_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "log.xes.gz"
    path.write_bytes(
        gzip.compress(b"<log>" + trace("A", *(event(f"Build {i}", 1) for i in range(5000))).encode() + b"</log>")[
            :-2000
        ]
    )
    with pytest.raises(InputError, match="cannot be read"):
        read_log(path, "UTC")
