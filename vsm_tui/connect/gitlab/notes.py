"""What GitLab's own notes say of a merge request: its history is kept in English sentences, worded by its versions.

A note becomes one word; its text is not kept. Sentences that say nothing of the flow give none.
"""

from __future__ import annotations

import re
from typing import Any

from vsm_tui.connect.gitlab.texts import draft_by_title

_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (word, re.compile(pattern, re.IGNORECASE))
    for word, pattern in (
        ("draft", r"marked (?:this merge request )?as (?:a )?\*\*(?:draft|work in progress)\*\*"),
        ("ready", r"marked this merge request as \*\*ready\*\*|unmarked (?:this merge request )?as a \*\*"),
        ("approved", r"approved this merge request"),
        ("unapproved", r"unapproved this merge request"),
        ("reset", r"reset approvals from "),
        ("changes_requested", r"requested changes"),
        ("review_requested", r"requested review from "),
        ("commented", r"left review comments"),
        ("pushed", r"added \d+ (?:new )?commits?\b"),
        ("queued", r"started a merge train|added this merge request to the merge train"),
        ("unqueued", r"removed this merge request from the merge train"),
        ("closed", r"(?:status changed to )?closed\b(?! issue)"),
        ("reopened", r"(?:status changed to )?reopened\b"),
        ("merged", r"(?:status changed to )?merged\b"),
    )
)
_LABELS = re.compile(
    r"(added|removed) ((?:~(?:\"[^\"]+\"|[^\s,~\"]+)[\s,]*)+)(?:and removed (.*?))? ?labels?", re.IGNORECASE
)
_LABEL = re.compile(r"~(?:\"([^\"]+)\"|([^\s,~\"]+))")
_BOT = re.compile(
    r"(?:.*[-_.\[])?bot(?:[-_.\]\d].*)?|(?:project|group)_\d+_bot.*|service_account.*|dependabot.*|renovate(?:bot)?|"
    r"gitlabduo|coderabbitai|codecov|sonarcloud|sonarqube|snyk",
    re.IGNORECASE,
)


def word_of(body: str) -> str:
    """What a system note says of the flow, as one word; "" where it says nothing of it."""
    text = body.lstrip()[:2000]
    for word, pattern in _WORDS:
        if pattern.match(text):
            return word
    draft = draft_by_title(text)
    return "" if draft is None else "draft" if draft else "ready"


def labels_of(body: str) -> list[tuple[str, str]]:
    """The labels an older version's note says were added and removed, by name or as number: ``(action, label)``."""
    found = _LABELS.match(body.lstrip()[:2000])
    if not found:
        return []
    first = "add" if found[1].lower() == "added" else "remove"
    both = ((first, found[2]), ("remove", found[3] or ""))
    return [(action, quoted or plain) for action, text in both for quoted, plain in _LABEL.findall(text)]


def is_bot(account: Any, bots: frozenset[str] = frozenset()) -> bool:
    """Whether an account is a program's: by what GitLab says, by how such accounts are called, or named in ``bots``."""
    if not isinstance(account, dict):
        return False
    name = str(account.get("username") or "")
    return account.get("bot") is True or name.lower() in bots or bool(_BOT.fullmatch(name))


def who(account: Any, author: Any, bots: frozenset[str] = frozenset()) -> str:
    """``author``, ``bot`` or ``other``: all that is kept of an account."""
    if is_bot(account, bots):
        return "bot"
    same = isinstance(account, dict) and isinstance(author, dict) and account.get("id") == author.get("id")
    return "author" if same else "other"
