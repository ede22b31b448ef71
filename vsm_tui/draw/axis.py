"""A time axis: where its ticks stand and what they are called."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from vsm_tui.draw.run import Line, Row
from vsm_tui.draw.text import cell_len

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PER_LABEL = 9
_HOURS = (1, 3, 6, 12)
_DAYS = (1, 2, 7, 14, 28)
_MONTH_STEPS = (1, 3, 6, 12, 24, 60)
_DAY = 86_400.0


class Axis(NamedTuple):
    """``width`` cells that stand for the time from ``start`` to ``end``, in the zone of the stream."""

    start: datetime
    end: datetime
    width: int
    zone: ZoneInfo

    @property
    def seconds(self) -> float:
        """How long the axis is."""
        return max(1.0, (self.end - self.start).total_seconds())

    def cell(self, at: datetime) -> int:
        """The cell a moment lies in."""
        part = (at - self.start).total_seconds() / self.seconds
        return min(self.width - 1, max(0, int(part * self.width)))

    def ticks(self) -> list[tuple[int, str]]:
        """Cells and labels, at round moments, as many as can be read."""
        most = max(2, self.width // _PER_LABEL)
        days = self.seconds / _DAY
        for hours in _HOURS:
            if days * 24 / hours <= most:
                return self._labelled(self._every(timedelta(hours=hours)), "hour")
        for step in _DAYS:
            if days / step <= most:
                return self._labelled(self._every(timedelta(days=step)), "day")
        months = next((m for m in _MONTH_STEPS if days / 30.4 / m <= most), _MONTH_STEPS[-1])
        return self._labelled(self._months(months), "day" if months == 1 and days < 400 else "month")

    def _every(self, step: timedelta) -> Iterator[datetime]:
        """Round moments in local time: midnights, Mondays where steps are weeks."""
        local = self.start.astimezone(self.zone)
        at = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        if step.days >= 7:
            at -= timedelta(days=at.weekday())
        while True:
            moment = at.replace(tzinfo=self.zone)
            if moment > self.end:
                return
            if moment >= self.start:
                yield moment
            at += step

    def _months(self, step: int) -> Iterator[datetime]:
        local = self.start.astimezone(self.zone)
        count = local.year * 12 + (local.month - 1) // step * step if step <= 12 else local.year // (step // 12) * step
        while True:
            moment = datetime(count // 12, count % 12 + 1, 1, tzinfo=self.zone)
            if moment > self.end:
                return
            if moment >= self.start:
                yield moment
            count += step

    def _labelled(self, moments: Iterator[datetime], unit: str) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for moment in moments:
            at = moment.astimezone(self.zone)
            text = f"{at.day} {MONTHS[at.month - 1]}"
            if unit == "hour" and at.hour:
                text = f"{at:%H:%M}"
            elif unit == "month":
                text = f"{MONTHS[at.month - 1]} {at.year}"
            cell = self.cell(moment)
            if not found or cell > found[-1][0] + cell_len(found[-1][1]) + 1:
                found.append((cell, text))
        return found

    def rows(self, indent: int) -> list[Row]:
        """The axis and its labels, beginning ``indent`` cells from the left; ``indent`` must leave room for one."""
        line, words = Line(indent + self.width), Line(indent + self.width)
        if indent:
            line.put(indent - 1, "└", "grid")
        line.fill(indent, indent + self.width, "─", "grid")
        for cell, text in self.ticks():
            line.put(indent + cell, "┬", "grid")
            words.put(max(0, min(indent + cell, indent + self.width - cell_len(text))), text, "label")
        return [line.runs(), words.runs()]
