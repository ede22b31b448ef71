"""The way to a whole map, one question at a time: which steps there are, and what each of them still misses.

Everything is derived from the stream. Nothing is kept about how far somebody came, so whoever opens a stream again
goes on where something is missing, whatever was edited in between and by whatever means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

from vsm_tui.model import FINISH, Stage, Stream

StepName = Literal["scope", "stages", "times", "quality", "rework", "data", "review", "improve"]
STEPS: tuple[StepName, ...] = get_args(StepName)
Kind = Literal[
    "work_type", "start", "end", "confirmed_by", "stage", "wait", "touch", "outside", "pca", "back", "rate",
    "log", "finish", "states", "guesses",
]  # fmt: skip
OPTIONAL: frozenset[StepName] = frozenset({"data"})
"""Steps that a whole map can do without."""
FEWEST = 2
"""A stream hands work from one stage to another: with fewer there is nothing to see on a map."""


class Ask(NamedTuple):
    """One question: what ``kind`` of value, about which ``stage`` (an id), and whether it is ``known`` already.

    For ``stage`` it is the stage a new one comes after, "" for the first place. ``back`` and ``rate`` are about work
    that goes back to ``stage`` from the stage ``source``.
    """

    step: StepName
    kind: Kind
    stage: str = ""
    source: str = ""
    known: bool = False

    @property
    def key(self) -> tuple[Kind, str, str]:
        """What makes it the same question after an answer."""
        return self.kind, self.stage, self.source


class Step(NamedTuple):
    """One step of the way with its questions in order.

    ``missing`` are those without an answer. ``review`` and ``improve`` ask nothing themselves: of the one it is what a
    whole map still needs, of the other only what a lead time needs. ``reached`` says that there is enough to begin.
    """

    name: StepName
    asks: tuple[Ask, ...]
    missing: tuple[Ask, ...]
    reached: bool

    @property
    def done(self) -> bool:
        """Whether it was worked on and nothing is missing. Improving never ends."""
        return self.reached and not self.missing and self.name != "improve"


class Way(NamedTuple):
    """All steps, in order."""

    steps: tuple[Step, ...]

    def step(self, name: StepName) -> Step:
        """The step of that name."""
        return self.steps[STEPS.index(name)]

    @property
    def missing(self) -> tuple[Ask, ...]:
        """What a whole map still needs."""
        return self.step("review").missing

    @property
    def needed(self) -> tuple[Ask, ...]:
        """What its lead time still needs: two stages, their times, the share of every loop that was drawn."""
        return self.step("improve").missing

    @property
    def next(self) -> Ask | None:
        """The one thing that is missing first; ``None`` on a whole map."""
        return self.missing[0] if self.missing else None

    def find(self, key: tuple[Kind, str, str]) -> Ask | None:
        """The question of that key as it stands now; ``None`` where it is not asked any more."""
        return next((ask for step in self.steps for ask in step.asks if ask.key == key), None)


def way(stream: Stream, *, logged: bool = False) -> Way:
    """The steps of ``stream``; ``logged`` says that a log lies beside its file."""
    asks: dict[StepName, tuple[Ask, ...]] = {
        "scope": tuple(_scope(stream)),
        "stages": tuple(_stages(stream)),
        "times": tuple(ask for stage in stream.stages for ask in _times(stage)),
        "quality": tuple(Ask("quality", "pca", s.id, known=s.pca is not None) for s in stream.stages),
        "rework": tuple(_rework(stream)),
        "data": tuple(_data(stream, logged=logged)),
    }
    needed = tuple(ask for name, each in asks.items() if name not in OPTIONAL for ask in each if not ask.known)
    timed = tuple(ask for ask in needed if ask.step in ("stages", "times") or ask.kind == "rate")
    steps = []
    for name in STEPS:
        own = asks.get(name, ())
        missing = timed if name == "improve" else needed if name == "review" else tuple(a for a in own if not a.known)
        steps.append(Step(name, own, missing, _reached(name, stream, timed=not timed)))
    return Way(tuple(steps))


def _reached(name: StepName, stream: Stream, *, timed: bool) -> bool:
    match name:
        case "scope" | "stages":
            return True
        case "rework":
            return len(stream.stages) >= FEWEST or bool(stream.rework)
        case "improve":
            return timed
        case _:
            return bool(stream.stages)


def _scope(stream: Stream) -> Iterator[Ask]:
    kinds: tuple[Literal["work_type", "start", "end", "confirmed_by"], ...]
    kinds = ("work_type", "start", "end", "confirmed_by")
    for kind in kinds:
        yield Ask("scope", kind, known=bool(getattr(stream, kind).strip()))


def _stages(stream: Stream) -> Iterator[Ask]:
    """A place before the first stage and one after each; only the last one can be missing."""
    enough = len(stream.stages) >= FEWEST
    places = ("", *(stage.id for stage in stream.stages))
    for place in places:
        yield Ask("stages", "stage", place, known=enough or place != places[-1])


def _times(stage: Stage) -> Iterator[Ask]:
    if stage.outside is not None:
        yield Ask("times", "outside", stage.id, known=True)
        return
    yield Ask("times", "wait", stage.id, known=stage.wait is not None)
    yield Ask("times", "touch", stage.id, known=stage.touch is not None)


def _rework(stream: Stream) -> Iterator[Ask]:
    """The rate of every loop; and of every stage but the last to which none leads from a later one, what comes back.

    That nothing comes back is known where all of its output is usable, which makes the question moot, or where a loop
    says 0 %.
    """
    for at, stage in enumerate(stream.stages):
        loops = [loop for loop in stream.rework if loop.target == stage.id]
        for loop in loops:
            yield Ask("rework", "rate", stage.id, loop.source, known=loop.rate is not None)
        later = any(loop.source != stage.id for loop in loops)
        if not later and at + 1 < len(stream.stages):
            moot = stage.pca is not None and stage.pca.value == 1
            yield Ask("rework", "back", stage.id, stream.stages[at + 1].id, known=moot)


def _data(stream: Stream, *, logged: bool) -> Iterator[Ask]:
    yield Ask("data", "log", known=logged or bool(stream.log or stream.sources))
    for stage in stream.stages:
        yield Ask("data", "states", stage.id, known=bool(stage.states))
    yield Ask("data", "finish", known=bool(stream.finish) and FINISH not in stream.guesses)
    if stream.guesses:
        yield Ask("data", "guesses")
