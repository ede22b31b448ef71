"""An explanation as rows: the value first, then one line for every question a sceptic asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from vsm_tui.draw.plain import plain_rows
from vsm_tui.draw.run import Row, Run, StyleName, wrap
from vsm_tui.draw.show import lines
from vsm_tui.draw.summary import dates
from vsm_tui.draw.text import UNKNOWN, Units, at_most, cell_len, count, number, pad, probability, ratio, safe, share
from vsm_tui.flow.explain import Explanation, Figure, Unit, Words
from vsm_tui.model import Clock

_LABEL = 12
_LONG = 600
_WORDS = str.maketrans({"Σ": "sum of", "Π": "product of", "ρ": "load", "₁": "1", "⁻": "-", "¹": "1", "≈": "~="})
_CLOCKS = {
    "elapsed": "elapsed: wall clock, as the customer feels it",
    "working": "working: the team's hours, nights, weekends and holidays out",
}


def figure_text(figure: Figure, units: Units) -> str:
    """A figure as the map writes it; ``?`` for what nobody knows."""
    value = figure.value
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return safe(value, _LONG)
    match figure.unit:
        case "seconds":
            return units.time(value)
        case "share":
            return share(value)
        case unit:
            return _FORMS.get(unit, number)(value)


def value_text(found: Explanation, units: Units) -> str:
    """The number that is explained: a value, or both ends of what is a range or is known no closer."""
    bounded = found.value.value is None and found.bounds is not None and found.bounds[0] is not None
    if found.bounds is not None and (found.spans or bounded):
        return ends_text(found.bounds, found.value.unit, units)
    return figure_text(found.value, units)


_FORMS: dict[Unit, Callable[[float], str]] = {
    "probability": probability,
    "least": at_most,
    "count": lambda value: f"{value:,.0f}",
    "visits": lambda value: f"{value:.2f}".rstrip("0").rstrip("."),
    "per week": lambda value: f"{number(value)}/week",
    "ratio": ratio,
}


def words_text(words: Words, units: Units) -> str:
    """A sentence with its figures written out, to three digits: a sum can be followed."""
    return "".join(safe(part, _LONG) if isinstance(part, str) else _close(part, units) for part in words)


def _close(figure: Figure, units: Units) -> str:
    value = figure.value
    if value is None or isinstance(value, str):
        return figure_text(figure, units)
    match figure.unit:
        case "seconds":
            for unit, name in ((units.day, "d"), (3600.0, "h"), (60.0, "m")):
                if abs(value) >= unit:
                    return _digits(value / unit) + name
            return _digits(value) + "s" if value else "0"
        case "share":
            return _digits(value * 100) + "%"
        case "number" | "visits":
            return _digits(value)
        case "per week":
            return f"{_digits(value)}/week"
        case _:
            return figure_text(figure, units)


def _digits(value: float) -> str:
    """Three digits, or all of a larger number: ``0.0312``, ``4.11``, ``41.2``, ``1,233``."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def ends_text(ends: Sequence[float | None], unit: Unit, units: Units) -> str:
    """Two ends as ``13–20d``, or ``≥ 13d`` where there is no upper one; ends that are near are told to three digits."""
    low, high = ends[0], ends[1]
    if high is None:
        return f"≥ {figure_text(Figure(low, unit), units)}"
    first, last = (figure_text(Figure(end, unit), units) for end in (low, high))
    if first == last and low != high:
        first, last = (words_text((Figure(end, unit),), units) for end in (low, high))
    if first == last:
        return first
    tail = last.lstrip("0123456789.,")
    return f"{first.removesuffix(tail) if unit == 'share' else first}–{last}"


def explained_rows(
    found: Explanation,
    clock: Clock,
    *,
    width: int = 80,
    ascii: bool = False,  # noqa: A002 -- the flag's own name
) -> list[Row]:
    """The explanation, no row wider than ``width``; ``clock`` is the stream's. ``ascii`` spells signs out."""
    rows = _rows(in_words(found) if ascii else found, clock, width)
    return plain_rows(rows, ascii=ascii)


def in_words(found: Explanation) -> Explanation:
    """The same with mathematical signs as words, where there is no ASCII character like them."""

    def spelled(words: Words) -> Words:
        return tuple(part.translate(_WORDS) if isinstance(part, str) else part for part in words)

    return replace(
        found,
        title=found.title.translate(_WORDS),
        formula=spelled(found.formula),
        more=tuple(map(spelled, found.more)),
        sure=tuple(text.translate(_WORDS) for text in found.sure),
        why=found.why.translate(_WORDS),
        bounds_kind=found.bounds_kind.translate(_WORDS),
        interval_kind=found.interval_kind.translate(_WORDS),
    )


