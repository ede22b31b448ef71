"""Every number explains itself: formula with its figures, items, exclusions, window, clock, source, findings."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from vsm_tui.draw import Row, Run
from vsm_tui.draw.plain import plain_rows
from vsm_tui.draw.run import wrap
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.explaining import ITEMS, answer_rows
from vsm_tui.tui.questions import Question, plain_key
from vsm_tui.tui.screens.base import Dialog, box_room
from vsm_tui.tui.widgets.board import Board
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.safe import Words


class ExplainCommand(Command["ExplainScreen"]):
    """A command on an explanation."""

    screen: ExplainScreen
    group = "Explain"


class GoOn(ExplainCommand):
    """Go on to the related number under the cursor, or to the items behind this one."""

    id = "explain.open"
    keys = "enter"
    title = "Go on to what is under the cursor"
    short = "go on"
    verb = "open"
    footer = True

    def when(self) -> str | None:
        """There must be something to go on to."""
        return None if self.screen.onward else "nothing is related to it"

    async def run(self) -> None:
        """Open it."""
        self.screen.go_on()


class ItemsBehind(ExplainCommand):
    """The items behind this number, slowest first."""

    id = "explain.items"
    keys = "i"
    title = "The items behind this number"
    short = "items"
    verb = "open"
    footer = True

    def when(self) -> str | None:
        """There must be a measurement."""
        if self.screen.has_items:
            return None
        if any(told.layer == "measured" for told in self.screen.answers):
            return "the items are behind this number on the stream's own map"
        return "there are no items behind it: nothing was measured"

    async def run(self) -> None:
        """Open them."""
        self.screen.show_items()


class OtherLayer(ExplainCommand):
    """The same number on the other layer: what people said, or what the log shows."""

    id = "explain.layer"
    keys = "m"
    title = "The same number on the other layer"
    short = "other layer"
    verb = "layer"
    footer = True

    def when(self) -> str | None:
        """Another layer must know it."""
        return None if len(self.screen.answers) > 1 else "only one layer knows this number"

    async def run(self) -> None:
        """Show it."""
        self.screen.switch_layer()


class BackFromExplain(Back):
    """Back to the number you came from, and from the first one to the screen."""

    id = "explain.back"
    short = "back"
    footer = True
    screen: ExplainScreen

    async def run(self) -> None:
        """One step."""
        if not self.screen.go_back():
            await self.screen.leave()


class ExplainScreen(Dialog[None]):
    """What is behind one number; from here to related ones, and to the items."""

    ABOUT = "How one number came about. Go on to the numbers it is made of, or to the items behind it."
    ACTIONS: ClassVar[tuple[type[Command[Any]], ...]] = (GoOn, ItemsBehind, OtherLayer, BackFromExplain)
    DEFAULT_CSS = """
    ExplainScreen #box { padding: 1 2 0 2; }
    ExplainScreen Board { height: auto; max-height: 100%; background: $surface; }
    """

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.answers = question.answers()
        self._way: list[tuple[Question, int]] = []
        self._layer = 0

    def compose(self) -> ComposeResult:
        """The explanation and its keys."""
        with Vertical(id="box", classes="wide"):
            yield Words("How do we know?", classes="title")
            yield Board()
            yield KeyBar()

    def on_mount(self) -> None:
        """Show it."""
        self.query_one(Board).focus()
        self._show()

    def on_resize(self) -> None:
        """The rows are made for their width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        board = self.query_one(Board)
        rows = plain_rows(self._rows(box_room(self.app.size.width)), ascii=self.vsm.ascii)
        board.show(rows)
        board.styles.height = min(len(rows), max(3, self.app.size.height * 92 // 100 - 6))
        self.refresh_keys()

    def _rows(self, room: int) -> list[Row]:
        if not self.answers:
            text = f"No layer in view knows this number ({plain_key(self.question.key)})."
            return wrap([(Run(text, "muted"),)], room)
        return answer_rows(self.question, self.answers[self._layer % len(self.answers)], room)

    # -- what the commands do ----------------------------------------------------------------------------------

    @property
    def onward(self) -> str:
        """The key that the cursor stands on."""
        return self.query_one(Board).key

    @property
    def has_items(self) -> bool:
        """Whether the items behind the number can be shown."""
        return self.question.behind is not None and any(a.layer == "measured" for a in self.answers)

    @on(Board.Chosen)
    def go_on(self) -> None:
        """To the number, or the items, under the cursor."""
        key = self.onward
        if key == ITEMS:
            self.show_items()
        elif key:
            self._way.append((self.question, self._layer))
            self._ask(self.question.about(key), 0)

    def show_items(self) -> None:
        """Leave for the items behind it."""
        behind, question = self.question.behind, self.question
        self.dismiss(None)
        if behind is not None:
            behind(question.items)

    def switch_layer(self) -> None:
        """The same number on the next layer that knows it."""
        self._layer += 1
        self._show()

    def go_back(self) -> bool:
        """To the number before; whether there was one."""
        if not self._way:
            return False
        self._ask(*self._way.pop())
        return True

    def _ask(self, question: Question, layer: int) -> None:
        self.question, self._layer = question, layer
        self.answers = question.answers()
        self.query_one(Board).scroll_home(animate=False)
        self._show()
