"""Undo and redo without limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vsm_tui.model import Stream

if TYPE_CHECKING:
    from vsm_tui.edit.change import Change


class Entry(NamedTuple):
    """One change of the history: its title, and whether it is undone at the moment."""

    title: str
    undone: bool


class History:
    """A stream and every version of it since it was opened.

    Streams are immutable and share what did not change, so keeping all of them costs little; undo is exact because
    it computes nothing.
    """

    def __init__(self, stream: Stream) -> None:
        self._versions = [stream]
        self._titles: list[str] = []
        self._at = 0
        self._saved = stream

    @property
    def stream(self) -> Stream:
        """The stream as it is now."""
        return self._versions[self._at]

    def do(self, change: Change) -> Stream:
        """Make a change. What had been undone can no longer be redone.

        Raises:
            EditError: when the change does not fit; then nothing happened.
        """
        after = change.apply(self.stream)
        del self._versions[self._at + 1 :], self._titles[self._at :]
        self._versions.append(after)
        self._titles.append(change.title)
        self._at += 1
        return after

    def undo(self) -> Stream:
        """Take the last change back; nothing happens when there is none."""
        self._at = max(0, self._at - 1)
        return self.stream

    def redo(self) -> Stream:
        """Make the change that was undone last again; nothing happens when there is none."""
        self._at = min(len(self._titles), self._at + 1)
        return self.stream

    @property
    def undo_title(self) -> str | None:
        """The change that undo would take back."""
        return self._titles[self._at - 1] if self._at else None

    @property
    def redo_title(self) -> str | None:
        """The change that redo would make."""
        return self._titles[self._at] if self._at < len(self._titles) else None

    def mark_saved(self, stream: Stream | None = None) -> None:
        """Note what the file holds: ``stream``, or the version there is now."""
        self._saved = self.stream if stream is None else stream

    @property
    def dirty(self) -> bool:
        """Whether the file holds something else. Undoing back to what it holds makes this ``False`` again."""
        return self.stream is not self._saved and self.stream != self._saved

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every change, oldest first, undone ones last."""
        return tuple(Entry(title, index >= self._at) for index, title in enumerate(self._titles))