def _rows(found: Explanation, clock: Clock, width: int) -> list[Row]:
    units = Units.of(clock, found.clock or "working")
    layer = "measured" if found.layer == "measured" else "estimated"
    rows: list[Row] = [*wrap([(Run(safe(found.title), "title"),), (Run(f"{found.key}, {layer}", "muted"),)], width)]
    value = value_text(found, units)
    rows += _line("", (Run(value, "total" if found.value.value is not None else "unknown"),), width)
    if found.why:
        rows += _line("why", (Run(safe(found.why, _LONG), "warning"),), width)
    for ends, kind, label in (
        (found.bounds, found.bounds_kind, "lies in"),
        (found.interval, found.interval_kind, "interval"),
    ):
        if ends is not None and ends[0] is not None and not (found.spans and ends == found.bounds):
            text = ends_text(ends, found.value.unit, units)
            label = "about" if label == "lies in" and "–" not in text and "≥" not in text else label
            rows += _line(label, (Run(text, "value"), Run(f"  {kind}" if kind else "", "muted")), width)
    if found.formula:
        rows += _line("formula", (Run(words_text(found.formula, units), "value"),), width)
    for each in found.more:
        rows += _line("", (Run(words_text(each, units), "muted"),), width)
    rows += _basis(found, clock, width)
    for finding in found.flags:
        rows += _line(f"! {finding.flag or 'note'}", (Run(safe(finding.text, _LONG), "warning"),), width)
        if finding.effect:
            rows += _line("", (Run(safe(finding.effect, _LONG), "muted"),), width)
    for at, text in enumerate(found.sure):
        rows += _line("" if at else "how sure", (Run(safe(text, _LONG), "muted"),), width)
    if found.related:
        rows += _line("see also", _keys(found.related), width)
    return rows


def explained_text(
    found: Explanation,
    clock: Clock,
    *,
    width: int = 80,
    color: bool = False,
    ascii: bool = False,  # noqa: A002 -- the flag's own name
) -> list[str]:
    """The explanation as lines of text."""
    return lines(explained_rows(found, clock, width=width, ascii=ascii), width, color=color)


def key_rows(keys: Sequence[tuple[str, str]], width: int) -> list[Row]:
    """All keys with what they are, one a row."""
    room = min(max((cell_len(key) for key, _ in keys), default=0), max(8, width // 2))
    return [(Run(" " + pad(safe(key), room), "value"), Run("  " + safe(title), "muted")) for key, title in keys]


def _line(label: str, value: Row, width: int) -> list[Row]:
    """A label, and beside it its text over as many rows as it needs."""
    rows = wrap([value], max(20, width - _LABEL - 1), indent=0)
    style: StyleName = "warning" if label.startswith("!") else "label"
    head = (Run(" " + pad(label, _LABEL), style), Run(" " * (_LABEL + 1)))
    return [(head[min(at, 1)], *row) for at, row in enumerate(rows)]


def _keys(keys: Sequence[str]) -> Row:
    """Other keys, each a place to go on from."""
    runs: list[Run] = []
    for at, key in enumerate(keys):
        runs += [Run(", ", "muted")] if at else []
        runs.append(Run(key, "muted", key))
    return tuple(runs)


def _basis(found: Explanation, clock: Clock, width: int) -> list[Row]:
    rows = _line("items", (Run(safe(found.items, _LONG), "value"),), width) if found.items else []
    if found.n is not None:
        beside = f" · {found.censored:,} open or cancelled" if found.censored else ""
        rows += _line("n", (Run(f"{found.n:,}{beside}", "value"),), width)
    if found.excluded:
        text = " · ".join(f"{count(e.count, 'item')} {safe(e.reason)}" for e in found.excluded)
        rows += _line("left out", (Run(text, "value"),), width)
    if found.window is not None:
        zone = ZoneInfo(clock.timezone)
        start, end, now = (at.astimezone(zone) for at in (found.window.start, found.window.end, found.window.now))
        rows += _line(
            "window",
            (Run(f"{dates(start, end)} · open as of {now:%Y-%m-%d %H:%M} ({clock.timezone})", "value"),),
            width,
        )
    if found.clock is not None:
        rows += _line("clock", (Run(_CLOCKS[found.clock], "value"),), width)
    if found.sources:
        rows += _line("source", (Run(" + ".join(safe(s) for s in found.sources), "value"),), width)
    return rows
