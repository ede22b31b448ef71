"""Words and numbers as a map shows them: durations per clock, shares, and text cut to terminal cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from math import floor
from typing import NamedTuple

from vsm_tui.flow.shape import Interval
from vsm_tui.model import Clock, ClockName

HOUR = 3600.0
UNKNOWN = "?"
_DROPPED = (range(0xFE00, 0xFE10), range(0x1F3FB, 0x1F400), range(0xE0100, 0xE01F0))
"""Variation selectors and skin tones: terminals disagree on how wide they make what they follow."""
_LATELY_WIDE = (range(0x4DC0, 0x4E00), range(0x1D300, 0x1D377))
_JAMO = (range(0x1160, 0x1200), range(0xD7B0, 0xD7FC))
_MAX_NAME = 200


def safe(text: str, limit: int = _MAX_NAME) -> str:
    """``text`` as one line that a terminal shows and does not obey.

    The last gate before anything is drawn: control and escape characters, line ends, bidi overrides, joiners and
    variation selectors go; what has no agreed width becomes ``�``. Printable ASCII passes untouched.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    kept: list[str] = []
    for char in text[: limit * 4]:
        kind = unicodedata.category(char)
        if char in "\t\n\r\v\f" or kind in ("Zl", "Zp", "Zs"):
            kept.append(" ")
        elif kind in ("Cc", "Cf") or any(ord(char) in r for r in _DROPPED):
            continue
        else:
            kept.append("�" if kind in ("Cs", "Cn", "Co") else char)
    return "".join(kept[:limit])


@lru_cache(maxsize=4096)
def _char_cells(char: str) -> int:
    code = ord(char)
    if unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf", "Cc") or any(code in r for r in _JAMO):
        return 0
    if unicodedata.east_asian_width(char) in "WF" or any(code in r for r in _LATELY_WIDE):
        return 2
    return 1


def cell_len(text: str) -> int:
    """How many terminal cells ``text`` takes; ambiguous widths count 1, as terminals outside East Asia draw them."""
    return len(text) if text.isascii() else sum(map(_char_cells, text))


def crop(text: str, start: int, end: int) -> str:
    """The cells ``start`` to ``end`` of ``text``; a wide character cut in half becomes a blank."""
    if text.isascii():
        return text[start:end]
    out: list[str] = []
    at = 0
    for char in text:
        wide = _char_cells(char)
        if at >= end and wide:
            break
        if at >= start and at + wide <= end:
            out.append(char)
        elif wide == 2 and at < end and at + wide > start:
            out.append(" ")
        at += wide
    return "".join(out)


