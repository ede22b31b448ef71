"""Laws of a drawn round: it fits its width, in either set of signs, whatever was said."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.support.streams import streams
from vsm_tui.draw import row_len, row_text
from vsm_tui.draw.plain import plain_rows
from vsm_tui.draw.rounds import round_rows
from vsm_tui.draw.roundscene import RoundScene, asked_of_key, key_of
from vsm_tui.draw.roundvalue import value_rows
from vsm_tui.flow import expected, to_elapsed
from vsm_tui.model import ClockName, Stream


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(streams(), st.integers(40, 220), st.sampled_from(["working", "elapsed"]), st.booleans())
def test_a_round_fits_its_width(stream: Stream, width: int, clock: ClockName, shared: bool) -> None:
    assume(stream.rounds)
    for one in stream.rounds:
        estimate = expected(stream)
        estimate = estimate if clock == "working" else to_elapsed(estimate, stream.clock)
        scene = RoundScene(stream, one, estimate, None, clock, shared)
        rows = round_rows(scene, width, 30)
        for told in one.values:
            assert asked_of_key(key_of(told.asked)) == told.asked
            opened = value_rows(scene, told.asked, width)
            assert sum(row_text(row).startswith(" said") for row in opened) == 1
            rows += opened
        assert all(row_len(row) <= width for row in rows)
        names = "".join(stage.name for stage in stream.stages) + "".join(
            text for told in one.values for text in told.texts.values()
        )
        if names.isascii():
            assert all(row_text(row).isascii() for row in plain_rows(rows, ascii=True))
