"""From a JSON path to the explanation of the number that stands there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches

from vsm_tui.flow.explain import counts, loops, shares, times
from vsm_tui.flow.explain.constraint import constraint
from vsm_tui.flow.explain.dora import dora
from vsm_tui.flow.explain.explanation import Explanation
from vsm_tui.flow.explain.failure import failure_demand
from vsm_tui.flow.explain.ground import Ground
from vsm_tui.flow.explain.stages import stage
from vsm_tui.flow.shape import Flow
from vsm_tui.model import InputError, Problem, Stream
from vsm_tui.model.wording import nearest, shown

_NEAR = 3
"""So many keys are named where none is much like what was asked for."""
_TOPICS: dict[str, Callable[[Ground], Iterator[Explanation]]] = {
    "items": counts.items,
    "lead_time": times.lead_time,
    "no_intervals": times.lead_time,
    "touch": times.touch_and_wait,
    "wait": times.touch_and_wait,
    "paused": times.touch_and_wait,
    "typical": times.typical,
    "flow_efficiency": shares.flow_efficiency,
    "throughput_per_week": counts.throughput,
    "wip": counts.wip,
    "rolled_pca": shares.rolled_pca,
    "little": counts.little,
    "stages": lambda ground: (e for s in ground.flow.stages for e in stage(ground, s)),
    "unmapped": shares.unmapped,
    "loops": lambda ground: (e for x in ground.flow.loops for e in loops.loop(ground, x)),
    "rework": loops.rework,
    "rework_tax": loops.rework,
    "failure_demand": failure_demand,
    "constraint": constraint,
    "aging": counts.aging,
    "cumulative": counts.cumulative,
    "dora": dora,
    "warnings": counts.findings,
    "definitions": counts.findings,
}
"""The first word of a path → everything that is said under it."""


def explain(flow: Flow, key: str, stream: Stream) -> Explanation:
    """How the number of that JSON path came about, such as ``lead_time.p50`` or ``stages.review.wait``.

    An object answers with its first number: ``stages.review`` with the time of that stage.

    Raises:
        InputError: when no number has that key; it names the nearest ones.
    """
    ground = Ground(flow, stream)
    about = list(_about(ground, key))
    for found in about:
        if key == found.key or key in found.covers:
            return found
    for found in about:
        if found.key.startswith(f"{key}."):
            return found
    raise InputError(
        Problem(f"there is no number {shown(key)}: {_near(key, [name for name, _ in keys(flow, stream)])}")
    )


def keys(flow: Flow, stream: Stream) -> list[tuple[str, str]]:
    """Every key that can be asked for, with its title, in the order of the JSON."""
    return [(found.key, found.title) for found in _everything(Ground(flow, stream))]


def _near(key: str, known: Sequence[str]) -> str:
    """The key that is most like it, else those that share its words, else how keys begin; and how many there are."""
    asked = _squeezed(key)
    meant = [name for name in known if asked and _squeezed(name.partition(".")[0]) == asked]
    if meant:
        return f"did you mean {' or '.join(meant[:2])}?"
    if get_close_matches(key, known, n=1, cutoff=0.6):
        return nearest(key, known)
    words = key.casefold().replace(" ", "_").split(".")
    shared = {name: sum(len(word) > 2 and word in name for word in words) for name in known}
    alike = sorted((name for name in known if shared[name]), key=lambda name: -shared[name])[:_NEAR]
    heads = dict.fromkeys(name.partition(".")[0] for name in known)
    near = f"the nearest are {', '.join(alike)}" if alike else f"keys begin with {', '.join(heads)}"
    return f"{near}; there are {len(known):,} in all"


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _everything(ground: Ground) -> Iterator[Explanation]:
    for topic in dict.fromkeys(_TOPICS.values()):
        yield from topic(ground)


def _about(ground: Ground, key: str) -> Iterator[Explanation]:
    """What can answer to ``key``; of stages and loops only the one that is asked about."""
    head, _, rest = key.partition(".")
    if head == "stages":
        wanted = ground.flow.stage(rest.partition(".")[0])
        return stage(ground, wanted) if wanted else iter(())
    if head == "loops":
        return (
            e for x in ground.flow.loops if f"{key}.".startswith(f"{loops.key_of(x)}.") for e in loops.loop(ground, x)
        )
    topic = _TOPICS.get(head.removesuffix("_interval"))
    return topic(ground) if topic else iter(())
