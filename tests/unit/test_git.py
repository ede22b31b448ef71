"""A local repository as a source: merges, squashes, rebases, reverts, tags, shallow clones; real Git makes them."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.support.git_repository import PERSON, START, Repo
from vsm_tui.connect.address import repository_name
from vsm_tui.connect.git import source as git_source
from vsm_tui.connect.git.source import source
from vsm_tui.connect.source import Given, Page, Source, Stopped, Tell, source_of
from vsm_tui.events import EventLog
from vsm_tui.model import InputError, SourceError

SHORT = 10


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo.made(tmp_path / "service")


def given(folder: Repo, **more: Any) -> Source:
    return source_of(Given({"tool": "git", "path": folder.path.name, **more}, folder.path.parent))


def pulled(source: Source, cursor: dict[str, Any] | None = None) -> list[Page]:
    return list(source.fetch(cursor or {}, Tell()))


def log(folder: Repo, **more: Any) -> EventLog:
    source = given(folder, **more)
    pages = [json.loads(json.dumps(page.body)) for page in pulled(source)]
    return source.log(pages, "UTC")


def told(found: EventLog) -> dict[str, list[tuple[float, str]]]:
    """Item → its events, as hours and states without their prefix."""
    items: dict[str, list[tuple[float, str]]] = {}
    for item, at, state in zip(found.item, found.at, found.state, strict=True):
        items.setdefault(item, []).append(((at / 1e6 - START) / 3600, state.removeprefix("git:")))
    return items


def codes(found: EventLog) -> dict[str, int | None]:
    return {finding.code: finding.count for finding in found.findings}


def keys(found: EventLog) -> dict[str, str]:
    return dict(zip(found.item, found.keys, strict=True))


def test_a_merged_branch_is_a_change_from_its_first_commit_to_the_first_release(repo: Repo) -> None:
    first = repo.commit("start", 0)
    repo.branch("feature/PAY-12-retry")
    repo.commit("try", 2)
    repo.commit("try again", 5)
    repo.to("main")
    repo.merge("feature/PAY-12-retry", "Merge pull request #7 from ada/feature/PAY-12-retry\n\nRetry", 8)
    repo.tag("v1.1.0-rc.1", 9)
    repo.tag("v1.1.0", 20)
    repo.commit("later", 21)
    repo.tag("v1.2.0", 30)
    found = log(repo)
    assert told(found)["service#7"] == [(2, "committed"), (8, "merged"), (20, "released")]
    assert told(found)[f"service@{first[:SHORT]}"] == [(0, "committed"), (0, "merged"), (20, "released")]
    assert keys(found)["service#7"] == "PAY-12"
    assert found.ref[found.state.index("git:released")] == "v1.1.0"
    assert codes(found) == {}


def test_a_squash_has_lost_its_first_commit(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.branch("topic")
    repo.commit("one", 1)
    repo.commit("two", 2)
    repo.to("main")
    repo.git("merge", "-q", "--squash", "topic")
    repo.commit("Retry payments (#8)\n\n* one\n* two\n\nRefs: PAY-3\nCo-authored-by: X-1 <x@y.example>\n", 6)
    repo.commit("PAY-4 Kept its author's time (#9)", 9, written=7)
    found = log(repo)
    assert told(found)["service#8"] == [(6, "merged")]
    assert told(found)["service#9"] == [(7, "committed"), (9, "merged")]
    assert (keys(found)["service#8"], keys(found)["service#9"]) == ("PAY-3", "PAY-4")
    assert codes(found) == {"no-first-commit": 1}


def test_a_rebased_pull_request_is_one_change(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.commit("PAY-1 one (#5)", 10, written=3)
    repo.commit("two (#5)", 10, written=4)
    repo.commit("other (#6)", 11, written=11)
    repo.commit("once more (#5)", 12, written=11)
    assert told(log(repo))["service#5"] == [(3, "committed"), (10, "merged"), (11, "committed"), (12, "merged")]


def test_commits_on_the_line_are_changes_of_their_own(repo: Repo) -> None:
    one = repo.commit("PAY-1 one", 1, written=0.5)
    two = repo.commit("read UTF-8", 2)
    found = log(repo)
    assert list(told(found)) == [f"service@{i[:SHORT]}" for i in (one, two)]
    assert keys(found) == {f"service@{one[:SHORT]}": "PAY-1", f"service@{two[:SHORT]}": ""}
    assert told(found)[f"service@{one[:SHORT]}"] == [(0.5, "committed"), (1, "merged")]


def test_long_lived_branches_only_carry_changes(repo: Repo) -> None:
    """Flask's way: a pull request goes into stable, stable into main."""
    repo.commit("start", 0)
    repo.branch("stable")
    repo.branch("fix", "stable")
    repo.commit("fix", 1)
    repo.to("stable")
    repo.merge("fix", "Merge pull request #3 from ada/fix", 2)
    direct = repo.commit("release 1.0.1", 3)
    repo.tag("1.0.1", 3, lightweight=True)
    repo.to("main")
    repo.commit("elsewhere", 4)
    repo.merge("stable", "Merge branch 'stable'", 5)
    found = log(repo)
    assert told(found)["service#3"] == [(1, "committed"), (2, "merged"), (3, "released")]
    assert told(found)[f"service@{direct[:SHORT]}"][-1] == (3, "released")
    assert len(told(found)) == 4, "the merge that carries them is no change"
    assert codes(found) == {"lightweight-tag": 1}


