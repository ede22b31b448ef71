"""A stream file that cannot be read: every problem with its place and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rich.text import Text
from textual.app import ComposeResult

from vsm_tui.draw import Run
from vsm_tui.draw.run import row_text, wrap
from vsm_tui.draw.text import safe
from vsm_tui.events.clean import clean
from vsm_tui.model import Problem
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.saving import Stamp, stamp
from vsm_tui.tui.screens.base import CommandScreen
from vsm_tui.tui.widgets.grid import GAP, Column, Grid
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.safe import Words, cell

_LINE, _COLUMN = 5, 4
_LONG = 1000


class Told(NamedTuple):
    """A row of the list: a problem, or what of its text did not fit into the row above."""

    problem: Problem
    text: str
    first: bool


def told(problems: Iterable[Problem], room: int) -> list[Told]:
    """The problems in rows of at most ``room`` cells, broken between words: what to do stands at the end."""
    return [
        Told(problem, row_text(row), first=not at)
        for problem in problems
        for at, row in enumerate(wrap([(Run(safe(problem.text, _LONG)),)], max(10, room), indent=0))
    ]


class TryAgain(Command["ProblemsScreen"]):
    """Read the file again."""

    id = "problems.again"
    keys = "f5"
    title = "Read the file again"
    short = "read again"
    verb = "refresh"
    footer = True
    harmless = True
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
        row = self.screen.query_one(Grid).current
        if isinstance(row, Told):
            problem = row.problem
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
        whose = "Whoever shares this has to mend the file" if self.vsm.read_only else "Mend the file in your editor"
        yield Words(f"{whose}; it opens here by itself.", classes="note")
        yield Grid[Told](
            [
                Column("line", "Line", lambda t, _: _number(t, t.problem.line), _LINE, justify="right", keep=9),
                Column("column", "Col", lambda t, _: _number(t, t.problem.column), _COLUMN, justify="right"),
                Column(
                    "text", "What is wrong, and what would be right", lambda t, _: cell(t.text, limit=_LONG), keep=9
                ),
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
        room = self.size.width - 2 - (_LINE + GAP) - (_COLUMN + GAP) - 2
        self.query_one(Grid).show(told(self.problems, room))

    def on_resize(self) -> None:
        """The texts are broken for their width."""
        self.call_after_refresh(self._fill)

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


def _number(row: Told, number: int) -> Text:
    return Text(str(number or "") if row.first else "")
