"""Several tools' logs as one item's way from ticket to production, worked by hand."""

from __future__ import annotations

import io
from itertools import permutations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.events import EventLog, write_csv
from vsm_tui.events.joining import joined
from vsm_tui.events.log import Finding, Split
from vsm_tui.measure import load, measure
from vsm_tui.model import Also, Problem, Rule, Stage, States, Stream


def log(*rows: str, keys: bool = False, **columns: str) -> EventLog:
    """``ITEM AT STATE [KEYS]`` a row; ``columns`` are the same for all rows."""
    found = EventLog()
    for row in rows:
        item, at, state, *named = row.split(" ")
        found.item.append(item)
        found.at.append(int(at))
        found.state.append(state)
        found.split.append(int(Split.MAPPED))
        if keys or named:
            found.keys += [""] * (len(found.item) - 1 - len(found.keys)) + [";".join(named)]
    if found.keys:
        found.keys += [""] * (len(found) - len(found.keys))
    for name, value in columns.items():
        setattr(found, name, [value] * len(found))
    return found


def rows(found: EventLog) -> list[str]:
    return [f"{i} {a} {s}" for i, a, s in zip(found.item, found.at, found.state, strict=True)]


def codes(found: EventLog) -> dict[str, int | None]:
    return {finding.code: finding.count for finding in found.findings}


def test_a_change_becomes_part_of_its_ticket() -> None:
    jira = log("AB-1 10 jira:Doing", "AB-1 90 jira:Done", type="Story", ref="https://jira/AB-1")
    git = log("r#7 20 git:committed AB-1", "r#7 50 git:merged AB-1", type="feature", ref="abc")
    found = joined([jira, git])
    assert rows(found) == ["AB-1 10 jira:Doing", "AB-1 20 git:committed", "AB-1 50 git:merged", "AB-1 90 jira:Done"]
    assert found.type == ["Story", "", "", "Story"], "what an item is, its ticket says"
    assert found.ref == ["https://jira/AB-1", "", "", "https://jira/AB-1"]
    assert found.findings == []


def test_a_key_on_one_row_speaks_for_the_whole_change() -> None:
    """The pull request's title names the ticket, the merge commit in Git does not."""
    github = log("r#7 15 github:opened AB-1")
    git = log("r#7 20 git:merged", keys=True)
    found = joined([log("AB-1 10 jira:Doing"), git, github])
    assert rows(found) == ["AB-1 10 jira:Doing", "AB-1 15 github:opened", "AB-1 20 git:merged"]


def test_one_release_of_two_changes_of_a_ticket_is_one_event() -> None:
    git = log(
        "r#1 20 git:merged AB-1", "r#2 30 git:merged AB-1", "r#3 40 git:merged AB-2",
        "r#1 50 git:released AB-1", "r#2 50 git:released AB-1", "r#3 50 git:released AB-2",
    )  # fmt: skip
    found = joined([log("AB-1 10 jira:Doing", "AB-2 10 jira:Doing"), git])
    assert rows(found) == [
        "AB-1 10 jira:Doing", "AB-2 10 jira:Doing", "AB-1 20 git:merged", "AB-1 30 git:merged", "AB-2 40 git:merged",
        "AB-1 50 git:released", "AB-2 50 git:released",
    ]  # fmt: skip


def test_a_change_of_several_tickets_counts_for_each_and_is_said() -> None:
    found = joined([log("AB-1 10 d", "AB-2 10 d"), log("r#1 20 git:merged AB-2 AB-1")])
    assert rows(found)[2:] == ["AB-1 20 git:merged", "AB-2 20 git:merged"]
    assert codes(found) == {"several-tickets": 1}


def test_what_names_no_ticket_stays_an_item_and_is_counted() -> None:
    found = joined([log("AB-1 10 d", "AB-2 10 d"), log("r#1 20 m AB-1", "r#2 21 m", "r#3 22 m UTF-8", "r#4 23 m AB-9")])
    assert rows(found)[2:] == ["AB-1 20 m", "r#2 21 m", "r#3 22 m", "AB-9 23 m"]
    assert codes(found) == {"unjoined-change": 2, "unknown-ticket": 1, "no-change": 1}
    assert found.findings[0].text == "2 of 4 changes without a ticket, each an item of its own: r#2, r#3"
    assert found.findings[1].text == "1 ticket named by changes that no source has: AB-9"


def test_without_a_tracker_tickets_still_gather_their_changes() -> None:
    found = joined([log("r#1 20 m AB-1", "r#2 21 m AB-1", "r#3 22 m", type="fix")])
    assert rows(found) == ["AB-1 20 m", "AB-1 21 m", "r#3 22 m"]
    assert found.type == ["fix", "fix", "fix"], "nobody else says what it is"
    assert codes(found) == {"unjoined-change": 1}
    assert codes(joined([log("r#1 20 m", "r#2 21 m", keys=True)])) == {}, "a team without tickets hears nothing of them"


def test_names_lead_on() -> None:
    found = joined([log("AB-1 10 d"), log("o/r#45 15 opened AB-1"), log("o/r#46 20 m o/r#45")])
    assert rows(found) == ["AB-1 10 d", "AB-1 15 opened", "AB-1 20 m"]


