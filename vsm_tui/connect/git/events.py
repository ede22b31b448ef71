"""Changes → events: committed, merged, released, reverted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from vsm_tui.connect.git.changes import Change, changes_of
from vsm_tui.connect.git.history import Commit, History
from vsm_tui.connect.git.releases import Release, first_releases, releases_of
from vsm_tui.events.builds import commit_key
from vsm_tui.events.log import EventLog, Finding, Split

PREFIX = "git:"
_SECOND = 1_000_000
_NAMED = 5
_Effect = Literal["merged", "reverted"]


@dataclass(slots=True)
class _Story:
    """What became of a change: it was merged, perhaps reverted, perhaps merged again."""

    change: Change
    steps: list[tuple[_Effect, Commit]] = field(default_factory=list)
    effects: list[tuple[_Story, _Effect]] = field(default_factory=list)
    """What it does to others itself."""


@dataclass(slots=True)
class _Counts:
    """What could not be known, by change."""

    squashed: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    skewed: list[str] = field(default_factory=list)
    timeless: list[str] = field(default_factory=list)
    unknown_reverts: list[str] = field(default_factory=list)


def events_of(history: History, pattern: str = "") -> EventLog:
    """The log of a history: an item per change, named after the repository, with the tickets it names as ``keys``.

    ``released`` is the first release that has a change and not its revert; ``pattern`` says which tags are releases.
    """
    log, counts = EventLog(), _Counts()
    releases = releases_of(history.tags, pattern)
    first = first_releases(history, releases)
    stories = _stories(history, changes_of(history), counts)
    for story in stories:
        _tell(log, history, story, first, counts)
        every = (*story.change.commits, story.change.landed)
        log.commits |= {commit_key(commit.id): _name(history, story.change) for commit in every}
    _tell_once(log)
    log.findings = _findings(history, stories, releases, counts)
    return log


def _stories(history: History, changes: Iterable[Change], counts: _Counts) -> list[_Story]:
    stories = [_Story(change, [("merged", change.landed)]) for change in changes]
    made = {commit.id: story for story in stories for commit in (*story.change.commits, story.change.landed)}
    known = _Known(made, history)
    for story in stories:
        known.add(story)
        change = story.change
        taken = {id(target): target for ref in _refs(change) for target in known.find(ref) if target is not story}
        for target in taken.values():
            if target.change.reverts and target.effects:  # taking back what took back brings it again
                other: dict[_Effect, _Effect] = {"merged": "reverted", "reverted": "merged"}
                story.effects += [(of, other[effect]) for of, effect in target.effects]
            else:
                story.effects.append((target, "reverted"))
        for of, effect in story.effects:
            of.steps.append((effect, change.landed))
        if change.reverts and not taken:
            counts.unknown_reverts.append(_name(history, change))
    return stories


def _refs(change: Change) -> list[str]:
    """What a change takes back, but for its own commits."""
    own = {commit.id for commit in change.commits}
    refs = dict.fromkeys(ref for commit in (*change.commits, change.landed) for ref in commit.texts.reverts)
    return [ref for ref in refs if not any(name.startswith(ref) for name in own)]


class _Known:
    """Finds what a revert speaks of among the changes so far."""

    def __init__(self, made: dict[str, _Story], history: History) -> None:
        self._made = made
        self._short: dict[str, list[str]] = {}
        for name in history.commits:
            self._short.setdefault(name[:7], []).append(name)
        self._named: dict[str, _Story] = {}
        self._titled: dict[str, list[_Story]] = {}

    def add(self, story: _Story) -> None:
        """A change that was merged by now."""
        self._named[story.change.name] = story
        for commit in {c.id: c for c in (*story.change.commits, story.change.landed)}.values():
            self._titled.setdefault("=" + commit.texts.title, []).append(story)

    def find(self, ref: str) -> list[_Story]:
        """The change a reference means; none where that is not certain."""
        if ref.startswith("="):
            titled = self._titled.get(ref, [])
            return titled if len(titled) == 1 else []
        if ref[0] in "#!":
            return [self._named[ref]] if ref in self._named else []
        commits = [name for name in self._short.get(ref[:7], ()) if name.startswith(ref) and name in self._made]
        return [self._made[commits[0]]] if len(commits) == 1 else []


def _tell(log: EventLog, history: History, story: _Story, first: dict[str, Release], counts: _Counts) -> None:
    change = story.change
    name = _name(history, change)
    if not change.merged:
        counts.timeless.append(name)
        return
    every = (change.landed, *change.commits)
    issues = (f"{history.name}#{number}" for commit in every for number in commit.texts.closes)
    kind = next((commit.texts.type for commit in every if commit.texts.type), "")
    told = (name, "revert" if change.reverts else kind, ";".join(dict.fromkeys((*change.keys, *issues))))
    begun = change.first
    if begun is not None:
        _row(log, told, begun, "committed", change.commits[0].id[:10])
    elif change.cut:
        counts.cut.append(name)
    elif change.way == "squash":
        counts.squashed.append(name)
    if change.earliest > change.merged:
        counts.skewed.append(name)
    for number, (effect, commit) in enumerate(story.steps):
        at = max(commit.committed or commit.authored, change.merged)
        _row(log, told, at, effect, commit.id[:10])
        release = first.get(commit.id) or _copied(change, commit, first)
        after = story.steps[number + 1][1].id if number + 1 < len(story.steps) else ""
        if effect == "merged" and release is not None and first.get(after) is not release:
            _row(log, told, max(release.tag.at, at), "released", release.tag.name)


def _tell_once(log: EventLog) -> None:
    """Drop first commits and releases told twice of one item: a change that was picked over shares its number."""
    rows = list(zip(log.item, log.at, log.state, strict=True))
    first = {row: index for index, row in reversed(list(enumerate(rows)))}
    once = (PREFIX + "committed", PREFIX + "released")
    kept = [index for index, row in enumerate(rows) if row[2] not in once or first[row] == index]
    for name in ("item", "at", "state", "split", "type", "ref", "keys"):
        column = getattr(log, name)
        setattr(log, name, [column[index] for index in kept])


def _copied(change: Change, landed: Commit, first: dict[str, Release]) -> Release | None:
    """The release of a change of one commit that was copied there before it was merged."""
    own = change.commits if landed is change.landed and len(change.commits) == 1 else ()
    return next((first[commit.id] for commit in own if commit.id in first), None)


def _row(log: EventLog, told: tuple[str, str, str], at: int, state: str, ref: str) -> None:
    item, kind, keys = told
    log.item.append(item)
    log.at.append(at * _SECOND)
    log.state.append(PREFIX + state)
    log.split.append(int(Split.MAPPED))
    log.type.append(kind)
    log.ref.append(ref)
    log.keys.append(keys)


def _name(history: History, change: Change) -> str:
    return history.name + change.name


def _findings(history: History, stories: list[_Story], releases: list[Release], counts: _Counts) -> list[Finding]:
    found = []
    if history.shallow:
        earliest = min((c.committed for c in history.commits.values() if c.committed), default=0)
        since = f"{datetime.fromtimestamp(earliest, UTC):%Y-%m-%d}"
        text = (
            f"{history.name} is a shallow clone: nothing before {since} is there, and {len(counts.cut)} changes at "
            "that edge show no first commit; git fetch --unshallow gets the rest"
        )
        found.append(Finding("shallow", text, len(counts.cut)))
    light = sum(release.tag.lightweight for release in releases)
    told: tuple[tuple[str, int, str, list[str]], ...] = (
        ("no-first-commit", len(counts.squashed),
         f"of {len(stories)} changes were squashed: when their first commit was made is not known", counts.squashed),
        ("commit-skew", len(counts.skewed),
         "changes have only commits dated after their merge: taken as made with it", counts.skewed),
        ("no-time", len(counts.timeless), "changes have no usable time and are left out", counts.timeless),
        ("unknown-revert", len(counts.unknown_reverts),
         "changes take back something that is not in this history", counts.unknown_reverts),
        ("lightweight-tag", light,
         f"of {len(releases)} releases are lightweight tags: taken as released when their commit was made", []),
    )  # fmt: skip
    found += [Finding(code, f"{n} {text}{_some(names)}", n) for code, n, text, names in told if n]
    if history.tags and not releases:
        text = (
            f"none of {len(history.tags)} tags is a release such as v1.2.0: write releases: deploy-* to say which are"
        )
        found.append(Finding("no-release", text, len(history.tags)))
    return found


def _some(names: list[str]) -> str:
    return (": " + ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")) if names else ""
