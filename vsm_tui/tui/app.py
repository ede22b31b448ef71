"""The app: what is opened, in which colours, and how it ends. Everything else is in the screens."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Event, Key
from textual.reactive import Reactive
from textual.screen import Screen
from textual.theme import Theme

from vsm_tui.draw.palette import MAP_DARK
from vsm_tui.files import locations, read_stream
from vsm_tui.model import InputError, Problem
from vsm_tui.tui import typeahead
from vsm_tui.tui.commands.provider import CommandProvider
from vsm_tui.tui.keyorder import KeyOrder
from vsm_tui.tui.roomtimer import RoomTimer
from vsm_tui.tui.session import Session
from vsm_tui.tui.sharing import Shared, enter
from vsm_tui.tui.theme import BY_NAME, THEMES, first_theme
from vsm_tui.tui.work import running

STREAM_SUFFIXES = (".yaml", ".yml")


class VsmApp(App[int], inherit_bindings=False):
    """Opens a folder of streams, or one stream."""

    TITLE = "vsm"
    CSS_PATH = Path(__file__).with_name("styles.tcss")
    COMMANDS: ClassVar[Any] = {CommandProvider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+c", "how_to_quit", "How to quit", show=False, system=True, id="quit.hint", tooltip="ctrl+q quits"
        ),
    ]

    # A theme that is set later costs the first frame a second reading of all styles.
    theme: Reactive[str] = Reactive(first_theme)

    def __init__(
        self,
        path: Path,
        *,
        ascii: bool = False,  # noqa: A002 -- the flag's own name
        read_only: bool = False,
        shared: bool = False,
    ) -> None:
        super().__init__()
        self.path = path
        self.ascii = ascii
        self.read_only = read_only
        self.shared = Shared.of(path) if shared else None
        self.session: Session | None = None
        self.timer = RoomTimer()
        self.crash_line = ""
        self._keys = KeyOrder(self, super().on_event)
        for theme in THEMES:
            self.register_theme(theme)

    def on_ready(self) -> None:
        """The first frame stands: clear up, and look for garbage again (``cli/launch.py``), but not in what is left."""
        if typeahead.as_found():
            from textual.drivers.linux_driver import LinuxDriver

            if isinstance(self._driver, LinuxDriver):  # what Textual restores when it is suspended or crashes
                self._driver.attrs_before = typeahead.as_found()
        if not gc.isenabled():
            gc.collect()  # before anybody can have seen the frame and typed
            gc.freeze()
            gc.enable()

    async def on_event(self, event: Event) -> None:
        """Keys wait for one another; everything else goes its way."""
        if isinstance(event, Key) and not event.is_forwarded:
            if not (event.key == "ctrl+v" and self._nothing_to_paste()):
                await self._keys.take(event)
        else:
            await super().on_event(event)

    def _nothing_to_paste(self) -> bool:
        """A field would put nothing in place of what is selected; what other programs copied is the terminal's."""
        from textual.widgets import Input

        from vsm_tui.tui.screens.base import CommandScreen

        if self.clipboard or not isinstance(self.focused, Input):
            return False
        screen = self.screen
        if isinstance(screen, CommandScreen):
            screen.say("nothing was copied here; ctrl+shift+v pastes from elsewhere")
        return True

    def get_theme(self, theme_name: str) -> Theme | None:
        """Ours are there before anything is registered; and they are asked for with every line that is painted."""
        return BY_NAME.get(theme_name) or super().get_theme(theme_name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The map's colours, for themes that do not know them."""
        return MAP_DARK

    def get_default_screen(self) -> Screen[Any]:
        """The first screen: a folder's streams, a stream's map, or the problems of its file."""
        screen = self.screen_for(self.path)
        # Textual 8.2.8 cannot switch away from the default screen, because only pushed screens have a callback.
        screen._push_result_callback(screen, None)  # noqa: SLF001
        return screen

    def screen_for(self, path: Path) -> Screen[Any]:
        """The screen that shows what is at ``path``; where that is not shared, why not."""
        if closed := self.closed(path):
            from vsm_tui.tui.screens.problems import ProblemsScreen

            return ProblemsScreen(path, (Problem(closed),))
        if path.is_dir() or path.suffix.lower() not in STREAM_SUFFIXES:
            from vsm_tui.tui.screens.workspace import WorkspaceScreen

            return WorkspaceScreen(path)
        try:
            session = Session(read_stream(path), read_only=self.read_only)
        except InputError as error:
            from vsm_tui.tui.screens.problems import ProblemsScreen

            return ProblemsScreen(path, error.problems)
        from vsm_tui.tui.screens.map import MapScreen

        self.session = session
        return MapScreen(session)

    def show_folder(self) -> None:
        """In place of the first screen, the folder it came from."""
        from vsm_tui.tui.screens.workspace import WorkspaceScreen

        folder = self.path if self.path.is_dir() else self.path.absolute().parent
        if not self.closed(folder):
            self.switch_screen(WorkspaceScreen(folder, select=self.path))

    # -- how it is shared --------------------------------------------------------------------------------------

    @property
    def sign(self) -> str:
        """How it is shared, in a word or two; "" where it is the user's own."""
        if self.read_only:
            return "view only"
        return "shared, editable" if self.shared else ""

    @property
    def alone(self) -> bool:
        """Whether one stream is shared and no folder."""
        return self.shared is not None and self.shared.only is not None

    def closed(self, path: Path) -> str:
        """Why nothing at ``path`` may be read or written here; "" where it may."""
        return "" if self.shared is None else self.shared.closed(path)

    def closed_source(self, values: Mapping[str, object]) -> str:
        """The same for a source of data that may be a folder of this machine."""
        path = values.get("path")
        if self.shared is None or not isinstance(path, str):
            return ""
        return self.closed(self.shared.root / Path(path).expanduser())

    def told(self, text: str) -> str:
        """A text that may name places of this machine, for the screen."""
        if self.shared is None or self.session is None:
            return text
        paths = (source.get("path") for source in self.session.stream.sources)
        return self.shared.told(text, (path for path in paths if isinstance(path, str) and Path(path).is_absolute()))

    def called(self, folder: Path) -> str:
        """A folder's name for the screen: others are not told where on this machine it is."""
        return str(folder) if self.shared is None else self.shared.root.name

    def switch_theme(self) -> None:
        """Dark or light."""
        self.theme = "vsm-light" if self.theme == "vsm-dark" else "vsm-dark"

    async def action_how_to_quit(self) -> None:
        """People press ctrl+c and expect something."""
        from vsm_tui.tui.screens.base import CommandScreen

        if isinstance(self.screen, CommandScreen):
            self.screen.say("ctrl+q quits; nothing is lost")

    async def action_quit(self) -> None:
        """Leave once every edit is written, or once the user has said what to do with it."""
        from vsm_tui.tui.screens.leave import safe_to_leave

        async def work() -> None:
            if await safe_to_leave(self):
                self.exit(0)

        self.run_worker(work(), group="leave", exit_on_error=False)

    async def on_exit_app(self) -> None:
        """A browser was closed, or the process was told to end: nobody can be asked, so what is there is written."""
        session = self.session
        if session is not None and session.dirty and not session.disk.conflict:
            session.filing.flush()

    # -- when something breaks ---------------------------------------------------------------------------------

    def log_crash(self, error: BaseException) -> Path:
        """Append a traceback without the values of variables, which may hold secrets; returns the log's path."""
        path = locations.crash_log()
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
        with path.open("a", encoding="utf-8") as log:
            log.write(f"--- {datetime.now(UTC).isoformat(timespec='seconds')}\n{''.join(lines)}\n")
        return path

    def details(self, error: BaseException) -> str:
        """Log what broke, and say where the details are to whoever may know."""
        where = self.log_crash(error)
        return f"details in {where}" if self.shared is None else "whoever shares this finds details in the log"

    def _fatal_error(self) -> None:
        """In place of Textual's traceback, which would print the values of local variables."""
        error = sys.exception() if sys.version_info >= (3, 12) else sys.exc_info()[1]
        where = self.log_crash(error) if error is not None else None
        kept = "; edits are kept and offered at the next start" if self.session is not None else ""
        self.crash_line = f"vsm stopped because of a fault of its own{kept}. Details: {where}"
        self._close_messages_no_wait()


def run(
    path: Path | None = None,
    *,
    ascii: bool = False,  # noqa: A002 -- the flag's own name
    read_only: bool = False,
    shared: bool = False,
) -> int:
    """Open the app on a folder or a stream file; without one on ``./streams``, else on the user's own folder.

    ``read_only`` lets nothing be changed, written or fetched; ``shared`` shows nothing but what is at ``path``, and not
    where that is.

    Returns the exit code. Raises :class:`InputError` when there is nothing at ``path``.
    """
    if path is None:
        here = Path("streams")
        path = here if here.is_dir() else locations.workspace_folder()
        path.mkdir(parents=True, exist_ok=True)
    elif not path.exists():
        raise InputError(
            Problem("no such file or folder; give a folder, or a stream file that ends in .yaml", str(path))
        )
    plain = ascii or os.environ.get("VSM_ASCII", "") not in ("", "0")
    app = VsmApp(enter(path) if shared else path, ascii=plain, read_only=read_only, shared=shared)
    typeahead.keep()
    try:
        code = app.run()
    finally:
        typeahead.give_back()
    gc.unfreeze()  # or else DuckDB, taken down last, complains that objects of its own are still alive
    if app.crash_line:
        print(app.crash_line, file=sys.stderr)  # noqa: T201 -- the screen is gone, this line is all the user gets
        return 1
    if running():
        # A log may still be read in a thread that cannot be stopped; nothing of it is needed any more.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code or 0)
    return code or 0
