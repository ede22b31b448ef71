"""Estimate rounds in a hand-out: what was said without names, what was agreed, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_tui.draw import Row, Scene, row_text, safe
from vsm_tui.draw.rounds import coverage_row, overview_rows
from vsm_tui.draw.roundscene import FIRST, RoundScene, held_text, said_on
from vsm_tui.draw.text import UNKNOWN, count, ratio
from vsm_tui.export.handout.table import Table
from vsm_tui.flow.rounds import apart, group_range, ordered
from vsm_tui.model import Round, Told

_WIDTH = 132
_LONG = 600
_WORDS = ("said", "why", "not everybody agreed")


@dataclass(frozen=True, slots=True)
class RoundTold:
    """One round: ``title`` with its day, ``said`` about it as a whole, everybody's ranges as a drawing and in words."""

    title: str
    said: str
    strips: tuple[Row, ...]
    values: Table


def round_scenes(scene: Scene) -> list[RoundScene]:
    """Every round that was held, the latest first, beside what the scene shows."""
    stream = scene.stream
    held = sorted(enumerate(stream.rounds), key=lambda each: (each[1].date, each[0]), reverse=True)
    return [RoundScene(stream, one, scene.estimate, scene.measured, scene.main.clock) for _, one in held]


def rounds_told(scene: Scene) -> tuple[RoundTold, ...]:
    """Every round that was held, the latest first."""
    return tuple(_told(one) for one in round_scenes(scene))


def _told(scene: RoundScene) -> RoundTold:
    one = scene.one
    return RoundTold(
        title=f"Estimate round of {said_on(one)}",
        said=" · ".join(_summary(scene, one)),
        strips=tuple(overview_rows(scene, _WIDTH, airy=True)),
        values=Table(("value", *_heads(one)), tuple(_row(scene, told) for told in one.values), words=_WORDS),
    )


def _summary(scene: RoundScene, one: Round) -> list[str]:
    agreed = sum(told.agreed is not None for told in one.values)
    parts = [f"{one.people} people, without names", f"{agreed} of {count(len(one.values), 'value')} agreed"]
    if scene.first is not None and (told := one.told(scene.first)) is not None:
        parts.append(f"{FIRST} {scene.why_first}: {scene.name(told)} {told.value}")
    if scene.coverage is not None:
        parts.append(held_text(scene.coverage) if scene.coverage.of else row_text(coverage_row(scene.coverage)))
    return parts


def _heads(one: Round) -> tuple[str, ...]:
    return ("said", "group", "apart", "agreed", *(("why",) if _any(one, "note") else ()), *_dissent(one))


def _dissent(one: Round) -> tuple[str, ...]:
    return ("not everybody agreed",) if _any(one, "dissent") else ()


def _any(one: Round, key: str) -> bool:
    return any(told.texts[key] for told in one.values)


def _row(scene: RoundScene, told: Told) -> tuple[str, ...]:
    clock = scene.stream.clock
    factor = apart(told.said, clock)
    cells = [
        f"{scene.name(told)} · {told.value}",
        ", ".join(str(each) for each in ordered(told.said, clock)),
        str(group_range(told.said, clock)),
        UNKNOWN if factor is None else ratio(factor),
        "open" if told.agreed is None else str(told.agreed),
    ]
    return (*cells, *(safe(text, _LONG) for key, text in told.texts.items() if _any(scene.one, key)))
