"""What bends the numbers: every finding about a log, its map and its items, each with what it does to which number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from vsm_tui.events.log import Finding
from vsm_tui.flow.observed import Warn
from vsm_tui.measure.drafting.names import plain
from vsm_tui.measure.log.ahead import Ahead
from vsm_tui.measure.plan import Plan
from vsm_tui.measure.quality.drift import STAGES, UNMAPPED, state_changes
from vsm_tui.measure.quality.effects import EFFECTS, PARTS, SPLIT, warn
from vsm_tui.measure.roles import Role, Roles, tail
from vsm_tui.measure.state import State
from vsm_tui.measure.walks.worktime import SECOND, micros, moment
from vsm_tui.model import ALSO, FINISH, Problem
from vsm_tui.model.wording import counted

_LARGE = 0.1
"""From this share of lead time on, time left out of it or of all stages is said."""
_OPEN = 0.1
"""From this share of items still open on, plain means are marked as censored."""
_TIED = 0.05
_MANY = 20
_FIRST = micros(datetime(1990, 1, 1, tzinfo=UTC))
"""No tool kept times of work before: such times stand in for none."""
_FAR = 10 * 365 * 86_400 * SECOND
"""Times as far ahead as this are no clock that is wrong."""
_NAMED = 5


class Told(Protocol):
    """What a whole log says about itself; a log and one measured in parts both do."""

    @property
    def states(self) -> tuple[str, ...]:
        """State code → name."""

    @property
    def findings(self) -> list[Finding]:
        """What had to be assumed, and what does not add up."""

    @property
    def rejected(self) -> list[Problem]:
        """The first rows that were no events."""

    @property
    def rejected_count(self) -> int:
        """How many there were."""


def findings(state: State, plan: Plan, roles: Roles, log: Told, ahead: Ahead | None = None) -> tuple[Warn, ...]:
    """Everything that bends a number of this measurement; ``ahead`` are rows that lie in the future."""
    return (
        *_of_files(log, plan, state),
        *_of_times(state, plan, ahead),
        *_of_rows(state),
        *_of_map(state, plan, roles, log),
        *state_changes(state.health, plan, _meanings(plan, roles, log)),
        *_of_items(state, plan),
    )


def _of_files(log: Told, plan: Plan, state: State) -> Iterator[Warn]:
    for found in log.findings:
        if found.code not in EFFECTS:  # what was kept beside a log may have been written by another version
            yield Warn(found.code, found.text, count=found.count)
        elif found.code == "assumed-zone" and (plan.work or (found.count or 0) < state.health.counts["rows"]):
            effect = (
                "where the zone is wrong, so is every time between such a row and one with a zone, or at a day's end"
            )
            yield warn(
                found.code, found.text, found.count, effect=effect,
                bends=("lead_time", *PARTS, "stages.*.off_hours"),
            )  # fmt: skip
        else:
            yield warn(found.code, found.text, found.count)
    said = sum(found.count or 0 for found in log.findings if found.code == "no-history")
    if log.rejected_count > said:
        first = f" (the first: {log.rejected[0]})" if log.rejected and not said else ""
        text = f"{counted(log.rejected_count - said, 'row')} could not be used and kept out{first}"
        yield warn("rejected-rows", text, log.rejected_count - said)


def _of_times(state: State, plan: Plan, ahead: Ahead | None) -> Iterator[Warn]:
    counts, slots = state.health.counts, state.health.slots
    rows, ties = counts["rows"], counts["ties"] - counts["repeats"]
    hours = {slot % 4 for slot in range(96) if slots >> slot & 1}
    of_day = slots.bit_count() <= 2
    if slots > 0 and rows >= _MANY and (of_day or len(hours) == 1):
        what = "lie on one time of day, as if only dates were kept" if of_day else "are whole hours"
        tied = f"; {ties} share their moment with the one before" if ties else ""
        yield warn("coarse-times", f"all {rows} times {what}{tied}", rows)
    elif ties >= max(_MANY, _TIED * rows):
        yield warn(
            "tied-rows", f"{counted(ties, 'row')} of {rows} with the item and the moment of the row before", ties
        )
    today = micros(datetime.now(UTC))
    if plan.now > today:
        far, zone = plan.now > today + _FAR, ZoneInfo(plan.stream.clock.timezone)
        now = moment(plan.now).astimezone(zone)
        shown = now.date().isoformat() if far else now.isoformat(timespec="minutes")
        what = ": a date that stands for none?" if far else ", which is still to come"
        advice = ahead.advice(zone) if ahead else f"ask for --now {moment(today).astimezone(zone).date().isoformat()}"
        text = f"now is {shown}{what}; {f'{ahead.words}: ' if ahead else ''}{advice}"
        yield warn("placeholder-times" if far else "future-times", text, ahead.rows if ahead else None)
    if plan.start < _FIRST:
        text = f"the window begins on {moment(plan.start).date().isoformat()}: a date that stands for none?"
        yield warn("placeholder-times", text)
    if counts["later"]:
        yield warn("after-now", f"{counted(counts['later'], 'row')} of {rows} after now", counts["later"])


def _of_rows(state: State) -> Iterator[Warn]:
    counts = state.health.counts
    if counts["repeats"]:
        text = f"{counted(counts['repeats'], 'repeated row')}, each saying what the row before said: counted once"
        yield warn("duplicated-rows", text, counts["repeats"])
    if counts["echoes"]:
        text = f"{counted(counts['echoes'], 'row')} saying what an earlier one of its moment said: exported twice?"
        yield warn("repeated-moments", text, counts["echoes"])
    if counts["reversed"]:
        text = f"{counted(counts['reversed'], 'item')} with an effect before its cause, as in merged before committed"
        yield warn("clock-skew", text, counts["reversed"])
    unpaired = {name: int(n) for name, (touched, n) in state.health.split.items() if touched and n}
    if unpaired:
        total = sum(unpaired.values())
        text = f"{counted(total, 'completion')} without a start, where others show one: {_some(sorted(unpaired))}"
        yield warn("unpaired-completions", text, total)
    if counts["finished_first"]:
        text = f"{counted(counts['finished_first'], 'item')} finished with the first row there is"
        yield warn("starts-finished", text, counts["finished_first"])


def _of_map(state: State, plan: Plan, roles: Roles, log: Told) -> Iterator[Warn]:
    guesses = plan.stream.guesses
    if guesses:
        yield warn(
            "guessed", f"guessed and not yet confirmed: {_some(guesses)}", len(guesses),
            bends=[key for guess in guesses for key in _guessed(guess)], flag="inferred",
        )  # fmt: skip
    if roles.unseen:
        blind = [s for s in plan.stream.stages if s.states and set(s.states.wait + s.states.touch) <= set(roles.unseen)]
        text = f"in the stream but never in the log: {', '.join(roles.unseen)}"
        if blind:
            effect = f"{_some([s.name for s in blind])}: shown with no time, because none of its states was ever seen"
            bends = [f"stages.{s.id}" for s in blind]
            yield warn("unseen-state", text, len(roles.unseen), effect=effect, bends=bends, flag="mismatch")
        else:
            yield warn("unseen-state", text, len(roles.unseen))
    if roles.torn:
        text = f"known by several names that are mapped to different places: {_some(roles.torn)}"
        yield warn("torn-state", text, len(roles.torn))
    mapped = {plain(tail(name)): tail(name) for name in _names(plan)}
    left = [s for s, role in zip(log.states, roles.role.tolist(), strict=True) if role == Role.UNMAPPED]
    near = [(tail(s), mapped[plain(tail(s))]) for s in left if plain(tail(s)) in mapped]
    if near:
        pairs = _some([f"‘{state}’ and ‘{name}’" for state, name in near])
        yield warn("unmapped-variant", f"not mapped, but spelled nearly as a state that is: {pairs}", len(near))
    total = int(state.lead.sum())
    if total and state.counts["unclaimed"] >= _LARGE * total:
        times = {name: int(time) for name, (time, _) in state.unmapped.items() if name in set(left)}
        most = sorted(times, key=lambda name: (-times[name], name))
        share = f"{state.counts['unclaimed'] / total:.0%}"
        yield warn("unmapped-large", f"{share} of lead time is in states nobody mapped: {_some(most)}", len(most))


def _guessed(guess: str) -> tuple[str, ...]:
    if guess == FINISH:
        return ("lead_time", "items", "throughput_per_week", "wip", "constraint")
    if guess == ALSO:
        return ("lead_time", "wait", "flow_efficiency")
    return (f"stages.{guess}", *SPLIT[:3], "constraint")


def _names(plan: Plan) -> Iterator[str]:
    """Every state the stream maps."""
    stream = plan.stream
    for stage in stream.stages:
        yield from (*stage.states.wait, *stage.states.touch)
    yield from (*stream.also.stay, *stream.also.paused, *stream.also.cancelled, *stream.finish.states)


def _meanings(plan: Plan, roles: Roles, log: Told) -> dict[str, str]:
    """State → what it is to the stream, in the words of :func:`~vsm_tui.measure.quality.drift.state_changes`."""
    ids = [stage.id for stage in plan.stream.stages]
    found = {}
    for state, code, stage in zip(log.states, roles.role.tolist(), roles.stage.tolist(), strict=True):
        role = Role(code)
        if role in (Role.WAIT, Role.TOUCH):
            found[state] = f"{STAGES}{ids[stage]}.{role.name.lower()}"
        else:
            found[state] = UNMAPPED if role == Role.UNMAPPED else role.name.lower()
    return found


def _of_items(state: State, plan: Plan) -> Iterator[Warn]:
    counts, finished, lead = state.counts, state.lead.size, int(state.lead.sum())
    if counts["truncated"]:
        yield warn(
            "left-truncated",
            f"{counted(counts['truncated'], 'finished item')} begun before the window",
            counts["truncated"],
        )
    opened = counts["wip_now"]  # where the window ends before now, not what is open now: that is beside its finishes
    if opened and opened >= _OPEN * (opened + finished):
        share = f"{opened / (opened + finished):.0%}"
        at = " at the window's end" if plan.end <= plan.now else ""
        text = f"{counted(opened, 'item')} still open{at}, {share} of those that finished or are open"
        yield warn("censored", text, opened)
    paused = counts["paused_time"]
    if paused and paused >= _LARGE * (paused + lead):
        share = f"{paused / (paused + lead):.0%}"
        days = paused / SECOND / 86_400
        text = f"{share} of the time from begin to finish was paused, {days:.1f} days in all"
        yield warn("paused-large", text)


def _some(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
