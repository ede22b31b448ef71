"""From what each lens sees per stage to the stage it points at; the lenses are never blended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from vsm_tui.flow.shape import Constraint, Lens

_SAME = 1e-9
"""Relative difference below which two stages are equal: then neither leads."""


ALL: tuple[Lens, ...] = ("pile-up", "delay", "capacity")


def constraint_of(
    stages: Sequence[str], scores: Mapping[Lens, Sequence[float | None]], whole: Collection[Lens] = ALL
) -> Constraint:
    """The headline is capacity where it is known for every stage, else pile-up; the other lenses stand beside it.

    ``scores`` holds one value per stage and lens, ``None`` where it is not known. A lens of ``whole`` needs all stages;
    any other looks at those that are known. A lens with no time at all or with a tie points nowhere; the contenders
    are those that lead the headline.
    """
    leaders = {lens: _leaders(stages, values, whole=lens in whole) for lens, values in scores.items()}
    lens: Lens = "capacity" if leaders.get("capacity") else "pile-up"
    headline = leaders[lens]
    return Constraint(
        lens=lens if headline else None,
        stage=headline[0] if len(headline) == 1 else None,
        contenders=headline,
        lenses={name: found[0] if len(found) == 1 else None for name, found in leaders.items()},
        scores={name: tuple(values) for name, values in scores.items()},
    )


def _leaders(stages: Sequence[str], values: Sequence[float | None], *, whole: bool) -> tuple[str, ...]:
    known = [(value, stage) for value, stage in zip(values, stages, strict=True) if value is not None]
    most = max(known)[0] if known else 0.0
    if most <= 0 or (whole and len(known) < len(values)):
        return ()
    return tuple(stage for value, stage in known if value >= most * (1 - _SAME))
