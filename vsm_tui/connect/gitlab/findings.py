"""What could not be known of a project, counted and said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from vsm_tui.connect.gitlab.boards import Columns, is_state
from vsm_tui.connect.gitlab.changes import Story
from vsm_tui.connect.gitlab.whole import Kept, Told
from vsm_tui.events.log import Finding
from vsm_tui.model.wording import counted

_NAMED = 5


@dataclass(slots=True)
class Counts:
    """Items by what is not known of them; numbers of merge requests that a first deployment claims."""

    merged: int = 0
    unreviewed: list[str] = field(default_factory=list)
    no_time: list[str] = field(default_factory=list)
    no_end: list[str] = field(default_factory=list)
    no_commits: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    before_known: set[int] = field(default_factory=set)
    job_runs: int = 0
    jobs_without: int = 0
    labelled: int = 0

    def labels(self, name: str, columns: Columns) -> None:
        """What is not known of an item's labels."""
        self.labelled += bool(columns.moves)
        if columns.assumed:
            self.assumed.append(name)
        if columns.deleted:
            self.deleted.append(name)

    def change(self, name: str, kept: dict[str, Any], story: Story, columns: Columns) -> None:
        """What is not known of a merge request."""
        self.labels(name, columns)
        if kept["missing"]:
            self.missing.append(name)
        if story.timeless:
            self.no_end.append(name)
        if story.merged is not None and not story.unknown:
            self.merged += 1
        if story.unreviewed:
            self.unreviewed.append(name)

    def jobs(self, pipeline: dict[str, Any]) -> None:
        """Runs of jobs that were over without anybody knowing when they began."""
        ran = [job for job in pipeline["jobs"] if job["status"] in ("success", "failed", "running")]
        self.job_runs += len(ran)
        self.jobs_without += sum(not job["started"] for job in ran)


def findings_of(kept: Kept, told: Told, counts: Counts) -> Iterator[Finding]:
    """Everything worth saying, each with how many it is about."""
    merged = counted(counts.merged, "merged change")
    lists: tuple[tuple[str, str, Sequence[str]], ...] = (
        ("unreviewed", f"of {merged} had no review but by author and programs: no time of review, which is not 0",
         counts.unreviewed),
        ("no-time", "of the items have no usable time and are left out", counts.no_time),
        ("no-end-time", "are merged or closed without a time: they look open", counts.no_end),
        ("no-first-commit", "of the changes name no commits: when the first was made is not known", counts.no_commits),
        ("incomplete-item", "could not be read whole: notes, commits or the history of labels are missing",
         counts.missing),
        ("assumed-label", "have labels without a time: taken as there from the start", counts.assumed),
        ("deleted-label", "had labels that were deleted since: if those were states, they are not seen",
         counts.deleted),
    )  # fmt: skip
    for code, text, names in lists:
        if names:
            yield Finding(code, f"{len(names)} {text}: {_some(names)}", len(names))
    yield from _of_builds(kept, told, counts)
    yield from _of_boards(kept, told, counts)
    for part in sorted(kept.absent):
        yield Finding("no-access", f"{kept.name}: GitLab gives no {part}: they are switched off, or the token may not "
                      "see them")  # fmt: skip


def _of_builds(kept: Kept, told: Told, counts: Counts) -> Iterator[Finding]:
    if counts.jobs_without:
        text = f"{counts.jobs_without} of {counted(counts.job_runs, 'job run')} without a start: their time is unknown"
        yield Finding("no-start-time", text, counts.jobs_without)
    if counts.before_known:
        names = [f"{kept.name}!{iid}" for iid in sorted(counts.before_known)]
        text = (
            f"{counted(len(names), 'change')} merged before the first known deployment, which is not taken for "
            f"theirs: {_some(names)}"
        )
        yield Finding("before-deployments", text, len(names))
    if "deployments" in told.parts:
        if kept.environments is None:
            yield Finding("no-access", f"{kept.name}: GitLab gives no environments: write environments: production")
        elif not kept.environments:
            text = f"{kept.name}: no environment is known to be production: write environments: NAME to say which is"
            yield Finding("no-environment", text)
    unread = [tag for tag, release in kept.releases.items() if release["commits"] is None]
    if len(unread) > 1:
        text = (
            f"what {len(unread) - 1} of {counted(len(kept.releases), 'release')} brought is not known: {_some(unread)}"
        )
        yield Finding("unknown-release", text, len(unread) - 1)
    forks = [f"{kept.name}!{iid}" for iid, change in kept.changes.items() if change["fork"]]
    built = {pipeline["iid"] for pipeline in kept.pipelines.values()}
    forks = [name for name in forks if int(name.rpartition("!")[2]) not in built]
    if forks and kept.pipelines:
        text = f"{counted(len(forks), 'change')} from a fork: pipelines of the fork are not read: {_some(forks)}"
        yield Finding("fork-builds", text, len(forks))


def _of_boards(kept: Kept, told: Told, counts: Counts) -> Iterator[Finding]:
    if not kept.issues or counts.labelled:
        return
    columns = [label for label in kept.columns if not is_state(label, told.labels)]
    boards = f": its boards have {', '.join(columns[:_NAMED])}" if columns else ""
    text = (
        f"{kept.name}: no label like {', '.join(told.labels)} was ever used, so issues are only open or closed; write "
        f"labels: [NAME, …] to say which labels are states{boards}"
    )
    yield Finding("no-label-states", text, len(kept.issues))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
