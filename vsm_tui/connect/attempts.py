"""What Jenkins, Azure DevOps and CircleCI tell alike: attempts of named steps → builds and deployments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from fnmatch import fnmatchcase
from typing import Any, Literal

from vsm_tui.connect.source import Given
from vsm_tui.events.builds import Build, Outcome
from vsm_tui.events.clean import clean
from vsm_tui.events.times import instant

Patterns = tuple[str, ...]
DEPLOYMENTS = "deployments"
"""The key of a source that says which of its jobs, stages or workflows put something into production."""


@dataclass(frozen=True, slots=True)
class Step:
    """A job or stage. Times are microseconds since 1970 UTC; ``end`` is ``None`` while it runs.

    ``held`` is how much of it was waiting for somebody: taken from its end, because where it lay is not told.
    """

    name: str
    start: int
    end: int | None
    outcome: Outcome = ""
    held: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One build as its tool tells it. ``name`` is its job, pipeline or workflow; the rest is as in
    :class:`~vsm_tui.events.builds.Build`. ``started`` is when it left the queue; without ``steps`` it ran from then to
    ``ended``.
    """

    name: str
    item: str
    queued: int | None
    started: int | None
    ended: int | None
    outcome: Outcome = ""
    steps: Sequence[Step] = ()
    keys: Sequence[str] = ()
    ref: str = ""


def deployments_of(given: Given) -> Patterns:
    """The patterns of names that deploy, in lower case: ``deploy-*``."""
    return tuple(word.lower() for word in given.words(DEPLOYMENTS))


def deploys(name: str, patterns: Patterns) -> bool:
    """Whether something of that name deploys; of ``folder/job`` also by its last part."""
    low = name.lower()
    return any(fnmatchcase(low, p) or fnmatchcase(low.rpartition("/")[2], p) for p in patterns)


def builds_of(attempt: Attempt, patterns: Patterns = ()) -> Iterator[Build]:
    """The build, and each of its steps that deploys as a deployment of its own."""
    if deploys(attempt.name, patterns):
        yield _build(attempt, "deploy")
        return
    deploying = [step for step in attempt.steps if deploys(step.name, patterns)]
    if not deploying:
        yield _build(attempt, "ci")
        return
    rest = [step for step in attempt.steps if step not in deploying]
    if rest:
        yield _build(_part(attempt, rest), "ci")
    for name in dict.fromkeys(step.name for step in deploying):
        steps = [step for step in deploying if step.name == name]
        start = min(step.start for step in steps)
        queued = max((other.end for other in rest if other.end is not None and other.end <= start), default=None)
        yield _build(_part(replace(attempt, queued=attempt.queued if queued is None else queued), steps), "deploy")


def _part(attempt: Attempt, steps: Sequence[Step]) -> Attempt:
    """A build of some of its steps: it ends with the last of them."""
    ends = [step.end for step in steps]
    over = None if None in ends else max(end for end in ends if end is not None)
    outcomes = {step.outcome for step in steps}
    outcome: Outcome = "failed" if "failed" in outcomes else "passed" if outcomes == {"passed"} else ""
    if over is None:
        outcome = ""
    return replace(attempt, ended=over, outcome=outcome, steps=steps)


def _build(attempt: Attempt, kind: Literal["ci", "deploy"]) -> Build:
    runs = [_run(step) for step in attempt.steps]
    if not runs and attempt.started is not None:
        runs = [(attempt.started, attempt.ended)]
    return Build(
        attempt.item, attempt.queued, runs, attempt.ended, attempt.outcome, attempt.keys, clean(attempt.ref), kind
    )


def _run(step: Step) -> tuple[int, int | None]:
    if step.end is None:
        return step.start, None
    return step.start, max(step.start, step.end - step.held)


def since_of(given: Given) -> int | None:
    """The moment under ``since``, in microseconds since 1970 UTC: nothing older is read. ``None``: all there is.

    Raises:
        InputError: when it is no date.
    """
    text = given.text("since")
    found = micros(text)
    if text and found is None:
        raise given.wrong("since", f"‘{clean(text, 40)}’ is no date: write since: 2026-01-31")
    return found


def micros(value: Any) -> int | None:
    """A time as such tools write it, in microseconds since 1970 UTC: ISO 8601 (no offset: UTC), else ``None``.

    The year 1 is how some of them say "never".
    """
    if not isinstance(value, str) or not value or value.startswith("0001-"):
        return None
    try:
        return instant(value, UTC)[0]
    except ValueError:
        return None


def of_millis(value: Any) -> int | None:
    """Milliseconds since 1970 as microseconds; ``None`` where it is no such time."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e14:
        return None
    return round(value * 1000)


def words_of(value: Mapping[str, Any], *names: str) -> dict[str, str]:
    """The texts under ``names``, as they are, where they are texts."""
    return {name: value[name] for name in names if isinstance(value.get(name), str)}
