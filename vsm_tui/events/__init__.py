"""The event log, and everything that reads or writes one from a file."""

from vsm_tui.events.clean import clean
from vsm_tui.events.detect import LogKind, kind
from vsm_tui.events.log import EventLog, Split
from vsm_tui.events.read import read_log
from vsm_tui.events.write import write_csv

__all__ = ["EventLog", "LogKind", "Split", "clean", "kind", "read_log", "write_csv"]
