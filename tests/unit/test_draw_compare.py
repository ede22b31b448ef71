"""Two flows on one scale, as blocks of text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flows import DAY, measured_three, three
from vsm_tui.draw import ASCII, View, comparison_text
from vsm_tui.flow import Bounded, Flow, compare, expected, to_elapsed

COMPARED = """\
 A what we think   B what the log says
 working clock

        │Build              │Review ◆A+B                                     │Release
 A wait ┌────┐ 1d ×1.25     ┏━━━━━━━ 4d ×1.25 ━━━━━━━┓                       ┌── 2d ──┐
        ┘    └──────┈┈┈┈┈┈┈┈┛                        ┗━━━┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┘        └─┈┈┈┈┈┈┈┈┈┈┈
 A touch      1d ×1.25                                4h ×1.25                         1h
 B wait ┌───┐ 1d            ┏━━━━━━━━━━━━━━━━━━ 8d ━━━━━━━━━━━━━━━━━━┓       ┌───── 3d ─────┐
        ┘   └──────────┈┈┈┈┈┛                                        ┗━━┈┈┈┈┈┘              └──┈┈┈┈
 B touch     2d C                                                     4h B                   4h A
 B − A   +4h ×1.2            +2.9d ×1.5                                       +1.4d ×1.6
 ◆ constraint A and B

 per item                 A          B   B − A
 lead time            10.2d        16d   +5.8d ×1.6  chance not known
 wait                  8.2d        12d   +3.8d ×1.5  chance not known
 touch                   2d         3d   +1d ×1.5  chance not known
 flow efficiency        20%     10–19%
 rolled %C/A            72%        60%   −12 points  chance not known
 rework share           16%        20%   +4 points  chance not known
 throughput               ?   2.9/week
 largest difference Review
"""

COMPARED_NARROW = """\
 A what we think   B what the log says
 working clock

 Build   A     2.5d ░░▒▒
         B       3d ██▓▓▓▓ +0.5d ×1.2
 Review  A     5.6d ░░░░░░░░░░▒ ◆
         B     8.5d ████████████████▓ ◆ +2.9d ×1.5
 Release A     2.1d ░░░░▒
         B     3.5d ██████▓ +1.4d ×1.6
 ◆ constraint A and B

 per item                 A          B   B − A
 lead time            10.2d        16d   +5.8d ×1.6  chance?
 wait                  8.2d        12d   +3.8d ×1.5  chance?
 touch                   2d         3d   +1d ×1.5  chance?
 flow efficiency        20%     10–19%
 rolled %C/A            72%        60%   −12 points  chance?
 rework share           16%        20%   +4 points  chance?
 throughput               ?   2.9/week
 largest difference Review
"""


def test_both_ladders_on_one_scale() -> None:
    found = compare(expected(three()), measured_three())
    shown = comparison_text(found, "what we think", "what the log says", three().clock, width=100)
    assert shown == COMPARED.splitlines()


def test_one_below_the_other_where_it_is_narrow() -> None:
    found = compare(expected(three()), measured_three())
    shown = comparison_text(found, "what we think", "what the log says", three().clock, width=60)
    assert shown == COMPARED_NARROW.splitlines()


def test_a_stage_of_one_side_only_is_shown_and_named() -> None:
    flow = measured_three()
    found = compare(expected(three()), replace(flow, stages=flow.stages[1:]))
    for width in (60, 120):
        shown = "\n".join(comparison_text(found, "A", "B", three().clock, width=width))
        assert "only in A" in shown


def test_differing_definitions_are_named() -> None:
    found = compare(expected(three()), measured_three(), ("start point", "stages"))
    shown = comparison_text(found, "A", "B", three().clock, width=120)
    assert " ! defined differently: start point, stages · deltas compare unlike things" in shown


def test_mixed_clocks_are_refused() -> None:
    left = to_elapsed(expected(three()), three().clock)
    shown = comparison_text(compare(left, measured_three()), "A", "B", three().clock, width=120)
    assert any("durations do not compare" in line for line in shown)
    assert not any("×1." in line and line.startswith(" B − A") for line in shown)


def test_ascii() -> None:
    found = compare(expected(three()), measured_three())
    shown = comparison_text(found, "A", "B", three().clock, width=120, view=View(glyphs=ASCII))
    assert all(line.isascii() for line in shown)


def test_a_side_without_intervals_says_why_once() -> None:
    why = "85 items are 2.5 blocks of 34, two lead times long; 3 are needed"
    found = compare(expected(three()), replace(measured_three(), no_intervals=why))
    shown = comparison_text(found, "A", "B", three().clock, width=120)
    assert shown[-1] == f" no intervals of means · B: {why}"
    assert sum("no interval" in line for line in shown) == 1
    assert not any(
        "no interval" in line
        for line in comparison_text(compare(found.left, measured_three()), "A", "B", three().clock)
    )


def test_a_gap_to_a_range_says_so() -> None:
    said = replace(expected(three()), flow_efficiency=Bounded(0.36, 0.22, 0.56))
    seen = replace(measured_three(), flow_efficiency=Bounded(0.21, interval=(0.20, 0.23)))

    def row(right: Flow) -> str:
        shown = comparison_text(compare(said, right), "A", "B", three().clock, width=120)
        return next(line for line in shown if "flow efficiency" in line)

    assert row(seen).endswith("−15 points (36 → 21%) [−36 to +1 points]  may be chance or the range")
    assert row(replace(seen, flow_efficiency=Bounded(0.21))).endswith(
        "−15 points (36 → 21%)  one side is a range, chance not known"
    )


def judged(width: int) -> list[str]:
    """Estimated ranges beside a measurement with intervals: the one of Build holds it, that of Review does not, and of
    Release nobody can tell.
    """
    said, seen = expected(three()), measured_three()
    spans = {"build": (2 * DAY, 4 * DAY), "review": (4 * DAY, 7 * DAY), "release": (3 * DAY, 4 * DAY)}
    around = {"build": (2.2 * DAY, 3.6 * DAY), "review": (7.5 * DAY, 10 * DAY), "release": (2.9 * DAY, 3.9 * DAY)}
    left = replace(said, stages=tuple(replace(s, time_range=spans[s.id]) for s in said.stages))
    right = replace(seen, stages=tuple(replace(s, time_interval=around[s.id]) for s in seen.stages))
    return comparison_text(compare(left, right), "A", "B", three().clock, width=width)


@pytest.mark.parametrize("width", [76, 116])
def test_which_ranges_held_is_told_at_any_width(width: int) -> None:
    shown = " ".join(" ".join(judged(width)).replace("·", "").split())
    said = "of 3 estimated ranges 1 holds what was measured (Build) 1 does not (Review) 1 cannot be told yet (Release)"
    assert said in shown


def test_beneath_each_stage_stands_what_chance_may_do_and_what_its_range_held() -> None:
    rows = {line[:7].strip(): line for line in judged(116)}
    told = [" ".join(rows[label].split()) for label in ("chance", "range")]
    assert told == [
        "chance maybe −2.4h to +1.1d hardly [+1.9d to +4.4d] hardly [+6.2h to +1.8d]",
        "range inside the range outside the range cannot be told",
    ]


def test_downwards_each_stage_says_what_its_range_held() -> None:
    shown = [line for line in judged(76) if " B " in line[:14] and line[14:]]
    assert [line.rsplit(",")[-1].strip() for line in shown] == ["inside", "outside", "range: cannot tell"]


def test_two_estimates_leave_nothing_to_chance() -> None:
    shown = comparison_text(compare(expected(three()), expected(three())), "A", "B", three().clock)
    assert not any("chance" in line for line in shown)
