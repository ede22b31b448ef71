"""Tables of stays against a slow definition: at any moment an item is where its latest begun stay that lasts is."""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_tui.events.log import Split
from vsm_tui.measure import load
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.log.opened import open_logs
from vsm_tui.measure.scale.parts import Parts

START = datetime(2026, 1, 1, tzinfo=UTC)
NOWHERE, ENDED = "(in no state)", "(ended)"
HOURS = 12
STAY = st.tuples(
    st.sampled_from("AB"),
    st.sampled_from(("Build", "Test", "Wait")),
    st.integers(0, HOURS),
    st.one_of(st.none(), st.integers(0, HOURS)),
)
Stay = tuple[str, str, int, int | None]


def text_of(hour: int | None) -> str:
    return "" if hour is None else (START + timedelta(hours=hour)).isoformat()


def written(stays: list[Stay], path: Path) -> None:
    rows = [f"{item},{state},{text_of(begin)},{text_of(end)}" for item, state, begin, end in stays]
    path.write_text("\n".join(["item,state,entered,left", *rows]) + "\n", encoding="utf-8")


def where(log: Log, item: str, half: float) -> str:
    """Where ``item`` is at a moment (hours since the start) between two events; "" before its first."""
    moment = (START + timedelta(hours=half)).timestamp() * 1e6
    found = ""
    for code, at, state, split in zip(log.item, log.at, log.state, log.split, strict=True):
        if log.items[code] == item and at <= moment:
            found = NOWHERE if split == Split.NOWHERE else log.states[state]
    return found


def expected(stays: list[Stay], item: str, half: float) -> set[str]:
    own = [s for s in stays if s[0] == item]
    lasting = [s for s in own if s[2] < half and (s[3] is None or s[3] > half)]
    if not lasting:
        between = any(s[2] > half for s in own)
        return {(NOWHERE if between else ENDED) if any(s[2] < half for s in own) else ""}
    latest = max(s[2] for s in lasting)
    return {s[1] for s in lasting if s[2] == latest}


@given(st.lists(STAY, min_size=1, max_size=8))
@settings(deadline=None)
def test_an_item_is_in_the_stay_begun_last(drawn: list[Stay]) -> None:
    stays = [s for s in drawn if s[3] is None or s[3] >= s[2]]
    if not stays:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        written(stays, path)
        log = load([path], "UTC")
        for item in {s[0] for s in stays}:
            for hour in range(HOURS + 1):
                assert where(log, item, hour + 0.5) in expected(stays, item, hour + 0.5)
        with Parts(open_logs([path], "UTC"), 3) as parts:
            rows = [row for number in range(3) for row in triples(parts.log(number))]
            assert sorted(rows) == sorted(triples(log))
            assert parts.whole.told.findings == log.findings


def triples(log: Log) -> list[tuple[str, int, str, int]]:
    rows = zip(log.item, log.at, log.state, log.split, strict=True)
    return [(log.items[item], int(at), log.states[state], int(split)) for item, at, state, split in rows]


WALK = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(("Build", "Test", "Wait", "Done"))), min_size=1, max_size=7
)


@given(st.dictionaries(st.sampled_from(("A", "B", "C")), WALK, min_size=1), st.integers(0, 99), st.booleans())
@settings(deadline=None)
def test_a_log_written_as_stays_reads_back_as_the_same_stays(
    walks: dict[str, list[tuple[int, str]]], seed: int, shuffled: bool
) -> None:
    events: list[tuple[str, int, str]] = []
    stays: list[Stay] = []
    for item, walk in walks.items():
        hour, own = 0, list[tuple[int, str]]()
        for step, state in walk:
            hour += step
            own.append((hour, state))
        events += [(item, at, state) for at, state in own]
        ends = [at for at, _ in own[1:]]
        stays += [(item, state, at, end) for (at, state), end in zip(own, [*ends, None], strict=True)]
    # Of several stays that take no time at one moment only the file knows the order; whole items may be shuffled.
    still = {(item, begin) for item, _, begin, end in stays if end == begin}
    if shuffled and len(still) == sum(1 for s in stays if s[3] == s[2]):
        random.Random(seed).shuffle(stays)
    with tempfile.TemporaryDirectory() as folder:
        path, plain = Path(folder) / "stays.csv", Path(folder) / "events.csv"
        written(stays, path)
        rows = [f"{item},{text_of(at)},{state}" for item, at, state in events]
        plain.write_text("\n".join(["item,at,state", *rows]) + "\n", encoding="utf-8")
        log = load([path], "UTC")
        assert triples(log) == triples(load([plain], "UTC"))
        assert log.findings == []
