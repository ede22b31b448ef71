"""The row of totals below stages that go downwards."""

from __future__ import annotations

from vsm_tui.draw.grid import Grid
from vsm_tui.draw.run import Line
from vsm_tui.draw.scene import Scene
from vsm_tui.draw.summary import total_text
from vsm_tui.draw.text import cell_len, clip

_LABEL = "per item"


def put_totals(scene: Scene, grid: Grid, line: Line) -> None:
    """What an item takes in total. Ranges are longer than the columns of values: they reach into the name's."""
    at, wide = grid.name
    line.put(at, clip(_LABEL, wide), "label")
    end, begin = sum(grid.touch), at + cell_len(_LABEL)
    touch, wait = total_text(scene, "touch"), total_text(scene, "wait")
    if grid.touch[1]:
        start = max(end - cell_len(touch), begin + 1)
        line.put(start, clip(touch, end - start), "total", "touch")
        end = min(sum(grid.wait), start - 2)
        start = max(end - cell_len(wait), begin + 1)
        line.put(start, clip(wait, end - start), "total", "wait")
    whole = total_text(scene, "meas" if scene.layer == "both" else "share")
    text = f"lead time {whole}"
    at, wide = grid.bar
    if scene.layer == "both":
        longer = f"{text} (est {total_text(scene, 'est')})"
        text = longer if cell_len(longer) <= wide else text
    line.put(at, clip(text, wide), "total", "lead_time.mean")
    at, wide = grid.pca
    line.put(at, clip(total_text(scene, "pca"), wide), "total", "rolled_pca")
