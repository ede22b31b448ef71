"""A way back drawn on the guide's map by its two ends."""

from __future__ import annotations

from vsm_tui.edit import AddLoop
from vsm_tui.model import Stream


class WayBack:
    """The stage that sends back is picked first, then the one that redoes; ``source`` is the first, "" before that."""

    def __init__(self) -> None:
        self.source = ""

    @property
    def begun(self) -> bool:
        """Whether the second end is awaited."""
        return bool(self.source)

    def pick(self, stream: Stream, stage: str) -> AddLoop | None:
        """Take a stage (an id) as the first end; or as the second, which gives the loop.

        Raises:
            EditError: where no loop can lead from the first end to this one; the second is awaited still.
        """
        known = {each.id: each for each in stream.stages}
        source = known.get(self.source)
        if source is None:
            self.source = stage
            return None
        loop = AddLoop(source, known[stage])
        loop.apply(stream)
        self.source = ""
        return loop

    def drop(self) -> None:
        """Draw none."""
        self.source = ""
