"""The map as blocks of text: what a person sees is what these tests assert."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from tests.flows import DAY, chain, estimate, measured_three, three
from vsm_tui.draw import ASCII, Spot, View, draw, ladder_text, map_text, row_text, table_text
from vsm_tui.flow import Bounded, Constraint, LeadTime, expected, to_elapsed
from vsm_tui.model import Loop, Share, Stage, States, Stream

ESTIMATE = """\
 Small change  Asked for → In use                                                        ░ estimate
 feature · 3 stages · working clock (8h days)
                            ◆ CONSTRAINT
        │① Build           │② Review                             │③ Release        │ per item
 wait   ┌─────┐ 1d ×1.25   ┏━━━━━━━━━ 4d ×1.25 ━━━━━━━━━┓        ┌─── 2d ───┐      │ 8.2d
     ┈┈┈┘     └───────┈┈┈┈┈┛                            ┗━━━┈┈┈┈┈┘          └─┈┈┈┈ │
 touch         1d ×1.25                                 4h ×1.25             1h    │ 2d
 share   24% ×1.25 visits   55% of lead time ×1.25 visits         21%              │ 10d
 %C/A    80%                90%                                   100%             │ 72%
 people  2                  ·                                     ·                │
 rework  ╚◄═══════════ 20% go back · +1.6d per item ═══════════╝                   │ rework 16%
                                                                                   │

 LEAD 10d · first pass 8.6d · rework tax +1.6d (16%) · FLOW EFFICIENCY 20% · rolled %C/A 72%
 ◆ Review: pile-up and delay agree, by the estimates
 ↺ costliest loop Review → Build · 20% go back · +1.6d per item (unclear requirement)
"""

BOTH = """\
 Small change  Asked for → In use                                                     ░ estimate   █ measured
 38 done + 6 open · 1 cancelled · 2 Mar–28 May 2026 · working clock (8h days) · jira + git
                          ◆ CONSTRAINT
        │① Build         │② Review                           │③ Release       │╌ unmapped 6% │ per item
 wait   ┌─┐ 1d           ┏━━━━━━━━━━━━ 8d ━━━━━━━━━━━━┓      ┌── 3d ───┐      ┌╌┐ 1d         │ 12d
     ┈┈┈┘ └───────┈┈┈┈┈┈┈┛                            ┗━┈┈┈┈┈┘         └─┈┈┈┈┈┘ └┈┈┈┈┈┈┈┈┈┈┈ │
 touch     2d C                                        4h B             4h A                 │ 3d
 est    ░▒ 1.2d + 1.2d   ░░░░░░░▒ 5d + 5h                    ░░▒ 2d + 1h                     │ 10d
 meas   █▓▓ 1d + 2d ×1.2 ███████████▓ 8d + 4h ×1.5           ████▓ 3d+4h ×1.6 ╌ 1d           │ 16d ×1.6
 %C/A    80 → ≤70%        90 → ≤95%                           100% → ?                       │ 72% → ≤60%
 queue   ▁▅█▃ 0.5         ▁▃▅█ 4 · 5 now                      ▁▅█▆ 1.5                       │ WIP 6, mean 8.2
 people  2                ·                                   ·                              │
 rework  ╚◄═══════════════╪════════ 27% ×1.4 · +3d ════════╝                │                │ rework 20%
                          ╰◄────────── 5% of items · +4h per item ──────────╯                │ failures 22%

 LEAD p50 14d [12–18d] · p85 29d · mean 16d · FLOW EFFICIENCY est 20% measured 10–19% · throughput 2.9/week
 WIP 6 (mean 8.2) · Little 1 of 2 · rolled %C/A ≤60%
 ◆ Review: pile-up and delay agree, in this period
 ↺ costliest loop Review → Build · 27% of items ×1.4 · +3d per item · all rework 20% of lead time
 ╌ unmapped 6% of lead time: Parked 1d · ‖ paused 4h per item, not in lead time
 failure demand 22% of arrivals
 ! only 38 items finished: p95 is a bound
