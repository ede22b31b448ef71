"""Values as people say them, on a screen or in a form: ``2 days``, ``1h30``, ``1-2d``, ``8/10``.

What is read is the same value that a stream file writes in its short form; the file's own grammar is stricter (see
:mod:`vsm_tui.model.quantity`). What could mean two things is refused with both, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

from vsm_tui.model.clock import Clock
from vsm_tui.model.quantity import UNITS, Duration, Estimate, QuantityError, Share, UnreadableError
from vsm_tui.model.typed import number
from vsm_tui.model.wording import shown

_LONG = 120
_WORDS = (
    ("cd", r"calendar[ -]?days?"),
    ("d", r"(?:working|business|work)[ -]?days?|days?"),
    ("w", r"weeks?|wks?"),
    ("h", r"hours?|hrs?"),
    ("m", r"minutes?|mins?"),
    ("s", r"seconds?|secs?"),
)
_UNIT_WORDS = tuple((unit, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")) for unit, words in _WORDS)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: count for count, word in enumerate(_NUMBERS, 1)}
_COUNT = re.compile(rf"(?<![\w.])(?:{'|'.join(_COUNTS)})(?![\w.])")
_QUARTERS = {"¼": "25", "½": "5", "¾": "75"}
_ABOUT = re.compile(r"(?:~|≈|(?:about|around|roughly|approximately|approx\.?|circa|ca\.?)(?![a-z]))\s*")
_BETWEEN = re.compile(r"between\s+(.+?)\s+and\s+(.+)|from\s+(.+?)\s+to\s+(.+)")
_APART = re.compile(r"\s*\.{2,}\s*|\s+to\s+|\s*-\s*")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?", re.ASCII)
_ONE_UNIT = re.compile(r"\d+(?:[.,]\d+)?\s*(cd|w|d|h|m|s)", re.ASCII)
_ONE_END = re.compile(r"(?:[<>≤≥]|(?:up to|at most|at least|more than|less than|over|under|max|min)(?![a-z]))")
_NO_LENGTH = re.compile(r"(?<![a-z])(?:(months?|mo)|years?|yrs?|y)(?![a-z])")
_NOBODY_KNOWS = ("?", "??", "???", "-", "n/a", "na", "tbd", "unknown", "not known", "don't know")
_RIGHT = "write 30m, 4h or 2d, or a range such as 1d..2d..4d"
_RATIO = re.compile(r"(\d{1,9})\s*(?:/|out of|of|in)\s*(\d{1,9})(?![\d.,%])\s*(.*)", re.ASCII | re.DOTALL)
_SHARE = re.compile(
    r"((?:\d+(?:[.,]\d+)?)|[.,]\d+)(?:\s*(%|(?:percent|per cent|pct)(?![a-z])))?(?:\s+(.*)|$)",
    re.ASCII | re.DOTALL | re.IGNORECASE,
)


class Time(NamedTuple):
    """A time that was said; ``middle`` when only its two ends were, and the typical one is the middle of them."""

    estimate: Estimate
    middle: bool = False


def time(text: str) -> Time:
    """Read ``2 days``, ``1h30``, ``half a day``, ``1d..2d..4d``, or two ends: ``1-2d``, ``1d to 2d``.

    Raises:
        QuantityError: with what would be right.
    """
    raw = text.strip()
    try:
        return Time(Estimate.parse(raw))
    except QuantityError:
        pass  # it is not how a file says it; what is wrong with what people say is found below
    plain = spelled(raw)
    _refuse_unclear(raw, plain)
    points = _with_unit(_points(plain), raw)
    try:
        times = [Duration.parse(point) for point in points]
    except UnreadableError:
        raise UnreadableError(f"{shown(raw, 40)} is no time: {_RIGHT}") from None
    match times:
        case [only]:
            return Time(Estimate.of(only))
        case [low, high]:
            return Time(Estimate(low, _middle(low, high, raw), high), middle=True)
        case [low, typical, high]:
            return Time(Estimate(low, typical, high))
        case _:
            raise QuantityError(f"{shown(raw, 40)} has {len(times)} points: write min..typical..max, as in 1d..2d..4d")


def whole_time(text: str) -> Estimate:
    """The same where nothing is said back: of a range, the typical time has to be said too.

    Raises:
        QuantityError: with what would be right.
    """
    found = time(text)
    if found.middle:
        raise QuantityError(f"{shown(text.strip(), 40)}: and typically? Write all three, such as {found.estimate}")
    return found.estimate


def share(text: str) -> Share:
    """Read ``80%``, ``80``, ``80 percent`` or ``8/10``; here, where only a share can be meant.

    Raises:
        QuantityError: with what would be right.
    """
    found, rest = share_and_rest(text)
    if rest:
        raise UnreadableError(f"{shown(text.strip(), 40)} is no share: write a percentage such as 85%")
    return found


def share_and_rest(text: str) -> tuple[Share, str]:
    """A share, and the words behind it: ``25% unclear``, ``1 in 4 unclear``.

    Raises:
        QuantityError: with what would be right.
    """
    raw = _digits(text.strip())
    if match := _RATIO.fullmatch(raw):
        part, whole = int(match[1]), int(match[2])
        if part > whole:
            raise QuantityError(f"{part} of {whole} is more than everything: the larger number comes last, as in 8/10")
        if whole:
            return Share(round(Fraction(part, whole), 4)), match[3].strip()
    match = _SHARE.fullmatch(raw)
    if match is None:
        raise UnreadableError(f"{shown(raw, 40)} is no share: write a percentage such as 85%")
    value = Fraction(("0" if match[1][0] in ".," else "") + match[1].replace(",", "."))
    if 0 < value < 1 and not match[2]:
        raise QuantityError(f"{match[1]} can mean two things: write {float(value * 100):g}% or {float(value):g}%")
    if value > 100:
        raise QuantityError(f"{shown(match[1], 20)[1:-1]}% is more than everything: a share is between 0% and 100%")
    return Share(round(value / 100, 8)), (match[3] or "").strip()


def people(text: str) -> float:
    """Read ``2``, ``2.5``, ``2,5``, ``two`` or ``2 people``.

    Raises:
        QuantityError: with what would be right.
    """
    plain = re.sub(r"\s*(?:people|persons?|ppl|fte)$", "", spelled(text.strip()))
    try:
        return number(plain.replace(",", "."))
    except QuantityError:
        raise QuantityError(f"{shown(text.strip(), 40)} is no number: write a number such as 2 or 0.5") from None


def _digits(text: str) -> str:
    """Digits of any script as those of a file; blanks of any width as blanks."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else " " if c.isspace() else c for c in text)


