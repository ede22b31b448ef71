"""What the states that sources of changes and jobs emit mean: the tool's own words, of which no name has to be guessed.

The time between two of these events is what the later of them ended: from a change's first commit to its merge somebody
works on it (with waits in between that nobody sees), from its merge to its release nobody does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Does = Literal["wait", "touch", "finish"]

CHANGE, REVIEW, MERGE, CI, RELEASE, DEPLOY = "Change", "Review", "Merge", "CI", "Release", "Deploy"
ORDER = (CHANGE, REVIEW, MERGE, CI, RELEASE, DEPLOY)
"""The stages these states speak of, in the order of the work."""
ALIKE = {
    CHANGE: ("Change", "Build", "Development", "Implement", "Fix", "Code", "Make"),
    REVIEW: ("Review",),
    MERGE: ("Merge", "Review"),
    CI: ("CI", "Pipeline", "Test"),
    RELEASE: ("Release", "Deploy", "Ship", "Roll out"),
    DEPLOY: ("Deploy", "Release", "Roll out", "Ship"),
}
"""What people call such a stage, the likeliest first."""


class Meaning(NamedTuple):
    """What time in a state is: ``does`` in ``stage`` ("" where it is in none), and ``why`` in words."""

    does: Does
    stage: str
    why: str


_CHANGES = {
    "draft": Meaning("touch", CHANGE, "its author still works on it"),
    "opened": Meaning("wait", REVIEW, "it waits for a review"),
    "ready": Meaning("wait", REVIEW, "it waits for a review"),
    "reopened": Meaning("wait", REVIEW, "it waits for a review"),
    "review_requested": Meaning("wait", REVIEW, "it waits for a review"),
    "commented": Meaning("wait", REVIEW, "it waits for an answer, or for more of the review"),
    "changes_requested": Meaning("wait", CHANGE, "it waits for its author"),
    "pushed": Meaning("wait", REVIEW, "it waits for another review"),
    "approved": Meaning("wait", MERGE, "it waits to be merged"),
    "queued_to_merge": Meaning("wait", MERGE, "it waits to be merged"),
    "merged": Meaning("wait", RELEASE, "it waits for a release"),
}
MEANINGS: dict[str, Meaning] = {
    "git:committed": Meaning("touch", CHANGE, "from its first commit to its merge, work with waiting in between"),
    "git:merged": Meaning("wait", RELEASE, "it waits for a release"),
    "git:reverted": Meaning("wait", CHANGE, "it was taken back and waits to be made again"),
    "git:released": Meaning("finish", "", "it is released"),
    **{f"{tool}:{state}": meaning for tool in ("github", "gitlab") for state, meaning in _CHANGES.items()},
    "ci:queued": Meaning("wait", CI, "it waits for a machine"),
    "ci:running": Meaning("touch", CI, "a machine works on it"),
    "ci:failed": Meaning("wait", CI, "it waits for another attempt"),
    "ci:passed": Meaning("finish", "", "the build passed"),
    "deploy:queued": Meaning("wait", DEPLOY, "it waits to be deployed"),
    "deploy:running": Meaning("touch", DEPLOY, "a machine deploys it"),
    "deploy:failed": Meaning("wait", DEPLOY, "it waits for another attempt"),
    "deploy:deployed": Meaning("finish", "", "it is deployed"),
}
_LAST = ("deploy:deployed", "git:released", "github:merged", "gitlab:merged", "git:merged", "ci:passed")
"""Where a change is over: the first of these that a log shows."""


def meaning_of(state: str) -> Meaning | None:
    """What a state means wherever its tool says it; ``None`` for any other state, and for ``closed``: a ticket is done
    then, and a change is given up.
    """
    return MEANINGS.get(state)


def is_closed(state: str) -> bool:
    """Whether it is how a change or a ticket of GitHub or GitLab was closed."""
    return state in ("github:closed", "gitlab:closed")


def ends_of(states: Iterable[str]) -> tuple[str, ...]:
    """The state of a log of changes in which they are over: deployed, else released, else merged, else built."""
    known = frozenset(states)
    last = next((state for state in _LAST if state in known), "")
    if last.endswith(":merged"):
        return tuple(state for state in _LAST if state.endswith(":merged") and state in known)
    return (last,) if last else ()
