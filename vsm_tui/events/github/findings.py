"""What is to be told of GitHub's changes, runs and deliveries: what is not known, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vsm_tui.events.clean import clean
from vsm_tui.events.github.actions import Runs
from vsm_tui.events.github.changes import Seen
from vsm_tui.events.github.deliveries import Deliveries
from vsm_tui.events.log import Finding
from vsm_tui.model.wording import counted

_NAMED = 5


def of_changes(seen: Seen) -> Iterator[Finding]:
    """What pull requests do not tell."""
    merged = counted(seen.merged, "merged pull request")
    unknown = f"of {merged} have reviews by accounts nobody knows: whether anybody but the author looked is not known"
    partial = "of the changes have steps GitHub did not give: only when they were opened and closed is known"
    no_drafts = "of the changes are of a list that does not say when they were drafts or reviews were asked for"
    told: tuple[tuple[str, list[str], str], ...] = (
        ("unreviewed", seen.unreviewed, f"of {merged} have no review but by their author and bots, which is not 0"),
        ("unknown-reviewer", seen.unknown_reviewers, unknown),
        ("force-pushed", seen.forced, "of the changes had their commits replaced: the first ones may be gone"),
        ("incomplete-item", seen.partial, partial),
        ("no-end-time", seen.no_end, "of the changes are merged without a time: they look open"),
        ("no-draft-times", seen.no_drafts, no_drafts),
        ("no-time", seen.timeless, "of the changes have no usable time and are left out"),
    )
    for code, names, text in told:
        if names:
            yield Finding(code, f"{len(names)} {text}: {_some(names)}", len(names))


def of_runs(runs: Runs, capped: Sequence[str], newest: int) -> Iterator[Finding]:
    """What runs do not tell. ``capped`` are workflows of which only the ``newest`` were read."""
    if runs.without_jobs:
        text = f"{len(runs.without_jobs)} of {counted(runs.runs, 'run')} without their jobs: how long they waited and "
        yield Finding("no-start-time", f"{text}ran is not known", len(runs.without_jobs))
    if capped:
        text = f"of {counted(len(capped), 'workflow')} only the newest {newest} runs were read: {_some(capped)}"
        yield Finding("sampled-builds", text, len(capped))


def of_deliveries(deployments: Deliveries, releases: Deliveries) -> Iterator[Finding]:
    """What deployments and releases do not tell."""
    if deployments.others and not deployments.known:
        names = sorted(deployments.others, key=lambda name: (-deployments.others[name], name))
        text = f"no deployment is to what is called production: write environments: {clean(names[0], 60)} to say "
        number = sum(deployments.others.values())
        yield Finding("no-environment", f"{text}which count; there are {_some([clean(n, 60) for n in names])}", number)
    first = [*deployments.first, *releases.first]
    if first:
        text = f"what {_some(first)} brought is not known: there is nothing before to compare with"
        yield Finding("before-deployments", text, len(first))
    unknown = [*deployments.unknown, *releases.unknown]
    if unknown:
        text = (
            f"{counted(len(unknown), 'deployment or release', 'deployments or releases')} of commits that were not read"
        )
        yield Finding("unknown-release", f"{text}: {_some(unknown)}", len(unknown))


def cut_off(since: str) -> Finding:
    """Nothing before a day was read."""
    text = f"only what GitHub updated since {since} was read: measure with --since {since}, or write an earlier since:"
    return Finding("cut-off", text)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
