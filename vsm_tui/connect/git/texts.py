"""What the texts of a commit say: the pull request it merges, the tickets it names, what it takes back.

Texts are read and not kept: they name people.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from vsm_tui.events.keys import ticket_keys

_LONGEST, _LONGEST_TITLE = 20_000, 2_000
_MERGES = (
    re.compile(r"^Merge pull request (#\d{1,9})\b"),  # GitHub, Bitbucket Server
    re.compile(r"^Merged? PR (\d{1,9}):"),  # Azure DevOps
    re.compile(r"\(pull request (#\d{1,9})\)$"),  # Bitbucket Cloud
    re.compile(r"\((#\d{1,9})\)$"),  # GitHub's squash
)
_IN_BODY = (
    re.compile(r"^See merge request \S{0,200}?(!\d{1,9})[ \t]*$", re.MULTILINE),  # GitLab
    re.compile(r"^Closes (#\d{1,9}) from \S", re.MULTILINE),  # the merge script of Apache projects
)
_BRANCH = re.compile(r"^Merge (?:remote-tracking )?branch(?:es)? '([^']{1,300})'( of \S+)?")
_LONG_LIVED = re.compile(
    r"(?:(?:origin|upstream)/)?(?:main|master|trunk|default|develop|development|dev|stable|staging|production|next|"
    r"(?:maint|maintenance|releases?|support|branch)[-/].*|v?\d+(?:[._-](?:\d+|x))*(?:[._-](?:x|stable|dev|maintenance))?)"
)
_REVERT = re.compile(r'^(?:Revert|Reapply)(?::? ["“]|: )', re.IGNORECASE)
_QUOTED = re.compile(r'["“].*["”]')
_QUOTED_LINE = re.compile(r'"[^"\n]{0,300}"')
_TAKES_BACK = re.compile(r"\bThis reverts commits? ([0-9a-f]{7,40})\b")
_TAKES_BACK_CHANGE = re.compile(
    r"\b(?:This )?[Rr]everts (?:merge request |pull request )?(?:[\w.-]+/[\w./-]+)?([#!]\d{1,9})\b"
)
_COPY = re.compile(r"\(cherry picked from commit ([0-9a-f]{40})\)")
_CLOSES = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d{1,9})\b", re.IGNORECASE)
_TYPE = re.compile(
    r"^(feat|fix|hotfix|perf|refactor|docs|test|build|ci|chore|style)(?:\([^)]{0,100}\))?!?:", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"^(?:signed-off|co-authored|authored|committed|reviewed|acked|tested|reported|approved)-by|^cc$|^author",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Texts:
    """What the texts say. ``change`` is ``#12``, ``!12`` or "". ``keys`` are tickets by where they stand: title and
    branch, trailers, body; ``closes`` numbers of issues. ``reverts``: commits, changes (``#12``) or, after ``=``, the
    digest of a title; ``revert`` whether that is all it does. ``title`` is the digest of its own title. ``sync``: a
    merge that only keeps long-lived branches together.
    """

    change: str = ""
    keys: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]] = ((), (), ())
    closes: tuple[str, ...] = ()
    reverts: tuple[str, ...] = ()
    revert: bool = False
    copies: tuple[str, ...] = ()
    sync: bool = False
    type: str = ""
    title: str = ""


def texts_of(subject: str, body: str, trailers: Sequence[str], parents: int, projects: Sequence[str] = ()) -> Texts:
    """Read a commit's texts; ``trailers`` are ``Key: value`` each, ``parents`` is how many it has."""
    subject, body = subject[:_LONGEST_TITLE].strip(), body[:_LONGEST]
    revert = bool(_REVERT.match(subject)) or bool(_TAKES_BACK.match(body.lstrip()))
    title = [_QUOTED.sub(" ", subject) if revert else subject]
    if parents > 1:
        title.append(body.lstrip().split("\n", 1)[0])  # the pull request's title, where the merge names its branch
    said = [
        value for key, _, value in (t[:_LONGEST].partition(":") for t in trailers) if not _PEOPLE.match(key.strip())
    ]
    texts = (title, said, [_QUOTED_LINE.sub(" ", body) if revert else body])
    keys = tuple(tuple(dict.fromkeys(k for t in group for k in ticket_keys(t, projects))) for group in texts)
    kind = _TYPE.match(subject)
    return Texts(
        change=_change(subject, body),
        keys=(keys[0], keys[1], keys[2]),
        closes=tuple(dict.fromkeys(_CLOSES.findall(f"{subject}\n{body}"))),
        reverts=_reverts(subject, body) if revert or _TAKES_BACK.search(body) else (),
        revert=revert,
        copies=tuple(_COPY.findall(body)),
        sync=_keeps_together(subject) if parents > 1 else False,
        type="revert" if revert else kind[1].lower() if kind else "",
        title=digest(subject),
    )


def _keeps_together(subject: str) -> bool:
    branch = _BRANCH.match(subject)
    return subject.startswith("Merge tag ") or (
        branch is not None and bool(branch[2] or _LONG_LIVED.fullmatch(branch[1]))
    )


def digest(title: str) -> str:
    """A title that can be compared and not read."""
    return sha256(title.encode("utf-8", errors="replace")).hexdigest()[:12]


def _change(subject: str, body: str) -> str:
    for pattern in _MERGES:
        if found := pattern.search(subject):
            return "#" + found[1].lstrip("#")
    for pattern in _IN_BODY:
        if found := pattern.search(body):
            return found[1]
    return ""


def _reverts(subject: str, body: str) -> tuple[str, ...]:
    """What is taken back, by the best there is: commits, else a change, else the title."""
    commits = _TAKES_BACK.findall(body)
    if commits:
        return tuple(dict.fromkeys(commits))
    changes = _TAKES_BACK_CHANGE.findall(body)
    if changes:
        return tuple(dict.fromkeys(changes))
    quoted = _QUOTED.search(_without_own(subject))
    if not quoted:
        return ()
    title = quoted[0][1:-1].strip()
    merged = _MERGES[-1].search(title)
    return (merged[1] if merged else "=" + digest(title),)


def _without_own(subject: str) -> str:
    """``Revert "Title (#12)" (#13)`` without what it says of itself."""
    return re.sub(r" \(#\d{1,9}\)$", "", subject)
