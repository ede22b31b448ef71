"""A Stream as the plain values its file holds: every key there is, in the contract's order, ``None`` for nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from vsm_tui.files.write import Quoted, Word
from vsm_tui.model import Clock, Columns, Estimate, Loop, Round, Share, Stage, Stream
from vsm_tui.model.columns import KEYS

Plain = dict[str, Any]


def outline(stream: Stream) -> Plain:
    """The whole stream."""
    return {
        "vsm": Word("1"),
        "name": stream.name,
        "work_type": stream.work_type or None,
        "start": stream.start or None,
        "end": stream.end or None,
        "confirmed_by": stream.confirmed_by or None,
        "clock": clock_outline(stream.clock),
        "stages": [stage_outline(stage) for stage in stream.stages],
        "rework": [loop_outline(loop) for loop in stream.rework],
        "begin": {"state": list(stream.begin.states)},
        "finish": {"state": list(stream.finish.states)},
        "also": {key: list(getattr(stream.also, key)) for key in ("stay", "paused", "cancelled")},
        "failure_demand": {key: list(getattr(stream.failure_demand, key)) for key in ("types", "labels")},
        "log": list(stream.log),
        "columns": columns_outline(stream.columns),
        "guesses": list(stream.guesses),
        "sources": [plain(source) for source in stream.sources],
        "experiments": [plain(experiment) for experiment in stream.experiments],
        "rounds": [round_outline(one) for one in stream.rounds],
        "parking": [
            {"topic": topic.text, **({"done": Word("true")} if topic.done else {})} for topic in stream.parking
        ],
        "notes": stream.notes or None,
    }


def stage_outline(stage: Stage) -> Plain:
    """One stage."""
    return {
        "id": stage.id,
        "name": stage.name,
        "wait": _quantity(stage.wait),
        "touch": _quantity(stage.touch),
        "outside": _quantity(stage.outside),
        "pca": _quantity(stage.pca),
        "people": None if stage.people is None else Word(f"{stage.people:.6f}".rstrip("0").rstrip(".")),
        "states": {"wait": list(stage.states.wait), "touch": list(stage.states.touch)},
        "tags": list(stage.tags),
        "bursts": list(stage.bursts),
        "notes": stage.notes or None,
    }


def loop_outline(loop: Loop) -> Plain:
    """One rework loop."""
    return {"from": loop.source, "to": loop.target, "rate": _quantity(loop.rate), "cause": loop.cause or None}


def clock_outline(clock: Clock) -> Plain:
    """The clock, defaults written out."""
    hours, rest = divmod(clock.day, 3600)
    minutes, seconds = divmod(rest, 60)
    day = "".join(f"{n}{unit}" for n, unit in ((hours, "h"), (minutes, "m"), (seconds, "s")) if n)
    return {
        "day": Word(day or "0m"),
        "week": Word(f"{clock.week}d"),
        "timezone": clock.timezone,
        "holidays": [Word(day.isoformat()) for day in clock.holidays],
        "begins": Quoted(clock.begins.strftime("%H:%M")),
    }


def columns_outline(columns: Columns) -> Plain:
    """What the columns of the log mean."""
    return {key: getattr(columns, key) or None for key in KEYS}


def round_outline(one: Round) -> Plain:
    """One estimate round; each value it asked for is one line."""
    return {
        "date": Word(one.date.isoformat()),
        "people": Word(str(one.people)),
        "values": [
            {
                "stage": told.stage,
                "value": told.value,
                "said": [_quantity(each) for each in told.said],
                "agreed": _quantity(told.agreed),
                "note": told.note or None,
                "dissent": told.dissent or None,
            }
            for told in one.values
        ],
    }


def worth_writing(value: Any, default: Any = None) -> Any:
    """``value`` without what is empty or equal to ``default``; ``None`` when nothing is left."""
    if isinstance(value, dict):
        kept = {}
        for key, inner in value.items():
            known = default.get(key) if isinstance(default, dict) else None
            left = worth_writing(inner, known)
            if left is not None and left != known:
                kept[key] = left
        return kept or None
    if isinstance(value, list):
        return [worth_writing(v) if isinstance(v, dict) and v else v for v in value] or None
    return value


def plain(value: Any) -> Any:
    """What a file makes of any value: every scalar is a text."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    match value:
        case None:
            return ""
        case bool():
            return Word(str(value).lower())
        case int() | float():
            return Word(str(value))
        case datetime() | date() | time():
            return Word(value.isoformat())
        case Word():
            return value
    return str(value)


def _quantity(value: Estimate | Share | None) -> Word | None:
    return None if value is None else Word(str(value))
