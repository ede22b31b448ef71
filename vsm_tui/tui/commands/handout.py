"""Writing the stream as a file to hand out."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

from vsm_tui.tui.commands.stream import StreamCommand


class HandOut(StreamCommand):
    """Write what is shown as a file to hand out: .html, .md, .svg, .png, .csv, .json or .mmd (Mermaid)."""

    id = "handout"
    keys = "H"
    title = "Write a hand-out"
    short = "hand-out"
    group = "Stream"
    verb = "handout"
    delivers = True

    def when(self) -> str | None:
        """There must be stages."""
        return None if self.screen.session.stream.stages else "there is no stage yet"

    async def run(self) -> None:
        """Ask for a file; its ending says the format."""
        self.screen.run_worker(self._asked(), group="handout", exit_on_error=False)

    async def _asked(self) -> None:
        path = await (self._download() if self.screen.app.is_web else self._file())
        if path is not None:
            self._make(path)

    async def _download(self) -> Path | None:
        """Ask for the name of a download: nothing is written where the app runs."""
        from vsm_tui.tui.screens.naming import NameDialog

        title, suggested = "Download as (the ending says the format)", f"{self.screen.session.path.stem}.html"
        text = await self.screen.app.push_screen_wait(NameDialog(title, suggested, wrong_kind))
        return None if text is None else Path(Path(text).name)

    async def _file(self) -> Path | None:
        """Ask for a file to write."""
        from vsm_tui.tui.screens.confirm import ask
        from vsm_tui.tui.screens.naming import NameDialog

        screen, session = self.screen, self.screen.session
        suggested = str(session.path.with_suffix(".html"))
        text = await screen.app.push_screen_wait(
            NameDialog("Hand out as (the ending says the format)", suggested, wrong)
        )
        if text is None:
            return None
        path = Path(text).expanduser()
        if path.exists():
            choices = {"1": "Keep it", "2": "Replace it"}
            if await ask(screen.app, "There is a file of that name already", str(path), choices) != "2":
                return None
        return path

    def _make(self, path: Path) -> None:
        from vsm_tui.draw import View
        from vsm_tui.tui.work import in_thread

        screen, session = self.screen, self.screen.session
        shown = session.shown()
        name, stream, view = (
            session.path.stem,
            session.stream,
            View(layer=session.view.layers, window=session.view.named),
        )
        keep = self._handed_over if screen.app.is_web else _written

        def say(told: str) -> None:
            screen.app.call_from_thread(screen.say, told)

        def work() -> None:
            from vsm_tui.export.handout.write import Told, not_drawn, written
            from vsm_tui.model import VsmError

            told = Told(name, stream, shown.estimate, shown.measured, view, made=datetime.now(UTC))
            try:
                data = written(told, path.suffix)
                lost = not_drawn(told, path.suffix)
                keep(path, data)
            except VsmError as error:
                say(str(error))
            except OSError as error:
                say(f"{path} could not be written: {error.strerror or error}")
            else:
                say(
                    f"{'handed over' if screen.app.is_web else 'wrote'} {path} ({len(data):,} bytes)"
                    + (f"; {lost}" if lost else "")
                )

        screen.say(f"writing {path}")
        in_thread(work, lambda error: say(f"the hand-out broke down ({type(error).__name__})"), "handout")

    def _handed_over(self, path: Path, data: bytes) -> None:
        """To the browser, as a download."""
        app = self.screen.app
        app.call_from_thread(partial(app.deliver_binary, BytesIO(data), save_filename=path.name))


def _written(path: Path, data: bytes) -> None:
    from vsm_tui.files.stream_file import replace_file

    replace_file(path, data)


def wrong_kind(text: str) -> str:
    """What is wrong with the ending of a hand-out's name; "" where nothing is."""
    from vsm_tui.export.handout.write import KINDS, known_kind

    return "" if known_kind(Path(text).suffix) else f"a hand-out ends in {', '.join(f'.{kind}' for kind in KINDS)}"


def wrong(text: str) -> str:
    """What is wrong with the name of a file to write; "" where nothing is."""
    path = Path(text).expanduser()
    if kind := wrong_kind(text):
        return kind
    if path.is_dir():
        return "that is a folder"
    return "" if path.absolute().parent.is_dir() else "there is no such folder"
