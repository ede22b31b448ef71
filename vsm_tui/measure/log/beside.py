"""What lies beside a pulled log: its states' other names and categories, and what its sources had to say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vsm_tui.events.about import read_about
from vsm_tui.events.log import EventLog


def said_beside(path: Path) -> EventLog | None:
    """All but the rows of a pulled log; ``None`` where nothing is said about it. A finding that only another version
    of this program knows is told without claiming what it does.
    """
    log = read_about(path)
    if log is not None:
        from vsm_tui.measure.quality.effects import EFFECTS

        log.findings = [f if f.code in EFFECTS else replace(f, code="source-finding") for f in log.findings if f.text]
    return log
