"""A first stream from nothing but a log: its states in the order work usually takes, every guess marked as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vsm_tui.events.clean import clean
from vsm_tui.measure.drafting import names
from vsm_tui.measure.drafting.emitted import ORDER, ends_of, is_closed, meaning_of
from vsm_tui.measure.drafting.second import beside
from vsm_tui.measure.log.unfold import ENDED
from vsm_tui.measure.roles import tail
from vsm_tui.model import ALSO, FINISH, Also, InputError, Rule, Stage, States, Stream

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from vsm_tui.measure.log.log import Log

_ORDER_ITEMS = 50_000
"""So many items are enough to see the usual order."""
_MOSTLY = 0.5


@dataclass(slots=True)
class _Seen:
    """What the log shows of each state: ``label`` as the stream names it, visits, visits that were an item's last."""

    state: tuple[str, ...]
    label: list[str]
    category: list[str]
    visits: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    order: list[int]

    def ends(self, state: int) -> bool:
        """Whether most visits of the state are where the item was seen last."""
        return bool(self.last[state] >= _MOSTLY * max(int(self.visits[state]), 1))


@dataclass(slots=True)
class _Stage:
    """A stage being put together, from state codes."""

    main: int
    wait: list[int]
    touch: list[int]
    name: str = ""


def draft(log: Log, name: str, board: Mapping[str, Sequence[str]] | None = None) -> Stream:
    """A stream that measures ``log`` without further editing.

    Stages stand in the order in which most items first enter them. A queue-like state joins the stage its name says
    it waits for; what the tracker or the name calls done is ``finish``, else the state most items end in. Wait and
    touch are guessed by name and by the tracker's category. ``guesses`` lists every stage, the finish, and ``also``.
    What a second tool tells beside a tracker stays where the item is, unless items end there; where changes and jobs
    are all there is, their states are what :mod:`~vsm_tui.measure.drafting.emitted` says. Where ``board`` gives the
    columns of the tracker's board with their states, each column is a stage.

    Raises:
        InputError: when the log has a single state, of which no map can be drawn.
    """
    seen = _look(log)
    others = beside(log.states)
    second = {s for s in seen.order if log.states[s] in others}
    cancelled = {s for s in seen.order if names.is_cancelled(seen.label[s]) and seen.ends(s)} | _shut(log)
    finish = _finish(seen, cancelled | second) | {s for s in second if names.is_done(seen.label[s]) and seen.ends(s)}
    rest = [s for s in seen.order if s not in finish and s not in cancelled]
    stay = {s for s in rest if s in second or names.is_stay(seen.label[s])}
    if stay == set(rest):
        stay = set()
    left = [s for s in rest if s not in stay]
    told = _told(left, seen)
    named = {code for stage in told for code in (*stage.wait, *stage.touch)}
    stages = told + _with_board([s for s in left if s not in named], seen, log, board or {})
    if not stages:
        raise InputError("the log knows no state but its end: a map needs a state that comes before")
    stream = Stream(name=clean(name))
    made: list[Stage] = []
    for stage in stages:
        title = stage.name or _title(seen.label[stage.main])
        identity = Stream(name="", stages=tuple(made)).free_id(title)
        states = States(wait=_labels(stage.wait, seen), touch=_labels(stage.touch, seen))
        made.append(Stage(id=identity, name=title, states=states))
    ends = sorted(finish, key=lambda s: (-int(seen.last[s]), seen.label[s]))
    return Stream(
        name=stream.name,
        work_type=_work_type(log),
        start=f"Enters {_title(seen.label[min((*stages[0].wait, *stages[0].touch), key=seen.order.index)])}",
        end=_end([seen.label[s] for s in ends]),
        stages=tuple(made),
        finish=Rule(_labels(ends, seen)),
        also=Also(stay=_labels(sorted(stay), seen), cancelled=_labels(sorted(cancelled), seen)),
        guesses=(*(s.id for s in made), FINISH, *((ALSO,) if stay or cancelled else ())),
    )


def _end(labels: Sequence[str]) -> str:
    """The end point in words, of the states that are it."""
    entered = " or ".join(_title(label) for label in labels if label != ENDED)
    if not entered:
        return "The last stay ends"
    return f"Enters {entered}{', or the last stay ends' if ENDED in labels else ''}"


