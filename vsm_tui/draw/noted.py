"""What people noted on stages and beside the map: wastes, improvement bursts, parked topics."""

from __future__ import annotations

from vsm_tui.draw.glyphs import BURST, DONE, TO_DO, WASTE
from vsm_tui.draw.run import Line, Row, Run, wrap
from vsm_tui.draw.scene import Scene, Step
from vsm_tui.draw.text import cell_len, clip, safe
from vsm_tui.model import Stage, Stream

NOTHING = Run("")
_LONG = 400
_LEAST = 4


def noted(stage: Stage) -> str:
    """``⚑2 ✹1``: how many wastes and how many ideas; empty for none."""
    counts = ((WASTE, len(stage.tags)), (BURST, len(stage.bursts)))
    return " ".join(f"{sign}{count}" for sign, count in counts if count)


def put_name(line: Line, start: int, end: int, step: Step, *, after: Run = NOTHING) -> None:
    """A stage's name in the cells ``start`` to ``end`` of a row, ``after`` it, and how much is noted on it."""
    signs = noted(step.stage)
    end -= cell_len(after.text) + 1 if after.text else 0
    room = end - start - (cell_len(signs) + 1 if signs else 0)
    if signs and room < _LEAST:  # one sign is better than half a name
        signs = signs[0]
        room = end - start - 2
    at = line.put(start, clip(step.name, max(0, room)), step.style)
    if after.text:
        at = line.put(at + 1, after.text, after.style)
    if signs and room > 0:
        line.put(at + 1, signs, "waste")


def wastes_of(stage: Stage) -> Row:
    """``⚑ waiting, rework``; empty for none."""
    if not stage.tags:
        return ()
    return Run(f"{WASTE} ", "waste"), Run(safe(", ".join(stage.tags), _LONG), "value")


def bursts_of(stage: Stage) -> list[Row]:
    """``✹ review in pairs``, one part each."""
    return [(Run(f"{BURST} ", "burst"), Run(safe(text, _LONG), "value")) for text in stage.bursts]


def noted_of(stage: Stage) -> list[Row]:
    """Everything noted on a stage, in words."""
    wastes = wastes_of(stage)
    return [*([wastes] if wastes else []), *bursts_of(stage)]


def parked(stream: Stream) -> list[Row]:
    """The parking lot, one part a topic; what is ticked off has a tick."""
    return [
        (
            Run(f"{DONE if topic.done else TO_DO} ", "muted"),
            Run(safe(topic.text, _LONG), "muted" if topic.done else "value"),
        )
        for topic in stream.parking
    ]


def noted_rows(scene: Scene, width: int) -> list[Row]:
    """All of it below a table: a row for each stage on which something is noted, then the parking lot."""
    rows: list[Row] = []
    for step in scene.steps:
        parts = noted_of(step.stage)
        if parts:
            rows += wrap([(Run(f"{scene.glyphs.numeral(step.index)} {step.name}", "heading"),), *parts], width)
    topics = parked(scene.stream)
    if topics:
        rows += wrap([(Run("parking lot", "heading"),), *topics], width)
    return [*rows, ()] if rows else []
