"""What meanings look like: an ink for each, and the colours of a dark and a light page. No meaning is colour alone."""

from __future__ import annotations

from typing import NamedTuple

from vsm_tui.draw.run import StyleName


class Ink(NamedTuple):
    """What a meaning is painted with: names of colours, and how its text stands out without colour."""

    color: str = ""
    background: str = ""
    alpha: float = 1.0
    bold: bool = False
    italic: bool = False


INKS: dict[StyleName, Ink] = {
    "plain": Ink("foreground"),
    "title": Ink("foreground", bold=True),
    "heading": Ink("foreground", bold=True),
    "label": Ink("map-muted"),
    "muted": Ink("map-muted"),
    "grid": Ink("map-grid"),
    "value": Ink("foreground"),
    "wait": Ink("map-wait"),
    "touch": Ink("map-touch"),
    "estimate": Ink("map-estimate"),
    "measured": Ink("map-measured"),
    "unknown": Ink("map-muted", italic=True),
    "outside": Ink("map-wait"),
    "unmapped": Ink("map-unmapped"),
    "constraint": Ink("map-constraint", bold=True),
    "calendar": Ink("map-calendar", bold=True),
    "loop": Ink("map-loop"),
    "loop-costliest": Ink("map-loop", bold=True),
    "waste": Ink("map-bad"),
    "burst": Ink("map-pca", bold=True),
    "dim": Ink("map-grid"),
    "warning": Ink("text-warning"),
    "worse": Ink("map-bad"),
    "better": Ink("map-good"),
    "total": Ink("foreground", bold=True),
}

MAP_DARK = {
    "map-touch": "#6fcfa6",
    "map-wait": "#8c9ab8",
    "map-estimate": "#a99be0",
    "map-measured": "#62aaea",
    "map-constraint": "#ff9e64",
    "map-loop": "#e58fb1",
    "map-unmapped": "#7a8396",
    "map-good": "#8bc98b",
    "map-bad": "#f0787e",
    "map-muted": "#8390a6",
    "map-cursor": "#2a3647",
    "map-grid": "#384354",
    "map-pca": "#d9c27a",
    "map-calendar": "#c9a0f0",
}

MAP_LIGHT = {
    "map-touch": "#1d7a54",
    "map-wait": "#5a6478",
    "map-estimate": "#6a56b8",
    "map-measured": "#1a66a8",
    "map-constraint": "#b04500",
    "map-loop": "#a8326b",
    "map-unmapped": "#6b6b6b",
    "map-good": "#2c7a2c",
    "map-bad": "#b3262e",
    "map-muted": "#646c7b",
    "map-cursor": "#dde6f0",
    "map-grid": "#cfcfc8",
    "map-pca": "#7a6200",
    "map-calendar": "#7a3fb0",
}

PAGE_DARK = {"foreground": "#d8dde6", "background": "#11151b", "text-warning": "#e0b35c", **MAP_DARK}
PAGE_LIGHT = {"foreground": "#20252d", "background": "#faf9f5", "text-warning": "#8a5a00", **MAP_LIGHT}
"""A whole page's colours by name, for pictures; a screen mixes its own from its theme."""
