"""The canonical CSV of an event log, which reads back as the same log."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from typing import TextIO

from vsm_tui.events.log import EventLog, Split

KIND_OF = {
    Split.MAPPED: "enter",
    Split.TOUCH: "touch",
    Split.WAIT: "wait",
    Split.UNSPLIT: "stay",
    Split.NOWHERE: "leave",
    Split.BACK: "back",
}
"""The kind of event that says no more and no less than a :class:`Split`."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_csv(log: EventLog, out: TextIO) -> None:
    """Write ``item,at,state`` and the optional columns the log has, one row per event, in its order.

    ``kind`` is written where a stay is more than entered. Open ``out`` with ``newline=""``.
    """
    optional = [name for name in ("type", "labels", "ref", "outcome") if getattr(log, name)]
    kinds = kinds_of(log)
    with_kind = any(kind != "enter" for kind in kinds)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["item", "at", "state", *(["kind"] if with_kind else []), *optional])
    columns = [getattr(log, name) for name in optional]
    for row, (item, at, state) in enumerate(zip(log.item, log.at, log.state, strict=True)):
        kind = [kinds[row]] if with_kind else []
        writer.writerow([item, iso(at), state, *kind, *(column[row] for column in columns)])


def kinds_of(log: EventLog) -> list[str]:
    """The kind of each row's event."""
    told = log.kind or [""] * len(log)
    return [kind or KIND_OF[Split(split)] for kind, split in zip(told, log.split, strict=True)]


def iso(at: int) -> str:
    """Microseconds since 1970 UTC as ISO 8601 with ``Z``, without fractions that are zero."""
    text = (_EPOCH + timedelta(microseconds=at)).isoformat()
    return text.removesuffix("+00:00") + "Z"