def spelled(raw: str) -> str:
    """What was said, with digits, short units and plain signs."""
    text = _digits(raw[:_LONG]).casefold().replace("…", "..")
    text = re.sub("[‐‑‒–—−]", "-", text)
    text = re.sub(r"(\d*)\s*([¼½¾])", lambda m: f"{m[1] or 0}.{_QUARTERS[m[2]]} ", text)
    text = _COUNT.sub(lambda m: str(_COUNTS[m[0]]), text)
    text = re.sub(r"(\d+)\s+and\s+a\s+half(?![a-z])", r"\1.5", text)
    text = re.sub(r"(?<![a-z])half\s+(?:an?\s+)?(?=[a-z])", "0.5 ", text)
    text = re.sub(r"(?<![a-z])an?\s+(?=[a-z])", "1 ", text)
    for unit, words in _UNIT_WORDS:
        text = words.sub(unit, text)
    return _ABOUT.sub("", text, count=1).strip() if _ABOUT.match(text) else text.strip()


def _refuse_unclear(raw: str, plain: str) -> None:
    """Refuse what is said often and means no time, or two."""
    if len(raw) > _LONG:
        raise QuantityError(f"this is too long for a time: {_RIGHT}")
    if raw.casefold() in _NOBODY_KNOWS:
        raise QuantityError("where nobody knows, leave it empty")
    if match := re.fullmatch(r"(\d{1,2}):(\d\d)", plain):
        hours, minutes = int(match[1]), int(match[2])
        raise QuantityError(f"{raw} can mean two things: write {hours}h{minutes}m or {hours}m{minutes}s")
    if match := _NO_LENGTH.search(plain):
        what, right = ("month", "4w") if match[1] else ("year", "52w")
        raise QuantityError(f"a {what} has no one length: write weeks or days, such as {right}")
    if _ONE_END.match(raw.casefold()):
        raise QuantityError(f"{shown(raw, 40)} is one end only: write both and the typical time, such as 1d..2d..4d")


def _points(plain: str) -> list[str]:
    if plain.startswith("-"):
        return [plain]
    if match := _BETWEEN.fullmatch(plain):
        return [point.strip() for point in match.groups() if point]
    return [point.strip() for point in _APART.split(plain)]


def _with_unit(points: list[str], raw: str) -> list[str]:
    """Every point with its unit: in ``1-2d`` the last names it for all, and ``1h30`` are minutes."""
    found = [re.sub(r"(?<=[a-z])\s*(?:,|\+|and(?![a-z]))\s*(?=\d)", " ", point) for point in points]
    found = [re.sub(r"(h\s*)([0-5]?\d)$", r"\1\2m", point) for point in found]
    if len(found) > 1 and _PLAIN.fullmatch(found[-1]):
        raise QuantityError(f"{raw} has no unit: write {raw}m, {raw}h or {raw}d")
    last = _ONE_UNIT.fullmatch(found[-1])
    return [f"{point}{last[1]}" if last and _PLAIN.fullmatch(point) else point for point in found]


_ROUND_THE_CLOCK = Clock(day=86_400, week=7)
"""The clock on which a day is longest."""


def _middle(low: Duration, high: Duration, raw: str) -> Duration:
    """The middle of two times, which is the same on any clock: half of all their parts."""
    same_unit = len(low.parts) == len(high.parts) == 1 and low.parts[0][1] == high.parts[0][1]
    least, most = low.seconds(Clock()), high.seconds(_ROUND_THE_CLOCK)
    if low.parts and (high.is_zero or least > most or (same_unit and low.parts > high.parts)):
        raise QuantityError(f"{shown(raw, 40)} does not grow: write the shorter time first, as in 1d-2d")
    amounts: dict[str, Fraction] = dict.fromkeys(UNITS, Fraction(0))
    for amount, unit in (*low.parts, *high.parts):
        amounts[unit] += amount / 2
    return Duration(tuple((amount, unit) for unit, amount in amounts.items() if amount))
