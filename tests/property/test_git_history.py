"""Changes and releases of random histories, against what the words mean."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.connect.git.changes import changes_of
from vsm_tui.connect.git.events import events_of
from vsm_tui.connect.git.history import Commit, History, Tag, commits_of, packed, unpacked
from vsm_tui.connect.git.releases import first_releases, releases_of
from vsm_tui.connect.git.texts import texts_of

SUBJECTS = (
    "work", "PAY-1 work", "fix: it (#1)", "other (#2)", 'Revert "work"', "Merge pull request #3 from a/b",
    "Merge pull request #4 from a/b", "Merge branch 'topic'", "Merge branch 'stable'", "Merge branch 'main' into topic",
    "Merge branch 'main' of host:o/r", "Merge tag 'v1'", "Merged PR 5: x",
)  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Up to 25 commits, each with parents among the earlier ones; clocks that are apart; tags anywhere."""
    known = History("o/r", "")
    names: list[str] = []
    for number in range(draw(st.integers(1, 25))):
        parents = draw(st.lists(st.sampled_from(names), max_size=3, unique=True)) if names else []
        name = f"{number:040x}"
        body = draw(st.sampled_from(("", *(f"This reverts commit {n}." for n in names[-3:]))))
        subject = draw(st.sampled_from(SUBJECTS))
        texts = texts_of(subject, body, (), len(parents))
        authored, committed = draw(st.integers(0, 60)), draw(st.integers(0, 60))
        known.commits[name] = Commit(name, tuple(parents), authored, committed, texts)
        names.append(name)
    known.head = draw(st.sampled_from(names))
    tagged = draw(st.lists(st.tuples(st.sampled_from(names), st.integers(0, 70)), max_size=4))
    known.tags = [Tag(f"v1.{n}", commit, at) for n, (commit, at) in enumerate(tagged)]
    known.shallow = draw(st.booleans())
    return known


def reach(known: History, tip: str) -> set[str]:
    found, ahead = set[str](), [tip]
    while ahead:
        at = ahead.pop()
        if at not in found:
            found.add(at)
            ahead += known.commits[at].parents
    return found


@given(histories())
def test_every_commit_is_in_one_change(known: History) -> None:
    changes = changes_of(known)
    made = Counter(commit.id for change in changes for commit in change.commits)
    lone = {i for i in reach(known, known.head) if len(known.commits[i].parents) < 2}
    assert set(made) == lone, "every commit that is no merge, and no other"
    assert set(made.values()) <= {1}
    for change in changes:
        assert {c.id for c in change.commits} <= reach(known, change.landed.id)
        assert change.first is None or 0 < change.first <= change.merged


@given(histories())
def test_the_first_release_is_the_earliest_tag_that_holds_a_commit(known: History) -> None:
    releases = releases_of(known.tags)
    found = first_releases(known, releases)
    for name in known.commits:
        holding = [r for r in releases if name in reach(known, r.tag.commit)]
        assert found.get(name) is (min(holding, key=lambda r: (r.tag.at, r.version)) if holding else None)


@given(histories(), st.randoms())
def test_events_come_in_order_whatever_the_order_of_reading(known: History, random: Random) -> None:
    log = events_of(known)
    rows = sorted(zip(log.item, log.at, log.state, log.keys, strict=True))
    order = list(known.commits)
    random.shuffle(order)
    again = [json.loads(json.dumps(packed(known.commits[name]))) for name in order]
    other = History(known.name, known.head, {c.id: c for c in map(unpacked, again)}, known.tags[::-1], known.shallow)
    told = events_of(other)
    assert sorted(zip(told.item, told.at, told.state, told.keys, strict=True)) == rows
    assert told.findings == log.findings
    merged: dict[tuple[str, str], int] = {}  # the first time, where something was taken back and merged again
    for item, at, state in zip(log.item, log.at, log.state, strict=True):
        merged[item, state] = min(at, merged.get((item, state), at))
    for item, at, state in zip(log.item, log.at, log.state, strict=True):
        if state in ("git:released", "git:reverted") and sum(i == item for i in log.item) <= 3:
            assert at >= merged[item, "git:merged"]


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8"), max_size=40), max_size=14))
def test_anything_git_could_print_is_read_or_refused(fields: list[str]) -> None:
    try:
        assert list(commits_of(fields)) == []
    except ValueError:
        assert fields


@given(st.text(), st.text(), st.lists(st.text(), max_size=3), st.integers(0, 3))
def test_no_text_is_too_odd_to_be_read(subject: str, body: str, trailers: list[str], parents: int) -> None:
    texts = texts_of(subject, body, trailers, parents)
    commit = Commit("0" * 40, (), 1, 1, texts)
    assert unpacked(json.loads(json.dumps(packed(commit)))) == commit