def test_names_that_lead_in_a_circle_make_one_item() -> None:
    for logs in permutations([log("r#1 10 a r#2"), log("r#2 11 b r#3"), log("r#3 12 c r#1"), log("r#4 13 d r#3")]):
        assert rows(joined(list(logs))) == ["r#1 10 a", "r#1 11 b", "r#1 12 c", "r#1 13 d"]


def test_there_and_back_at_one_moment_stays() -> None:
    found = joined([log("AB-1 10 Doing", "AB-1 10 Blocked", "AB-1 10 Doing"), log("r#1 10 Doing AB-1")])
    assert rows(found) == ["AB-1 10 Doing", "AB-1 10 Blocked", "AB-1 10 Doing"]


def test_what_else_logs_say_is_kept() -> None:
    jira, git = log("AB-1 1 d"), log("AB-1 2 m", keys=True)
    jira.aliases, jira.categories, jira.findings = {"d": ("D",)}, {"d": "new"}, [Finding("x", "y")]
    git.rejected, git.rejected_count = [Problem("bad")], 3
    found = joined([jira, git])
    assert (found.aliases, found.categories) == ({"d": ("D",)}, {"d": "new"})
    assert (found.findings, found.rejected, found.rejected_count) == ([Finding("x", "y")], [Problem("bad")], 3)


def test_a_build_of_a_change_runs_inside_the_ticket_s_state(tmp_path: Path) -> None:
    """From ticket to production: what is joined is measured, with the job as touch and no false rework."""
    hour = 3_600_000_000
    jira = log(f"AB-1 {0} In-Progress", f"AB-1 {4 * hour} In-Review", f"AB-1 {10 * hour} Done")
    ci = log(
        *(f"o/r#7 {at * hour} {state} AB-1" for at, state in ((5, "ci:queued"), (6, "ci:running"), (8, "ci:running")))
    )
    ci.kind = ["schedule", "start", "complete"]
    path = tmp_path / "joined.csv"
    with path.open("w", newline="") as out:
        write_csv(joined([jira, ci]), out)
    stages = (
        Stage("build", "Build", states=States(touch=("In-Progress",))),
        Stage("ci", "CI", states=States(("ci:queued",), ("ci:running",))),
        Stage("review", "Review", states=States(touch=("In-Review",))),
    )
    flow = measure(Stream("s", stages=stages, finish=Rule(("Done",)), also=Also()), load([path], "UTC")).flow
    assert [(s.touch, s.wait) for s in flow.stages] == [(4 * 3600, 0), (2 * 3600, 3600), (3 * 3600, 0)]
    assert [s.evidence for s in flow.stages] == ["B", "A", "B"]
    assert flow.loops == ()
    assert flow.lead_time.mean == 10 * 3600


def test_kinds_are_written_where_there_are_any() -> None:
    ci = log("a 1 ci:running", "a 2 ci:running")
    ci.kind = ["start", "complete"]
    out = io.StringIO()
    write_csv(joined([log("a 0 Doing"), ci]), out)
    assert [line.split(",")[3] for line in out.getvalue().splitlines()] == ["kind", "enter", "start", "complete"]


ITEMS = ("AB-1", "AB-2", "r#1", "r#2", "r#3")
KEYS = ("AB-1", "AB-2", "AB-3", "UTF-8", "r#1", "r#2")
TICKETS = st.lists(st.tuples(st.sampled_from(ITEMS[:2]), st.integers(0, 9), st.sampled_from("xy")), max_size=6)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(ITEMS[2:]), st.integers(0, 9), st.sampled_from("mn"), st.sets(st.sampled_from(KEYS), max_size=2)
    ),
    max_size=8,
)


@given(TICKETS, CHANGES, CHANGES, st.randoms())
def test_no_event_is_lost_or_doubled_and_order_does_not_matter(tickets, first, second, random) -> None:  # type: ignore[no-untyped-def]
    def logs(*lists: list[tuple[str, int, str, set[str]]]) -> list[EventLog]:
        jira = log(*(f"{i} {a} {s}" for i, a, s in tickets))
        return [
            jira,
            *(log(*(" ".join([i, str(a), s, *sorted(k)]) for i, a, s, k in rows), keys=True) for rows in lists),
        ]

    found = joined(logs(first, second))
    told = {(a, s) for _, a, s, *_ in (*tickets, *first, *second)}
    assert {(a, s) for a, s in zip(found.at, found.state, strict=True)} == told, "none lost, none made up"
    assert found.at == sorted(found.at)
    assert len(found) >= len(tickets)
    assert not set(rows(found)) - {f"{i} {a} {s}" for i in (*ITEMS, *KEYS) for a, s in told}
    per_item = [r for r in rows(found) if r.split()[2] in "mn"]
    for row in set(per_item):
        _, at, state = row.split()
        most = max(sum((i, a, s) == (c, int(at), state) for i, a, s, _ in (*first, *second)) for c in ITEMS[2:])
        assert per_item.count(row) <= most, f"{row} stands more often than any change tells it"
    shuffled = [random.sample(rows_, len(rows_)) for rows_ in (second, first)]
    again = joined(logs(*shuffled))
    assert sorted(rows(again)) == sorted(rows(found))
    assert codes(again) == codes(found)
