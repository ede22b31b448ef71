"""XES event logs (IEEE 1849), also gzip: a trace is an item, an event a row.

The log's event classifier names the state (its keys joined with ``+``), else ``concept:name``. The standard values of
``lifecycle:transition`` say what kind of event it is and are no part of the name; other values are only that. People
(``org:resource`` and everything else beside the classifier's keys) never leave the parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from xml.parsers import expat

from vsm_tui.events.clean import clean
from vsm_tui.events.formats.tables import open_bytes
from vsm_tui.events.kinds import resolve
from vsm_tui.events.log import EventLog, Finding
from vsm_tui.events.times import instant, zone_of
from vsm_tui.model import InputError, Problem
from vsm_tui.model.wording import counted

STANDARD = {
    "schedule": "schedule", "assign": "assign", "reassign": "assign", "start": "start", "suspend": "suspend",
    "resume": "resume", "complete": "complete", "autoskip": "complete", "manualskip": "complete",
    "withdraw": "leave", "pi_abort": "leave", "ate_abort": "leave", "unknown": "enter",
}  # fmt: skip
"""What the transitions of the XES lifecycle extension mean as kinds of event."""
NAME, TIME, TRANSITION = "concept:name", "time:timestamp", "lifecycle:transition"
_TYPES = frozenset({"type", "case:type", "case_type", "case type"})
_ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id"})
_LISTED = 100
_MOST_BYTES = 4 << 30
_DEEPEST = 100
_BLOCK = 1 << 20


def read_xes(path: Path, zone: str) -> EventLog:
    """Read a XES file. ``zone`` is what times without an offset are read in.

    Raises:
        InputError: when it is no XES, declares entities, or is beyond all measure in depth or size.
    """
    reader = _Reader(path, zone_of(zone), zone)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    reader.parser = parser
    read = 0
    try:
        with open_bytes(path) as file:
            while block := file.read(_BLOCK):
                read += len(block)
                if read > _MOST_BYTES:
                    raise InputError(Problem("is over 4 GiB unpacked: split it by traces", str(path)))
                parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        text = f"is no XML: {expat.ErrorString(error.code)}"
        raise InputError(Problem(text, str(path), error.lineno, error.offset + 1)) from error
    except (OSError, EOFError) as error:
        raise InputError(Problem(f"cannot be read: {error}", str(path))) from error
    return reader.finish()


@dataclass(slots=True)
class _Trace:
    number: int
    name: str = ""
    type: str = ""
    events: list[tuple[int, str, str]] = field(default_factory=list)


class _Reader:
    """Follows the parser through log, traces and events; keeps nothing but what an event log holds."""

    def __init__(self, path: Path, zone: tzinfo, zone_name: str) -> None:
        self.parser: expat.XMLParserType | None = None
        self.log = EventLog()
        self._path, self._zone, self._zone_name = path, zone, zone_name
        self._open: list[str] = []
        self._keys: tuple[str, ...] = ()
        self._trace: _Trace | None = None
        self._event: dict[str, str] = {}
        self._line = 0
        self._traces = self._nameless = self._local = 0
        self._seen: dict[str, int] = {}

    def refuse(self, *_: object) -> None:
        """Entities can blow a small file up to any size, and no XES log needs a document type."""
        raise InputError(Problem("declares a document type: remove it, an XES log needs none", str(self._path)))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """One element begins."""
        tag = name.rpartition(":")[2]
        inside = self._open[-1] if self._open else ""
        self._open.append(tag)
        if len(self._open) > _DEEPEST:
            raise InputError(Problem(f"is nested over {_DEEPEST} deep: that is no event log", str(self._path)))
        if not inside and tag != "log":
            text = f"begins with <{clean(tag, 40)}>: a XES log begins with <log>"
            raise InputError(Problem(text, str(self._path), 1))
        if tag == "trace":
            self._traces += 1
            self._trace = _Trace(self._traces)
        elif tag == "event":
            self._event, self._line = {}, self.parser.CurrentLineNumber if self.parser else 0
        elif tag == "classifier":
            self._classifier(attributes)
        elif tag in _ATTRIBUTES:
            self._attribute(inside, attributes.get("key", ""), attributes.get("value", ""))

    def _classifier(self, attributes: dict[str, str]) -> None:
        """The first classifier of events that names no person or group names the state."""
        keys = tuple(a or b for a, b in re.findall(r"'([^']*)'|(\S+)", attributes.get("keys", "")))
        if (
            not self._keys
            and attributes.get("scope", "event") == "event"
            and not any(k.startswith("org:") for k in keys)
        ):
            self._keys = keys

    def _attribute(self, inside: str, key: str, value: str) -> None:
        if inside == "event" and (key in {NAME, TIME, TRANSITION} or key in self._keys):
            self._event[key] = value
        elif inside == "trace" and self._trace is not None and key == NAME:
            self._trace.name = clean(value)
        elif inside == "trace" and self._trace is not None and key.lower() in _TYPES:
            self._trace.type = clean(value)

    def end(self, _: str) -> None:
        """One element ends."""
        tag = self._open.pop()
        if tag == "event" and self._trace is not None:
            self._take(self._trace)
        elif tag == "trace" and self._trace is not None:
            self._close(self._trace)
            self._trace = None

    def finish(self) -> EventLog:
        """The log, with what had to be assumed."""
        found, twice = self.log.findings, sum(1 for n in self._seen.values() if n > 1)
        if self._nameless:
            text = f"{counted(self._nameless, 'trace')} without {NAME}, called by number"
            found.append(Finding("nameless-items", text, self._nameless))
        if twice:
            text = f"{counted(twice, 'name')} on several traces, each read as one item"
            found.append(Finding("joined-items", text, twice))
        if self._local:
            text = f"{counted(self._local, 'event')} had no zone: read as {self._zone_name}"
            found.append(Finding("assumed-zone", text, self._local))
        if not any(self.log.type):
            self.log.type = []
        return self.log

    def _take(self, trace: _Trace) -> None:
        transition = self._event.get(TRANSITION, "")
        kind = STANDARD.get(transition.strip().lower())
        parts = [clean(self._event.get(key, "")) for key in self._keys if not (key == TRANSITION and kind)]
        state = clean("+".join(p for p in parts if p)) or clean(self._event.get(NAME, ""))
        if not state:
            self._reject(f"an event without {NAME}: say which activity it was")
            return
        try:
            at, zoned = instant(self._event.get(TIME, ""), self._zone)
        except ValueError:
            given = clean(self._event.get(TIME, ""), 40)
            self._reject(f"‘{given}’ is no {TIME}: write one such as 2026-03-01T09:30:00+01:00")
            return
        self._local += not zoned
        trace.events.append((at, state, kind or "enter"))

    def _reject(self, text: str) -> None:
        self.log.rejected_count += 1
        if len(self.log.rejected) < _LISTED:
            self.log.rejected.append(Problem(text, str(self._path), self._line))

    def _close(self, trace: _Trace) -> None:
        if not trace.name:
            self._nameless += 1
            trace.name = f"trace {trace.number}"
        self._seen[trace.name] = self._seen.get(trace.name, 0) + 1
        trace.events.sort(key=lambda e: e[0])
        for at, state, split in resolve(trace.events):
            self.log.item.append(trace.name)
            self.log.at.append(at)
            self.log.state.append(state)
            self.log.split.append(int(split))
            self.log.type.append(trace.type)
