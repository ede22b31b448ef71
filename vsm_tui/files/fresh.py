"""A new stream file: every key in the contract's order, aligned, with comments that say what to fill in."""

from __future__ import annotations

from typing import Any

from vsm_tui.files.outline import clock_outline, loop_outline, outline, stage_outline, worth_writing
from vsm_tui.files.parse import examine
from vsm_tui.files.prompts import PROMPTS
from vsm_tui.files.reconcile import GUESS
from vsm_tui.files.splicing import normal
from vsm_tui.files.write import entry, flow, item
from vsm_tui.model import Clock, InputError, Problem, Stream
from vsm_tui.model.rules import findings

_TEXTS = ("name", "work_type", "start", "end", "confirmed_by")
_SECTIONS = (
    "begin",
    "finish",
    "also",
    "failure_demand",
    "log",
    "columns",
    "guesses",
    "sources",
    "experiments",
    "rounds",
    "parking",
    "notes",
)
_LEGEND = (
    "# A stage can say   wait: 1d   touch: 30m   pca: 90%   people: 2   or, when done elsewhere,   outside: 5d\n"
    "# and ranges        wait: 1d..2d..4d        that is min..typical..max. What nobody knows is left out."
)
_MARK_AT = 38


def new_text(stream: Stream) -> str:
    """The text of a new file that says ``stream``.

    Raises:
        InputError: when the stream is none that a file could hold.
    """
    stream = normal(stream)
    if wrong := [Problem(f.text) for f in findings(stream) if f.severity == "error"]:
        raise InputError(wrong)
    plain = outline(stream)
    lines = ["vsm: 1"]
    for key in _TEXTS:
        lines += entry(key, plain[key], 0) if plain[key] else _prompt(key)
    if stream.clock != Clock():
        default = {"begins": clock_outline(Clock())["begins"]}
        lines.append(f"clock: {flow(worth_writing(clock_outline(stream.clock), default))}")
    lines += ["", *_stages(stream), "", *_loops(stream), ""]
    for key in _SECTIONS:
        lines += _section(key, plain[key], guessed=key in stream.guesses)
    text = "\n".join(line.rstrip() if not line.strip() else line for line in lines).rstrip("\n") + "\n"
    found, problems, _ = examine(text, "")
    if found != stream:
        raise InputError(problems or "this stream cannot be written as a file; please report this as a fault")
    return text


def _stages(stream: Stream) -> list[str]:
    if not stream.stages:
        return [_LEGEND, "stages: []"]
    lines = [_LEGEND, "stages:"]
    for index, stage in enumerate(stream.stages):
        if index:
            lines.append("")
        written = item(worth_writing(stage_outline(stage)), 2, 4, block=True)
        if stage.id in stream.guesses:
            written[0] = f"{written[0]:<{_MARK_AT}}  {GUESS}"
        lines += written
    return lines


def _loops(stream: Stream) -> list[str]:
    if not stream.rework:
        return _prompt("rework")
    return entry("rework", [worth_writing(loop_outline(loop)) for loop in stream.rework], 0)


def _prompt(key: str) -> list[str]:
    """The comment that stands where ``key`` could; a key that no new file needs has none."""
    return PROMPTS[key].split("\n") if key in PROMPTS else []


def _section(key: str, value: Any, *, guessed: bool) -> list[str]:
    left = value if key in ("sources", "experiments") else worth_writing(value)
    if not left:
        return _prompt(key)
    if key == "log" and len(left) == 1:
        left = left[0]
    lines = entry(key, left, 0)
    if guessed:
        lines[0] = f"{lines[0]:<{_MARK_AT}}  {GUESS}"
    return lines
