"""A stream file that cannot be read: every problem with its place and what would be right."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult

from vsm_tui.events.clean import clean
from vsm_tui.model import Problem
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.saving import Stamp, stamp
from vsm_tui.tui.screens.base import CommandScreen
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.safe import Words, cell


class TryAgain(Command["ProblemsScreen"]):
    """Read the file again."""

    id = "problems.again"
    keys = "f5"
    title = "Read the file again"
    short = "read again"
    verb = "refresh"
    footer = True
    screen: ProblemsScreen

    async def run(self) -> None:
        """Open it if it is whole now."""
        self.screen.read_again()


class CopyPlace(Command["ProblemsScreen"]):
    """Copy file, line and column of this problem, for your editor."""

    id = "problems.copy"
    keys = "y"
    title = "Copy the place"
    short = "copy place"
    verb = "copy"
    footer = True
    screen: ProblemsScreen

    async def run(self) -> None:
        """Send it to the terminal's clipboard."""
        problem = self.screen.query_one(Grid).current
        if problem is not None:
            place = f"{self.screen.path}:{problem.line}:{problem.column or 1}"
            self.screen.app.copy_to_clipboard(place)
            self.screen.say(f"sent to the clipboard: {clean(place)}")


class ProblemsScreen(CommandScreen[None]):
    """Lists problems, and opens the stream as soon as its file is whole."""

    ABOUT = (
        "This file cannot be read as a stream yet. Mend it in your editor: it opens here by itself once it is whole."
    )
    ACTIONS = (TryAgain, CopyPlace, Back)

    def __init__(self, path: Path, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.path = path
        self.problems = problems
        self._seen: Stamp = stamp(path)

    def compose(self) -> ComposeResult:
        """A head, the list, the keys."""
        yield Words(id="head")
        yield Words("Mend the file in your editor; it opens here by itself.", classes="note")
        yield Grid[Problem](
            [
                Column("line", "Line", lambda p, _: Text(str(p.line or "")), width=5, justify="right", keep=9),
                Column("column", "Col", lambda p, _: Text(str(p.column or "")), width=4, justify="right"),
                Column("text", "What is wrong, and what would be right", lambda p, _: _wording(p), keep=9),
            ]
        )
        yield KeyBar()

    def on_mount(self) -> None:
        """Show them, and keep an eye on the file."""
        self._fill()
        self.query_one(Grid).focus()
        self.set_interval(1.0, self._look)

    def _fill(self) -> None:
        errors = sum(p.severity == "error" for p in self.problems)
        self.query_one("#head", Words).say(f"{self.path.name} · {errors} problem{'s' * (errors != 1)}")
        self.query_one(Grid).show(self.problems)

    def _look(self) -> None:
        now = stamp(self.path)
        if now != self._seen:
            self._seen = now
            self.read_again()

    def read_again(self) -> None:
        """Open the map if the file is whole, else show what is still wrong."""
        screen = self.vsm.screen_for(self.path)
        if isinstance(screen, ProblemsScreen):
            self.problems = screen.problems
            self._fill()
            self.say(f"{len(self.problems)} left")
        else:
            self.app.switch_screen(screen)  # not awaited: this screen cannot wait for its own end


def _wording(problem: Problem) -> Text:
    return cell(problem.text, limit=400)
