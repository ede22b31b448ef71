"""Changes to which stages there are and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from vsm_tui.edit.change import EditError, checked, current, estimate, quoted, words
from vsm_tui.edit.sums import add, multiply, scaled
from vsm_tui.model import Estimate, Loop, Share, Stage, States, Stream


@dataclass(frozen=True, slots=True)
class InsertStage:
    """Add a stage after another one, or as the first. Its id is made from its name; see :meth:`id_in`."""

    name: str
    after: Stage | None = None

    @property
    def title(self) -> str:
        """What it does."""
        place = f"after {quoted(self.after.name)}" if self.after else "at the start"
        return f"Add {quoted(' '.join(self.name.split()))} {place}"

    def id_in(self, stream: Stream) -> str:
        """The id the stage will have."""
        return stream.free_id(words(self.name))

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        name = words(self.name)
        if not name:
            raise EditError("a stage needs a name: write a few words")
        at = _position_after(stream, self.after)
        new = Stage(self.id_in(stream), name)
        return checked(stream, replace(stream, stages=(*stream.stages[:at], new, *stream.stages[at:])))


@dataclass(frozen=True, slots=True)
class MoveStage:
    """Put a stage after another one, or first. Refused where a loop would then lead forward."""

    stage: Stage
    after: Stage | None

    @property
    def title(self) -> str:
        """What it does."""
        return f"Move {quoted(self.stage.name)} " + (
            f"after {quoted(self.after.name)}" if self.after else "to the start"
        )

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage = current(stream, self.stage)
        if self.after is not None and self.after.id == stage.id:
            return stream
        rest = replace(stream, stages=tuple(s for s in stream.stages if s.id != stage.id))
        at = _position_after(rest, self.after)
        moved = replace(stream, stages=(*rest.stages[:at], stage, *rest.stages[at:]))
        for loop in moved.rework:
            if moved.position(loop.target) > moved.position(loop.source):
                ends = f"{quoted(moved.stage(loop.source).name)} to {quoted(moved.stage(loop.target).name)}"
                raise EditError(f"the loop from {ends} would lead forward then: remove the loop first")
        return checked(stream, moved)


def _position_after(stream: Stream, after: Stage | None) -> int:
    return 0 if after is None else stream.position(current(stream, after).id) + 1


@dataclass(frozen=True, slots=True)
class DeleteStage:
    """Remove a stage and the ``loops`` that begin or end at it, which the title says; see :meth:`of`."""

    stage: Stage
    loops: int = 0

    @classmethod
    def of(cls, stream: Stream, stage_id: str) -> Self:
        """The change for a stage of this stream.

        Raises:
            KeyError: when there is no such stage.
        """
        loops = sum(stage_id in loop.key for loop in stream.rework)
        return cls(stream.stage(stage_id), loops)

    @property
    def title(self) -> str:
        """What it does."""
        with_loops = {0: "", 1: " and its loop"}.get(self.loops, f" and its {self.loops} loops")
        return f"Delete {quoted(self.stage.name)}{with_loops}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        gone = current(stream, self.stage).id
        after = replace(
            stream,
            stages=tuple(s for s in stream.stages if s.id != gone),
            rework=tuple(loop for loop in stream.rework if gone not in loop.key),
            guesses=tuple(g for g in stream.guesses if g != gone),
        )
        return checked(stream, after)


@dataclass(frozen=True, slots=True)
class SplitStage:
    """Make two stages of one.

    The first keeps the id, the times, the states, the people and the notes: nobody has said yet how they divide, so
    nothing is made up for the second. What leaves the old stage now leaves the second: %C/A and the loops that begin
    here go with it, while loops that end here still end at the first.
    """

    stage: Stage
    first: str
    second: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"Split {quoted(self.stage.name)} into {quoted(self.first)} and {quoted(self.second)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage, first, second = current(stream, self.stage), words(self.first), words(self.second)
        if not first or not second:
            raise EditError("both halves need a name: write a few words for each")
        at = stream.position(stage.id)
        new = Stage(stream.free_id(second), second, pca=stage.pca)
        kept = replace(stage, name=first, pca=None)
        loops = (replace(loop, source=new.id) if loop.source == stage.id else loop for loop in stream.rework)
        stages = (*stream.stages[:at], kept, new, *stream.stages[at + 1 :])
        return checked(stream, replace(stream, stages=stages, rework=tuple(loops)))


@dataclass(frozen=True, slots=True)
class MergeStages:
    """Make one stage of a stage and the next.

    Times add, ranges point by point; %C/A multiplies; states and notes join. A value that only one of the two has
    is no sum and is left out, unless the other has no times at all and so is not described yet. People stay where
    both say the same. Loops of either end at the merged stage; those that the second sends back are reached only by
    what the first lets through.
    """

    stage: Stage
    following: Stage
    name: str = ""

    @property
    def title(self) -> str:
        """What it does."""
        return f"Merge {quoted(self.stage.name)} with {quoted(self.following.name)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        first, second = current(stream, self.stage), current(stream, self.following)
        at = stream.position(first.id)
        if stream.position(second.id) != at + 1:
            raise EditError(
                f"{quoted(second.name)} does not follow {quoted(first.name)}: merge a stage with the next one"
            )
        merged = _merged(first, second, words(self.name) or first.name)
        after = replace(
            stream,
            stages=(*stream.stages[:at], merged, *stream.stages[at + 2 :]),
            rework=tuple(_merged_loops(stream.rework, first.id, second.id)),
            guesses=tuple(dict.fromkeys(first.id if g == second.id else g for g in stream.guesses)),
        )
        return checked(stream, after)


def _merged(first: Stage, second: Stage, name: str) -> Stage:
    fresh = not (_timed(first) and _timed(second))
    if not fresh and (first.outside is None) is not (second.outside is None):
        raise EditError(
            "one of the two is done outside: bring it inside, or make the other one outside too, then merge"
        )
    return replace(
        first,
        name=name,
        wait=_sum(first.wait, second.wait, fresh),
        touch=_sum(first.touch, second.touch, fresh),
        outside=_sum(first.outside, second.outside, fresh),
        pca=_product(first.pca, second.pca, fresh),
        people=_same(first.people, second.people, fresh),
        states=States(first.states.wait + second.states.wait, first.states.touch + second.states.touch),
        notes="\n".join(note for note in (first.notes, second.notes) if note),
        tags=tuple(dict.fromkeys(first.tags + second.tags)),
        bursts=first.bursts + second.bursts,
    )


def _timed(stage: Stage) -> bool:
    return any(value is not None for value in (stage.wait, stage.touch, stage.outside))


def _sum(first: Estimate | None, second: Estimate | None, fresh: bool) -> Estimate | None:
    if first is not None and second is not None:
        return estimate(add(first, second))
    return (first if second is None else second) if fresh else None


def _product(first: Share | None, second: Share | None, fresh: bool) -> Share | None:
    if first is not None and second is not None:
        return multiply(first, second)
    return (first if second is None else second) if fresh else None


def _same(first: float | None, second: float | None, fresh: bool) -> float | None:
    if first == second:
        return first
    return (first if second is None else second) if fresh and None in (first, second) else None


def _merged_loops(loops: Iterable[Loop], first: str, second: str) -> Iterable[Loop]:
    """Loops of both on one stage. With F = Σ rates that leave the first, a rate r of the second becomes (1 − F) r."""
    loops = tuple(loops)
    passed = 1 - sum((loop.rate.value for loop in loops if loop.source == first and loop.rate), Fraction(0))
    found: dict[tuple[str, str], Loop] = {}
    for loop in loops:
        rate = loop.rate
        if loop.source == second and rate is not None:
            rate = scaled(rate, passed)
        source, target = (first if end == second else end for end in loop.key)
        new = Loop(source, target, rate, loop.cause)
        known = found.get(new.key)
        found[new.key] = new if known is None else _both(known, new)
    return found.values()


def _both(one: Loop, other: Loop) -> Loop:
    cause = "; ".join(dict.fromkeys(cause for cause in (one.cause, other.cause) if cause))
    rates = [loop.rate.value for loop in (one, other) if loop.rate is not None]
    rate = Share(sum(rates, Fraction(0))) if len(rates) == 2 else None
    return replace(one, rate=rate, cause=cause)
