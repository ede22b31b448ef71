"""What each finding does to which number: one table from a finding's code to its effect and the JSON keys it bends.

A key names everything under it; ``*`` is any one segment (see :mod:`vsm_tui.flow.explain.flags`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from vsm_tui.flow.observed import Flag, Warn

_SUMS = ("touch", "wait", "flow_efficiency")
PARTS = ("stages.*.time", "stages.*.touch", "stages.*.wait", *_SUMS)
"""The times of stages, and what is made of them."""
SPLIT = (*_SUMS, "stages.*.touch", "stages.*.wait")
_ORDER = ("stages.*.visits", "stages.*.pca", "loops", "rework")


class Effect(NamedTuple):
    """What a finding does, which numbers it bends and the mark they then carry."""

    effect: str
    bends: tuple[str, ...] = ()
    flag: Flag | None = None


EFFECTS: dict[str, Effect] = {
    # what had to be assumed to read the files
    "assumed-column": Effect("none, if the column means that"),
    "nameless-items": Effect("none: such items are called by their place in the file"),
    "joined-items": Effect(
        "runs that only share a name are measured as one: lead times look longer, rework more",
        ("lead_time", "items", "throughput_per_week", *_ORDER), "mismatch",
    ),
    "assumed-zone": Effect(
        "all such times are off by as much as the zone is wrong: off hours and working time with them",
        ("lead_time.off_hours", "stages.*.off_hours"), "inferred",
    ),
    "doubtful-hour": Effect(
        "stays that begin or end there may be an hour longer or shorter", ("lead_time", *PARTS), "inferred"
    ),
    "overlapping-stays": Effect(
        "time in two states is booked on the one begun last; coming back to the other looks like another visit to it",
        (*PARTS, *_ORDER), "inferred",
    ),
    "lead-time-only": Effect(
        "all time is in one state: nothing says where it went, or what came back",
        (*PARTS, *_ORDER), "shallow",
    ),
    "never-left": Effect("none, if such an end means that the item is there still"),
    "rejected-rows": Effect(
        "what they said is missing: time stays with the state before, and items may look open that are not",
        ("lead_time", "items", "wip", *PARTS), "truncated",
    ),
    "incomplete-source": Effect(
        "what was not pulled is in no number: items may be missing, or look as they were before",
        ("items", "throughput_per_week", "wip", "lead_time"), "truncated",
    ),
    "gone-issues": Effect(
        "they are in no number; where a query leaves out what is done, they include what was finished since",
        ("items", "throughput_per_week"),
    ),
    "unread-issues": Effect("they are in no number", ("items", "throughput_per_week", "wip"), "truncated"),
    "source-finding": Effect("its source says so; no number is known to be bent by it"),
    "shared-events": Effect("none: what is done to several items at once is an event of each"),
    "other-objects": Effect("what happened to objects of other types is in no number"),
    "lost-objects": Effect("none, unless such an object is an item: its events are missing then"),
    "time-in-status": Effect("they are in no number"),
    # history
    "no-history": Effect(
        "fewer items are seen than there are: throughput and work in process look smaller than they were",
        ("items", "throughput_per_week", "wip"), "shallow",
    ),
    "truncated-history": Effect(
        "their oldest changes are missing: lead times and early stages look shorter than they were",
        ("lead_time", *PARTS, *_ORDER), "truncated",
    ),
    "no-creation": Effect(
        "the time before their first change is missing: lead times and the first stage look shorter than they were",
        ("lead_time", *PARTS), "truncated",
    ),
    "broken-history": Effect(
        "time is booked on the stage known before the gap: stages shift against each other, rework looks less",
        (*PARTS, *_ORDER), "mismatch",
    ),
    "status-mismatch": Effect(
        "items may be done that look open, or the reverse, and the time of a change that is missing is with the "
        "state before: work in process, throughput, lead times and stages may be off by as many",
        ("items", "wip", "throughput_per_week", "aging", "lead_time", *PARTS), "mismatch",
    ),
    "repeated-issues": Effect("none: each issue and each change counts once"),
    "created-late": Effect(
        "their time before that change is lost: lead times and the first stage look shorter than they were",
        ("lead_time", *PARTS), "mismatch",
    ),
    "starts-finished": Effect(
        "their way there is not in the log: they are left out, and throughput looks smaller than it was",
        ("items", "throughput_per_week"), "shallow",
    ),
    # several tools as one log
    "unjoined-change": Effect(
        "each counts as an item of its own: more items, and shorter ones; their tickets lack that part of their way",
        ("items", "throughput_per_week", "lead_time", *PARTS), "mismatch",
    ),
    "unknown-ticket": Effect(
        "such items have only the part of their way that the changes tell: they look shorter than they were",
        ("items", "throughput_per_week", "lead_time", *PARTS), "truncated",
    ),
    "several-tickets": Effect("what happened to such a change is counted for each of its tickets", PARTS),
    "no-change": Effect(
        "nothing after the ticket's own states is known of them: they may look open, or done before they were out",
        ("items", "lead_time", *PARTS), "truncated",
    ),
    # builds and deployments
    "unjoined-build": Effect("none: they are in no number; if they belong to an item, its time in CI is missing"),
    "no-queue-time": Effect(
        "their wait for a machine counts for the state around them: CI looks shorter, that state longer",
        PARTS, "truncated",
    ),
    "no-steps": Effect(
        "time they waited in between, for a machine or for somebody, counts as touch: CI looks busier than it was",
        SPLIT, "inferred",
    ),
    "negative-queue": Effect(
        "their wait for a machine counts for the state around them: CI looks shorter, that state longer",
        PARTS, "mismatch",
    ),
    # GitHub and GitLab
    "unreviewed": Effect("they have no visit to a review: means over all items count none, and look shorter for it"),
    "unknown-reviewer": Effect("if somebody did, their time in review is in no stage", PARTS, "inferred"),
    "force-pushed": Effect(
        "their first commit may have been made earlier: lead times from it look shorter",
        ("lead_time", *PARTS), "inferred",
    ),
    "no-draft-times": Effect(
        "the time they were drafts counts as waiting for a review: that looks longer than it was", PARTS, "inferred"
    ),
    "sampled-builds": Effect("older runs count for the state around them: CI looks shorter", PARTS, "truncated"),
    "cut-off": Effect(
        "what was over before is in no number: with the window reaching further back, throughput looks smaller",
        ("items", "throughput_per_week", "wip.mean", "stages.*.queue"), "shallow",
    ),
    "no-end-time": Effect(
        "they look open: throughput and lead times leave them out, work in process and ages count them",
        ("items", "throughput_per_week", "wip", "aging"), "mismatch",
    ),
    "incomplete-item": Effect(
        "what is missing of them is in no stage: their visits and rework look less", (*PARTS, *_ORDER), "truncated"
    ),
    "assumed-label": Effect("they may have got it later: the time before counts for it", PARTS, "inferred"),
    "deleted-label": Effect("its time counts for the state before", PARTS, "truncated"),
    "no-label-states": Effect("nothing is known of the time between open and closed: it is all in Open", PARTS),
    "no-access": Effect(
        "that part of their way is missing: items look shorter than they were", ("lead_time", *PARTS), "truncated"
    ),
    "no-start-time": Effect("their time counts for the state around them: CI looks shorter", PARTS, "truncated"),
    "fork-builds": Effect("their time in CI counts for the state around it", PARTS, "truncated"),
    "no-environment": Effect("nothing counts as deployed: where that is the finish, nothing finishes", ("items",)),
    "before-deployments": Effect(
        "when they were deployed is not known: they look open where that is the finish", ("items",), "truncated"
    ),
    "unknown-release": Effect(
        "when that was released is not known: it looks open where that is the finish", ("items",), "truncated"
    ),
    # Git
    "shallow": Effect(
        "older changes are missing, and those at the edge begin later than they did: lead times look shorter",
        ("items", "throughput_per_week", "lead_time", *PARTS), "shallow",
    ),
    "no-first-commit": Effect(
        "the time before their merge is missing, mostly work: lead times and the first stage look shorter than they "
        "were, touch, flow efficiency and visits smaller",
        ("lead_time", *PARTS, "stages.*.visits", "stages.*.reached"), "truncated",
    ),
    "commit-skew": Effect("the time before their merge counts as none", ("lead_time", *PARTS), "mismatch"),
    "no-time": Effect("they are in no number", ("items", "throughput_per_week"), "truncated"),
    "unknown-revert": Effect(
        "what they take back counts as good: rework looks less, %C/A better", ("stages.*.pca", "loops", "rework")
    ),
    "lightweight-tag": Effect(
        "releases count as made with their commit, before they were tagged: the wait for them looks shorter",
        ("lead_time", *PARTS), "inferred",
    ),
    "no-release": Effect("nothing counts as released: where that is the finish, nothing finishes", ("items",)),
    # times
    "coarse-times": Effect(
        "a stay is off by up to one step, and one shorter than that shows as nothing or as a whole step; the order of "
        "equal times is the file's",
        (*PARTS, *_ORDER), "inferred",
    ),
    "tied-rows": Effect("the order of equal times is the file's: visits and rework depend on it", _ORDER, "inferred"),
    "clock-skew": Effect(
        "the clocks of their sources differ: the time between is too short or in the wrong stage, and going back looks "
        "like rework",
        (*PARTS, *_ORDER), "mismatch",
    ),
    "unpaired-completions": Effect(
        "nobody knows since when they were worked on: touch and flow efficiency are only bounded", SPLIT, "mismatch"
    ),
    "future-times": Effect(
        "open items look older and the window longer than they are; throughput and work in process look smaller",
        ("window", "wip", "aging", "throughput_per_week", "lead_time.censored_p50", "lead_time.censored_p85"),
        "mismatch",
    ),
    "placeholder-times": Effect(
        "the window is far too long: throughput, queues and mean work in process look smaller than they were",
        ("window", "throughput_per_week", "wip.mean", "stages.*.queue", "lead_time", "aging"), "mismatch",
    ),
    "after-now": Effect("none: for this measurement they have not happened yet"),
    # rows
    "duplicated-rows": Effect("none: a row that repeats the one before it is the same event"),
    "repeated-moments": Effect(
        "if they came in twice, visits and rework look more and %C/A less than they were", _ORDER, "mismatch"
    ),
    "automation": Effect(
        "a program moves items at once: stages it passes through show visits without time, and its work as touch"
    ),
    # states and the map
    "renamed-state": Effect("none: it is one state under its newest name, and any of its names maps it"),
    "torn-state": Effect(
        "the newest name decides: all its time is where that one is mapped, none where an older one is",
        PARTS, "mismatch",
    ),
    "unmapped-variant": Effect(
        "its time is in no stage: the stage it means looks shorter than it was", PARTS, "mismatch"
    ),
    "unseen-state": Effect("none, unless the tool calls it something else: then its time is in no stage"),
    "guessed": Effect("a wrong guess puts time into the wrong stage, or touch and wait the wrong way round"),
    "state-replaced": Effect("none: both mean the same here"),
    "state-vanished": Effect("means are over the whole window: they look smaller than while it was in use"),
    "state-appeared": Effect("means are over the whole window: they look smaller than since it is in use"),
    "unmapped-large": Effect(
        "that time is in no stage: stages look shorter than they were, and touch and flow efficiency are ranges",
        (*PARTS, "constraint"), "mismatch",
    ),
    "paused-large": Effect("the clock stood still then: lead time is shorter than what the customer waited"),
    # items
    "left-truncated": Effect(
        "all of their lead time counts, and short items of that time are not seen: lead times look longer",
        ("lead_time", *PARTS), "truncated",
    ),
    "censored": Effect(
        "means and percentiles leave them out, and slow items are the ones still open: lead times look shorter than "
        "they are; the median with open items counts them",
        ("lead_time.mean", "lead_time.p50", "lead_time.p85", "lead_time.p95", "lead_time.first_pass"), "censored",
    ),
    "late-entry": Effect(
        "the curve that counts open items begins at that age: its median is that of items that take longer",
        ("lead_time.censored_p50", "lead_time.censored_p85"), "truncated",
    ),
}  # fmt: skip


def warn(
    code: str,
    text: str,
    count: int | None = None,
    *,
    effect: str | None = None,
    bends: Iterable[str] | None = None,
    flag: Flag | None = None,
) -> Warn:
    """A finding with what the table says of its code; what is given otherwise is better known here.

    Raises:
        KeyError: when the table does not know the code.
    """
    known = EFFECTS[code]
    keys = known.bends if bends is None else tuple(dict.fromkeys(bends))
    return Warn(code, text, effect or known.effect, keys, flag or known.flag, count)
