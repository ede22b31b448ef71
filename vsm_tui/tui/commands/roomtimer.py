"""The timer of a room, and every command that a room has."""

from __future__ import annotations

from typing import Any

from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.room import (
    FocusHere,
    FocusStage,
    NoteBurst,
    OpenStage,
    ParkHere,
    ParkTopics,
    Projector,
    RoomCommand,
    Spotlight,
    SpotlightHere,
    TagStage,
)


class SwitchTimer(RoomCommand):
    """Start the timer, pause it, go on. It is only looked at: past its end it counts up and nothing else happens."""

    harmless = True
    id = "room.timer"
    keys = "f7"
    title = "Timer: start or pause"
    short = "timer"
    verb = "timer"

    async def run(self) -> None:
        """Switch it."""
        from vsm_tui.tui.roomtimer import clock
        from vsm_tui.tui.screens.room import show_timer

        timer = self.screen.vsm.timer
        timer.switch()
        await show_timer(self.screen)
        verb = "runs" if timer.running else "is paused"
        self.screen.say(
            f"The timer of {clock(timer.length)} {verb} · F7 {'pauses' if timer.running else 'goes on'}, F8 resets"
        )


class ResetTimer(RoomCommand):
    """Set the timer back to its beginning."""

    harmless = True
    id = "room.timer-reset"
    keys = "f8"
    title = "Timer: reset"
    verb = "reset timer"

    def when(self) -> str | None:
        """It must have run."""
        return None if self.screen.vsm.timer.touched else "the timer has not run; F7 starts it"

    async def run(self) -> None:
        """Reset it."""
        from vsm_tui.tui.screens.room import show_timer

        self.screen.vsm.timer.reset()
        await show_timer(self.screen)
        self.screen.say("The timer is reset")


class SetTimer(RoomCommand):
    """How long the timer is, in minutes."""

    harmless = True
    id = "room.timer-length"
    keys = "f9"
    title = "Timer: how long"
    verb = "timer length"

    async def run(self) -> None:
        """Ask."""
        from vsm_tui.tui.roomtimer import minutes_of
        from vsm_tui.tui.screens.naming import NameDialog

        def wrong(text: str) -> str:
            try:
                minutes_of(text)
            except ValueError as error:
                return str(error)
            return ""

        def set_length(text: str | None) -> None:
            if text is not None:
                self.screen.vsm.timer.set_length(minutes_of(text))
                self.screen.say("The timer has another length; nothing ends when it is over")

        minutes = f"{self.screen.vsm.timer.length / 60:g}"
        self.screen.app.push_screen(NameDialog("How many minutes?", minutes, wrong, anew=True), set_length)


class TimerHere(SwitchTimer):
    """Start the timer, pause it, go on. It is only looked at: past its end it counts up and nothing else happens."""

    footer = True


ROOM_COMMANDS: tuple[type[Command[Any]], ...] = (
    Projector,
    FocusStage,
    Spotlight,
    TagStage,
    NoteBurst,
    ParkTopics,
    SwitchTimer,
    ResetTimer,
    SetTimer,
)

IN_THE_ROOM: tuple[type[Command[Any]], ...] = (
    FocusHere,
    SpotlightHere,
    ParkHere,
    TimerHere,
    OpenStage,
    Projector,
    TagStage,
    NoteBurst,
    ResetTimer,
    SetTimer,
)
