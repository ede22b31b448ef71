"""Two flows on one time scale: a stream's estimate against its measurement, or one stream against another."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.content import Content

from vsm_tui.draw import ASCII, UNICODE, Run, View
from vsm_tui.draw.compare import comparison_rows
from vsm_tui.events.clean import clean
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.comparing import Sides
from vsm_tui.tui.screens.base import CommandScreen
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.rows import Rows
from vsm_tui.tui.widgets.safe import Words


class Turn(Command["CompareScreen"]):
    """Make the other side the yardstick."""

    id = "compare.turn"
    keys = "V"
    title = "Swap the sides"
    short = "swap sides"
    verb = "swap sides"
    footer = True
    screen: CompareScreen

    async def run(self) -> None:
        """Swap."""
        self.screen.turn()


class Shape(Command["CompareScreen"]):
    """Stages across, or one below the other."""

    id = "compare.shape"
    keys = "w"
    title = "Across or downwards"
    short = "layout"
    verb = "widths"
    footer = True
    screen: CompareScreen

    async def run(self) -> None:
        """The other shape."""
        self.screen.reshape()


class BackFromCompare(Back):
    """Back to where you came from."""

    id = "compare.back"
    short = "back"
    footer = True


class CompareScreen(CommandScreen[None]):
    """Draws a comparison; the drawing is the map room's, the numbers are the flow room's."""

    ABOUT = (
        "Both ladders are drawn on one time scale, stage by stage, with the difference below. What the two sides "
        "define differently is named, because the numbers then do not mean quite the same."
    )
    ACTIONS = (Turn, Shape, BackFromCompare)
    DEFAULT_CSS = """
    CompareScreen #differences { color: $warning; padding: 0 1; height: auto; }
    CompareScreen #rows { padding: 1 1 0 1; }
    """

    def __init__(
        self, sides: Sides | None, again: Callable[[], Sides | None] | None = None, session: Session | None = None
    ) -> None:
        super().__init__()
        self.sides = sides
        self._again, self._session = again, session
        self._leave: Callable[[], None] = lambda: None
        self._down = False

    def compose(self) -> ComposeResult:
        """Head, what differs, the drawing, keys."""
        yield Words(id="head")
        yield Words(id="differences")
        yield Rows(id="rows")
        yield KeyBar()

    def on_mount(self) -> None:
        """Draw, and draw again when the stream changes."""
        if self._session is not None and self._again is not None:
            self._leave = self._session.subscribe(lambda _: self._renew())
        self.query_one(Rows).focus()

    def on_unmount(self) -> None:
        """Stop listening."""
        self._leave()

    def _renew(self) -> None:
        if self._again is not None and self.is_attached:
            self.sides = self._again() or self.sides
            self._draw()

    def on_resize(self) -> None:
        """The drawing is made for its width."""
        self.call_after_refresh(self._draw)

    def turn(self) -> None:
        """Swap the sides."""
        if self.sides is not None:
            self.sides = self.sides.turned()
            self._draw()

    def reshape(self) -> None:
        """Across or down."""
        self._down = not self._down
        self._draw()

    def _draw(self) -> None:
        head, rows = self.query_one("#head", Words), self.query_one(Rows)
        sides = self.sides
        if sides is None:
            head.say("Comparison")
            rows.show(
                [(Run("There is no measurement on this clock yet; it appears here as soon as it is there.", "muted"),)]
            )
            return
        found = sides.compare()
        title = f"{sides.left.label} ↔ {sides.right.label}"
        if self._session is not None:
            title = f"{self._session.stream.name} · {title}"
        head.say(Content(clean(f"{title} · {found.left.clock} clock", 400)))
        different = (
            f"defined differently: {', '.join(found.differences)} — compare with care" if found.differences else ""
        )
        self.query_one("#differences", Words).say("\n".join(t for t in (different, sides.note) if t))
        self.query_one("#differences").display = bool(different or sides.note)
        view = View(glyphs=ASCII if self.vsm.ascii else UNICODE, shape="down" if self._down else "auto")
        width = max(40, self.size.width - 4)
        drawn = comparison_rows(found, sides.left.label, sides.right.label, sides.clock, width=width, view=view)
        rows.show(drawn)
