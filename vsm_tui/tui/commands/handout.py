"""Writing the stream as a file to hand out."""

from __future__ import annotations

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

    def when(self) -> str | None:
        """There must be stages."""
        return None if self.screen.session.stream.stages else "there is no stage yet"

    async def run(self) -> None:
        """Ask for a file; its ending says the format."""
        self.screen.run_worker(self._asked(), group="handout", exit_on_error=False)

    async def _asked(self) -> None:
        from vsm_tui.tui.screens.confirm import ask
        from vsm_tui.tui.screens.naming import NameDialog

        screen, session = self.screen, self.screen.session
        suggested = str(session.path.with_suffix(".html"))
        text = await screen.app.push_screen_wait(
            NameDialog("Hand out as (the ending says the format)", suggested, wrong)
        )
        if text is None:
            return
        path = Path(text).expanduser()
        if path.exists():
            choices = {"1": "Keep it", "2": "Replace it"}
            if await ask(screen.app, "There is a file of that name already", str(path), choices) != "2":
                return
        self._write(path)

    def _write(self, path: Path) -> None:
        from vsm_tui.draw import View
        from vsm_tui.tui.work import in_thread

        screen, session = self.screen, self.screen.session
        shown = session.shown()
        name, stream, view = (
            session.path.stem,
            session.stream,
            View(layer=session.view.layers, window=session.view.named),
        )

        def say(told: str) -> None:
            screen.app.call_from_thread(screen.say, told)

        def work() -> None:
            from vsm_tui.export.handout.write import Told, written
            from vsm_tui.files.stream_file import replace_file
            from vsm_tui.model import VsmError

            try:
                data = written(Told(name, stream, shown.estimate, shown.measured, view), path.suffix[1:].lower())
                replace_file(path, data)
            except VsmError as error:
                say(str(error))
            except OSError as error:
                say(f"{path} could not be written: {error.strerror or error}")
            else:
                say(f"wrote {path} ({len(data):,} bytes)")

        screen.say(f"writing {path}")
        in_thread(work, lambda error: say(f"the hand-out broke down ({type(error).__name__})"), "handout")


def wrong(text: str) -> str:
    """What is wrong with the name of a file to write; "" where nothing is."""
    from vsm_tui.export.handout.write import KINDS

    path = Path(text).expanduser()
    if path.suffix[1:].lower() not in KINDS:
        return f"a hand-out ends in {', '.join(f'.{kind}' for kind in KINDS)}"
    if path.is_dir():
        return "that is a folder"
    return "" if path.absolute().parent.is_dir() else "there is no such folder"
