"""An SVG as PNG, without a browser."""

from __future__ import annotations

from pathlib import Path

from vsm_tui.export.picture.cells import BASELINE, HEIGHT, WIDTH
from vsm_tui.model import VsmError

FAMILY = "DejaVu Sans Mono"
_LETTER = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">{{}}</svg>'


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
    fonts = [str(font)] if font else None

    def drawn(picture: str, scale: float) -> bytes:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=picture,
                zoom=scale,
                font_files=fonts,
                font_family=None if font else FAMILY,
                monospace_family=None if font else FAMILY,
            )
        )

    letter = f'<text y="{BASELINE}" font-family="monospace" font-size="20">M</text>'
    if drawn(_LETTER.format(letter), 1) == drawn(_LETTER.format(""), 1):
        raise VsmError(
            "there is no font to write a PNG with: install DejaVu Sans Mono (Debian: fonts-dejavu-core), name a font "
            "file with --font, or write an .svg"
        )
    return drawn(svg, zoom)
