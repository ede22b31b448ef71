"""What each loop costs: how much less often stages would be visited if it never happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vsm_tui.flow.visits import Jump


def spared(visits: Sequence[float], jumps: Sequence[Jump]) -> Iterator[dict[int, float]]:
    """For each loop in turn, the visits that every stage it bears on would be spared without it.

    ``visits`` are the exact ones of :func:`vsm_tui.flow.visits.visits`; every probability must be known. Take the
    equation there with and without loop s → t of probability r, and subtract; with Δ_k for the visits spared stage k,

        Δ_s (p_s + r) = v_s · r,     Δ_k · p_k = Σ Δ_j · r_ji   over loops j → i with i ≤ k < j

    where the loop itself counts with v_s · r. After s nothing changes; before s nothing changes any more where no
    loop hangs over that begins at a stage which is spared something. So this solves the equations again for the few
    stages that a loop bears on, and not for the whole stream.
    """
    count = len(visits)
    forward = [1.0] * count
    leaving: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    entering: list[list[tuple[int, int, float]]] = [[] for _ in range(count)]
    for index, (source, target, rate) in enumerate(jumps):
        forward[source] -= rate or 0.0
        if rate and source > target:
            leaving[source].append((index, rate))
            entering[target].append((index, source, rate))
    for taken, (start, _, share) in enumerate(jumps):
        sent = visits[start] * (share or 0.0)
        less = {start: sent / (forward[start] + (share or 0.0))}
        crossing, hanging = 0.0, 0
        for k in range(start, -1, -1):
            if k != start:
                less[k] = crossing / forward[k]
            for index, rate in leaving[k]:
                crossing += sent if index == taken else less[k] * rate
                hanging += 1
            for index, source, rate in entering[k]:
                if source <= start:
                    crossing -= sent if index == taken else less[source] * rate
                    hanging -= 1
            if not hanging:
                break
        yield less
