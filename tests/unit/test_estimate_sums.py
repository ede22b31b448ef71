"""What an estimate's lead time is called: typical, simulated, shortest to longest, and why these differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flows import chain, estimate, three
from vsm_tui.draw import Units, map_text
from vsm_tui.draw.explained import explained_text, value_text
from vsm_tui.flow import Flow, expected, simulate_range
from vsm_tui.flow.comparison import with_range
from vsm_tui.flow.explain import explain
from vsm_tui.model import Clock, Stage, Stream


def ranged() -> tuple[Stream, Flow]:
    """Ranges that reach much farther up than down, so that the typical sum lies below the simulated 80 %."""
    stages = tuple(replace(s, wait=estimate("1d..2d..20d"), touch=estimate("1h")) for s in chain(5).stages)
    stream = replace(chain(5), stages=stages)
    found = simulate_range(stream)
    assert found is not None
    return stream, with_range(expected(stream), found.median, found.low, found.high)


def test_each_number_of_a_ranged_lead_time_has_its_name() -> None:
    stream, flow = ranged()
    for width in (80, 130):
        shown = "\n".join(map_text(stream, flow, width=width))
        for part in (
            "LEAD 11d typical",
            "simulated: half up to 39d",
            "80 % in 27d–52d",
            "shortest to longest 5.6d–20w",
        ):
            assert part in shown


def test_why_they_differ_is_said_wherever_one_of_them_is_explained() -> None:
    stream, flow = ranged()
    for key in ("lead_time.mean", "lead_time.p50", "lead_time.range_80", "lead_time.range"):
        assert any("reach farther up than down" in text for text in explain(flow, key, stream).sure), key


@pytest.mark.parametrize(("key", "both"), [("lead_time.range_80", "27d–52d"), ("lead_time.range", "5.6d–20w")])
def test_a_range_is_explained_by_both_its_ends(key: str, both: str) -> None:
    stream, flow = ranged()
    text = explained_text(explain(flow, key, stream), Clock(), width=100)
    assert text[1].strip() == both
    assert sum(both in line for line in text) == 1


def test_exact_answers_that_are_ranges_say_why() -> None:
    away = Stage("test", "Penetration test", outside=estimate("3d"))
    stream = replace(three(), stages=(*three().stages, away))
    assert "(outside time may be either)" in "\n".join(map_text(stream, expected(stream), width=120))
    assert "may be either" not in "\n".join(map_text(three(), expected(three()), width=120))


def test_what_is_known_no_closer_is_told_by_its_bounds() -> None:
    away = Stage("test", "Penetration test", outside=estimate("3d"))
    stream = replace(three(), stages=(*three().stages, away))
    found = explain(expected(stream), "touch", stream)
    low, high = found.bounds or (None, None)
    assert found.value.value is None
    assert low is not None
    assert high is not None
    assert value_text(found, Units.of(Clock(), "working")) == "2d–5d"
    assert explained_text(found, Clock(), width=100)[1].strip() == "2d–5d"
