"""What works on every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command

if TYPE_CHECKING:
    from vsm_tui.tui.app import VsmApp


class Back(Command[Any]):
    """Go back one step; nothing is lost."""

    harmless = True
    id = "back"
    keys = "escape"
    title = "Back"
    verb = "back"

    def when(self) -> str | None:
        """There must be something to go back to."""
        screen = self.screen
        if screen.vsm.alone and len(screen.app.screen_stack) == 1:
            return "only this stream is shared, there is no list of others; ctrl+q leaves"
        return None

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

    @classmethod
    def offered(cls, app: VsmApp) -> bool:
        """There is no shell behind a browser."""
        return not app.is_web

    def when(self) -> str | None:
        """The key is there without the offer."""
        return None if self.offered(self.screen.vsm) else "there is no shell behind a browser"

    async def run(self) -> None:
        """Suspend the process."""
        self.screen.app.action_suspend_process()


class Picture(Command[Any]):
    """A picture (SVG) of the screen, into the downloads folder."""

    delivers = True
    id = "picture"
    title = "Save a picture of the screen"
    verb = "picture"

    async def run(self) -> None:
        """Save it and say where."""
        path = self.screen.app.deliver_screenshot()
        if path is not None:
            download = "comes as a download" if self.screen.app.is_web else "is being written to the downloads folder"
            self.screen.say(f"a picture of the screen {download}")


COMMON: tuple[type[Command[Any]], ...] = (Palette, Help, SwitchTheme, Picture, Suspend, Quit)
