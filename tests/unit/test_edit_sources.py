"""Sources come, change and go as one line of the file each."""

from __future__ import annotations

import pytest

from vsm_tui.edit import AddSource, ChangeSource, EditError, History, RemoveSource
from vsm_tui.files import parse_stream, splice

TEXT = """\
vsm: 1
name: Shop   # ours
stages: []
sources:
  - {tool: git, path: ../shop}   # the service
finish: {state: [Done]}
"""


def edited(*changes) -> str:  # type: ignore[no-untyped-def]
    stream, _ = parse_stream(TEXT, "")
    for change in changes:
        stream = change.apply(stream)
    return splice(TEXT, stream)


def differing(text: str) -> tuple[set[str], set[str]]:
    before, after = set(TEXT.splitlines()), set(text.splitlines())
    return before - after, after - before


def test_a_source_is_one_line_more() -> None:
    gone, come = differing(
        edited(AddSource({"tool": "jira", "url": " https://j.example ", "jql": "", "project": "AB"}))
    )
    assert gone == set()
    assert come == {'  - {tool: jira, url: "https://j.example", project: AB}'}


def test_a_changed_key_is_a_changed_line_and_keeps_its_comment() -> None:
    values = {"tool": "git", "path": "../shop", "projects": "PAY, OPS", "branch": " "}
    gone, come = differing(edited(ChangeSource(0, values)))
    assert gone == {"  - {tool: git, path: ../shop}   # the service"}
    assert come == {"  - {tool: git, path: ../shop, projects: [PAY, OPS]}   # the service"}


def test_removed_and_undone() -> None:
    stream, _ = parse_stream(TEXT, "")
    history = History(stream)
    history.do(RemoveSource(0))
    assert history.stream.sources == ()
    history.undo()
    assert splice(TEXT, history.stream) == TEXT


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (AddSource({"tool": "jira", "project": "AB"}), "url: https://company.atlassian.net"),
        (AddSource({"tool": "jira", "url": "https://j.example"}), "project: SHOP or jql:"),
        (AddSource({"tool": "jira", "url": "https://me:pw@j.example", "project": "AB"}), "holds a login"),
        (AddSource({"tool": "git", "path": "../x", "token": "abc"}), "looks like a secret"),
        (AddSource({"tool": "cvs", "path": "../x"}), "there is no source ‘cvs’"),
        (AddSource({"tool": "git", "path": "../x\x1b[2J"}), "control character"),
        (ChangeSource(3, {"tool": "git", "path": "../x"}), "not there any more"),
        (RemoveSource(1), "not there any more"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_would(change, says: str) -> None:  # type: ignore[no-untyped-def]
    stream, _ = parse_stream(TEXT, "")
    with pytest.raises(EditError, match=says.replace("(", r"\(")):
        change.apply(stream)


def test_titles_name_the_source() -> None:
    assert AddSource({"tool": "git", "path": "../shop"}).title == "Add Git ‘../shop’"
    assert ChangeSource(0, {"tool": "jira", "url": "https://j"}).title == "Change Jira ‘https://j’"
