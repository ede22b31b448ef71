"""Flows drawn as rows of styled text, for screens, the command line and reports alike."""

from typing import TYPE_CHECKING

from vsm_tui.later import later

if TYPE_CHECKING:
    from vsm_tui.draw.build import draw, empty_rows
    from vsm_tui.draw.compare import comparison_rows, comparison_text
    from vsm_tui.draw.drawing import Box, Drawing, Field, Spot
    from vsm_tui.draw.explained import explained_rows, explained_text, figure_text, key_rows, words_text
    from vsm_tui.draw.glyphs import ASCII, UNICODE, Glyphs
    from vsm_tui.draw.run import STYLE_NAMES, Row, Run, StyleName, row_len, row_text
    from vsm_tui.draw.scene import LAYERS, LayerChoice, Scene, View
    from vsm_tui.draw.show import ladder_text, lines, map_text, table_text
    from vsm_tui.draw.text import Units, cell_len, clip, pad, ratio, safe, share, shares
else:
    __getattr__ = later(
        __name__,
        {
            "build": ("draw", "empty_rows"),
            "compare": ("comparison_rows", "comparison_text"),
            "drawing": ("Box", "Drawing", "Field", "Spot"),
            "explained": ("explained_rows", "explained_text", "figure_text", "key_rows", "words_text"),
            "glyphs": ("ASCII", "UNICODE", "Glyphs"),
            "run": ("STYLE_NAMES", "Row", "Run", "StyleName", "row_len", "row_text"),
            "scene": ("LAYERS", "LayerChoice", "Scene", "View"),
            "show": ("ladder_text", "lines", "map_text", "table_text"),
            "text": ("Units", "cell_len", "clip", "pad", "ratio", "safe", "share", "shares"),
        },
    )

__all__ = [
    "ASCII",
    "LAYERS",
    "STYLE_NAMES",
    "UNICODE",
    "Box",
    "Drawing",
    "Field",
    "Glyphs",
    "LayerChoice",
    "Row",
    "Run",
    "Scene",
    "Spot",
    "StyleName",
    "Units",
    "View",
    "cell_len",
    "clip",
    "comparison_rows",
    "comparison_text",
    "draw",
    "empty_rows",
    "explained_rows",
    "explained_text",
    "figure_text",
    "key_rows",
    "ladder_text",
    "lines",
    "map_text",
    "pad",
    "ratio",
    "row_len",
    "row_text",
    "safe",
    "share",
    "shares",
    "table_text",
    "words_text",
]
