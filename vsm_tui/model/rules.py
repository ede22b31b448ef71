"""What must hold of any stream, whoever made it: a file that is read, or a change that is made.

One definition for both, so that nothing can be typed on a screen that the file could not say. A finding names its
place by path, e.g. ``("stages", 2, "wait")``; the reader turns that into a line and a column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from vsm_tui.model.clock import DAY, Clock
from vsm_tui.model.finding import Finding, Path
from vsm_tui.model.quantity import QuantityError
from vsm_tui.model.secrets import ELSEWHERE, TOKEN, secrets
from vsm_tui.model.stream import ALSO, FINISH, ID, Stage, Stream, slug
from vsm_tui.model.wastes import Wrong, wrong_lines, wrong_tags
from vsm_tui.model.wording import bad_text, nearest, shown

TOOLS = ("jira", "github", "gitlab", "git", "jenkins", "azure", "circleci", "devlake")
"""The tools a source may name."""


def findings(stream: Stream) -> Iterator[Finding]:
    """Everything that is wrong with ``stream``, in no particular order."""
    yield from _texts(stream)
    yield from _clock(stream.clock)
    yield from _stages(stream)
    yield from _rework(stream)
    yield from _states(stream)
    yield from _columns(stream)
    yield from _guesses(stream)
    yield from _sources(stream)
    yield from _plain(stream.experiments, ("experiments",), lines=True)
    yield from _rounds(stream)
    yield from _room(stream)


def _text(text: str, path: Path, what: str, *, lines: bool = False, blank: bool = True) -> Iterator[Finding]:
    if not blank and not text.strip():
        yield Finding(f"{what} is empty: write a few words", path)
    elif problem := bad_text(text, lines=lines):
        yield Finding(f"{what} {problem}", path)
    elif TOKEN.search(text):
        yield Finding(f"{what} holds a token; {ELSEWHERE}", path)


def _texts(stream: Stream) -> Iterator[Finding]:
    yield from _text(stream.name, ("name",), "name", blank=False)
    yield from _text(stream.work_type, ("work_type",), "work_type")
    yield from _text(stream.start, ("start",), "start")
    yield from _text(stream.end, ("end",), "end")
    yield from _text(stream.confirmed_by, ("confirmed_by",), "confirmed_by")
    yield from _text(stream.notes, ("notes",), "notes", lines=True)
    lists = (
        ("failure_demand", "types", stream.failure_demand.types),
        ("failure_demand", "labels", stream.failure_demand.labels),
    )
    for section, key, values in lists:
        for index, value in enumerate(values):
            yield from _text(value, (section, key, index), f"an entry of {section} {key}", blank=False)
    for index, value in enumerate(stream.log):
        yield from _text(value, ("log", index), "log", blank=False)


def _clock(clock: Clock) -> Iterator[Finding]:
    if not 0 < clock.day <= DAY:
        yield Finding("clock day must be more than 0 and at most 24h, such as 8h", ("clock", "day"))
    if not 1 <= clock.week <= 7:
        yield Finding("clock week must be 1d to 7d, such as 5d", ("clock", "week"))
    if not is_zone(clock.timezone):
        yield Finding(
            f"{shown(clock.timezone)} is no known time zone: {_zone_like(clock.timezone)}",
            ("clock", "timezone"),
        )


def _zone_like(name: str) -> str:
    """The zone that was probably meant: of that city, or written a little otherwise."""
    city = name.strip().casefold().replace(" ", "_")
    known = available_timezones() if 2 < len(city) <= 40 else set()
    found = sorted(zone for zone in known if city in (zone.casefold(), zone.casefold().rpartition("/")[2]))
    return f"did you mean {found[0]}?" if found else "write one such as UTC or Europe/Berlin"


def is_zone(name: str) -> bool:
    """Whether ``name`` is a time zone of the IANA database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # the database is files: an odd name is refused in many ways
        return False
    return bool(name)


def _stages(stream: Stream) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, stage in enumerate(stream.stages):
        path: Path = ("stages", index)
        yield from _stage_id(stage, (*path, "id"))
        if stage.id in seen:
            yield Finding(
                f"the id {shown(stage.id)} is taken: give every stage its own; the first is stage {seen[stage.id] + 1}",
                (*path, "id"),
                ("stages", seen[stage.id], "id"),
            )
        seen.setdefault(stage.id, index)
        yield from _text(stage.name, (*path, "name"), "name", blank=False)
        yield from _text(stage.notes, (*path, "notes"), "notes", lines=True)
        yield from _values(stage, path, stream.clock)


