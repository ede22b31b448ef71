"""A stream that has no stages yet takes over those that a log suggests."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vsm_tui.edit.change import EditError, checked
from vsm_tui.model import Stream
from vsm_tui.model.wording import counted


@dataclass(frozen=True, slots=True)
class TakeDraft:
    """Put the stages, states and ends of a draft into a stream without stages; every one is marked as a guess.

    What the stream says already stays: its name, its words, its clock, its sources.
    """

    draft: Stream

    @property
    def title(self) -> str:
        """What it does."""
        return f"Draft {counted(len(self.draft.stages), 'stage')} from the log"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        if stream.stages:
            raise EditError("this stream has stages already: map the states of the log to them")
        draft = self.draft
        made = replace(
            stream,
            work_type=stream.work_type or draft.work_type,
            start=stream.start or draft.start,
            end=stream.end or draft.end,
            stages=draft.stages,
            finish=draft.finish,
            also=draft.also,
            guesses=draft.guesses,
        )
        return checked(stream, made)