def _look(log: Log) -> _Seen:
    import numpy as np

    count, rows = len(log.states), log.item.size
    new = np.ones(rows, bool)
    new[1:] = (log.item[1:] != log.item[:-1]) | (log.state[1:] != log.state[:-1])
    final = np.ones(rows, bool)
    final[:-1] = log.item[1:] != log.item[:-1]
    visits = np.bincount(log.state[new], minlength=count)
    last = np.bincount(log.state[final], minlength=count)
    tails = Counter(tail(s) for s in log.states)
    labels = [tail(s) if tails[tail(s)] == 1 else s for s in log.states]
    categories = [log.categories.get(s, "") for s in log.states]
    return _Seen(log.states, labels, categories, visits, last, _usual_order(log, count))


def _usual_order(log: Log, count: int) -> list[int]:
    """State codes in the order in which items usually enter them for the first time.

    Of all orders it seeks the one that fewest first entries contradict, counting each pair of states once per item:
    by how often a state comes first, then moving single states while that helps (insertion moves; Kemeny's rule).
    """
    import numpy as np

    part = log.item < _ORDER_ITEMS
    item, state = log.item[part].astype(np.int64), log.state[part].astype(np.int64)
    _, first = np.unique(item * count + state, return_index=True)
    entered = np.full((int(item[-1]) + 1 if item.size else 0, count), -1, np.int64)
    entered[item[first], state[first]] = first
    earlier = np.zeros((count, count), np.int64)
    for code in range(count):
        own = entered[entered[:, code] >= 0]
        earlier[code] = (own > own[:, code : code + 1]).sum(axis=0)
    net = earlier - earlier.T
    met = np.maximum((earlier + earlier.T).sum(axis=1), 1)
    present = np.flatnonzero(np.bincount(log.state, minlength=count))
    order = sorted((int(s) for s in present), key=lambda s: (-float(earlier[s].sum() / met[s]), log.states[s]))
    return _settled(order, net)


def _settled(order: list[int], net: npt.NDArray[np.int64]) -> list[int]:
    """Move single states to where they contradict fewest items, until no move helps; ``net[a, b]`` is how many more
    items enter a before b than b before a.
    """
    for _ in range(len(order)):
        moved = False
        for code in tuple(order):
            at = order.index(code)
            rest = order[:at] + order[at + 1 :]
            gain = [0]
            for other in rest:
                gain.append(gain[-1] + int(net[other, code]) - int(net[code, other]))
            best = max(range(len(gain)), key=lambda k: (gain[k], -abs(k - at)))
            if gain[best] > gain[at]:
                order = [*rest[:best], code, *rest[best:]]
                moved = True
        if not moved:
            break
    return order


def _shut(log: Log) -> set[int]:
    """The codes of a closed change that say it was given up: where most that were closed had been worked on as a change
    is and were not merged. What was only opened and closed may as well be a ticket that is done.
    """
    import numpy as np

    found: set[int] = set()
    codes = {state: code for code, state in enumerate(log.states)}
    for tool in ("github", "gitlab"):
        closed, merged = codes.get(f"{tool}:closed"), codes.get(f"{tool}:merged")
        if closed is None or merged is None:
            continue
        plain = [codes[name] for word in ("opened", "closed", "reopened") if (name := f"{tool}:{word}") in codes]
        ended, over = np.unique(log.item[log.state == closed]), log.item[log.state == merged]
        worked = np.setdiff1d(log.item[~np.isin(log.state, plain)], over)
        if np.isin(ended, worked).sum() > _MOSTLY * ended.size:
            found.add(closed)
    return found


def _told(codes: list[int], seen: _Seen) -> list[_Stage]:
    """The stages that states of changes and jobs speak of in their tool's own words, in the order of the work."""
    found: dict[str, _Stage] = {}
    for code in codes:
        meaning = meaning_of(seen.state[code])
        if meaning is not None and meaning.does in ("wait", "touch"):
            stage = found.setdefault(meaning.stage, _Stage(code, [], [], meaning.stage))
            (stage.wait if meaning.does == "wait" else stage.touch).append(code)
    return [found[name] for name in ORDER if name in found]


