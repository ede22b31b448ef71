"""Two values and their difference, rounded so that a reader who subtracts gets what is written."""

from __future__ import annotations

from typing import NamedTuple

from vsm_tui.draw.text import HOUR, Units, in_points, number, points, share

_DIGITS = 2
"""After the point, at most: more of them would claim what nobody knows."""


class Subtracted(NamedTuple):
    """Left, right, and right − left with its sign, as they are written."""

    left: str
    right: str
    gap: str


def times(left: float, right: float, units: Units) -> Subtracted:
    """Two lengths of time in one unit, the larger one's: ``7.7d``, ``13.6d``, ``+5.9d``."""
    size, name = _unit(max(abs(left), abs(right)), units)
    found = _level(left / size, right / size)
    if found is None:
        return Subtracted(units.time(left), units.time(right), units.gap(right - left))
    return Subtracted(*(f"{text}{name}" if text not in ("0", "±0") else text for text in found))


def shares(left: float, right: float) -> Subtracted:
    """Two shares 0..1 and their difference in points: ``36%``, ``21%``, ``−15 points``."""
    found = _level(left * 100, right * 100, whole=100)
    if found is None:
        return Subtracted(share(left), share(right), in_points(points(right - left)))
    return Subtracted(f"{found.left}%", f"{found.right}%", in_points(found.gap))


def rates(left: float, right: float) -> Subtracted:
    """Two numbers a week."""
    found = _level(left, right)
    if found is None:
        found = Subtracted(number(left), number(right), ("+" if right > left else "−") + f"{abs(right - left):.1g}")
    return Subtracted(*(f"{text}/week" for text in found))


def _unit(seconds: float, units: Units) -> tuple[float, str]:
    """The unit in which a length is written, by the letter its text ends with."""
    sizes = {"s": 1.0, "m": 60.0, "h": HOUR, "d": units.day, "w": units.week}
    name = units.time(seconds)[-1:]
    return sizes.get(name, 1.0), name if name in sizes else "s"


def _level(left: float, right: float, *, whole: float | None = None) -> Subtracted | None:
    """Both with as few digits after the point as make the difference true: at least those each would have alone.

    ``None`` where even two digits would write something as nothing, or less than the ``whole`` as all of it. Where
    two digits still leave the last one off by one, the difference is that of the values as written.
    """
    gap = right - left
    for digits in range(max(_own(value, whole) for value in (left, right, gap)), _DIGITS + 1):
        a, b, c = (round(value, digits) for value in (left, right, gap))
        if digits == _DIGITS:
            c = round(b - a, digits)
        hidden = any(shown == 0 and abs(value) > 1e-9 for shown, value in ((a, left), (b, right), (c, gap)))
        full = whole is not None and any(
            shown == whole and value < whole - 1e-9 for shown, value in ((a, left), (b, right))
        )
        if not hidden and not full and abs(b - a - c) < 0.1**digits / 2:
            sign = "+" if c > 0 else "−" if c < 0 else "±"
            return Subtracted(_text(a, digits), _text(b, digits), sign + _text(abs(c), digits))
    return None


def _own(value: float, whole: float | None) -> int:
    """The digits after the point that a value has where it stands alone: those of ``number`` and of ``share``."""
    if whole is not None:
        return 1 if 1e-9 < abs(value) < 0.95 else 0
    return len(number(abs(value)).partition(".")[2])


def _text(value: float, digits: int) -> str:
    """Two digits stay two, so that a row does not mix ``1.9`` with ``2.64``."""
    text = f"{value:,.{digits}f}"
    if value == 0:
        return "0"
    return text if digits in (0, _DIGITS) else text.rstrip("0").rstrip(".")
