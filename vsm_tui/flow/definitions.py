"""What two streams define differently, named down to the state: then their numbers do not mean the same."""

from __future__ import annotations

from vsm_tui.model import Clock, Stream

_TOLD = 8
_NOWHERE = "not mapped"


def definition_differences(left: Stream, right: Stream) -> tuple[str, ...]:
    """What two streams define differently, left → right where that fits a line.

    Start, end, rules, work type and failure demand by their names; the clock by what differs in it; stages that only
    one has; and each state that means something else: ``‘Blocked’: wait of ‘Review’ → paused``.
    """
    found = []
    for what, a, b in (
        ("work type", left.work_type, right.work_type),
        ("start point", left.start, right.start),
        ("end point", left.end, right.end),
        ("begin rule", left.begin, right.begin),
        ("finish rule", left.finish, right.finish),
        ("failure demand", left.failure_demand, right.failure_demand),
    ):
        if a != b:
            found.append(what)
    return (*found, *_clocks(left.clock, right.clock), *_stages(left, right), *_states(left, right))


def _clocks(left: Clock, right: Clock) -> list[str]:
    found = []
    for what, a, b in (
        ("hours a day", f"{left.day / 3600:g}", f"{right.day / 3600:g}"),
        ("days a week", str(left.week), str(right.week)),
        ("time zone", left.timezone, right.timezone),
        ("begin of the day", f"{left.begins:%H:%M}", f"{right.begins:%H:%M}"),
    ):
        if a != b:
            found.append(f"clock, {what}: {a} → {b}")
    if set(left.holidays) != set(right.holidays):
        found.append("clock, holidays")
    return found


def _stages(left: Stream, right: Stream) -> list[str]:
    ours, theirs = ({s.id: s.name for s in stream.stages} for stream in (left, right))
    found = [f"stage ‘{name}’: only on the left" for key, name in ours.items() if key not in theirs]
    found += [f"stage ‘{name}’: only on the right" for key, name in theirs.items() if key not in ours]
    shared = [[s.id for s in stream.stages if s.id in ours and s.id in theirs] for stream in (left, right)]
    return [*found, *(["order of stages"] if shared[0] != shared[1] else [])]


def _states(left: Stream, right: Stream) -> list[str]:
    ours, theirs = _places(left), _places(right)
    moved = [
        f"‘{state}’: {_word(ours.get(state))} → {_word(theirs.get(state))}"
        for state in dict.fromkeys((*ours, *theirs))
        if ours.get(state, ("", "", ""))[:2] != theirs.get(state, ("", "", ""))[:2]
    ]
    more = len(moved) - _TOLD
    return [*moved[:_TOLD], f"{more} more states"] if more > 0 else moved


def _places(stream: Stream) -> dict[str, tuple[str, str, str]]:
    """State → (part, stage id, stage name); no stage where it is none of a stage's."""
    found: dict[str, tuple[str, str, str]] = {}
    for stage in stream.stages:
        found |= dict.fromkeys(stage.states.wait, ("wait", stage.id, stage.name))
        found |= dict.fromkeys(stage.states.touch, ("touch", stage.id, stage.name))
    for word in ("stay", "paused", "cancelled"):
        found |= dict.fromkeys(getattr(stream.also, word), (word, "", ""))
    return found | dict.fromkeys(stream.finish.states, ("finish", "", ""))


def _word(place: tuple[str, str, str] | None) -> str:
    if place is None:
        return _NOWHERE
    part, _, name = place
    return f"{part} of ‘{name}’" if name else part
