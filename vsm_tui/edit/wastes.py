"""Changes to what a room notes on a stage: its wastes, and short ideas to improve it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vsm_tui.edit.change import EditError, checked, current, names, quoted, words
from vsm_tui.model import Stage, Stream


@dataclass(frozen=True, slots=True)
class SetTags:
    """Say which wastes people see in a stage; none takes all of them away."""

    stage: Stage
    tags: Sequence[str]

    @property
    def title(self) -> str:
        """What it does."""
        name = quoted(self.stage.name)
        tags = ", ".join(" ".join(tag.split()) for tag in self.tags)
        return f"Tag {name} with {tags[:80]}" if tags.strip(", ") else f"Take the tags off {name}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage = replace(current(stream, self.stage), tags=names(self.tags))
        return checked(stream, stream.with_stage(stage))


@dataclass(frozen=True, slots=True)
class AddBurst:
    """Note a short idea on a stage."""

    stage: Stage
    text: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"Note an idea on {quoted(self.stage.name)}: {quoted(self.text)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage, text = current(stream, self.stage), words(self.text)
        if not text:
            raise EditError("an idea needs a few words")
        return checked(stream, stream.with_stage(replace(stage, bursts=(*stage.bursts, text))))


@dataclass(frozen=True, slots=True)
class ChangeBurst:
    """Write an idea of a stage anew; ``index`` counts from 0."""

    stage: Stage
    index: int
    text: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"Change an idea on {quoted(self.stage.name)} to {quoted(self.text)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage, text = _with_burst(stream, self.stage, self.index), words(self.text)
        if not text:
            raise EditError("an idea needs a few words: delete it where it is none any more")
        bursts = tuple(text if at == self.index else known for at, known in enumerate(stage.bursts))
        return checked(stream, stream.with_stage(replace(stage, bursts=bursts)))


@dataclass(frozen=True, slots=True)
class RemoveBurst:
    """Take an idea off a stage; ``index`` counts from 0."""

    stage: Stage
    index: int

    @property
    def title(self) -> str:
        """What it does."""
        return f"Remove an idea from {quoted(self.stage.name)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        stage = _with_burst(stream, self.stage, self.index)
        bursts = tuple(known for at, known in enumerate(stage.bursts) if at != self.index)
        return checked(stream, stream.with_stage(replace(stage, bursts=bursts)))


def _with_burst(stream: Stream, stage: Stage, index: int) -> Stage:
    now = current(stream, stage)
    if not 0 <= index < len(now.bursts):
        raise EditError(f"this idea is not on {quoted(now.name)} any more: choose another one")
    return now
