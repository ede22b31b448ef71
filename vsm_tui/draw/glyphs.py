"""What the map is drawn with: box and block characters one cell wide, or plain ASCII.

Painters draw with the Unicode set; :meth:`Glyphs.plain` turns finished rows into ASCII cell by cell, so that both
sets share one geometry. Only signs that need two ASCII characters are asked for by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_SPARK = "▁▂▃▄▅▆▇█"

HATCH = "╱"
SLACK = "┈"
UNMAPPED = "╌"
CONSTRAINT = "◆"
CONTENDER = "◇"
CALENDAR = "◷"
OFF_HOURS = "▞"
LOOP = "↺"
PAUSED = "‖"
WASTE = "⚑"
BURST = "✹"
DONE, TO_DO = "✓", "□"
BACK = "◄"
BORDER = "│"
ESTIMATE_WAIT, ESTIMATE_TOUCH = "░", "▒"
MEASURED_WAIT, MEASURED_TOUCH = "█", "▓"


class Pen(NamedTuple):
    """One way of drawing a line: its two straight pieces and its corners."""

    across: str
    down: str
    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str


LIGHT = Pen("─", "│", "┌", "┐", "└", "┘")
HEAVY = Pen("━", "┃", "┏", "┓", "┗", "┛")
DOUBLE = Pen("═", "║", "╔", "╗", "╚", "╝")
DASHED = Pen("╌", "╎", "┌", "┐", "└", "┘")
ROUND = Pen("─", "│", "╭", "╮", "╰", "╯")

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("│┃║╎", "|"),
        **dict.fromkeys("┌┐└┘┏┓┗┛╔╗╚╝╭╮╰╯┼╪┿├┤┬┴", "+"),
        **dict(zip("─━═╌┈╱", "-==~./", strict=True)),
        **dict(zip("░▒▓█▁▂▃▄▅▆▇", ".:=#_.,:-=+", strict=True)),
        "×": "x",
        "≤": "<",
        "≥": ">",
        "–": "-",
        "−": "-",
        "·": "-",
        "→": ">",
        "↔": "~",
        "±": "~",
        "‖": "=",
        "◆": "*",
        "◇": "?",
        "▞": "%",
        "⚑": "!",
        "✹": "&",
        "□": "o",
        "◷": "o",
        "↺": "@",
        "◄": "<",
        "►": ">",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "÷": "/",
        "…": "~",  # a lone dot would not show that something is cut
        **dict.fromkeys("▏▎▍▌▋▊▉", "|"),
        **dict(zip("✗✓▷▼▲●↑↓←", "xv>v^*^v<", strict=True)),
    }
)


class Glyphs(NamedTuple):
    """The set in use, and the few signs that are longer in ASCII."""

    ascii: bool = False
    circled: bool = True

    @property
    def at_most(self) -> str:
        """The sign before a bound that nothing can lie above."""
        return "<=" if self.ascii else "≤"

    @property
    def arrow(self) -> str:
        """From, to."""
        return "->" if self.ascii else "→"

    def numeral(self, index: int) -> str:
        """The number of a stage as its heading shows it, counted from 0: ``①`` to ``⑳``, then plain digits; plain ones
        throughout where they are not to be ``circled``, as most fonts have no more than ten.
        """
        circled = self.circled and not self.ascii and 0 <= index < len(_CIRCLED)
        return _CIRCLED[index] if circled else f"{index + 1}"

    def plain(self, text: str) -> str:
        """``text`` in this set, cell for cell."""
        return text.translate(_PLAIN) if self.ascii and not text.isascii() else text


def sparkline(values: Sequence[float], width: int) -> str:
    """``values`` as one row of rising blocks; the newest ones where not all fit."""
    shown = list(values)[-width:] if width > 0 else []
    top = max(shown, default=0.0)
    if top <= 0:
        return _SPARK[0] * len(shown)
    last = len(_SPARK) - 1
    return "".join(_SPARK[min(last, max(0, round(v / top * last)))] for v in shown)


UNICODE = Glyphs()
ASCII = Glyphs(ascii=True)
