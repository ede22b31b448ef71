"""Changes to rework loops."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vsm_tui.edit.change import EditError, checked, current, quoted, share, words
from vsm_tui.model import Loop, Share, Stage, Stream


@dataclass(frozen=True, slots=True)
class AddLoop:
    """Draw a loop from the stage that rejects to the stage that redoes, which is the same one or an earlier one."""

    source: Stage
    target: Stage
    rate: str | Share | None = None
    cause: str = ""

    @property
    def title(self) -> str:
        """What it does."""
        return f"Draw a loop from {quoted(self.source.name)} back to {quoted(self.target.name)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        source, target = current(stream, self.source), current(stream, self.target)
        if stream.position(target.id) > stream.position(source.id):
            raise EditError(
                f"{quoted(target.name)} comes after {quoted(source.name)}: "
                "a loop leads back, so begin at the stage that rejects"
            )
        if any(loop.key == (source.id, target.id) for loop in stream.rework):
            raise EditError(f"{quoted(source.name)} already sends work back to {quoted(target.name)}: change that loop")
        loop = Loop(source.id, target.id, share(self.rate), words(self.cause))
        return checked(stream, replace(stream, rework=(*stream.rework, loop)))


@dataclass(frozen=True, slots=True)
class SetLoopRate:
    """Set the share of items that take a loop, from typed text or a value; "" or ``None`` clears it."""

    loop: Loop
    rate: str | Share | None

    @property
    def title(self) -> str:
        """What it does."""
        text = "" if self.rate is None else " ".join(str(self.rate).split())
        return f"Set the rate of {_ends(self.loop)} to {text}" if text else f"Clear the rate of {_ends(self.loop)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return _with(stream, self.loop, replace(_current(stream, self.loop), rate=share(self.rate)))


@dataclass(frozen=True, slots=True)
class SetLoopCause:
    """Say why items take a loop."""

    loop: Loop
    cause: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"Set the cause of {_ends(self.loop)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return _with(stream, self.loop, replace(_current(stream, self.loop), cause=words(self.cause)))


@dataclass(frozen=True, slots=True)
class RemoveLoop:
    """Take a loop away."""

    loop: Loop

    @property
    def title(self) -> str:
        """What it does."""
        return f"Remove {_ends(self.loop)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return _with(stream, _current(stream, self.loop), None)


def _ends(loop: Loop) -> str:
    return f"the loop {loop.source} → {loop.target}"


def _current(stream: Stream, loop: Loop) -> Loop:
    found = next((known for known in stream.rework if known.key == loop.key), None)
    if found is None:
        raise EditError(f"{_ends(loop)} is not there any more: choose another one")
    return found


def _with(stream: Stream, loop: Loop, new: Loop | None) -> Stream:
    changed = (new if known.key == loop.key else known for known in stream.rework)
    return checked(stream, replace(stream, rework=tuple(known for known in changed if known is not None)))
