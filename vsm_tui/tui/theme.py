"""Colours: one dark theme, one light, and one without colour. Meaning never rests on colour alone.

``$map-…`` variables are what the map and its kin paint with; every theme defines all of them.
"""

from __future__ import annotations

import os

from textual.theme import BUILTIN_THEMES, Theme

from vsm_tui.draw.palette import MAP_DARK, MAP_LIGHT, PAGE_DARK, PAGE_LIGHT

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
    warning=PAGE_DARK["text-warning"],
    error="#f0787e",
    success="#8bc98b",
    foreground=PAGE_DARK["foreground"],
    background=PAGE_DARK["background"],
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
    warning=PAGE_LIGHT["text-warning"],
    error="#b3262e",
    success="#2c7a2c",
    foreground=PAGE_LIGHT["foreground"],
    background=PAGE_LIGHT["background"],
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
