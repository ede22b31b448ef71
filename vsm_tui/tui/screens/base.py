"""What every screen is: a set of commands, a footer that shows their keys, and the reason when one cannot run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from textual.binding import BindingType
from textual.screen import ModalScreen, Screen
from textual.worker import Worker, WorkerState

from vsm_tui.tui.commands.command import Command, bindings
from vsm_tui.tui.commands.common import COMMON, Back
from vsm_tui.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from vsm_tui.tui.app import VsmApp

R = TypeVar("R")


class CommandScreen(Screen[R]):
    """A screen whose actions are :class:`Command` classes.

    ``ACTIONS`` are its own commands; those of :data:`COMMON` work on every screen. ``TITLE`` names it in help.
    """

    ACTIONS: ClassVar[tuple[type[Command[Any]], ...]] = ()
    SHARED: ClassVar[tuple[type[Command[Any]], ...]] = COMMON
    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS: ClassVar[str | None] = ""
    ABOUT: ClassVar[str] = ""
    """What this screen is for, in a sentence or two; the head of its help."""

    def __init_subclass__(cls, **options: Any) -> None:
        cls.BINDINGS = bindings((*cls.ACTIONS, *cls.SHARED))
        super().__init_subclass__(**options)

    @classmethod
    def command_classes(cls) -> tuple[type[Command[Any]], ...]:
        """Every command that this screen knows, its own first."""
        return (*cls.ACTIONS, *cls.SHARED)

    def commands(self) -> list[Command[Any]]:
        """Its commands, ready to be asked whether they can run and to be run."""
        return [command(self) for command in self.command_classes() if command.offered(self.vsm)]

    @property
    def vsm(self) -> VsmApp:
        """The app, by its own type."""
        from vsm_tui.tui.app import VsmApp

        app = self.app
        if not isinstance(app, VsmApp):
            raise TypeError("these screens belong to VsmApp")
        return app

    @property
    def takes_keys(self) -> bool:
        """Whether everything that a key may go to is there; until then keys wait (see ``keyorder``)."""
        return self.is_mounted

    async def action_command(self, command_id: str) -> None:
        """Run a command by its id, or say why it cannot run."""
        for command in self.command_classes():
            if command.id == command_id:
                await self.run_command(command(self))
                return

    async def run_command(self, command: Command[Any]) -> None:
        """Run a command, or say why it cannot run."""
        reason = command.why_not()
        if reason is None:
            await command.run()
        else:
            self.say(f"{command.title}: {reason}")
        self.refresh_keys()

    def finish_typing(self) -> str:
        """Keep what is being typed, as enter would; what is wrong with it where it cannot be kept."""
        return ""

    def would_lose(self) -> str:
        """What leaving the app would lose, as a sentence; "" where everything is in a file or will be."""
        return ""

    async def leave(self) -> None:
        """Go back to the screen below; from the first one to the streams of the folder."""
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self.vsm.show_folder()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What breaks beside the screen is logged and said; the app goes on."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            details = self.vsm.details(event.worker.error)
            self.say(f"this broke down ({type(event.worker.error).__name__}); {details}")

    def say(self, text: str) -> None:
        """A short sentence in the footer; it gives way to the keys after a while."""
        bar = self.query_one_optional(KeyBar)
        if bar is None:
            self.app.notify(text, markup=False)
        else:
            bar.say(text)

    def refresh_keys(self) -> None:
        """Ask the commands in the footer anew whether they can run."""
        bar = self.query_one_optional(KeyBar)
        if bar is not None:
            bar.refresh()


class Dialog(CommandScreen[R], ModalScreen[R]):
    """A dialog over a screen. Escape leaves; what is typed is never lost unasked (``MISSED``, ``finish_typing``)."""

    DEFAULT_CLASSES = "dialog"
    ACTIONS: ClassVar[tuple[type[Command[Any]], ...]] = (Back,)
    MISSED: ClassVar[Literal["never", "quitting", "always"]] = "quitting"
    """When to ask about what is typed: never, because it only narrows a list or is kept by ``finish_typing``; when the
    app ends; or on escape as well.
    """
    _began: tuple[str, ...] | None = None

    def on_mount(self) -> None:
        """Remember what the fields held.

        Textual calls it for every class that has one, this one last.
        """
        self._began = self._held()

    def _held(self) -> tuple[str, ...]:
        from textual.widgets import Input  # with the first dialog, not with the first frame

        return tuple(field.value.strip() for field in self.query(Input))

    def would_lose(self) -> str:
        """What is typed and kept nowhere yet."""
        typed = self._held()
        if self.MISSED == "never" or self._began in (None, typed) or not any(typed):
            return ""
        return "What is typed here is kept nowhere yet."

    async def leave(self) -> None:
        """Back; what is typed is kept as enter would, or asked about."""
        lost = self.finish_typing() or (self.would_lose() if self.MISSED == "always" else "")
        if not lost:
            await super().leave()
            return

        async def work() -> None:
            from vsm_tui.tui.screens.confirm import ask

            if await ask(self.app, "Leave without it?", lost, {"1": "Stay", "2": "Leave without it"}) == "2":
                self.dismiss(None)

        self.run_worker(work(), group="leave", exit_on_error=False)


def box_room(width: int) -> int:
    """The cells for text in a wide dialog on a screen of ``width`` cells; see ``#box.wide`` in styles.tcss."""
    return min(110, width * 94 // 100) - 8
