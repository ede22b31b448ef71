"""What works on every screen."""

from __future__ import annotations

from typing import Any

from vsm_tui.tui.commands.command import Command


class Back(Command[Any]):
    """Go back one step; nothing is lost."""

    harmless = True
    id = "back"
    keys = "escape"
    title = "Back"
    verb = "back"

    async def run(self) -> None:
        """Leave the screen."""
        await self.screen.leave()


class Palette(Command[Any]):
    """Find any action by its name."""

    harmless = True
    id = "palette"
    keys = "ctrl+p"
    title = "Find an action"
    short = "actions"
    verb = "palette"

    async def run(self) -> None:
        """Open the palette."""
        self.screen.app.action_command_palette()


class Help(Command[Any]):
    """The keys of this screen and the words of the method."""

    harmless = True
    id = "help"
    keys = "f1"
    title = "Help and glossary"
    short = "help"
    verb = "help"

    async def run(self) -> None:
        """Open the help."""
        from vsm_tui.tui.screens.help import HelpScreen

        await self.screen.app.push_screen(HelpScreen(self.screen))


class SwitchTheme(Command[Any]):
    """Dark or light."""

    harmless = True
    id = "theme"
    keys = "f4"
    title = "Dark or light colours"
    verb = "theme"

    def when(self) -> str | None:
        """Monochrome terminals have one theme."""
        return "NO_COLOR is set, so there is one theme" if self.screen.app.no_color else None

    async def run(self) -> None:
        """Switch."""
        self.screen.vsm.switch_theme()


class Quit(Command[Any]):
    """Leave; unsaved edits are written first."""

    harmless = True
    id = "quit"
    keys = "ctrl+q"
    title = "Quit"
    verb = "quit"
    priority = True

    async def run(self) -> None:
        """Quit safely."""
        await self.screen.app.action_quit()


class Suspend(Command[Any]):
    """Put the app to sleep and return to the shell; ‘fg’ wakes it up."""

    id = "suspend"
    keys = "ctrl+z"
    title = "To the shell"
    verb = "suspend"

    async def run(self) -> None:
        """Suspend the process."""
        self.screen.app.action_suspend_process()


class Picture(Command[Any]):
    """Write a picture (SVG) of the screen beside the files of the app."""

    id = "picture"
    title = "Save a picture of the screen"
    verb = "picture"

    async def run(self) -> None:
        """Save it and say where."""
        path = self.screen.app.deliver_screenshot()
        if path is not None:
            self.screen.say("a picture of the screen is being written to the downloads folder")


COMMON: tuple[type[Command[Any]], ...] = (Palette, Help, SwitchTheme, Picture, Suspend, Quit)
