"""Looking closer at a measurement: why this constraint, which period, nights and weekends apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.stream import NO_LOG, StreamCommand


class ShowWhy(StreamCommand):
    """The case for the constraint: what each lens sees, how sure the call is, what stands against it, and plots."""

    harmless = True
    id = "why"
    keys = "W"
    title = "Why this constraint"
    short = "why"
    group = "Look closer"
    verb = "why"

    def when(self) -> str | None:
        """There must be stages."""
        return None if self.screen.session.stream.stages else "there is no stage yet"

    async def run(self) -> None:
        """Open the case."""
        from vsm_tui.tui.screens.why import WhyScreen

        await self.screen.app.push_screen(WhyScreen(self.screen.session))


class ChooseWindow(StreamCommand):
    """Look at one period of the log: two dates, the last 4 weeks, a third of it, or all of it."""

    harmless = True
    id = "window"
    keys = "T"
    title = "Which period is looked at"
    short = "period"
    group = "View"
    verb = "window"

    def when(self) -> str | None:
        """The log must have been read."""
        session = self.screen.session
        if not session.data.paths:
            return NO_LOG
        return None if session.data.span is not None else "the log is still being read"

    async def run(self) -> None:
        """Ask for a period."""
        from vsm_tui.tui.screens.period import choose_window

        choose_window(self.screen)


class SwitchOffHours(StreamCommand):
    """Nights, weekends and holidays as a slice of their own, on the elapsed clock."""

    harmless = True
    id = "off-hours"
    keys = "C"
    title = "Nights and weekends as their own slice"
    short = "nights"
    group = "View"
    verb = "off hours"

    def when(self) -> str | None:
        """There must be a log."""
        return None if self.screen.session.data.paths else NO_LOG

    async def run(self) -> None:
        """Show or hide them; the working clock has none, so showing them means the elapsed one."""
        session = self.screen.session
        view = session.view
        if view.off_hours:
            back = view.clock_before if view.clock == "elapsed" else view.clock  # unless another was chosen since
            session.look(replace(view, off_hours=False, clock=back))
            self.screen.say(f"Nights and weekends within the rest · {session.clock} clock")
            return
        layers = "both" if view.layers == "estimate" else view.layers
        session.look(replace(view, off_hours=True, layers=layers, clock="elapsed", clock_before=view.clock))
        self.screen.say("Nights and weekends ▞ apart · elapsed clock")


LOOKING: tuple[type[Command[Any]], ...] = (ShowWhy, ChooseWindow, SwitchOffHours)
