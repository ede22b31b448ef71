"""Flags among statuses: whatever comes in whatever order, the statuses stay what they were, and the wait is inside."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.events.formats.jira_flags import with_flags
from vsm_tui.events.log import Split

times = st.integers(0, 20)
stays = st.lists(st.tuples(times, st.sampled_from("135")), max_size=6).map(lambda s: sorted(s, key=lambda x: x[0]))
flags = st.lists(st.tuples(times, st.booleans()), max_size=6).map(lambda f: sorted(f, key=lambda x: x[0]))


@given(stays, flags)
def test_statuses_stay_what_they_were(stays: list[tuple[int, str]], flags: list[tuple[int, bool]]) -> None:
    rows = with_flags(stays, flags, {"5"}, "F")
    assert [(at, state) for at, state, split in rows if split == Split.MAPPED] == stays
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


@given(stays, flags)
def test_a_wait_begins_in_a_status_and_ends_back_in_it(
    stays: list[tuple[int, str]], flags: list[tuple[int, bool]]
) -> None:
    rows = with_flags(stays, flags, {"5"}, "F")
    status = ""
    for (_, state, split), after in pairwise([*rows, (21, "", None)]):
        if split == Split.MAPPED:
            status = state
        elif split == Split.WAIT:
            assert state == "F"
            assert status not in ("", "5")
            assert after[1:] in ((status, Split.BACK), ("", None)), "nothing comes between"
        else:
            assert (state, split) == (status, Split.BACK)


@given(stays, flags)
def test_it_waits_as_long_as_it_is_flagged_and_not_done(
    stays: list[tuple[int, str]], flags: list[tuple[int, bool]]
) -> None:
    rows = with_flags(stays, flags, {"5"}, "F")
    for moment in range(21):
        shown = next((state for at, state, _ in reversed(rows) if at <= moment), "")
        raised = next((raised for at, raised in reversed(flags) if at <= moment), False)
        status = next((state for at, state in reversed(stays) if at <= moment), "")
        assert shown == ("F" if raised and status not in ("", "5") else status)
