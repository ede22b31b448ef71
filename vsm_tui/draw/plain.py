"""Finished rows in the glyphs in use."""

from __future__ import annotations

from collections.abc import Iterable

from vsm_tui.draw.glyphs import ASCII
from vsm_tui.draw.run import Row, Run
from vsm_tui.draw.scene import Scene


def in_set(row: Row | list[Run], scene: Scene) -> Row:
    """A row in the glyphs in use."""
    return tuple(row) if not scene.glyphs.ascii else plain_rows([tuple(row)], ascii=True)[0]


def plain_rows(rows: Iterable[Row], *, ascii: bool) -> list[Row]:  # noqa: A002 -- the flag's own name
    """Rows in plain ASCII where that is asked for."""
    if not ascii:
        return list(rows)
    return [tuple(run._replace(text=ASCII.plain(run.text)) for run in row) for row in rows]
