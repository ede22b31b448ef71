"""The room's timer on the line between the guide's map and its question, where it covers nothing."""

from __future__ import annotations

from textual.containers import Vertical

from vsm_tui.tui.widgets.timer import TimerCorner


class GuideTimer(TimerCorner):
    """Goes with the line, which is higher where more is shown below it."""

    def show(self) -> None:
        """Draw what the timer says now, where the line is now."""
        line = self.screen.query_one("#below", Vertical).region.y
        if line != self._row:
            self._row = line
            self._rows = []
        super().show()
