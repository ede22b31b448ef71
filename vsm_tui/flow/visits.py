"""How often an item visits each stage when work is sent back: v = e₁ (I − Q)⁻¹, solved without a matrix.

Stages are a chain with backward jumps, so the fundamental matrix need not be formed. Cut the chain between stage k
and k+1: every item crosses it forwards exactly once more often than it is sent back across it. Hence, from the last
stage backwards,

    v_k · p_k = 1 + Σ v_j · r_ji   over loops j → i with i ≤ k < j,     p_k = 1 − Σ_i r_ki

which is the exact solution of the linear system in O(stages + loops). Every item finishes if and only if every p_k > 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from vsm_tui.model import Stream

Jump = tuple[int, int, float | None]
"""``(from, to, probability)`` by stage position, to ≤ from; ``None`` where nobody has said how often."""


def jumps_of(stream: Stream) -> list[Jump]:
    """A stream's loops by stage position, in the order they are listed."""
    place = {stage.id: k for k, stage in enumerate(stream.stages)}
    return [
        (place[loop.source], place[loop.target], None if loop.rate is None else float(loop.rate))
        for loop in stream.rework
    ]


def visits(count: int, jumps: Sequence[Jump]) -> list[float | None]:
    """Expected visits per item for each of ``count`` stages.

    A stage that an unknown probability bears on is ``None``. When some stage sends everything back, all are ``None``:
    see :func:`endless`.
    """
    forward = [1.0] * count
    unknown = [False] * count
    for source, target, rate in jumps:
        if rate is None:
            for k in range(target, source + 1):
                unknown[k] = True
        else:
            forward[source] -= rate
    if endless(count, jumps):
        return [None] * count
    leaving: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    entering: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    for source, target, rate in jumps:
        if rate and source > target:
            leaving[source].append((target, rate))
            entering[target].append((source, rate))
    exact = [0.0] * count
    crossing, doubtful = 0.0, 0
    for k in range(count - 1, -1, -1):
        exact[k] = (1.0 + crossing) / forward[k]
        unknown[k] = unknown[k] or doubtful > 0
        crossing += sum(exact[k] * rate for _, rate in leaving[k])
        crossing -= sum(exact[source] * rate for source, rate in entering[k])
        doubtful += len(leaving[k]) * unknown[k]
        doubtful -= sum(unknown[source] for source, _ in entering[k])
    return [None if doubt else value for value, doubt in zip(exact, unknown, strict=True)]


def endless(count: int, jumps: Sequence[Jump]) -> list[int]:
    """Positions of stages whose loops send everything back, so that no item ever finishes."""
    back = [0.0] * count
    for source, _, rate in jumps:
        back[source] += rate or 0.0
    return [k for k, total in enumerate(back) if total >= 1.0 - 1e-12]
