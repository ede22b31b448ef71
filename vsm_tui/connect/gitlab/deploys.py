"""Which merge requests a deployment and a release brought, as far as that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from vsm_tui.connect.gitlab.boards import us

Changes = Mapping[int, dict[str, Any]]


def brought(
    deployments: Iterable[dict[str, Any]], changes: Changes, merged: Mapping[int, int], ghosts: set[int]
) -> Iterator[tuple[dict[str, Any], list[int]]]:
    """Each deployment, oldest first, with the merge requests it brought; none where only its commit tells.

    GitLab says of the first success in an environment that it brought all there ever was. So of the first one known
    only the merge request whose commit was deployed counts; the others go into ``ghosts``.
    """
    known = set[str]()
    for deployment in sorted(deployments, key=_order):
        said = [iid for iid in deployment["changes"] or () if iid in changes]
        if deployment["status"] != "success":
            yield deployment, []
            continue
        first = deployment["environment"] not in known
        known.add(deployment["environment"])
        own = [iid for iid in said if deployment["sha"] in changes[iid]["merges"]]
        taken = own if first else said
        ghosts.update(set(said) - set(taken))
        over = us(deployment["updated"]) or us(deployment["created"]) or 0
        yield deployment, [iid for iid in taken if iid not in merged or merged[iid] <= over]


def _order(deployment: dict[str, Any]) -> tuple[int, int]:
    return us(deployment["created"]) or 0, deployment["id"]


def released(
    changes: Changes, releases: Sequence[dict[str, Any]], merged: Mapping[int, int]
) -> dict[int, tuple[str, int]]:
    """The first release of each merged one: its tag and when, in µs since 1970."""
    own: dict[str, int] = {}
    for part in ("merges", "shas"):
        for iid in sorted(merged):
            for sha in changes[iid][part]:
                own.setdefault(sha, iid)
    found: dict[int, tuple[str, int]] = {}
    for release in sorted(releases, key=lambda release: us(release["at"]) or 0):
        at = us(release["at"]) or 0
        for iid in dict.fromkeys(own[sha] for sha in release["commits"] or () if sha in own):
            found.setdefault(iid, (release["tag"], max(at, merged[iid])))
    return found
