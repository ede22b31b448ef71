"""What the columns of a table may mean, from their names and values: a suggestion, shown with examples, never taken
without being asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.columns import ALIASES, plain_name
from vsm_tui.events.formats.dates import meant, telling, ways
from vsm_tui.model import Columns
from vsm_tui.model.columns import names_person

_WORDS = {
    "item": "ticket issue item case key id order number no story task incident request bug defect card ref",
    "at": "changed change date time at on timestamp when moved transition transitioned updated entered event occurred",
    "state": "status state stage step phase activity action column lane list event to new",
    "entered": "entered start started begin began from in arrive arrived since created opened open",
    "left": "left end ended finish finished until out depart departed exit exited resolved closed done completed",
}
_BORN = frozenset("created opened open reported submitted".split())  # noqa: SIM905 - reads better as words
_DIED = frozenset("resolved closed done completed finished".split())  # noqa: SIM905 - reads better as words
_TIMELY = re.compile(r"date|time|changed|created|resolved|updated|start|end|when|stamp|\bat\b|\bon\b", re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*[-#]?\d+|#?\d+|[\w./-]+#\d+")
_EXAMPLES = 3
_MOST_STATES = 60
_TIMES = 200


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one column seems to mean, with some of its values."""

    role: str
    column: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a table's columns seem to mean. ``doubts`` say in sentences what only people can decide, and ``whole`` that
    nothing is missing. ``ways`` are the ways to read its times (``dates``) where the values leave more than one.
    ``lacking`` are the roles without which the table cannot be read and that no column is named for.
    """

    columns: Columns
    meanings: tuple[Meaning, ...]
    doubts: tuple[str, ...]
    ways: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it says all that is needed, beyond doubt."""
        said = self.columns
        return bool(said.item and ((said.at and said.state) or (said.entered and said.left)) and not self.doubts)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column with what its values look like. ``dates`` are the ways to read them as times."""

    name: str
    values: tuple[str, ...]
    rows: int
    dates: tuple[str, ...]

    @property
    def words(self) -> set[str]:
        split = re.sub(r"([a-z])([A-Z])", r"\1 \2", self.name)
        return set(re.findall(r"[a-z]+", split.lower()))

    @property
    def kinds(self) -> int:
        return len(set(self.values))

    def examples(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clean(value, 40) for value in self._told))[:_EXAMPLES]

    @property
    def _told(self) -> Sequence[str]:
        return telling(self.values) if len(self.dates) > 1 else self.values


def suggest(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Suggestion:
    """What ``columns`` seem to mean, by their names and these ``rows`` of values."""
    known = [_column(name, [row[place] for row in rows]) for place, name in enumerate(columns)]
    usable = [column for column in known if column.values and not names_person(column.name)]
    doubts: list[str] = []
    item = _best("item", usable, _as_item, doubts)
    times = [column for column in usable if column.dates and column is not item]
    others = [column for column in usable if column not in times and column is not item]
    once = item is not None and 1 < item.kinds == len(item.values)
    born, died = (_one(times, words) for words in (_BORN, _DIED))
    if once and born and died and born is not died:
        found: dict[str, _Column | None] = {"item": item, "entered": born, "left": died}
    else:
        found = {"item": item, **_when(times, doubts), "state": _best("state", others, _as_state, doubts)}
    chosen = {role: column for role, column in found.items() if column is not None}
    said = Columns(**{role: column.name for role, column in chosen.items()})
    dated = [chosen[role] for role in ("at", "entered", "left") if role in chosen]
    shared = tuple(way for way in (dated[0].dates if dated else ()) if all(way in column.dates for column in dated))
    said, doubt = _dated(said, dated, shared)
    doubts += [doubt] if doubt else []
    doubts += _missing(said, once=once) if not doubts else []
    meanings = tuple(Meaning(role, column.name, column.examples()) for role, column in chosen.items())
    return Suggestion(said, meanings, tuple(doubts), shared if len(shared) > 1 else ())


def _column(name: str, values: Sequence[str]) -> _Column:
    told = tuple(value.strip() for value in values if value.strip())
    dates = ways(told[:_TIMES])
    counted = set(dates) & {"excel", "unix", "unix-ms"}
    if counted and not _TIMELY.search(name):
        dates = []
    return _Column(name, told, len(values), tuple(dates))


def _best(
    role: str, columns: Iterable[_Column], score: Callable[[_Column], float], doubts: list[str]
) -> _Column | None:
    """The column that fits a role best; where two fit alike, none, and a doubt."""
    ranked = sorted(((score(column), -place, column) for place, column in enumerate(columns)), key=lambda r: r[:2])
    fit = [(points, column) for points, _, column in reversed(ranked) if points > 0]
    if not fit:
        return None
    alike = [column for points, column in fit if points == fit[0][0]]
    if len(alike) > 1:
        doubts.append(f"{role} could be {_either(alike)}: say which")
        return None
    return fit[0][1]


def _as_item(column: _Column) -> float:
    if column.dates:
        return 0
    keys = sum(bool(_KEY.fullmatch(value)) for value in column.values) / len(column.values)
    return 2 * _called("item", column) + 2 * keys * (column.kinds > 1) + (len(column.values) == column.rows) - 2


def _as_state(column: _Column) -> float:
    if not 2 <= column.kinds < min(_MOST_STATES, len(column.values)):
        return 0
    numbers = sum(value.replace(".", "").isdigit() for value in column.values) / len(column.values)
    return 3 * _called("state", column) + (numbers < 0.5) + (len(column.values) == column.rows) * 0.5


def _called(role: str, column: _Column) -> float:
    """How much a column is called like a role: 2 by a common name, 1 by a word of it, 0 not at all."""
    if plain_name(column.name) in (role, *ALIASES.get(role, ())):
        return 2
    return 1.0 * bool(column.words & set(_WORDS[role].split()))


def _when(times: Sequence[_Column], doubts: list[str]) -> dict[str, _Column | None]:
    """One time of an event, or the two of a stay."""
    begin = [c for c in times if _called("entered", c) and not _called("left", c)]
    end = [c for c in times if _called("left", c) and not _called("entered", c)]
    if len(begin) == 1 and len(end) == 1:
        return {"entered": begin[0], "left": end[0]}
    if len(times) == 1:
        return {"at": times[0]}
    if times:
        named = [c for c in times if _called("at", c) == max(_called("at", t) for t in times)]
        if len(named) == 1:
            return {"at": named[0]}
        doubts.append(f"the time could be {_either(times)}: say which is at, or which are entered and left")
        if len(times) > 2:
            doubts.append("a column of dates for each step cannot be read: write a row for each step instead")
    return {}


def _one(times: Sequence[_Column], words: frozenset[str]) -> _Column | None:
    found = [column for column in times if column.words & words]
    return found[0] if len(found) == 1 else None


def _dated(said: Columns, times: Sequence[_Column], shared: Sequence[str]) -> tuple[Columns, str]:
    """With how the times are written, or a doubt about that; ``shared`` are the ways that read all of them."""
    if len(shared) == 1:
        return replace(said, dates=shared[0]), ""
    if not times:
        return said, ""
    names = " and ".join(f"‘{clean(column.name, 40)}’" for column in times)
    if not shared:
        return said, f"the times of {names} are written in different ways"
    example = times[0].examples()[0]
    return said, f"‘{example}’ in {names} may be {' or '.join(f'{meant(w)} (dates={w})' for w in shared)}: say which"


def _missing(said: Columns, *, once: bool) -> list[str]:
    found = []
    if not said.item:
        found.append("no column looks like the item")
    if not (said.at or said.entered):
        found.append("no column looks like a time")
    elif said.at and not said.state:
        more = ": with one row per item it is no log of what happened" if once else ""
        found.append(f"no column looks like the state{more}")
    return found


def _either(columns: Sequence[_Column]) -> str:
    return " or ".join(f"‘{clean(column.name, 40)}’ ({', '.join(column.examples())})" for column in columns[:4])