"""

ASCII_MEASURED = """\
 Small change  Asked for -> In use                                                                 # measured
 38 done + 6 open - 1 cancelled - 2 Mar-28 May 2026 - working clock (8h days) - jira + git
                        * CONSTRAINT
        |1 Build       |2 Review                            |3 Release       |~ unmapped 6%  | per item
 wait   +-+ 1d         +============ 8d =============+      +-- 3d ---+      +~+ 1d          | 12d
     ...+ +-------.....+                             +=.....+         +-.....+ +...........  |
 touch     2d C                                       4h B             4h A                  | 3d
 share   19%            53% of lead time x1.3 visits         22%                             | 16d
 %C/A    <=70% [60-75]  <=95% [85-100]                       ?                               | <=60%
 queue   _-#, 0.5       _,-# 4 - 5 now                       _-#= 1.5                        | WIP 6, mean 8.2
 people  2              -                                    -                               |
 rework  +<=============+======== 27% x1.4 - +3d =========+                |                 | rework 20%
                        +<---------- 5% of items - +4h per item -----------+                 | failures 22%

 LEAD p50 14d [12-18d] - p85 29d - mean 16d - FLOW EFFICIENCY 10-19% - throughput 2.9/week - WIP 6 (mean 8.2)
 Little 1 of 2 - rolled %C/A <=60%
 * Review: pile-up and delay agree, in this period
 @ costliest loop Review -> Build - 27% of items x1.4 - +3d per item - all rework 20% of lead time
 ~ unmapped 6% of lead time: Parked 1d - = paused 4h per item, not in lead time
 failure demand 22% of arrivals
 ! only 38 items finished: p95 is a bound
"""

DOWN = """\
 Small change  Asked for → In use               ░ estimate   █ measured
 38 done + 6 open · 1 cancelled · 2 Mar–28 May 2026
 working clock (8h days) · jira + git

    stage             wait   touch  all visits, to scale    %C/A
  ① Build             1.2d    1.2d  ░░▒▒                    80 → ≤70%
                        1d      2d  ██▓▓▓▓ ×1.2
  ② Review              5d      5h  ░░░░░░░░░░▒             90 → ≤95%
    ◆ CONSTRAINT        8d      4h  ████████████████▓ ×1.5
  ③ Release             2d      1h  ░░░░▒                   100% → ?
                        3d      4h  ██████▓ ×1.6
    ╌ unmapped 6%       1d          ╌╌
    per item           12d      3d  lead time 16d ×1.6      72% → ≤60%

 ↺ ② Review → ① Build  27% of items · +3d (per visit 29%, believed 20%)
 ↺ the finish → ② Review  5% of items · +4h per item

 LEAD p50 14d [12–18d] · p85 29d · mean 16d
 FLOW EFFICIENCY est 20% measured 10–19% · throughput 2.9/week
 WIP 6 (mean 8.2) · Little 1 of 2 · rolled %C/A ≤60%
 ◆ Review: pile-up and delay agree, in this period
 ↺ costliest loop Review → Build · 27% of items ×1.4 · +3d per item
 all rework 20% of lead time
 ╌ unmapped 6% of lead time: Parked 1d
 ‖ paused 4h per item, not in lead time · failure demand 22% of arrivals
 ! only 38 items finished: p95 is a bound
"""

TABLE = """\
 Small change  Asked for → In use                                    ░ estimate
 feature · 3 stages · working clock (8h days)

 stage         wait  touch  time  visits  %C/A  people
 1 Build       1.2d   1.2d  2.5d    1.25   80%       2
 2 Review ◆      5d     5h  5.6d    1.25   90%       ?
 3 Release       2d     1h  2.1d    1.00  100%       ?
 per item      8.2d     2d   10d           72%

 rework Review → Build · 20% · +1.6d per item · unclear requirement

 LEAD 10d · first pass 8.6d · rework tax +1.6d (16%) · FLOW EFFICIENCY 20%
 rolled %C/A 72%
 ◆ Review: pile-up and delay agree, by the estimates
 ↺ costliest loop Review → Build
 20% go back · +1.6d per item (unclear requirement)