def test_a_merged_branch_without_a_pull_request_is_a_change(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.branch("topic")
    repo.commit("PAY-5 a", 1)
    repo.to("main")
    repo.commit("meanwhile", 2)
    repo.to("topic")
    repo.merge("main", "Merge branch 'main' into topic", 3)
    repo.commit("b", 4)
    repo.to("main")
    merged = repo.merge("topic", "Merge branch 'topic'", 5)
    found = log(repo)
    assert told(found)[f"service@{merged[:SHORT]}"] == [(1, "committed"), (5, "merged")]
    assert keys(found)[f"service@{merged[:SHORT]}"] == "PAY-5"
    assert len(told(found)) == 3


def test_a_revert_is_told_of_what_it_takes_back(repo: Repo) -> None:
    repo.commit("start", 0)
    bad = repo.commit("PAY-1 Bad idea (#1)", 1)
    repo.tag("v1.0", 2)
    back = repo.revert(bad, 3)
    repo.tag("v1.1", 4)
    repo.revert(back, 5)
    repo.tag("v1.2", 6)
    found = log(repo)
    assert told(found)["service#1"] == [
        (1, "merged"), (2, "released"), (3, "reverted"), (5, "merged"), (6, "released"),
    ]  # fmt: skip
    assert keys(found)[f"service@{back[:SHORT]}"] == "", "the ticket in quotes is not what the revert was made for"
    assert found.type[found.item.index(f"service@{back[:SHORT]}")] == "revert"


def test_what_was_taken_back_before_the_release_was_never_released(repo: Repo) -> None:
    repo.commit("start", 0)
    bad = repo.commit("Bad idea (#1)", 1)
    repo.revert(bad, 2)
    repo.tag("v1.0", 3)
    assert told(log(repo))["service#1"] == [(1, "merged"), (2, "reverted")]


def test_a_merge_is_taken_back_by_a_merge(repo: Repo) -> None:
    """What GitHub's button does: a branch with the revert of the merge, merged as a pull request of its own."""
    repo.commit("start", 0)
    repo.branch("topic")
    repo.commit("a", 1)
    repo.to("main")
    merged = repo.merge("topic", "Merge pull request #1 from ada/topic\n\nBad idea", 2)
    repo.branch("revert-1-topic")
    repo.revert(merged, 3, "-m", "1")
    repo.to("main")
    repo.merge("revert-1-topic", 'Merge pull request #2 from ada/revert-1-topic\n\nRevert "Bad idea"', 4)
    repo.commit('Revert "Other" (#5)\n\nReverts ada/service#2', 5)
    found = told(log(repo))
    assert found["service#1"] == [(1, "committed"), (2, "merged"), (4, "reverted"), (5, "merged")]
    assert found["service#2"] == [(3, "committed"), (4, "merged")]


def test_a_revert_of_something_unknown_is_counted_and_stays_a_change(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.commit("same title", 1)
    repo.commit("same title", 2)
    gone = repo.commit("This takes back\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.", 3)
    repo.commit('Revert "same title"', 4)
    found = log(repo)
    assert codes(found) == {"unknown-revert": 2}, "two changes have that title: which one is a guess"
    assert told(found)[f"service@{gone[:SHORT]}"] == [(3, "committed"), (3, "merged")]
    assert not [state for state in found.state if state == "git:reverted"]


def test_a_revert_inside_its_own_branch_is_none(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.branch("topic")
    one = repo.commit("a", 1)
    repo.revert(one, 2)
    repo.commit("better", 3)
    repo.to("main")
    repo.merge("topic", "Merge pull request #1 from ada/topic", 4)
    assert told(log(repo))["service#1"] == [(1, "committed"), (4, "merged")]


def test_a_cherry_pick_that_says_so_is_released_with_its_copy(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.branch("release-1")
    repo.to("main")
    fix = repo.commit("fix: leak (#4)", 1)
    repo.to("release-1")
    repo.git("cherry-pick", "-x", fix, at=2)
    repo.tag("v1.0.1", 3)
    repo.to("main")
    found = log(repo)
    assert told(found)["service#4"] == [(1, "merged"), (3, "released")]
    assert set(found.type) == {"", "fix"}


def test_a_change_picked_over_to_another_line_was_written_once(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.branch("stable")
    fix = repo.commit("fix (#4)", 2, written=1)
    repo.to("main")
    repo.commit("elsewhere", 3)
    repo.git("cherry-pick", fix, at=4)
    repo.merge("stable", "Merge branch 'stable'", 5)
    repo.tag("v1.0", 6)
    assert told(log(repo))["service#4"] == [(1, "committed"), (4, "merged"), (6, "released"), (2, "merged")]


def test_tags_that_are_no_releases(repo: Repo) -> None:
    repo.commit("start", 0)
    for name in ("nightly", "v2.0-beta1", "3.0.0-0", "ship-1", "nightly-2026.01.02"):
        repo.tag(name, 1)
    assert codes(log(repo)) == {"no-release": 5}
    assert next(iter(told(log(repo, releases="ship-*")).values()))[-1] == (1, "released")


def test_a_release_on_another_branch_has_what_it_has(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.branch("release")
    repo.commit("bump", 1)
    repo.tag("core@1.0", 2)
    repo.to("main")
    after = repo.commit("after", 3)
    assert told(log(repo))[f"service@{after[:SHORT]}"] == [(3, "committed"), (3, "merged")]


def test_clocks_that_are_apart_are_counted(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.branch("topic")
    repo.commit("from the future", 50)
    repo.to("main")
    repo.merge("topic", "Merge pull request #1 from ada/topic", 2)
    repo.tag("v1.0", 1)
    found = log(repo)
    assert told(found)["service#1"] == [(2, "committed"), (2, "merged"), (2, "released")]
    assert codes(found) == {"commit-skew": 1}


def test_a_shallow_clone_says_so(repo: Repo, tmp_path: Path) -> None:
    for number in range(6):
        repo.branch(f"t{number}", "HEAD") if number % 2 else None
        repo.commit(f"c{number} (#{number + 1})", number, written=number - 0.5)
    repo.git("checkout", "-q", "-B", "main")
    shallow = Repo(tmp_path / "shallow")
    repo.git("clone", "-q", "--depth", "2", f"file://{repo.path}", str(shallow.path))
    found = log(shallow, repo="o/r")
    assert told(found) == {"o/r#5": [(4, "merged")], "o/r#6": [(4.5, "committed"), (5, "merged")]}
    assert codes(found) == {"shallow": 1}
    assert found.findings[0].text.startswith(
        "o/r is a shallow clone: nothing before 2026-02-25 is there, and 1 changes"
    )


def test_only_what_is_new_is_read(repo: Repo) -> None:
    repo.commit("one", 0)
    source = given(repo)
    (first,) = pulled(source)
    assert first.whole
    assert source.complete(first.cursor)
    assert pulled(source, first.cursor) == []
    repo.branch("topic")
    repo.commit("two", 1)
    repo.to("main")
    repo.merge("topic", "Merge pull request #1 from ada/topic", 2)
    (second,) = pulled(source, first.cursor)
    assert not second.whole
    assert len(second.body["commits"]) == 2
    repo.tag("v1.0", 3)
    (third,) = pulled(source, second.cursor)
    assert third.body["commits"] == []
    parts = source.log([p.body for p in (first, second, third)], "UTC")
    assert told(parts) == told(log(repo))
    assert told(parts)["service#1"][-1] == (3, "released")


def test_rewritten_history_is_read_anew(repo: Repo) -> None:
    repo.commit("one", 0)
    repo.commit("two", 1)
    source = given(repo)
    (first,) = pulled(source)
    repo.git("commit", "-q", "--amend", "-m", "two, better", at=2)
    (second,) = pulled(source, first.cursor)
    assert second.whole
    assert len(second.body["commits"]) == 2


def test_a_reading_that_was_cut_off_begins_again(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_source, "_PAGE", 2)
    for number in range(5):
        repo.commit(str(number), number)
    source = given(repo)
    pages = pulled(source)
    assert [page.whole for page in pages] == [True, False, False]
    assert [source.complete(page.cursor) for page in pages] == [False, False, True]
    assert source.log([pages[0].body], "UTC").item == [], "half a history tells nothing"
    assert pulled(source, pages[0].cursor) == pages
    assert len(source.log([page.body for page in pages], "UTC")) == 10


def test_a_pull_can_be_stopped(repo: Repo) -> None:
    repo.commit("one", 0)
    tell = Tell()
    tell.stop()
    with pytest.raises(Stopped):
        list(given(repo).fetch({}, tell))


def test_no_person_and_no_text_is_kept(repo: Repo) -> None:
    repo.commit("Secret plan PAY-1\n\nBecause Grace said so.\n\nReviewed-by: Grace Hopper <grace@navy.example>\n", 0)
    repo.branch("grace/topic")
    repo.commit("Grace's idea", 1)
    repo.to("main")
    repo.merge("grace/topic", "Merge pull request #1 from grace/topic", 2)
    kept = json.dumps([page.body for page in pulled(given(repo))]).lower()
    for word in ("grace", "secret", "plan", "idea", *(p.lower() for p in PERSON), "navy"):
        assert word not in kept
    assert "pay-1" in kept


HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202ePAY-9 \u2066<b>[red]{}%s $(touch pwned) `id` ; rm -rf / (#3)"


def test_hostile_texts_change_nothing_but_their_own_row(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.commit(HOSTILE, 1, name="--upload-pack=touch pwned\n\x1b[31m \u202eü.txt")
    repo.commit("x" * 300_000 + " PAY-8 (#4)\n\n" + "(#" * 100_000 + "\n" + 'revert "' * 50_000, 2)
    raw = repo.git(
        "hash-object", "-t", "commit", "-w", "--stdin", "--literally", said=_raw(repo, b"\xff\xfe PAY-7 (#5)")
    )
    repo.git("reset", "-q", "--hard", raw)
    found = log(repo)
    assert keys(found)["service#3"] == "PAY-9"
    assert keys(found)["service#5"] == "PAY-7"
    assert all(item.isprintable() for item in found.item)
    assert len(told(found)) == 4
    assert not list(repo.path.rglob("pwned"))


def _raw(repo: Repo, message: bytes) -> bytes:
    tree, parent = repo.git("rev-parse", "HEAD^{tree}"), repo.git("rev-parse", "HEAD")
    people = f"author A <a> {START + 10_800} +0000\ncommitter A <a> {START + 10_800} +0000"
    return f"tree {tree}\nparent {parent}\n{people}\n\n".encode() + message


@pytest.mark.parametrize("time", ["0", "99999999999999999", "-5"])
def test_impossible_times_are_left_out_and_counted(repo: Repo, time: str) -> None:
    repo.commit("start", 0)
    raw = _raw(repo, b"odd (#2)").replace(str(START + 10_800).encode(), time.encode())
    repo.git("reset", "-q", "--hard", repo.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", said=raw))
    found = log(repo)
    assert codes(found) == {"no-time": 1}
    assert len(told(found)) == 1


def test_what_a_repository_s_configuration_names_is_never_run(repo: Repo, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    repo.commit("start", 0)
    repo.tag("v1.0", 1)
    signed = _raw(repo, b"signed").replace(b" +0000\n\n", b" +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n\n", 1)
    repo.git(
        "reset", "-q", "--hard", repo.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", said=signed)
    )
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "gpg.program", "core.editor", "diff.external",
                "core.hooksPath", "core.askPass", "pager.log", "pager.config", "alias.log"):  # fmt: skip
        repo.git("config", key, f"!{trap}" if key.startswith("alias") else str(trap))
    repo.git("config", "log.showSignature", "true")
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman"):
        (repo.path / ".git" / "hooks" / hook).write_text(trap.read_text())
        (repo.path / ".git" / "hooks" / hook).chmod(0o755)
    (repo.path / ".mailmap").write_text("Eve <eve@x> <ada@analytical.example>\n")
    assert len(told(log(repo))) == 2
    assert not (tmp_path / "sprung").exists()
    repo.git("log", "-1")
    assert (tmp_path / "sprung").exists(), "the trap works, but for us"


def test_nothing_is_fetched_for_a_partial_clone(repo: Repo, tmp_path: Path) -> None:
    repo.commit("start", 0)
    repo.git("config", "uploadpack.allowFilter", "true")
    partial = Repo(tmp_path / "partial")
    repo.git("clone", "-q", "--no-checkout", "--filter=tree:0", f"file://{repo.path}", str(partial.path))
    before = {p: p.stat().st_mtime_ns for p in partial.path.rglob("*")}
    assert len(told(log(partial))) == 1
    assert {p: p.stat().st_mtime_ns for p in partial.path.rglob("*")} == before, "reading changes nothing at all"


def test_variables_of_git_in_the_environment_do_not_lead_elsewhere(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit("here", 0)
    other = Repo.made(tmp_path / "other")
    other.commit("there", 5)
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    assert [at for events in told(log(repo)).values() for at, _ in events] == [0, 0]


def test_the_branch_changes_land_on(repo: Repo, tmp_path: Path) -> None:
    repo.commit("start", 0)
    repo.branch("next")
    repo.commit("ahead", 1)
    repo.to("main")
    assert len(told(log(repo))) == 1
    assert len(told(log(repo, branch="next"))) == 2
    clone = Repo(tmp_path / "clone")
    repo.git("clone", "-q", str(repo.path), str(clone.path))
    clone.branch("wip", "HEAD")
    clone.commit("not merged yet", 2, name="of its own")
    assert len(told(log(clone))) == 1, "the remote's default branch, not what is checked out"
    for branch in ("gone", "--all", "main..next", "x\x1b[2J"):
        with pytest.raises(SourceError, match="there is no branch") as caught:
            log(repo, branch=branch)
        assert "\x1b" not in str(caught.value)


def test_a_bare_repository_and_a_worktree_are_read(repo: Repo, tmp_path: Path) -> None:
    repo.commit("start", 0)
    bare = Repo(tmp_path / "bare.git")
    repo.git("clone", "-q", "--bare", str(repo.path), str(bare.path))
    assert len(told(log(bare))) == 1
    tree = Repo(tmp_path / "tree")
    repo.git("worktree", "add", "-q", "--detach", str(tree.path))
    assert len(told(log(tree))) == 1


def test_items_are_named_after_where_it_was_cloned_from(repo: Repo) -> None:
    repo.commit("start (#1)", 0, written=-1)
    repo.git("remote", "add", "origin", "https://ada:s3cret@git.example/team/service.git")
    found = log(repo)
    assert set(found.item) == {"team/service#1"}
    assert "s3cret" not in json.dumps([p.body for p in pulled(given(repo))])
    repo.commit("Fixes #45 (#2)", 1)
    assert keys(log(repo))["team/service#2"] == "team/service#45"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("git@github.com:pallets/flask.git", "pallets/flask"),
        ("https://github.com/pallets/flask", "pallets/flask"),
        ("ssh://git@host.example:7999/group/sub/proj.git/", "group/sub/proj"),
        ("https://user:token@host.example/a/b.git", "a/b"),
        ("/srv/git/service.git", ""),
        ("file:///srv/git/service.git", ""),
        ("../service", ""),
        (r"C:\git\service", ""),
        ("https://host.example/\x1b[2J/x", ""),
        ("https://[bad/x", ""),
        ("ext::sh -c touch% pwned", ""),
    ],
)
def test_names_from_addresses(address: str, name: str) -> None:
    assert repository_name(address) == name


def test_what_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="no such folder"):
        log(Repo(tmp_path / "gone"))
    outer = Repo.made(tmp_path / "outer")
    outer.commit("start", 0)
    (outer.path / "inner").mkdir()
    with pytest.raises(SourceError, match="is no Git repository: name its top folder"):
        log(Repo(outer.path / "inner"))
    with pytest.raises(SourceError, match="has no commits yet"):
        log(Repo.made(tmp_path / "empty"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="git is not installed"):
        log(outer)


def test_a_git_that_hangs_is_stopped(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit("start", 0)
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr("vsm_tui.connect.git.run._SHORT", 0.2)
    with pytest.raises(SourceError, match="took over"):
        log(repo)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({}, "this source has no path: write path: ../service"),
        ({"path": "https://github.com/o/r"}, "path is a folder on this machine"),
        ({"path": "git@github.com:o/r"}, "path is a folder on this machine"),
        ({"path": ".", "branchh": "main"}, "did you mean branch"),
        ({"path": ".", "projects": ["PAY", "no key"]}, "‘no key’ is no project's key"),
    ],
)
def test_entries_that_say_too_little_or_wrong(entry: dict[str, Any], text: str) -> None:
    with pytest.raises(InputError, match=text):
        source(Given({"tool": "git", **entry}))


def test_named_projects_are_found_in_any_case(repo: Repo) -> None:
    repo.commit("start", 0)
    repo.branch("feature/pay-12")
    repo.commit("UTF-8", 1)
    repo.to("main")
    repo.merge("feature/pay-12", "Merge branch 'feature/pay-12'", 2)
    assert "PAY-12" in keys(log(repo, projects="PAY, OPS")).values()
    assert set(keys(log(repo)).values()) == {""}


def test_the_plan_tells_what_is_read_and_kept(repo: Repo) -> None:
    repo.commit("start", 0)
    source = given(repo)
    (page,) = pulled(source)
    assert source.where == "service"
    assert str(repo.path) not in json.dumps(source.identity)
    assert any("no name" in line for line in source.plan({}))
    assert page.cursor["head"][:10] in "".join(source.plan(page.cursor))
