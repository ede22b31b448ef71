"""Work that must not hold up the screen: jobs that run in a thread, and the outcomes they hand back.

A job carries all it needs and touches nothing of the session while it runs. Whoever drives the session (a screen,
or a test without one) runs ``job.run()`` anywhere and gives the outcome to ``session.settle()``. A lane runs one
job at a time.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

from vsm_tui.model import Problem

Lane = Literal["disk", "measure", "range"]


class Outcome(Protocol):
    """What a job found out; only data."""

    @property
    def lane(self) -> Lane:
        """The lane that is free again."""
        ...


class Job(Protocol):
    """One piece of work for a thread."""

    @property
    def lane(self) -> Lane:
        """The lane that is busy until the outcome is settled."""
        ...

    def run(self) -> Outcome:
        """Do it; problems a user can mend come back inside the outcome."""
        ...


class Failed(NamedTuple):
    """A job broke down because of a fault of ours."""

    lane: Lane
    problem: Problem
