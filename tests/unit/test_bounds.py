"""Files that would fill the memory: refused in time, with what would be right."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from vsm_tui.events.formats import tables, whole
from vsm_tui.events.formats.whole import content, json_in, line_of
from vsm_tui.measure import load
from vsm_tui.model import InputError

ROW = b"A,2026-01-01T00:00:00Z,x\n"


def packed(path: Path, head: bytes, filler: bytes, size: int) -> Path:
    """A small file that unpacks to about ``size`` bytes."""
    with gzip.open(path, "wb") as file:
        file.write(head)
        for _ in range(size // (len(filler) * 1000)):
            file.write(filler * 1000)
    return path


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds as they are, but a hundred times smaller."""
    monkeypatch.setattr(tables, "_LARGE", 10_000_000)
    monkeypatch.setattr(tables, "_PROBED", 1)


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("name", ["log.csv", "log.jsonl"])
def test_a_table_that_unpacks_to_far_too_much_is_refused(tmp_path: Path, name: str) -> None:
    head = b"item,at,state\n" if name == "log.csv" else b'{"item":"A","at":"2026-01-01","state":"x"}\n'
    path = packed(tmp_path / name, head, ROW, 12_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(InputError, match="unpacks to over 100 times its size, and over 1 GB: unpack it yourself"):
        load([path], "UTC")


@pytest.mark.usefixtures("_small")
def test_a_packed_log_of_usual_size_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "log.csv.gz", b"item,at,state\n", ROW, 2_000_000)
    assert load([path], "UTC").rows == 80_000
    lines = "".join(
        f"item-{n * 7919 % 10007},2026-01-{n % 28 + 1:02d}T00:00:{n % 60:02d}Z,s{n % 7}\n" for n in range(300_000)
    )
    path.write_bytes(gzip.compress(b"item,at,state\n" + lines.encode()))
    assert load([path], "UTC").rows == 300_000


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_line_without_end_is_no_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(tables, "_LONGEST", 1_000_000)
    head = "item,at,state\nA,2026-01-01,x\n" if form == "csv" else '{"item":"A","at":"2026-01-01","state":"x"}\n'
    path = tmp_path / "log"
    path.write_bytes(head.encode() + b"y" * 3_000_000)
    with pytest.raises(InputError, match="a line of over 1,000,000 characters: that is no table") as caught:
        load([path], "UTC")
    assert caught.value.problems[0].line == (3 if form == "csv" else 2)


@pytest.mark.parametrize("pack", [False, True])
def test_what_is_read_whole_has_a_bound(tmp_path: Path, pack: bool) -> None:
    data = json.dumps({"issues": ["x" * 500_000]}).encode()
    path = tmp_path / "log.json"
    path.write_bytes(gzip.compress(data) if pack else data)
    assert content(path, len(data)) == data
    with pytest.raises(InputError, match=r"is over 0 MB, unpacked: split it, several files are one log"):
        content(path, len(data) - 1)


@pytest.mark.parametrize("text", ['{"issues": %s}', '{"objectTypes": %s}', '{"17": [{"field_name": %s}]}'])
def test_a_file_larger_than_the_bound_is_refused_whatever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(whole.content, "__defaults__", (1000,))
    path = tmp_path / "log.json"
    path.write_text(text % ("[" + "1," * 1000 + "1]"))
    with pytest.raises(InputError, match="unpacked: split it"):
        load([path], "UTC")


@pytest.mark.parametrize("text", ['{"issues": %s', '{"objectTypes": %s', '{"17": [{"field_name": %s'])
def test_a_file_nested_beyond_all_measure_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "log.json"
    path.write_text(text % ("[" * 200_000))
    with pytest.raises(InputError, match=r"is nested too deep|is no JSON"):
        load([path], "UTC")


def test_a_packed_file_that_is_cut_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(b"item,at,state\n" + ROW * 1000)[:-20])
    with pytest.raises(InputError, match="cannot be read"):
        load([path], "UTC")


def test_lines_are_found_in_json() -> None:
    data = '{\n "id": 1,\n "id": 17,\n "Name": "Zürich",\n "18": []\n}'.encode()
    assert line_of(data, "id", 17) == 3
    assert line_of(data, "id", 7) == 0
    assert line_of(data, "Name", "Zürich") == 4
    assert line_of(data, "18") == 5
    assert line_of(data, "19") == 0
    with pytest.raises(InputError) as caught:
        json_in(Path("x.json"), b'{\n "a": }')
    assert (caught.value.problems[0].line, caught.value.problems[0].column) == (2, 7)
