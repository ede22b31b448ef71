"""The event log, and everything that reads or writes one from a file.

Readers are imported when first asked for: screens need the gate for text at once, and parsers only for a log.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vsm_tui.events.clean import clean
from vsm_tui.events.log import EventLog, Split

if TYPE_CHECKING:
    from vsm_tui.events.detect import LogKind, kind
    from vsm_tui.events.read import read_log
    from vsm_tui.events.write import write_csv

__all__ = ["EventLog", "LogKind", "Split", "clean", "kind", "read_log", "write_csv"]

_LATER = {"LogKind": "detect", "kind": "detect", "read_log": "read", "write_csv": "write"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"vsm_tui.events.{_LATER[name]}"), name)
