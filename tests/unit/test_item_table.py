"""The table of items says the same as the items built one by one, in any order and selection."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.files import read_stream
from vsm_tui.flow.explain import Figure
from vsm_tui.measure import load, measure
from vsm_tui.measure.items.why import explain_item
from vsm_tui.measure.measurement import Measurement

STREAM = Path(__file__).parents[2] / "streams" / "standard-feature.yaml"
NUMBERS = ("here", "lead", "touch", "wait", "visits", "returns")


@pytest.fixture(scope="module")
def found() -> Measurement:
    opened = read_stream(STREAM)
    log = load([STREAM.with_name("standard-feature.events.csv")], opened.stream.clock.timezone)
    return measure(opened.stream, log, clock="working")


@pytest.mark.parametrize("about", [{}, {"stage": "review"}, {"stage": "build"}, {"loop": ("qa", "build")}], ids=str)
@pytest.mark.parametrize("by", NUMBERS)
def test_every_order_is_that_of_the_items_themselves(found: Measurement, about: dict[str, str], by: str) -> None:
    ids = {stage.id for stage in found.plan.stream.stages}
    if not {*([about["stage"]] if "stage" in about else about.get("loop", ()))} <= ids:
        pytest.skip("the sample has no such stage")
    rows = found.items(**about)  # type: ignore[arg-type]  # the cases above
    table = found.table(**about)  # type: ignore[arg-type]  # the cases above
    assert rows
    listed = table.listed("all", "", "", by, descending=True)  # type: ignore[arg-type]  # a sort key
    expected = sorted(sorted(rows, key=lambda r: r.item.casefold()), key=lambda r: -getattr(r, by))
    assert [r.item for r in listed] == [r.item for r in expected]
    assert listed.longest == pytest.approx(max(sum(s.seconds for s in r.strip) for r in rows))


def test_selections(found: Measurement) -> None:
    table, rows, p85 = found.table(), found.items(), found.flow.lead_time.p85
    assert p85 is not None

    def kept(name: str, type_: str = "", words: str = "") -> set[str]:
        return {r.item for r in table.listed(name, type_, words, "lead", descending=True)}  # type: ignore[arg-type]

    assert kept("open") == {r.item for r in rows if r.status == "open"}
    assert kept("overdue") == {r.item for r in rows if r.status == "open" and r.lead > p85}
    assert kept("reworked") == {r.item for r in rows if r.returns}
    some = table.types[0]
    assert kept("all", some) == {r.item for r in rows if r.type == some}
    first = rows[0].item
    assert first in kept("all", "", first.lower())


def test_failures_are_those_of_the_rule(found: Measurement) -> None:
    rule = found.plan.stream.failure_demand
    rows = found.items()
    wanted = {r.item for r in rows if r.type in rule.types or set(r.labels.split(";")) & set(rule.labels)}
    table = found.table()
    assert table.knows_failures
    assert wanted
    assert {r.item for r in table.listed("failures", "", "", "lead", descending=True)} == wanted


@pytest.mark.parametrize("column", NUMBERS)
def test_an_items_number_is_explained_by_its_stays(found: Measurement, column: str) -> None:
    for row in found.table(stage="review").listed("all", "", "", "lead", descending=True)[:20]:
        told = explain_item(row, column, found.plan.stream, found.flow, "review")
        assert told is not None
        assert told.value.value == getattr(row, column)
        if column in ("here", "lead", "touch", "wait") and len(told.more) < 24:
            seconds = [p.value for line in told.more for p in line if isinstance(p, Figure)]
            assert sum(float(s or 0) for s in seconds) == pytest.approx(getattr(row, column))


def test_only_numbers_are_explained(found: Measurement) -> None:
    assert explain_item(found.items()[0], "status", found.plan.stream, found.flow) is None
