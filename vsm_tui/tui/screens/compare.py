"""Two flows on one time scale: estimate and measurement, two periods of one log, or two streams."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message

from vsm_tui.draw import ASCII, UNICODE, Run, View
from vsm_tui.draw.compare import comparison_rows
from vsm_tui.events.clean import clean
from vsm_tui.tui.commands.compare import COMPARE_COMMANDS
from vsm_tui.tui.comparing import Asked, Sides, periods, sides_of
from vsm_tui.tui.questions import Question, Subject
from vsm_tui.tui.screens.base import CommandScreen
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.board import Board
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.safe import Words
from vsm_tui.tui.windows import read_window, suggested_pairs, two_windows
from vsm_tui.tui.work import in_thread

if TYPE_CHECKING:
    from vsm_tui.tui.measuring import Measured


class CompareScreen(CommandScreen[None]):
    """Draws a comparison; the drawing is the map room's, the numbers are the flow room's."""

    ABOUT = (
        "Both ladders are drawn on one time scale, stage by stage, with the difference below and how far chance could "
        "move it. What the two sides define differently is named, because the numbers then do not mean the same."
    )
    ACTIONS = COMPARE_COMMANDS
    DEFAULT_CSS: ClassVar[str] = """
    CompareScreen #differences { padding: 0 1; height: auto; }
    CompareScreen #rows { padding: 1 1 0 1; }
    """

    class Ready(Message):
        """Two periods were measured."""

        def __init__(self, asked: Asked, found: tuple[Measured, Measured]) -> None:
            super().__init__()
            self.asked, self.found = asked, found

    def __init__(
        self, sides: Sides | None, again: Callable[[], Sides | None] | None = None, session: Session | None = None
    ) -> None:
        super().__init__()
        self.sides = sides
        self.session = session
        self._again = again
        self._periods: str = ""
        self._trouble = ""
        self._turned = self._down = False
        self._leave: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        """Head, what differs, the drawing, keys."""
        yield Words(id="head")
        yield Words(id="differences")
        yield Board(id="rows")
        yield KeyBar()

    def on_mount(self) -> None:
        """Draw, and draw again when the stream changes."""
        if self.session is not None and self._again is not None:
            self._leave = self.session.subscribe(lambda _: self._renew())
        self.query_one(Board).focus()

    def on_unmount(self) -> None:
        """Stop listening."""
        self._leave()

    def _renew(self) -> None:
        if not self.is_attached:
            return
        if self._periods:
            self.measure_periods(self._periods)
        elif self._again is not None:
            found = self._again()
            if found is not None:
                self.sides = found.turned() if self._turned else found
            self._draw()

    def on_resize(self) -> None:
        """The drawing is made for its width."""
        self.call_after_refresh(self._draw)

    def turn(self) -> None:
        """Swap the sides."""
        if self.sides is not None:
            self._turned = not self._turned
            self.sides = self.sides.turned()
            self._draw()

    def reshape(self) -> None:
        """Across or down."""
        self._down = not self._down
        self._draw()

    # -- two periods -------------------------------------------------------------------------------------------

    def choose_periods(self) -> None:
        """Ask which two periods of the log to lay side by side."""
        from vsm_tui.tui.screens.period import PeriodDialog, said

        session = self.session
        span = session.data.span if session is not None else None
        if session is None or span is None:
            return
        zone = ZoneInfo(session.stream.clock.timezone)

        def means(text: str) -> str:
            return "  ↔  ".join(said(named, span, zone) for named in two_windows(text, span, zone))

        def chosen(text: str | None) -> None:
            if text is not None:
                self._turned = False
                self.measure_periods(text)

        title = f"Which two periods? The log has {said(read_window('all', span, zone), span, zone)}"
        examples = "a date between them, or last 4 weeks vs all"
        self.app.push_screen(PeriodDialog(title, examples, suggested_pairs(span), means), chosen)

    def measure_periods(self, text: str) -> None:
        """Measure two periods in a thread, and show them when they are there."""
        session = self.session
        span = session.data.span if session is not None else None
        if session is None or span is None:
            return
        asked = periods(session, *two_windows(text, span, ZoneInfo(session.stream.clock.timezone)))
        if asked is None or asked.same(self._asked):
            return
        self._periods, self._asked = text, asked
        self.query_one("#head", Words).say(Content(clean(f"measuring {asked.names[0]} and {asked.names[1]} …", 400)))
        in_thread(lambda: self.post_message(self.Ready(asked, asked.run())), self.vsm.log_crash, "periods")

    _asked: Asked | None = None

    def on_compare_screen_ready(self, message: Ready) -> None:
        """Show two periods, unless others were asked for since."""
        if message.asked is not self._asked or self.session is None:
            return
        found = sides_of(message.asked, message.found, self.session)
        self._trouble = found if isinstance(found, str) else ""
        self.sides = None if isinstance(found, str) else found.turned() if self._turned else found
        self._draw()

    # -- drawing -----------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        head, rows = self.query_one("#head", Words), self.query_one(Board)
        sides = self.sides
        self.query_one("#differences").display = False
        if sides is None:
            head.say("Comparison")
            text = self._trouble or "There is no measurement on this clock yet; it appears here as soon as it is there."
            rows.show([(Run(clean(text, 400), "warning" if self._trouble else "muted"),)])
            return
        found = sides.compare()
        title = f"{sides.left.label} ↔ {sides.right.label}"
        if self.session is not None:
            title = f"{self.session.stream.name} · {title}"
        head.say(Content(clean(f"{title} · {found.left.clock} clock", 400)))
        different = f"defined differently: {', '.join(found.differences)} — compare with care"
        said = [(different, "$warning")] if found.differences else []
        said += [(sides.note, "$map-muted")] if sides.note else []
        lines = [Content.styled(clean(text, 400), style) for text, style in said]
        self.query_one("#differences", Words).say(Content("\n").join(lines))
        self.query_one("#differences").display = bool(said)
        view = View(glyphs=ASCII if self.vsm.ascii else UNICODE, shape="down" if self._down else "auto")
        width = max(40, self.size.width - 4)
        names = sides.left.label, sides.right.label
        drawn = comparison_rows(found, *names, sides.clock, width=width, view=view, said=sides.said)
        rows.show(drawn)
        self.refresh_keys()

    # -- explaining --------------------------------------------------------------------------------------------

    def question(self) -> Question | None:
        """The number under the cursor: of one side, or the difference."""
        sides, (of, _, key) = self.sides, self.query_one(Board).key.partition(":")
        if sides is None or not key:
            return None
        if of == "delta":
            from vsm_tui.flow.explain.delta import explain_delta

            told = explain_delta(sides.compare(), key, sides.left.label, sides.right.label)
            return Question(key, sides.right.stream, (sides.right.flow, sides.left.flow), told=told)
        side = sides.left if of == "A" else sides.right
        whole = self.session is not None and not self._periods  # the items at hand are those of the period in view
        return Question(key, side.stream, (side.flow,), behind=self._items if whole else None)

    def _items(self, about: Subject) -> None:
        from vsm_tui.tui.screens.items import ItemsScreen

        if self.session is not None:
            self.app.push_screen(ItemsScreen(self.session, about))

    @on(Board.Chosen)
    async def _chosen(self) -> None:
        await self.action_command("compare.explain")
