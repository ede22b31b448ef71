"""From what each lens sees per stage to the stage it points at; the lenses are never blended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vsm_tui.flow.shape import Constraint, Lens

_SAME = 1e-9
"""Relative difference below which two stages are equal: then neither leads."""


def constraint_of(stages: Sequence[str], scores: Mapping[Lens, Sequence[float | None]]) -> Constraint:
    """The headline is capacity where it is known for every stage, else pile-up; the other lenses stand beside it.

    ``scores`` holds one value per stage and lens, ``None`` where it is not known. A lens with an unknown stage, with no
    time at all or with a tie points nowhere; the contenders are those that lead the headline.
    """
    leaders = {lens: _leaders(stages, values) for lens, values in scores.items()}
    lens: Lens = "capacity" if leaders.get("capacity") else "pile-up"
    headline = leaders[lens]
    return Constraint(
        lens=lens if headline else None,
        stage=headline[0] if len(headline) == 1 else None,
        contenders=headline,
        lenses={name: found[0] if len(found) == 1 else None for name, found in leaders.items()},
        scores={name: tuple(values) for name, values in scores.items()},
    )


def _leaders(stages: Sequence[str], values: Sequence[float | None]) -> tuple[str, ...]:
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values) or (most := max(known)) <= 0:
        return ()
    return tuple(stage for stage, value in zip(stages, known, strict=True) if value >= most * (1 - _SAME))