def _stage_id(stage: Stage, path: Path) -> Iterator[Finding]:
    if stage.id == FINISH:
        yield Finding("'finish' is the name of the end point: give the stage another id, such as release", path)
    elif not ID.fullmatch(stage.id):
        hint = slug(stage.id) or slug(stage.name) or "code-review"
        yield Finding(f"{shown(stage.id)} is no stage id: write lower-case words with dashes, such as {hint}", path)


def _values(stage: Stage, path: Path, clock: Clock) -> Iterator[Finding]:
    for key in ("wait", "touch", "outside"):
        estimate = getattr(stage, key)
        if estimate is None:
            continue
        try:
            estimate.check(clock)
        except QuantityError as error:
            yield Finding(f"{key}: {error}", (*path, key))
    if stage.outside is not None:
        for key in ("wait", "touch"):
            if getattr(stage, key) is not None:
                yield Finding(
                    f"a stage done outside has no {key}: keep either outside or wait and touch; outside is given",
                    (*path, key),
                    (*path, "outside"),
                )
    if stage.people is not None and not (math.isfinite(stage.people) and stage.people > 0):
        yield Finding("people must be more than 0, such as 2 or 0.5", (*path, "people"))


def _rework(stream: Stream) -> Iterator[Finding]:
    order = {stage.id: index for index, stage in reversed(list(enumerate(stream.stages)))}
    pairs: dict[tuple[str, str], int] = {}
    leaving: dict[str, Fraction] = {}
    for index, loop in enumerate(stream.rework):
        path: Path = ("rework", index)
        yield from _text(loop.cause, (*path, "cause"), "cause")
        ends = {"from": loop.source, "to": loop.target}
        missing = [key for key, stage_id in ends.items() if stage_id not in order]
        for key in missing:
            yield Finding(_no_stage(ends[key], stream), (*path, key))
        if not missing and order[loop.target] > order[loop.source]:
            yield Finding(
                f"rework goes back, and {shown(loop.target)} comes after {shown(loop.source)}: "
                "name the same stage or an earlier one",
                (*path, "to"),
                stages=loop.key,
            )
        if loop.key in pairs:
            yield Finding(
                f"the loop from {shown(loop.source)} to {shown(loop.target)} is there twice: keep one; "
                f"the other is loop {pairs[loop.key] + 1}",
                path,
                ("rework", pairs[loop.key]),
                stages=loop.key,
            )
        pairs.setdefault(loop.key, index)
        before = leaving.get(loop.source, Fraction(0))
        after = leaving[loop.source] = before + (loop.rate.value if loop.rate else 0)
        if before < 1 <= after:
            yield Finding(
                f"never finishes: {shown(loop.source)} would send {float(after):.0%} back and nothing on; "
                "keep the rates from one stage below 100% together",
                (*path, "rate"),
                stages=(loop.source,),
            )


def _no_stage(stage_id: str, stream: Stream) -> str:
    if stage_id == FINISH:
        return (
            "'finish' is no stage: an estimated loop goes from a stage to a stage; "
            "work that comes back after the finish is measured from the log"
        )
    known = [stage.id for stage in stream.stages if ID.fullmatch(stage.id)]
    return f"there is no stage {shown(stage_id)}: {nearest(stage_id, known)}"


