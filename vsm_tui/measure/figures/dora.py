"""DORA's four, from deployments and what came of them, on the wall clock and under their own names."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vsm_tui.flow.observed import Dora
from vsm_tui.measure.figures.durations import percentile, percentile_interval, wilson
from vsm_tui.measure.figures.finishing import incidence
from vsm_tui.measure.log.log import Log
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.walks.stays import Ints
from vsm_tui.measure.walks.worktime import SECOND

Bools = NDArray[np.bool_]
DEPLOYED, FAILED, REVERTED, COMMITTED, OPENED = 1, 2, 3, 4, 5
_STATES = {
    "deploy:deployed": DEPLOYED,
    "deploy:failed": FAILED,
    "git:reverted": REVERTED,
    "git:committed": COMMITTED,
    "github:opened": OPENED,
    "gitlab:opened": OPENED,
}


@dataclass(frozen=True, slots=True)
class Deploys:
    """What merging needs; µs UTC, rows in no order.

    ``at`` and ``bad`` are moments at which something was deployed, or failed to be, in the window: an item each, with
    whether it failed or had to be reverted; ``good`` where it was deployed. ``change`` is the time from each change to
    its first deployment in the window. ``restore`` is the time from each failed deployment in the window to the next
    successful one of the same item, or so far where ``restored`` is not set. ``seen`` counts the events of the whole
    log, by what they are.
    """

    at: Ints
    good: Bools
    bad: Bools
    change: Ints
    restore: Ints
    restored: Bools
    seen: Ints

    def __add__(self, other: Self) -> Deploys:
        """The deployments of both."""
        rows = [f.name for f in fields(self) if f.name != "seen"]
        both = {name: np.concatenate((getattr(self, name), getattr(other, name))) for name in rows}
        return Deploys(**both, seen=self.seen + other.seen)


def deploys_of(log: Log, plan: Plan) -> Deploys:
    """The deployments of whole items, up to ``now``."""
    kind = np.array([_STATES.get(state, 0) for state in log.states], np.int8)
    none, no = np.empty(0, np.int64), np.empty(0, np.bool_)
    if not np.isin(kind, (DEPLOYED, FAILED, REVERTED)).any():
        return Deploys(none, no, no, none, none, no, np.zeros(OPENED + 1, np.int64))
    own = kind[log.state]
    rows = np.flatnonzero((own > 0) & (log.at <= plan.now))
    item, at, own = log.item[rows], log.at[rows], own[rows]
    runs = np.flatnonzero(own <= REVERTED)
    restore, restored = _restores(item[runs], at[runs], own[runs], plan)
    tried = np.flatnonzero(own <= FAILED)
    inside = tried[(at[tried] >= plan.start) & (at[tried] < plan.end)]
    bad = (own == FAILED) | _reverted(item, own)
    return Deploys(
        at=at[inside],
        good=own[inside] == DEPLOYED,
        bad=bad[inside],
        change=_changes(item, at, own, plan),
        restore=restore,
        restored=restored,
        seen=np.bincount(own, minlength=OPENED + 1),
    )


def _reverted(item: NDArray[np.int32], kind: NDArray[np.int8]) -> Bools:
    """Which events are the last deployment of an item before it was reverted."""
    found = np.zeros(item.size, np.bool_)
    rows = np.flatnonzero((kind == DEPLOYED) | (kind == REVERTED))
    follows = (kind[rows[1:]] == REVERTED) & (kind[rows[:-1]] == DEPLOYED) & (item[rows[1:]] == item[rows[:-1]])
    found[rows[:-1][follows]] = True
    return found


def _changes(item: NDArray[np.int32], at: Ints, kind: NDArray[np.int8], plan: Plan) -> Ints:
    """From the first commit of each item (where it has none, from the opening of its pull or merge request) to its
    first deployment after that, where that lies in the window.
    """
    begins = np.full(int(item[-1]) + 1 if item.size else 0, -1, np.int64)
    for what in (OPENED, COMMITTED):  # a commit says more: it overwrites
        rows = np.flatnonzero(kind == what)[::-1]  # of equal items the last assigned stays: the first event
        begins[item[rows]] = at[rows]
    rows = np.flatnonzero(kind == DEPLOYED)
    rows = rows[(begins[item[rows]] >= 0) & (at[rows] >= begins[item[rows]])]
    rows = rows[np.append(True, item[rows][1:] != item[rows][:-1])[: rows.size]]
    rows = rows[(at[rows] >= plan.start) & (at[rows] < plan.end)]
    found: Ints = at[rows] - begins[item[rows]]
    return found


def _restores(item: NDArray[np.int32], at: Ints, kind: NDArray[np.int8], plan: Plan) -> tuple[Ints, Bools]:
    """From the first of a run of failed deployments of an item to its next successful one, or to ``now``."""
    rows = np.flatnonzero(kind != REVERTED)
    item, at, failed = item[rows], at[rows], kind[rows] == FAILED
    same = np.append(False, item[1:] == item[:-1])[: item.size]
    begins = np.flatnonzero(failed & ~(same & np.append(False, failed[:-1])[: item.size]))
    begins = begins[(at[begins] >= plan.start) & (at[begins] < plan.end)]
    # The next event that is no failure, or another item's: the end of the run.
    ends = np.append(np.flatnonzero(~failed | ~same), item.size)
    after = ends[np.searchsorted(ends, begins, side="right")]
    restored = np.zeros(begins.size, np.bool_)
    there = after < item.size
    restored[there] = (item[after[there]] == item[begins[there]]) & ~failed[after[there]]
    until = np.full(begins.size, plan.now, np.int64)
    until[restored] = at[after[restored]]
    return until - at[begins], restored


_NO_DEPLOYS = "the log has no deployments: states such as deploy:deployed"
_NONE_NOW = "nothing was deployed in the window"
_NO_FAILURES = "the log has no failures: states such as deploy:failed; that nothing failed is not the same"


def dora(deploys: Deploys, weeks: float) -> Dora:
    """The four key metrics; medians are type 7.

    A deployment is a moment at which at least one item was deployed (``deploy:deployed``): items that go out in one
    release share it. Attempts are those and the moments of ``deploy:failed``. One has failed when anything in it did,
    or was reverted (``git:reverted``) before it was deployed again. Failure items of the team's rule are charged to no
    deployment: the log does not say which one brought them. Time to restore counts what is not restored yet as
    censored (Kaplan–Meier).
    """
    seen = [bool(count) for count in deploys.seen]
    moments, which = np.unique(deploys.at, return_inverse=True)
    good, bad = (np.bincount(which, flag, moments.size) > 0 for flag in (deploys.good, deploys.bad))
    deployments, failures, attempts = int(good.sum()), int(bad.sum()), int(moments.size)
    changes = percentile(deploys.change / SECOND, 0.5)
    failing = seen[FAILED] or seen[REVERTED]
    none = np.zeros(deploys.restore.size, np.bool_)
    curve = incidence(np.full(none.size, -1), deploys.restore, deploys.restored, none)
    restored, around = curve.reached(0.5), curve.interval(0.5)
    frequency = deployments / weeks if seen[DEPLOYED] and weeks > 0 else None
    rate = failures / attempts if failing and attempts else None
    why = {
        "lead_time_for_changes": changes is None and _no_changes(deploys, deployments),
        "deployment_frequency": frequency is None and ("the window has no length" if seen[DEPLOYED] else _NO_DEPLOYS),
        "change_failure_rate": rate is None
        and (_NO_DEPLOYS if not seen[DEPLOYED] else _NONE_NOW if not attempts else _NO_FAILURES),
        "time_to_restore": restored is None and _no_restores(deploys),
    }
    return Dora(
        lead_time_for_changes=changes,
        deployment_frequency=frequency,
        change_failure_rate=rate,
        time_to_restore=None if restored is None else restored / SECOND,
        deployments=deployments,
        failures=failures,
        why=tuple((name, text) for name, text in why.items() if text),
        attempts=attempts,
        changes=int(deploys.change.size),
        outages=int(deploys.restore.size),
        lead_time_for_changes_interval=percentile_interval(deploys.change / SECOND, 0.5),
        change_failure_rate_interval=None if rate is None else wilson(failures, attempts),
        time_to_restore_interval=None
        if around is None
        else (around[0] / SECOND, None if around[1] is None else around[1] / SECOND),
    )


def _no_changes(deploys: Deploys, deployments: int) -> str:
    if not deploys.seen[DEPLOYED]:
        return _NO_DEPLOYS
    if not deployments:
        return _NONE_NOW
    return "nothing that was deployed has a commit before (git:committed), or the opening of a pull or merge request"


def _no_restores(deploys: Deploys) -> str:
    if not deploys.seen[DEPLOYED] and not deploys.seen[FAILED]:
        return _NO_DEPLOYS
    if not deploys.seen[FAILED]:
        return "the log has no failed deployments: states such as deploy:failed"
    if not deploys.restore.size:
        return "no deployment failed in the window"
    return "fewer than half of the failed deployments were followed by one of the same item that succeeded"
