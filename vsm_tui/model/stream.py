"""A stream: one work type's way from an explicit start to an explicit end, as people describe it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from vsm_tui.model.clock import Clock
from vsm_tui.model.columns import Columns
from vsm_tui.model.quantity import Estimate, Share
from vsm_tui.model.rounds import Round
from vsm_tui.model.wastes import Topic

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FINISH = "finish"
"""The name loops use for the end point, where an item that was finished comes back from."""
ALSO = "also"
"""How ``guesses`` names the states that are no stage."""


@dataclass(frozen=True, slots=True)
class States:
    """Which of the tools' states mean this stage: waiting in it, or being worked on in it."""

    wait: tuple[str, ...] = ()
    touch: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wait or self.touch)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step. A stage done elsewhere has ``outside`` (one elapsed time) instead of ``wait`` and ``touch``.

    ``None`` means nobody has said; zero is a real answer. ``tags`` are the wastes people see here, ``bursts`` short
    ideas to improve it.
    """

    id: str
    name: str
    wait: Estimate | None = None
    touch: Estimate | None = None
    outside: Estimate | None = None
    pca: Share | None = None
    people: float | None = None
    states: States = States()
    notes: str = ""
    tags: tuple[str, ...] = ()
    bursts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """Rework: of the items that finish ``source``, the share ``rate`` goes back to ``target``."""

    source: str
    target: str
    rate: Share | None = None
    cause: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What makes a loop itself: its two ends."""
        return self.source, self.target


@dataclass(frozen=True, slots=True)
class Rule:
    """The start or the end point as a rule on events: the item is in one of these states."""

    states: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.states)


@dataclass(frozen=True, slots=True)
class Also:
    """States that are no stage: ``stay`` waits where the item is, ``paused`` stops the clock, ``cancelled`` ends it."""

    stay: tuple[str, ...] = ()
    paused: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.stay or self.paused or self.cancelled)


@dataclass(frozen=True, slots=True)
class FailureDemand:
    """Which whole items exist only because something failed earlier."""

    types: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.types or self.labels)


@dataclass(frozen=True, slots=True)
class Stream:
    """A whole stream file. Stages are in order; loops go from a stage to itself or an earlier one.

    ``confirmed_by`` is who says that an item is done: a role, never somebody's name.
    ``columns`` says what the columns of the log mean where their names do not.
    ``guesses`` names what a draft guessed and nobody has confirmed: ``"finish"``, ``"also"``, or a stage id.
    ``sources`` and ``experiments`` are kept as the plain mappings the file holds. ``rounds`` are the estimate rounds
    that were held, oldest first. ``parking`` are topics put off until later.
    """

    name: str
    work_type: str = ""
    start: str = ""
    end: str = ""
    clock: Clock = Clock()
    stages: tuple[Stage, ...] = ()
    rework: tuple[Loop, ...] = ()
    begin: Rule = Rule()
    finish: Rule = Rule()
    also: Also = Also()
    failure_demand: FailureDemand = FailureDemand()
    log: tuple[str, ...] = ()
    columns: Columns = Columns()
    guesses: tuple[str, ...] = ()
    sources: tuple[dict[str, Any], ...] = field(default=(), hash=False)
    experiments: tuple[dict[str, Any], ...] = field(default=(), hash=False)
    rounds: tuple[Round, ...] = ()
    parking: tuple[Topic, ...] = ()
    notes: str = ""
    confirmed_by: str = ""

    def position(self, stage_id: str) -> int:
        """Where the stage stands, from 0.

        Raises:
            KeyError: when there is no such stage.
        """
        for index, stage in enumerate(self.stages):
            if stage.id == stage_id:
                return index
        raise KeyError(stage_id)

    def stage(self, stage_id: str) -> Stage:
        """The stage with this id.

        Raises:
            KeyError: when there is no such stage.
        """
        return self.stages[self.position(stage_id)]

    def with_stage(self, stage: Stage) -> Stream:
        """The same stream with the stage of that id replaced."""
        at = self.position(stage.id)
        return replace(self, stages=(*self.stages[:at], stage, *self.stages[at + 1 :]))

    def free_id(self, name: str) -> str:
        """A stage id made from ``name`` that no stage has yet."""
        base = slug(name) or "stage"
        taken = {s.id for s in self.stages} | {FINISH}
        number, candidate = 2, base
        while candidate in taken:
            candidate, number = f"{base}-{number}", number + 1
        return candidate


def slug(text: str) -> str:
    """Lower-case words joined with dashes: ``Code review`` → ``code-review``; empty when nothing is left."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:60].strip("-")