def clip(text: str, width: int, ellipsis: str = "…") -> str:
    """``text`` in at most ``width`` cells, its end replaced by ``ellipsis`` where it is cut."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    room = width - cell_len(ellipsis)
    if room < 0:
        return crop(text, 0, width)
    return crop(text, 0, room).rstrip() + ellipsis


def pad(text: str, width: int, align: str = "left") -> str:
    """``text`` clipped or filled with blanks to exactly ``width`` cells; ``align`` is left, right or center."""
    text = clip(text, width)
    blank = width - cell_len(text)
    if align == "right":
        return " " * blank + text
    if align == "center":
        return " " * (blank // 2) + text + " " * (blank - blank // 2)
    return text + " " * blank


def number(value: float) -> str:
    """At most one decimal below ten, none above: ``3.1``, ``3``, ``12``."""
    text = f"{value:.1f}" if round(value, 1) < 10 else f"{value:.0f}"
    return text.removesuffix(".0")


def at_most(value: float) -> str:
    """The same rounded down, for what must not be claimed: ``2.9`` of 2.97, ``12`` of 12.8."""
    return f"{floor(value * 10 + _GRAIN) / 10:g}" if value < 10 else f"{floor(value + _GRAIN):,}"


_GRAIN = 1e-9
"""What arithmetic loses of a number that is whole."""


def probability(value: float) -> str:
    """``P .91``, rounded down: it is never said to be certain, nor as much as a call needs where it is not."""
    if value > 0.99:
        return "P >.99"
    return f"P {floor(value * 100 + _GRAIN) / 100:.2f}".replace("P 0.", "P .")


def points(value: float) -> str:
    """A difference of shares in points, with its sign: ``+5``, ``−0.3``, ``−0.04``; ``±0`` for none."""
    size = abs(value) * 100
    if size < 1e-6:
        return "±0"
    text = f"{size:.0f}" if size >= 0.95 else f"{size:.1f}" if size >= 0.05 else f"{size:.1g}"
    return ("+" if value > 0 else "−") + text


def in_points(text: str) -> str:
    """A written difference with its noun: ``+1 point``, ``−15 points``."""
    return f"{text} {'point' if text in ('+1', '−1') else 'points'}"


class Units(NamedTuple):
    """How long a day and a week are, in seconds, on the clock that is being shown."""

    day: float
    week: float
    clock: ClockName

    @classmethod
    def of(cls, clock: Clock, name: ClockName) -> Units:
        """On the working clock a day is the team's own; on the elapsed clock it has 24 hours."""
        if name == "working":
            return cls(clock.day, clock.day * clock.week, name)
        return cls(24 * HOUR, 7 * 24 * HOUR, name)

    def time(self, seconds: float | None) -> str:
        """A compact length: ``45m``, ``3.5h``, ``6.4d``, ``30w``; ``?`` for what nobody knows, ``0`` for no time."""
        if seconds is None:
            return UNKNOWN
        size = abs(seconds)
        sign = "-" if seconds < 0 else ""
        if size < 0.5:
            return "0"
        for limit, unit, name in (
            (59.5, 1.0, "s"),
            (59.5 * 60, 60.0, "m"),
            (min(self.day, 10 * HOUR) * 0.995, HOUR, "h"),
            (99.5 * self.day, self.day, "d"),
        ):
            if size < limit:
                return f"{sign}{number(size / unit)}{name}"
        weeks = size / self.week
        return f"{sign}{number(weeks)}w" if weeks < 99_999 else f"{sign}{weeks:.1e}w"

    def gap(self, seconds: float | None) -> str:
        """A difference with its sign: ``+2.3d``, ``−45m``; ``±0`` for none."""
        if seconds is None:
            return UNKNOWN
        text = self.time(abs(seconds))
        if text == "0":
            return "±0"
        return ("+" if seconds > 0 else "−") + text

    def span(self, low: float | None, high: float | None) -> str:
        """A range, ``1d–4d``."""
        first, last = self.time(low), self.time(high)
        return first if first == last else f"{first}–{last}"


def share(value: float | None) -> str:
    """A share as per cent: ``12%``; below one per cent with a decimal, never 0% for something nor 100% for less."""
    if value is None:
        return UNKNOWN
    percent = value * 100
    if 0 < percent < 0.05:
        return "<0.1%"
    if 0 < percent < 0.95:
        return f"{percent:.1f}%"
    if 99.5 <= percent < 100:
        return ">99%"
    return f"{percent:.0f}%"


def shares(low: float | None, high: float | None) -> str:
    """A range of shares: ``9–18%``."""
    first, last = share(low), share(high)
    return first if first == last else f"{first.removesuffix('%')}–{last}"


def ends(interval: Interval | None, form: Callable[[float], str]) -> str:
    """An interval behind its value: `` [12–18d]``, `` [≥ 12d]`` where nothing bounds it from above, else nothing."""
    if interval is None:
        return ""
    if interval[1] is None:
        return f" [≥ {form(interval[0])}]"
    first, last = form(interval[0]), form(interval[1])
    if first == last:
        return f" [{first}]"
    unit = last.lstrip("0123456789.,")
    return f" [{first.removesuffix(unit) if unit else first}–{last}]"


def open_end(interval: Interval | None, form: Callable[[float], str]) -> str:
    """`` [≥ 24d]`` behind a percentile that too few items bound from above; nothing where both ends are known."""
    return ends(interval, form) if interval is not None and interval[1] is None else ""


def ratio(value: float | None) -> str:
    """``×4.5``; empty where there is none to give."""
    if value is None:
        return ""
    return "×<0.1" if 0 < value < 0.05 else f"×{number(value)}"


def visits_text(visits: float | None) -> str:
    """``×1.25``: how often an item comes by; empty for once, and where nobody knows."""
    if visits is None or abs(visits - 1) < 0.005:
        return ""
    return f"×{visits:.2f}".rstrip("0").rstrip(".") if visits < 10 else f"×{visits:.0f}"


def count(value: float, one: str, many: str | None = None) -> str:
    """A number with its noun: ``1 stage``, ``3 stages``."""
    return f"{number(value) if value < 10 else f'{value:,.0f}'} {one if value == 1 else many or one + 's'}"
