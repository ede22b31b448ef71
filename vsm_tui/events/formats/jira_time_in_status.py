"""Jira's field Time in Status, where an issue comes without history: what it can be used for, and what not.

It says how long an issue was in each status and how often, from its creation to its first resolution, and neither when
nor in what order. That is no log: nothing is made of it but totals, and they are told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from vsm_tui.events.formats.jira_pages import Issue
from vsm_tui.events.log import Finding
from vsm_tui.model.wording import counted

_ONE = r"[^\s_*|]+_\*:\*_\d+_\*:\*_\d+"
_FIELD = re.compile(rf"{_ONE}(?:_\*\|\*_{_ONE})*")
_DAY = 86_400_000
_NAMED = 6


def totals(issue: Issue) -> dict[str, tuple[int, int]] | None:
    """Status id → visits and milliseconds, as the field says; ``None`` where the issue has no such field."""
    for name, value in issue.fields.items():
        if name.startswith("customfield_") and isinstance(value, str) and _FIELD.fullmatch(value):
            parts = (part.split("_*:*_") for part in value.split("_*|*_"))
            return {status: (int(visits), int(spent)) for status, visits, spent in parts}
    return None


def told(issues: Iterable[Issue], names: Mapping[str, str]) -> list[Finding]:
    """What the field says of issues without history, on average; ``names`` of statuses by id."""
    found = [total for issue in issues if (total := totals(issue)) is not None]
    if not found:
        return []
    spent: dict[str, int] = defaultdict(int)
    visits: dict[str, int] = defaultdict(int)
    for total in found:
        for status, (count, milliseconds) in total.items():
            spent[status] += milliseconds
            visits[status] += count
    longest = sorted(spent, key=lambda status: -spent[status])[:_NAMED]
    shown = [
        f"‘{names.get(status, f'status {status}')}’ {spent[status] / _DAY / len(found):.1f} days "
        f"in {visits[status] / len(found):.2g} visits"
        for status in longest
    ]
    more = " and others" if len(spent) > _NAMED else ""
    told_of = counted(len(found), "issue has", "issues have")
    text = (
        f"{told_of} no history but a field Time in Status: an issue was, on average and up to its first resolution, "
        f"{', '.join(shown)}{more}. Totals without order and dates are no log: nothing says "
        "what came back, what waits now or where work piles up, so they are left out"
    )
    return [Finding("time-in-status", text, len(found))]
