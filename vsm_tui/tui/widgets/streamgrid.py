"""The list of streams: its columns, and what stands there while a folder has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from rich.text import Text
from textual.content import Content

from vsm_tui.draw import cell_len
from vsm_tui.events.clean import clean
from vsm_tui.tui.listing import KEYS, StreamRow, ago, twins
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.safe import cell

NARROW = 100
_NAME_LEAST, _NAME_NARROW, _NAME_MOST = 18, 28, 44
"""Cells for names: at least, at most in a narrow window, at most in a wide one."""
_COLOURS = {"calendar": "map-calendar", "so far": "map-muted"}
WAYS = (
    ("Q", "Be guided", "one question at a time, from which work it is to a whole map"),
    ("1", "Start from a template", "a usual stream to change: feature, bug fix, incident …"),
    ("2", "Start blank", "name it, then add its stages one by one"),
    ("3", "Draft it from an event log", "what your tracker or CI exported; stages are guessed from its states"),
    ("4", "Draft it from a board or a repository", "name it, see what would be asked, pull: measured in minutes"),
    ("5", "Import a map of vsm-workshop", "what had to change on the way in is listed first"),
)


def welcome(folder: str, *, low: bool = False, look: bool = False) -> Content:
    """The way to a first stream; ``low`` windows have no room for blank lines. Who only may ``look`` waits for one."""
    lines: list[Content] = [
        Content.styled("There is no stream in this folder yet.", "bold"),
        Content.styled(clean(folder), "$map-muted"),
        *([] if low else [Content("")]),
        Content("A value stream is the way one kind of work takes, from an accepted wish to something in use."),
        Content("Map it once, and see where the time goes."),
    ]
    if look:
        lines += [Content(""), Content("This is a view to look at: a stream that somebody adds stands here at once.")]
        return Content("\n").join(lines)
    for key, title, how in WAYS:
        lines += [Content("")] * (not low or key == WAYS[0][0])
        lines += [Content.assemble((key, "bold $accent"), "  ", (title, "bold"))]
        lines += [Content.styled(f"   {how}", "$map-muted")]
    return Content("\n").join(lines)


class StreamGrid(Grid[StreamRow]):
    """One row a stream file; broken ones say what is wrong."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 -- Textual's own name
        super().__init__((), id=id)
        self._twins: frozenset[str] = frozenset()

    def on_mount(self) -> None:
        """The columns need the theme."""
        self.columns = tuple(self.stream_columns())

    def show(self, rows: Sequence[StreamRow], *, cursor: int | None = None) -> None:
        """Show these rows; names get the room they need before what is left is shared out."""
        self._twins = twins(rows)
        if self.columns:
            longest = max(
                (cell_len(clean(row.name)) + 2 * row.marked + cell_len(self._file(row)) for row in rows), default=0
            )
            most = _NAME_NARROW if self.app.size.width < NARROW else _NAME_MOST
            name = replace(self.columns[0], least=min(max(longest, _NAME_LEAST), most))
            self.columns = (name, *self.columns[1:])
        super().show(rows, cursor=cursor)

    def stream_columns(self) -> list[Column[StreamRow]]:
        """Name, work type, stages, lead time said and measured, flow efficiency, constraint, ages."""
        now = datetime.now(UTC)
        colour = self.colour

        def muted(text: str) -> Text:
            return cell(text, colour("map-muted"))

        def measured(row: StreamRow) -> Text:
            if row.measured is None and row.logs:
                return muted("–" if row.why else "…")
            return cell(row.lead(row.measured), colour("map-measured"))

        def name(row: StreamRow, room: int) -> Text:
            file = Text(self._file(row), colour("map-muted"))
            mark = "● " if row.marked else ""
            called = cell(row.name, "bold")
            if file.plain:  # the file tells equal names apart: the name gives way
                called.truncate(max(4, room - cell_len(mark) - file.cell_len), overflow="ellipsis")
            return Text.assemble((mark, colour("accent")), called, file)

        def constraint(row: StreamRow) -> Text:
            text, mark = row.constraint()
            return cell(text, colour(_COLOURS.get(mark, "map-constraint")))

        def number(key: str, title: str, show: Callable[[StreamRow], Text], keep: int) -> Column[StreamRow]:
            explains = key in KEYS
            width = max(8, len(title) + 1)
            return Column(key, title, lambda r, _: show(r), width, justify="right", keep=keep, explains=explains)

        return [
            Column("name", "Stream", name, least=_NAME_LEAST, keep=9),
            Column("type", "Work type", lambda r, _: cell(r.stream.work_type if r.stream else ""), 12, keep=3),
            number("stages", "Stages", lambda r: Text(str(len(r.stream.stages)) if r.stream else ""), 4),
            number("estimate", "Lead est", lambda r: cell(r.lead(r.estimate), colour("map-estimate")), 8),
            number("measured", "measured", measured, 8),
            number("efficiency", "Flow eff.", lambda r: Text(r.efficiency()), 6),
            Column("constraint", "Constraint", lambda r, _: constraint(r), least=20, keep=7, explains=True),
            number("changed", "Changed", lambda r: muted(ago(r.changed, now)), 2),
            number("data", "Data", lambda r: muted(ago(r.log_changed, now) if r.log_changed else "no log"), 1),
        ]

    def _file(self, row: StreamRow) -> str:
        """The name of its file, where another stream has the same name; else nothing."""
        return f" {clean(row.path.name)}" if row.stream is not None and row.name in self._twins else ""

    def spanning(self, row: StreamRow) -> Text | None:
        """What is wrong with a file that is no stream: it has no numbers that would need the room."""
        if row.stream is not None:
            return None
        return Text.assemble(cell(row.name), (f"  ✗ {clean(row.problems[0].text, 300)}", self.colour("map-bad")))

    def colour(self, name: str) -> str:
        """A colour of the theme in use."""
        return self.app.theme_variables[name]