def _finish(seen: _Seen, cancelled: set[int]) -> set[int]:
    candidates = [s for s in seen.order if s not in cancelled]
    if not candidates:
        candidates = list(seen.order)
    told = {s for s in candidates if seen.category[s] == "done"}
    if told:
        return told
    last = ends_of(seen.state[s] for s in candidates)
    if last and all(meaning_of(seen.state[s]) or is_closed(seen.state[s]) for s in candidates):
        return {s for s in candidates if seen.state[s] in last or is_closed(seen.state[s])}
    named = {s for s in candidates if names.is_done(seen.label[s]) and seen.ends(s)}
    if named:
        return named
    return {max(candidates, key=lambda s: (int(seen.last[s]), seen.order.index(s)))}


def _with_board(codes: list[int], seen: _Seen, log: Log, board: Mapping[str, Sequence[str]]) -> list[_Stage]:
    """A stage a column, in the board's order; states on no column are stages as without a board, in front of the first
    column whose states usually come later.
    """
    columns: list[_Stage] = []
    for name, states in board.items():
        own = [code for code in codes if log.states[code] in states]
        if own:
            waiting = [c for c in own if names.is_wait(name) or _waits(c, seen)]
            columns.append(_Stage(own[0], waiting, [c for c in own if c not in waiting], clean(name)))
    taken = {code for stage in columns for code in (*stage.wait, *stage.touch)}
    for stage in _stages([code for code in codes if code not in taken], seen):
        later = (k for k, other in enumerate(columns) if codes.index(other.main) > codes.index(stage.main))
        columns.insert(next(later, len(columns)), stage)
    return columns


def _stages(codes: list[int], seen: _Seen) -> list[_Stage]:
    """One stage per state, queues joined to what they wait for; in the usual order of what they wait for."""
    target = {code: _joins(code, codes, seen) for code in codes}
    stages = {code: _Stage(code, [], []) for code in codes if target[code] is None}
    for code in codes:
        home = target[code]
        if home is not None:
            stages[home].wait.append(code)
        elif _waits(code, seen):
            stages[code].wait.append(code)
        else:
            stages[code].touch.append(code)
    return [stages[code] for code in codes if code in stages]


def _waits(code: int, seen: _Seen) -> bool:
    return seen.category[code] == "new" or names.is_wait(seen.label[code])


def _joins(code: int, codes: list[int], seen: _Seen) -> int | None:
    """The state this one is the queue of, if its name makes that plain."""
    label = seen.label[code]
    doing = [c for c in codes if c != code and not _waits(c, seen) and not _over(c, codes, seen)]
    wanted = names.waits_for(label)
    if wanted is not None:
        same = [c for c in doing if names.alike(wanted, seen.label[c])]
        here = codes.index(code)
        return min(same, key=lambda c: (codes.index(c) < here, abs(codes.index(c) - here)), default=None)
    if _over(code, codes, seen):
        return next((c for c in codes[codes.index(code) + 1 :] if c in doing), None)
    return None


def _over(code: int, codes: list[int], seen: _Seen) -> bool:
    """Whether the name says that an earlier state is over: ``Dev Done`` after ``Dev``, ``Fixed`` after ``Fixing``."""
    ended = names.is_over(seen.label[code])
    if ended is None:
        return False
    before = codes[: codes.index(code)]
    return any(names.alike(ended, seen.label[c]) and names.is_over(seen.label[c]) is None for c in before)


def _title(label: str) -> str:
    """A state's name as a stage's: without the tool, words apart."""
    text = tail(label).replace("_", " ").strip()
    return clean(text[:1].upper() + text[1:]) or "Stage"


def _labels(codes: Iterable[int], seen: _Seen) -> tuple[str, ...]:
    return tuple(seen.label[c] for c in codes)


def _work_type(log: Log) -> str:
    """The type that most items are of: that of a few says nothing of the stream."""
    common = Counter(t for t in log.type if t).most_common(1)
    return common[0][0].lower() if common and common[0][1] > _MOSTLY * log.item_count else ""
