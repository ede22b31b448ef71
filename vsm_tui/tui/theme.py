"""Colours: one dark theme, one light, and one without colour. Meaning never rests on colour alone.

``$map-…`` variables are what the map and its kin paint with; every theme defines all of them.
"""

from __future__ import annotations

import os

from textual.theme import BUILTIN_THEMES, Theme

MAP_DARK = {
    "map-touch": "#6fcfa6",
    "map-wait": "#8c9ab8",
    "map-estimate": "#a99be0",
    "map-measured": "#62aaea",
    "map-constraint": "#ff9e64",
    "map-loop": "#e58fb1",
    "map-unmapped": "#6f7889",
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

MAP_MONO = {
    "map-touch": "#ffffff",
    "map-wait": "#a8a8a8",
    "map-estimate": "#a8a8a8",
    "map-measured": "#e6e6e6",
    "map-constraint": "#ffffff",
    "map-loop": "#d0d0d0",
    "map-unmapped": "#8c8c8c",
    "map-good": "#e6e6e6",
    "map-bad": "#ffffff",
    "map-muted": "#a0a0a0",
    "map-cursor": "#3a3a3a",
    "map-grid": "#505050",
    "map-pca": "#d0d0d0",
    "map-calendar": "#d0d0d0",
}

DARK = Theme(
    name="vsm-dark",
    primary="#62aaea",
    secondary="#a99be0",
    accent="#7cc7e8",
    warning="#e0b35c",
    error="#f0787e",
    success="#8bc98b",
    foreground="#d8dde6",
    background="#11151b",
    surface="#171c24",
    panel="#1d242e",
    dark=True,
    variables=MAP_DARK,
)

LIGHT = Theme(
    name="vsm-light",
    primary="#1a66a8",
    secondary="#6a56b8",
    accent="#0b6e8f",
    warning="#8a5a00",
    error="#b3262e",
    success="#2c7a2c",
    foreground="#20252d",
    background="#faf9f5",
    surface="#f3f1ea",
    panel="#e9e6dc",
    dark=False,
    variables=MAP_LIGHT,
)

MONO = Theme(
    name="vsm-mono",
    primary="#e6e6e6",
    secondary="#c8c8c8",
    accent="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    success="#e6e6e6",
    foreground="#dcdcdc",
    background="#000000",
    surface="#101010",
    panel="#1c1c1c",
    dark=True,
    variables=MAP_MONO,
)

THEMES = (DARK, LIGHT, MONO)
BY_NAME = {theme.name: theme for theme in THEMES}


def first_theme() -> str:
    """The theme to start in: none of colour where ``NO_COLOR`` is set, else the one ``VSM_THEME`` names, else dark."""
    if "NO_COLOR" in os.environ:
        return MONO.name
    wanted = os.environ.get("VSM_THEME", DARK.name)
    return wanted if wanted in BY_NAME or wanted in BUILTIN_THEMES else DARK.name
