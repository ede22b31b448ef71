"""What the signs of a hand-out's drawings mean: those that are there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from vsm_tui.draw import Row, Scene, row_text
from vsm_tui.draw.glyphs import (
    CALENDAR,
    CONSTRAINT,
    CONTENDER,
    ESTIMATE_TOUCH,
    ESTIMATE_WAIT,
    MEASURED_TOUCH,
    MEASURED_WAIT,
    OFF_HOURS,
    UNMAPPED,
)
from vsm_tui.draw.run import StyleName

_GRADE = re.compile(r"\d[smhdw] ([ABC])\b")
_GRADES = {
    "A": "logged start and end of the work",
    "B": "a state whose name says that somebody works",
    "C": "inferred from what happened",
}
Legend = tuple[tuple[str, str], ...]


def sign_style(sign: str) -> StyleName:
    """What a sign of a legend is drawn as: shades in the colour they have on the map."""
    return "estimate" if ESTIMATE_WAIT in sign else "measured" if MEASURED_WAIT in sign else "value"


def map_legend(scene: Scene, rows: Iterable[Row]) -> Legend:
    """Sign and meaning for what is on the map, and in the sentences below it where they are among ``rows``."""
    text = "\n".join(row_text(row) for row in rows)
    return tuple(each for each in _of_map(scene, text) if each[0])


def _of_map(scene: Scene, text: str) -> Iterator[tuple[str, str]]:
    if scene.layer != "measured" and ESTIMATE_WAIT in text:
        yield f"{ESTIMATE_WAIT}{ESTIMATE_TOUCH}", "estimated: wait, touch"
    if scene.layer != "estimate" and MEASURED_WAIT in text:
        yield f"{MEASURED_WAIT}{MEASURED_TOUCH}", "measured: wait, touch"
    signs = (
        (CONSTRAINT, "the stage that holds the stream"),
        (CONTENDER, "too close to call"),
        (CALENDAR, "the calendar holds the items"),
        (OFF_HOURS, "nights and weekends"),
        (UNMAPPED + " unmapped", "time in states that no stage names"),
    )
    yield from ((sign, meaning) for sign, meaning in signs if sign in text)
    for grade in sorted(set(_GRADE.findall(text))) if scene.layer != "estimate" else ():
        yield f"{grade} after touch", f"how it is known: {_GRADES[grade]}"
    if scene.layer == "both" and "×" in text:
        yield "×2 in meas", "so many times the estimate"
    if scene.layer != "estimate" and re.search(r"% of items ×", text):
        yield "% of items ×2", "each of them goes back so often"
    if scene.layer == "estimate" and re.search(r"[dhmws] ×\d", text):
        yield "×1.2 after a time", "so many visits, rework included"
    if "≤" in text:
        yield "≤", "at most: what is put right in silence leaves no trace"
    if "◄" in text:
        yield "◄", "work that goes back"
    if re.search(r"Little \d", text):
        yield "Little 3 of 5", "so many of the conditions hold under which Little's law can be read off"


def beside_legend(rows: Iterable[Row]) -> Legend:
    """What the rows beneath an estimate beside a measurement mean."""
    text = "\n".join(row_text(row) for row in rows)
    said = (
        (" chance ", "chance", "could chance alone make this difference? maybe, or hardly"),
        (" range ", "range", "whether the estimated range holds what was measured"),
        (" B − A ", "B − A", "measured less estimated, and how many times it is"),
        ("[", "[a to b]", "how far chance could move the difference"),
    )
    return tuple((sign, meaning) for needle, sign, meaning in said if needle in text)
