"""The rows of a stream's sources: what each is called, what it reads, and how it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from vsm_tui.model import Stream
from vsm_tui.model.tools import ALL, called, where
from vsm_tui.model.wording import counted
from vsm_tui.tui.listing import ago

if TYPE_CHECKING:
    from vsm_tui.tui.pulling import Progress

Mood = Literal["plain", "muted", "good", "warning", "bad", "busy"]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source. ``state`` says how it stands, in ``mood``; ``share`` how far its pull is, where that is known.
    ``wrong`` says that it can be no source as it stands.
    """

    index: int
    name: str
    tool: str
    reads: str
    state: str
    mood: Mood
    share: float | None = None
    wrong: bool = False


def source_rows(
    stream: Stream,
    said: Sequence[Mapping[str, Any]],
    progress: Mapping[str, Progress],
    now: datetime,
    wrong: Mapping[int, str] = MappingProxyType({}),
    told: Callable[[str], str] = str,
) -> list[SourceRow]:
    """The sources of ``stream``; ``said`` is what its log says of them, ``progress`` how a pull is or was, ``wrong``
    what is wrong with the entries that are no sources; ``told`` is how places of this machine are put.
    """
    found = []
    for index, (name, values) in enumerate(zip(called(stream.sources), stream.sources, strict=True)):
        tool = ALL.get(str(values.get("tool")))
        title = tool.title if tool else str(values.get("tool") or "?")
        known = progress.get(name)
        state, mood = _progress(known) if known is not None else _kept(name, said, now)
        if index in wrong:
            state, mood = f"✗ {wrong[index]}", "bad"
        running = known is not None and known.doing == "asking"
        share = known.share if running and known is not None else None
        found.append(SourceRow(index, name, title, told(where(values)), told(state), mood, share, index in wrong))
    return found


def _progress(known: Progress) -> tuple[str, Mood]:
    brought = f"{counted(known.items, 'item')}, {counted(known.events, 'event')}"
    match known.doing:
        case "queued":
            return "its turn comes", "muted"
        case "asking":
            return known.counts or "asking …", "busy"
        case "waiting":
            return f"waits {known.seconds} s" + (f" · {known.counts}" if known.counts else ""), "warning"
        case "done":
            return f"✓ {brought}", "good"
        case "stopped":
            return f"not all of it · {brought}" if known.events else "stopped, nothing yet", "warning"
        case "failed":
            return f"✗ {known.why or 'failed'}", "bad"


def _kept(name: str, said: Sequence[Mapping[str, Any]], now: datetime) -> tuple[str, Mood]:
    """What the log says of an earlier pull."""
    one = next((one for one in said if one.get("name") == name), None)
    if one is None:
        return "not pulled yet", "muted"
    try:
        at = datetime.fromisoformat(str(one.get("pulled")))
    except ValueError:
        return "not pulled yet", "muted"
    old = ago(at if at.tzinfo else at.replace(tzinfo=UTC), now)
    return (f"pulled {old} ago", "plain") if one.get("complete") else (f"not all of it · {old} ago", "warning")