def _states(stream: Stream) -> Iterator[Finding]:
    places: list[tuple[str, str, Path]] = []  # state, what the place is called, where it is
    for index, stage in enumerate(stream.stages):
        for key in ("wait", "touch"):
            name = f"{key} of stage {shown(stage.id)}"
            places += [(s, name, ("stages", index, "states", key, i)) for i, s in enumerate(getattr(stage.states, key))]
    for key in ("stay", "paused", "cancelled"):
        places += [(s, f"also {key}", ("also", key, i)) for i, s in enumerate(getattr(stream.also, key))]
    places += [(s, "finish", ("finish", "state", i)) for i, s in enumerate(stream.finish.states)]
    first: dict[str, tuple[str, Path]] = {}
    for state, name, path in places:
        yield from _text(state, path, "a state", blank=False)
        if state not in first:
            first[state] = name, path
            continue
        there, other = first[state]
        if name == "finish" and other[0] == "stages":
            text = f"{shown(state)} finishes the stream and is also a stage's state: finish wins; it is also {there}"
            yield Finding(text, path, other, "warning")
        else:
            yield Finding(
                f"the state {shown(state)} is listed twice: keep one place; it is already {there}", path, other,
                stages=tuple(stage.id for stage in stream.stages if there.endswith(shown(stage.id))),
            )  # fmt: skip
    for index, state in enumerate(stream.begin.states):
        yield from _text(state, ("begin", "state", index), "a state", blank=False)


def _columns(stream: Stream) -> Iterator[Finding]:
    for key, value in stream.columns.said.items():
        yield from _text(value, ("columns", key), f"columns {key}")
    for key, text in stream.columns.wrong():
        yield Finding(text, ("columns", key))


def _guesses(stream: Stream) -> Iterator[Finding]:
    known = {stage.id for stage in stream.stages} | {FINISH, ALSO}
    for index, guess in enumerate(stream.guesses):
        if guess not in known:
            text = f"guesses names {shown(guess)}, which is no stage: write a stage id, finish or also, or remove it"
            yield Finding(text, ("guesses", index), severity="warning")


def _sources(stream: Stream) -> Iterator[Finding]:
    for index, source in enumerate(stream.sources):
        path: Path = ("sources", index)
        tool = source.get("tool")
        if tool is None:
            yield Finding(f"a source needs its tool: write tool: and one of {', '.join(TOOLS)}", path)
        elif tool not in TOOLS:
            yield Finding(f"{shown(str(tool))} is no known tool: {nearest(str(tool), TOOLS)}", (*path, "tool"))
        known = [Finding(text, where) for text, where in secrets(source, path)]
        places = {finding.path for finding in known}
        yield from known
        for finding in _plain(source, path):
            if not (finding.path in places and finding.text.endswith(ELSEWHERE)):  # one credential, one error
                yield finding


def _rounds(stream: Stream) -> Iterator[Finding]:
    known = [stage.id for stage in stream.stages]
    for index, one in enumerate(stream.rounds):
        path: Path = ("rounds", index)
        for place, text in one.wrong(stream.clock):
            yield Finding(text, (*path, *place))
        for at, told in enumerate(one.values):
            here = (*path, "values", at)
            for key, text in told.texts.items():
                yield from _text(text, (*here, key), key)
            if not ID.fullmatch(told.stage):
                yield Finding(f"{shown(told.stage)} is no stage id: {nearest(told.stage, known)}", (*here, "stage"))
            elif told.stage not in known:
                text = f"there is no stage {shown(told.stage)} now: what was said of it is kept"
                yield Finding(text, (*here, "stage"), severity="warning")


def _room(stream: Stream) -> Iterator[Finding]:
    """Wastes, bursts and parked topics."""
    lists: list[tuple[Path, tuple[str, ...], str, Iterator[Wrong]]] = []
    for index, stage in enumerate(stream.stages):
        here: Path = ("stages", index)
        lists.append(((*here, "tags"), stage.tags, "a tag", wrong_tags(stage.tags)))
        lists.append(((*here, "bursts"), stage.bursts, "a burst", wrong_lines(stage.bursts, "a burst")))
    topics = tuple(topic.text for topic in stream.parking)
    lists.append((("parking",), topics, "a topic", wrong_lines(topics, "a topic")))
    for path, texts, what, wrong in lists:
        for at, text in enumerate(texts):
            yield from _text(text, (*path, at), what, blank=False)
        for at, text, error in wrong:
            yield Finding(text, (*path, at), severity="error" if error else "warning")


def _plain(value: Any, path: Path, *, lines: bool = False) -> Iterator[Finding]:
    """Texts anywhere inside plain lists and mappings."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _text(str(key), (*path, str(key)), "a key", blank=False)
            yield from _plain(inner, (*path, str(key)), lines=lines)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _plain(inner, (*path, index), lines=lines)
    elif isinstance(value, str):
        yield from _text(value, path, "this value", lines=lines)
