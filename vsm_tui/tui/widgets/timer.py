"""The timer in the corner of a screen."""

from __future__ import annotations

from collections.abc import Callable

from textual.strip import Strip
from textual.widget import Widget

from vsm_tui.draw import Row, Run, StyleName, cell_len
from vsm_tui.draw.bigletters import letters, size_for
from vsm_tui.draw.plain import plain_rows
from vsm_tui.tui.mapview.strips import Painter
from vsm_tui.tui.roomtimer import RoomTimer, clock

CORNER = 22
"""The cells at the right end of a screen's first rows that a timer may take."""
_TALL = 34
_EVERY = 0.25


class TimerCorner(Widget):
    """Shows a timer at the top right, from a row on; takes no room while there is nothing to show."""

    ALLOW_SELECT = False
    DEFAULT_CSS = f"""
    TimerCorner {{
        layer: above; position: absolute; display: none; width: {CORNER}; height: 1; background: $background;
    }}
    """

    def __init__(self, timer: RoomTimer, *, tall: bool = False, row: int = 0) -> None:
        super().__init__()
        self._row = row
        self.timer = timer
        self._tall = tall
        self._painter = Painter(self)
        self._rows: list[Row] = []

    def on_mount(self) -> None:
        """Look at the timer four times a second."""
        self.set_interval(_EVERY, self.show)
        self.show()

    def show(self) -> None:
        """Draw what the timer says now; its end is said once, and nothing else comes of it."""
        self.display = self.timer.touched
        if self.screen is self.app.screen and self.timer.ends():
            say: Callable[[str], None] | None = getattr(self.screen, "say", None)
            if say is not None:
                say(f"The time of {clock(self.timer.length)} is over · nothing ends by that · F8 resets, F9 gives more")
        if not self.timer.touched:
            self._rows = []
            return
        ascii_ = bool(getattr(self.app, "ascii", False))
        rows = timer_rows(self.timer, 3 if self._tall and self.screen.size.height >= _TALL and not ascii_ else 1)
        rows = plain_rows(rows, ascii=ascii_)
        if rows != self._rows:
            self._rows = rows
            width = max(sum(cell_len(run.text) for run in row) for row in rows)
            self.styles.width, self.styles.height = width, len(rows)
            self.styles.offset = (max(0, self.screen.size.width - width - 2), self._row)
            self.refresh()

    def notify_style_update(self) -> None:
        """Another theme has other colours."""
        super().notify_style_update()
        self._painter.forget()

    def render_line(self, y: int) -> Strip:
        """One row."""
        return self._painter.strip(self._rows[y] if y < len(self._rows) else (), self.size.width)


def timer_rows(timer: RoomTimer, height: int) -> list[Row]:
    """The time left or over, in blocks where ``height`` allows, with a word on it: never by colour alone."""
    text, state = timer.text(), timer.state()
    style: StyleName = "constraint" if timer.over else "total" if timer.running else "muted"
    size = size_for([text], CORNER, height) if height > 1 else 0
    if not size:
        return [(Run(f" {text} ", style), Run(f"{state} ", "muted"))]
    return [
        *((Run(row, style),) for row in letters(text, size)),
        (Run(f"{state:>{len(letters(text, size)[0])}}", "muted"),),
    ]