"""

UNKNOWN = """\
 Small change  Asked for → In use                                                        ░ estimate
 feature · 3 stages · working clock (8h days)

        │① Build           │② Penetration test                       │③ Blank      │ per item
 wait   ┌─────┐ 1d         ┌╌╌╌╌╌╌╌╌╌╌╌╌ 5d outside ╌╌╌╌╌╌╌╌╌╌╌╌┐    ╱╱╱╱ ?        │ ?
     ┈┈┈┘     └───────┈┈┈┈┈┘                                    └┈┈┈┈    ╱╱╱╱┈┈┈┈┈ │
 touch         1d           outside D                                    ?         │ ?
 share   ?                  ?                                         ?            │ ?
 %C/A    80%                ?                                         ?            │ ?
 people  2                  ·                                         ·            │

 LEAD incomplete: Blank has no wait (and 1 more)
"""


def lines(block: str) -> list[str]:
    return block.splitlines()


def with_unknowns() -> Stream:
    stages = (
        three().stages[0],
        Stage("pen", "Penetration test", outside=estimate("5d")),
        Stage("blank", "Blank"),
    )
    return replace(three(), stages=stages, rework=())


def test_the_estimate_alone() -> None:
    assert map_text(three(), expected(three()), width=100) == lines(ESTIMATE)


def test_estimate_and_measurement_on_one_map() -> None:
    assert map_text(three(), expected(three()), measured_three(), width=110) == lines(BOTH)


def test_the_measurement_in_ascii() -> None:
    shown = map_text(three(), None, measured_three(), width=110, view=View(layer="measured", glyphs=ASCII))
    assert shown == lines(ASCII_MEASURED)
    assert all(line.isascii() for line in shown)


def test_percents_are_never_cut_short() -> None:
    """A bound of 100% that loses its last cells would read as one of 10%."""
    found = measured_three()
    flow = replace(found, stages=tuple(replace(stage, pca=1.0) for stage in found.stages))
    rows = [
        line
        for width in range(60, 130)
        for line in map_text(three(), expected(three()), flow, width=width, view=View(glyphs=ASCII))
        if line.startswith(" %C/A")
    ]
    assert rows
    assert min(line.count("|") for line in rows) == 1
    assert all(line.count("<=100%") == 3 for line in rows)


def test_what_is_cut_shows_it_in_ascii_too() -> None:
    stages = (replace(three().stages[0], name="Build and package everything twice"),)
    long = replace(three(), stages=stages, rework=())
    shown = ladder_text(long, expected(long), width=40, view=View(glyphs=ASCII))
    assert any("Buil~ * CONSTRAINT" in line for line in shown)


def test_one_stage_a_row_where_it_is_narrow() -> None:
    assert ladder_text(three(), expected(three()), measured_three(), width=72) == lines(DOWN)
    assert map_text(three(), expected(three()), measured_three(), width=72) == lines(DOWN)


def test_the_table() -> None:
    assert table_text(three(), expected(three()), width=80) == lines(TABLE)


def test_what_nobody_knows_is_hatched_and_totals_name_what_is_missing() -> None:
    stream = with_unknowns()
    assert map_text(stream, expected(stream), width=100) == lines(UNKNOWN)


@pytest.mark.parametrize("width", [40, 80, 100, 160])
def test_nothing_claims_certainty(width: int) -> None:
    flow = measured_three()
    sure = replace(flow, constraint=replace(flow.constraint, verdict="clear", probability=0.97))
    for text in (map_text, ladder_text, table_text):
        shown = " ".join(text(three(), expected(three()), sure, width=width))
        assert "0.97" not in shown
        assert "97%" not in shown
        assert "P ." not in shown
        assert "confiden" not in shown


def test_lenses_that_disagree_are_each_named() -> None:
    flow = measured_three()
    split = Constraint("pile-up", "review", lenses={"pile-up": "review", "delay": "release", "capacity": None})
    shown = map_text(three(), None, replace(flow, constraint=split), width=120)
    assert " ◆ pile-up: Review · delay: Release, in this period" in shown


def test_no_constraint_no_flag() -> None:
    flow = replace(measured_three(), constraint=Constraint())
    assert not any("CONSTRAINT" in line for line in map_text(three(), None, flow, width=120))


def test_a_missing_number_is_never_drawn_as_one() -> None:
    flow = measured_three()
    blind = replace(flow, lead_time=LeadTime(None), touch=Bounded(None), wait=Bounded(None, DAY, 2 * DAY))
    shown = map_text(three(), None, blind, width=110)
    assert shown[4].rstrip().endswith("│ 1d–2d")
    assert shown[6].rstrip().endswith("│ ?")
    assert any(line.startswith(" LEAD p50 ? · mean ?") for line in shown)


def test_a_stage_the_log_does_not_know() -> None:
    flow = measured_three()
    shown = map_text(three(), None, replace(flow, stages=flow.stages[:2]), width=110)
    assert any("not in log" in line for line in shown)


def test_a_measured_layer_without_a_measurement_is_the_estimate_and_says_so() -> None:
    shown = map_text(three(), expected(three()), None, width=110, view=View(layer="measured"))
    assert "nothing measured yet: this is the estimate" in shown[1]
    assert "░ estimate" in shown[0]


def test_two_clocks_never_stand_in_one_picture() -> None:
    stream = three()
    on_elapsed = to_elapsed(expected(stream), stream.clock)
    shown = map_text(stream, on_elapsed, measured_three(), width=140)
    assert "cannot stand beside" in shown[1]
    assert not any(line.startswith(" est ") for line in shown)


def test_a_converted_estimate_is_marked() -> None:
    stream = three()
    shown = map_text(stream, to_elapsed(expected(stream), stream.clock), width=120, view=View(converted=True))
    assert "elapsed clock (~ estimate converted by the average week)" in shown[1]


def test_a_range_is_a_range() -> None:
    stream = three().with_stage(replace(three().stages[1], wait=estimate("1d..2d..4d")))
    shown = "\n".join(map_text(stream, expected(stream), width=130))
    assert "2d (1d–4d) ×1.25" in shown
    assert "LEAD 7.8d typical · shortest to longest 6.5d–10d" in shown


def test_the_scale_is_one_for_all_stages() -> None:
    stream = replace(three(), rework=())
    upper = map_text(stream, expected(stream), width=130)[4]
    steps = [len(part) for part in upper.replace("┏", "┌").replace("┓", "┐").split("┌")[1:]]
    lengths = [upper.replace("┏", "┌").replace("┓", "┐")[k:].index("┐") + 1 for k in _starts(upper)]
    one, four, two = lengths
    assert abs(four - 4 * one) <= 4
    assert abs(two - 2 * one) <= 2
    assert len(steps) == 3


def _starts(upper: str) -> list[int]:
    return [k for k, char in enumerate(upper) if char in "┌┏"]


def test_equal_widths_on_demand() -> None:
    stream = chain(5)
    head = map_text(stream, expected(stream), width=130, view=View(scale="equal"))[3]
    edges = [k for k, char in enumerate(head) if char == "│"]
    assert {b - a for a, b in pairwise(edges[:5])} == {21}


def test_no_stage_yet() -> None:
    stream = Stream("Empty", start="Asked for")
    shown = map_text(stream, expected(stream), width=80, view=View(hint="Press a to add the first stage"))
    assert " No stages yet." in shown
    assert " What happens first after “Asked for”?" in shown
    assert " Press a to add the first stage" in shown


@pytest.mark.parametrize("count", [1, 30, 200, 1000])
def test_any_number_of_stages(count: int) -> None:
    stream = chain(count)
    flow = expected(stream)
    for width in (20, 80, 120, 400):
        assert max(map(len, map_text(stream, flow, width=width))) <= width
    drawing = draw(stream, flow, width=120, view=View(pan=True))
    last = drawing.pan_to(count - 1, 0)
    assert any(f"Stage {count}" in row_text(drawing.row(y, last)) for y in range(drawing.height))


def test_one_stage_with_nearly_all_the_time() -> None:
    stream = replace(three(), rework=()).with_stage(Stage("review", "Review", estimate("4000d"), estimate("1m")))
    shown = map_text(stream, expected(stream), width=120)
    assert "800w" in shown[4]
    assert shown[3].count("│") == 4


def test_zero_is_not_unknown() -> None:
    stream = replace(three(), rework=()).with_stage(Stage("review", "Review", estimate("0"), estimate("0")))
    shown = "\n".join(map_text(stream, expected(stream), width=110))
    assert "╱" not in shown
    assert "incomplete" not in shown


def test_a_stream_that_never_finishes_says_so() -> None:
    stream = replace(three(), rework=(Loop("review", "build", Share.parse("100%")),))
    shown = map_text(stream, expected(stream), width=110)
    assert any("never finishes" in line for line in shown)


def test_a_flag_points_to_a_constraint_out_of_sight() -> None:
    stream = chain(40)
    flow = replace(expected(stream), constraint=Constraint("delay", "s35"))
    drawing = draw(stream, flow, width=120, view=View(pan=True))
    assert row_text(drawing.row(2, 0)).rstrip().endswith("◆ CONSTRAINT: 36 Stage 36 ►")
    far = drawing.pan_to(39, 0)
    assert "◆ CONSTRAINT" in row_text(drawing.row(2, far))


def test_a_cursor_walks_as_the_eye_does() -> None:
    across = draw(three(), expected(three()), width=100)
    assert across.step(Spot(0, "wait"), 1, 0) == Spot(1, "wait")
    assert across.step(Spot(0, "wait"), 0, 1) == Spot(0, "touch")
    assert across.step(Spot(1, "people"), 0, 1) == Spot(1, "loop", 0)
    assert across.step(Spot(0), -1, 0) == Spot(0)
    down = draw(three(), expected(three()), width=70)
    assert down.step(Spot(0, "wait"), 0, 1) == Spot(1, "wait")
    assert down.step(Spot(0, "wait"), 1, 0) == Spot(0, "touch")
    assert down.step(Spot(2, "name"), 0, 1) == Spot(1, "loop", 0)
    assert down.step(Spot(1, "loop", 0), 0, -1) == Spot(2, "name")
    assert across.next_value(Spot(0, "people"), 1) == Spot(1, "name")
    assert across.next_value(Spot(2, "people"), 1) == Spot(2, "people")


def test_the_row_of_queues_says_what_it_shows() -> None:
    def row(stage: Stage, **seen: Any) -> str:
        measured = measured_three()
        found = replace(measured.stages[1], **seen)
        flow = replace(measured, stages=(measured.stages[0], found, measured.stages[2]))
        stream = three().with_stage(stage)
        return next(t for t in map_text(stream, expected(stream), flow, width=200) if t.startswith(" queue "))

    review = three().stage("review")
    assert "▁▃▅█ 4 · 5 now" in row(review)
    assert row(review).endswith("│ WIP 6, mean 8.2")
    worked = replace(review, states=States((), ("In review",)))
    text = row(worked, queue=0.0, trend=(0.0, 0.0, 0.0, 0.0))
    assert "no wait state · 5 now" in text, "no queue of 0 where none could be seen"
    assert "▁▁▁▁" not in text
    waited = replace(review, states=States(("To review",), ("In review",)))
    assert "▁▁▁▁ 0 · 5 now" in row(waited, queue=0.0, trend=(0.0, 0.0, 0.0, 0.0))
