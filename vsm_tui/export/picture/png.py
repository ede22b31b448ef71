"""An SVG as PNG, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from html import escape, unescape
from pathlib import Path

from vsm_tui.export.picture.cells import BASELINE, FONTS, HEIGHT, WIDTH
from vsm_tui.model import VsmError

FAMILY = "DejaVu Sans Mono"
_LETTER = f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * WIDTH}" height="{HEIGHT}">{{}}</svg>'
_WORDS = re.compile(r"<text[^>]*>([^<]*)</text>")
_NOBODYS = "\U0010fffd"
"""A character for private use, which no font has."""


def png(svg: str, *, zoom: float = 1.0, font: Path | None = None) -> bytes:
    """The picture as PNG, ``zoom`` pixels to a unit of it.

    ``font`` is a font file to write with; otherwise the system's monospace font is.

    Raises:
        VsmError: when the extra is not installed, or there is no font: letters would be left out without a word.
    """
    try:
        import resvg_py
    except ImportError:
        raise VsmError("a PNG needs the extra png: README says how to install it, or write an .svg") from None
    drawn = partial(_drawn, resvg_py.svg_to_bytes, font)
    if drawn(_alone("M")) == drawn(_LETTER.format("")):
        raise VsmError(
            "there is no font to write a PNG with: install DejaVu Sans Mono (Debian: fonts-dejavu-core), name a font "
            "file with --font, or write an .svg"
        )
    return drawn(svg, zoom)


def lacking(svg: str, *, font: Path | None = None) -> str:
    """The characters of a picture that no font here has: a PNG of it shows an empty box in their place."""
    import resvg_py

    drawn = partial(_drawn, resvg_py.svg_to_bytes, font)
    said = unescape("".join(_WORDS.findall(svg)))
    box = drawn(_alone(_NOBODYS))
    return "".join(char for char in sorted(set(said)) if not char.isascii() and drawn(_alone(char)) == box)


def _alone(char: str) -> str:
    return _LETTER.format(f'<text y="{BASELINE}" font-family="{escape(FONTS)}" font-size="20">{escape(char)}</text>')


def _drawn(made: Callable[..., Iterable[int]], font: Path | None, picture: str, scale: float = 1) -> bytes:
    return bytes(
        made(
            svg_string=picture,
            zoom=scale,
            font_files=[str(font)] if font else None,
            font_family=None if font else FAMILY,
            monospace_family=None if font else FAMILY,
        )
    )
