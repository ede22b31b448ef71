"""Stream files with as many stages as wanted, and a log that goes through all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

MARKER = "FirstStage"


def write(folder: Path, stages: int, *, items: int = 0) -> Path:
    """``folder/stages-N.yaml``, with a log of ``items`` finished items beside it when there are any."""
    names = [MARKER, *(f"Stage {number}" for number in range(1, stages))]
    lines = ["vsm: 1", f"name: Long stream of {stages}", "work_type: long", "stages:"]
    for number, name in enumerate(names):
        lines += [
            f"  - id: stage-{number}",
            f"    name: {name}",
            f"    wait: {number % 5 + 1}h",
            f"    touch: {number % 3 + 1}h",
            "    pca: 95%",
            f"    states: {{wait: [q{number}], touch: [d{number}]}}",
        ]
    lines += ["rework:"]
    lines += [f"  - {{from: stage-{at + 4}, to: stage-{at}, rate: 10%}}" for at in range(0, stages - 4, 10)]
    lines += ["finish: {state: [Done]}"]
    name = f"stages-{stages}-{items}"
    if items:
        lines.append(f"log: {name}.events.csv")
        _write_log(folder / f"{name}.events.csv", stages, items)
    path = folder / f"{name}.yaml"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def _write_log(path: Path, stages: int, items: int) -> None:
    rows = ["item,at,state"]
    for item in range(items):
        at = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=7 * item)
        for number in range(stages):
            rows.append(f"LONG-{item},{at.isoformat()},q{number}")
            at += timedelta(minutes=30 + (item * 7 + number * 13) % 400)
            rows.append(f"LONG-{item},{at.isoformat()},d{number}")
            at += timedelta(minutes=20 + (item * 11 + number * 5) % 60)
        rows.append(f"LONG-{item},{at.isoformat()},Done")
    path.write_text("\n".join([*rows, ""]), encoding="utf-8")
