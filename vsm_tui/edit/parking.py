"""Changes to the parking lot: topics that wait until there is time for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vsm_tui.edit.change import EditError, checked, quoted, words
from vsm_tui.model import Stream, Topic


@dataclass(frozen=True, slots=True)
class ParkTopic:
    """Put a topic off until later, behind the others."""

    text: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"Park {quoted(self.text)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return checked(stream, replace(stream, parking=(*stream.parking, Topic(_text(self.text)))))


@dataclass(frozen=True, slots=True)
class ChangeTopic:
    """Write a parked topic anew; ``index`` counts from 0."""

    index: int
    text: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"Change a parked topic to {quoted(self.text)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        topic = _topic(stream, self.index)
        return checked(stream, _with(stream, self.index, replace(topic, text=_text(self.text))))


@dataclass(frozen=True, slots=True)
class TickTopic:
    """Tick a parked topic off, or take the tick back; ``index`` counts from 0."""

    index: int
    done: bool = True

    @property
    def title(self) -> str:
        """What it does."""
        return "Tick a parked topic off" if self.done else "Take the tick off a parked topic"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return _with(stream, self.index, replace(_topic(stream, self.index), done=self.done))


@dataclass(frozen=True, slots=True)
class RemoveTopic:
    """Take a topic out of the parking lot; ``index`` counts from 0."""

    index: int
    title: str = "Remove a parked topic"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        _topic(stream, self.index)
        return _with(stream, self.index, None)


def _text(text: str) -> str:
    line = words(text)
    if not line:
        raise EditError("a topic needs a few words")
    return line


def _topic(stream: Stream, index: int) -> Topic:
    if not 0 <= index < len(stream.parking):
        raise EditError("this topic is not in the parking lot any more: choose another one")
    return stream.parking[index]


def _with(stream: Stream, index: int, topic: Topic | None) -> Stream:
    changed = (topic if at == index else known for at, known in enumerate(stream.parking))
    return replace(stream, parking=tuple(known for known in changed if known is not None))
