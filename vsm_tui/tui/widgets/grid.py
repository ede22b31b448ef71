"""A table drawn line by line: any number of rows, columns that give way when it gets narrow, one cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from vsm_tui.draw import ASCII
from vsm_tui.tui.widgets.safe import fitted

Row = TypeVar("Row")
GAP = 2


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. ``show(row, width)`` gives a cell's text; ``width`` 0 shares what is left.

    ``keep`` says how long it stays when room gets short: columns with the lowest go first; 9 always stays.
    ``explains`` says that its numbers can be pointed at and explained.
    """

    key: str
    title: str
    show: Callable[[Row, int], Text]
    width: int = 0
    least: int = 8
    justify: Literal["left", "right"] = "left"
    keep: int = 5
    explains: bool = False


def _move(key: str, action: str, tooltip: str) -> Binding:
    return Binding(key, action, tooltip, show=False, tooltip=tooltip, id=f"grid.{action}")


class Grid(ScrollView, Generic[Row], can_focus=True):
    """Rows of any kind; see :class:`Column`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"grid--head", "grid--sorted", "grid--cursor", "grid--cell", "grid--bar"}
    DEFAULT_CSS = """
    Grid {
        height: 1fr; background: $background; overflow-x: hidden;
        & > .grid--head { color: $map-muted; }
        & > .grid--sorted { color: $accent; text-style: bold; }
        & > .grid--cursor { background: $map-cursor; }
        & > .grid--cell { background: $accent 40%; text-style: bold; }
        & > .grid--bar { color: $accent; background: $map-cursor; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _move("up,k", "up", "Up"),
        _move("down,j", "down", "Down"),
        _move("pageup", "page_up", "A page up"),
        _move("pagedown", "page_down", "A page down"),
        _move("home,g", "first", "First"),
        _move("end,G", "last", "Last"),
        _move("left,h", "column_left", "Column to the left"),
        _move("right,l", "column_right", "Column to the right"),
    ]
    cursor: reactive[int] = reactive(0)
    column: reactive[str] = reactive("")
    """The key of the column the cursor stands in; empty where the whole row is meant."""

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        grid: Grid[Any]
        index: int

        @property
        def control(self) -> Grid[Any]:
            """The grid it comes from."""
            return self.grid

        def can_replace(self, message: Message) -> bool:
            """A burst of moves is one move."""
            return isinstance(message, Grid.Moved) and message.grid is self.grid

    @dataclass
    class Chosen(Message):
        """A row was clicked twice."""

        grid: Grid[Any]

    @dataclass
    class Headed(Message):
        """The head of a column was clicked."""

        grid: Grid[Any]
        key: str

    def __init__(self, columns: Sequence[Column[Row]], *, id: str | None = None) -> None:  # noqa: A002 -- Textual's own name
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.rows: Sequence[Row] = ()
        self.sorted_by: tuple[str, bool] | None = None
        self._layout_for = -1
        self._layout: list[tuple[Column[Row], int]] = []

    def show(self, rows: Sequence[Row], *, cursor: int | None = None) -> None:
        """Show these rows."""
        self.rows = rows
        self._layout_for = -1
        self.virtual_size = Size(1, len(rows) + 1)
        self.cursor = max(0, min(self.cursor if cursor is None else cursor, len(rows) - 1))
        self.refresh()
        self.post_message(self.Moved(self, self.cursor))

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    # -- layout and painting ------------------------------------------------------------------------------------

    def _columns(self) -> list[tuple[Column[Row], int]]:
        width = self.scrollable_content_region.width - 2
        if self._layout_for == width:
            return self._layout
        kept = list(self.columns)
        while sum((c.width or c.least) + GAP for c in kept) - GAP > width and len(kept) > 1:
            lowest = min(kept, key=lambda c: (c.keep, -kept.index(c)))
            if lowest.keep >= 9:
                break
            kept.remove(lowest)
        spare = max(0, width - sum((c.width or c.least) + GAP for c in kept) + GAP)
        flexible = sum(not c.width for c in kept)
        self._layout = [(c, c.width or c.least + spare // flexible) for c in kept]
        self._layout_for = width
        return self._layout

    def render_line(self, y: int) -> Strip:
        """The head, or a row."""
        if y == 0:
            return self._head()
        index = y - 1 + self.scroll_offset.y
        if not 0 <= index < len(self.rows):
            return Strip.blank(self.size.width, self.rich_style)
        return self._row(index)

    def _head(self) -> Strip:
        plain, sorted_ = self.get_component_rich_style("grid--head"), self.get_component_rich_style("grid--sorted")
        line = Text(" ")
        for column, room in self._columns():
            by = self.sorted_by is not None and self.sorted_by[0] == column.key
            mark = ("▼" if self.sorted_by and self.sorted_by[1] else "▲") if by else ""
            title = Text(column.title[: room - len(mark)] + mark, sorted_ if by else plain)
            line.append_text(fitted(title, room, column.justify))
            line.append(" " * GAP)
        return self._strip(line, self.rich_style)

    def spanning(self, row: Row) -> Text | None:  # noqa: ARG002 -- for grids that have such rows
        """What is shown of a row in place of its columns; ``None`` where they are shown."""
        return None

    def _row(self, index: int) -> Strip:
        here = index == self.cursor
        row = self.rows[index]
        line = (
            Text.assemble(("▌", self.get_component_rich_style("grid--bar"))) if here and self.has_focus else Text(" ")
        )
        whole = self.spanning(row)
        if whole is not None:
            line.append_text(fitted(whole, max(1, self.scrollable_content_region.width - 2), "left"))
        for column, room in self._columns() if whole is None else ():
            text = fitted(column.show(row, room), room, column.justify)
            if here and column.key == self.column:
                text.stylize(self.get_component_rich_style("grid--cell"))
            line.append_text(text)
            line.append(" " * GAP)
        return self._strip(line, self.get_component_rich_style("grid--cursor") if here else self.rich_style)

    def _strip(self, line: Text, base: Style) -> Strip:
        if getattr(self.app, "ascii", False):
            line.plain = ASCII.plain(line.plain)
        segments = Segment.apply_style(line.render(self.app.console, end=""), base)
        return Strip(segments).adjust_cell_length(self.size.width, base)

    # -- the cursor ---------------------------------------------------------------------------------------------

    def validate_cursor(self, value: int) -> int:
        """It stays on a row."""
        return max(0, min(value, len(self.rows) - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        """Repaint two lines, keep the cursor in sight, and tell."""
        if before == now:
            return
        room = max(1, self.size.height - 1)
        top = self.scroll_offset.y
        if now < top or now >= top + room:
            self.scroll_to(y=now if now < top else now - room + 1, animate=False, force=True)
        self.refresh(*(Region(0, i - self.scroll_offset.y + 1, self.size.width, 1) for i in (before, now)))
        self.post_message(self.Moved(self, now))

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        self._layout_for = -1
        self.virtual_size = Size(1, len(self.rows) + 1)

    def watch_has_focus(self, value: bool) -> None:
        """The cursor looks different where the keys go elsewhere."""
        super().watch_has_focus(value)
        self.refresh()

    def validate_column(self, value: str) -> str:
        """It stays on a column that is shown."""
        return value if any(c.key == value for c, _ in self._columns()) else ""

    def watch_column(self) -> None:
        """Repaint the row of the cursor, and the heads."""
        top = self.scroll_offset.y
        self.refresh(*(Region(0, y, self.size.width, 1) for y in (0, self.cursor - top + 1)))

    def action_column_left(self) -> None:
        """One column to the left; from the first one to the whole row."""
        self._to_column(-1)

    def action_column_right(self) -> None:
        """One column to the right."""
        self._to_column(1)

    def _to_column(self, by: int) -> None:
        keys = ["", *(c.key for c, _ in self._columns() if c.explains)]
        at = keys.index(self.column) if self.column in keys else 0
        self.column = keys[min(max(0, at + by), len(keys) - 1)]

    def action_up(self) -> None:
        """One up."""
        self.cursor -= 1

    def action_down(self) -> None:
        """One down."""
        self.cursor += 1

    def action_page_up(self) -> None:
        """A page up."""
        self.cursor -= max(1, self.size.height - 2)

    def action_page_down(self) -> None:
        """A page down."""
        self.cursor += max(1, self.size.height - 2)

    def action_first(self) -> None:
        """To the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """To the last row."""
        self.cursor = len(self.rows) - 1

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one opens; a click on a head sorts."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y == 0:
            head = next((c for c, left, right in self._spans() if left <= offset.x < right), None)
            if head is not None:
                self.post_message(self.Headed(self, head.key))
            return
        index = offset.y - 1 + self.scroll_offset.y
        if 0 <= index < len(self.rows):
            self.cursor = index
            self.column = self._column_at(offset.x)
            if event.chain == 2:
                self.post_message(self.Chosen(self))

    def _spans(self) -> list[tuple[Column[Row], int, int]]:
        """The columns with the cells they take."""
        found, at = [], 1
        for column, room in self._columns():
            found.append((column, at, at + room + GAP))
            at += room + GAP
        return found

    def _column_at(self, x: int) -> str:
        """The column whose number lies there; empty for one that explains nothing."""
        return next((c.key for c, left, right in self._spans() if left <= x < right and c.explains), "")
