"""What a pulled log says beside its rows: where they come from, and what its states were called before.

It lies beside the log as ``NAME.events.csv.about.json``. With the digest in it a log is known to be as it was pulled;
one that somebody changed or wrote by hand is never overwritten unasked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vsm_tui.events.clean import clean
from vsm_tui.events.log import EventLog, Finding

SCHEMA = "vsm.log.v1"
_LARGEST = 20_000_000


def beside(log: Path) -> Path:
    """Where what is said about ``log`` lies."""
    return log.with_name(log.name + ".about.json")


def about_text(
    log: EventLog, data: bytes, sources: Sequence[Mapping[str, Any]], pulled: str, before: bytes | None = None
) -> str:
    """What to say about ``log``, whose CSV is ``data`` and takes the place of ``before``.

    It is written first, so both are known as pulled wherever a pull is cut off. ``pulled`` is when, as ISO 8601.
    """
    said = {
        "schema": SCHEMA,
        "pulled": pulled,
        "sha256": list(dict.fromkeys(_digest(c) for c in (data, before) if c is not None)),
        "sources": list(sources),
        "aliases": {state: list(names) for state, names in log.aliases.items()},
        "categories": log.categories,
        "board": [{"column": column, "states": list(states)} for column, states in log.board.items()],
        "findings": [{"code": f.code, "text": f.text, "count": f.count} for f in log.findings],
    }
    return json.dumps(said, indent=1, sort_keys=True, ensure_ascii=True) + "\n"


def read_about(log: Path) -> EventLog | None:
    """The aliases, categories and findings of a pulled log, without its rows; ``None`` where nothing is said."""
    said = _said(log)
    if said is None:
        return None
    aliases, categories, findings = (said.get(key) for key in ("aliases", "categories", "findings"))
    found = EventLog()
    if isinstance(aliases, dict):
        lists = {clean(state): names for state, names in aliases.items() if isinstance(names, list)}
        found.aliases = {state: tuple(clean(str(name)) for name in names) for state, names in lists.items()}
    if isinstance(categories, dict):
        found.categories = {clean(s): clean(str(c), 40) for s, c in categories.items()}
    found.board = _board(said.get("board"))
    for one in findings if isinstance(findings, list) else ():
        if isinstance(one, dict):
            count = one.get("count")
            text = clean(str(one.get("text") or ""), 500)
            found.findings.append(
                Finding(clean(str(one.get("code") or ""), 60), text, count if isinstance(count, int) else None)
            )
    return found


def _board(said: Any) -> dict[str, tuple[str, ...]]:
    columns = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    return {
        clean(str(one.get("column") or "")): tuple(clean(str(state)) for state in one["states"])
        for one in columns
        if isinstance(one.get("states"), list)
    }


def sources_said(log: Path) -> list[dict[str, Any]]:
    """What is said of each source of a pulled log: ``name``, ``tool``, ``pulled`` (ISO 8601), ``complete``; cleaned."""
    said = _said(log)
    listed = said.get("sources") if said else None
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [{key: clean(one[key]) if isinstance(one[key], str) else one[key] for key in one} for one in found]


def as_pulled(log: Path) -> bool:
    """Whether ``log`` is a pulled one that nobody changed since."""
    said = _said(log)
    try:
        digests = said.get("sha256") if said else None
        return isinstance(digests, list) and _digest(log.read_bytes()) in digests
    except OSError:
        return False


def _said(log: Path) -> dict[str, Any] | None:
    try:
        with beside(log).open("rb") as file:
            said = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and said.get("schema") == SCHEMA else None


def _digest(data: bytes) -> str:
    from hashlib import sha256  # only what pulls and checks logs needs it

    return sha256(data).hexdigest()
