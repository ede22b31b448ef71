"""How wide the map is drawn."""

from __future__ import annotations

from typing import Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.mapcursor import MapCommand
from vsm_tui.tui.mapview.view import ZOOM_STEP


class ZoomIn(MapCommand):
    """Draw the stages wider; the map then pans with the cursor."""

    harmless = True
    id = "map.wider"
    keys = "plus"
    title = "Wider"
    group = "View"
    verb = "wider"

    def when(self) -> str | None:
        """Stages that stand one below the other have no width."""
        return self.screen.no_width()

    async def run(self) -> None:
        """A step wider."""
        self.screen.map.zoom_by(ZOOM_STEP)


class ZoomOut(MapCommand):
    """Draw the stages narrower, down to the whole map in the window."""

    harmless = True
    id = "map.narrower"
    keys = "minus"
    title = "Narrower"
    group = "View"
    verb = "narrower"

    def when(self) -> str | None:
        """It may be fitted already."""
        fitted = "the map is fitted to the window already" if self.screen.map.look.zoom <= 1 else None
        return self.screen.no_width() or fitted

    async def run(self) -> None:
        """A step narrower."""
        self.screen.map.zoom_by(1 / ZOOM_STEP)


class Fit(MapCommand):
    """Fit the whole map into the window, as far as names stay readable."""

    harmless = True
    id = "map.fit"
    keys = "z"
    title = "Fit the map to the window"
    group = "View"
    verb = "fit"

    def when(self) -> str | None:
        """Only where there are widths."""
        return self.screen.no_width()

    async def run(self) -> None:
        """Zoom 1."""
        self.screen.map.fit()


class Widths(MapCommand):
    """Widths by time, or every stage equally wide."""

    harmless = True
    id = "map.widths"
    keys = "w"
    title = "Widths by time, or all equal"
    group = "View"
    verb = "widths"

    def when(self) -> str | None:
        """Only where there are widths."""
        return self.screen.no_width()

    async def run(self) -> None:
        """Switch."""
        self.screen.map.switch_scale()
        self.screen.say(f"Widths: {'by time' if self.screen.map.look.scale == 'time' else 'all equal'}")


ZOOM_COMMANDS: tuple[type[Command[Any]], ...] = (ZoomIn, ZoomOut, Fit, Widths)
