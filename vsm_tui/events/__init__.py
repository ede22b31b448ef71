"""The event log, and everything that reads or writes one from a file.

Screens need the gate for text at once; the log and its parsers come when somebody first asks for them.
"""

from typing import TYPE_CHECKING

from vsm_tui.events.clean import clean
from vsm_tui.later import later

if TYPE_CHECKING:
    from vsm_tui.events.formats.detect import LogKind, kind
    from vsm_tui.events.formats.read import read_log
    from vsm_tui.events.log import EventLog, Finding, Split
    from vsm_tui.events.write import write_csv
else:
    __getattr__ = later(
        __name__,
        {
            "formats.detect": ("LogKind", "kind"),
            "log": ("EventLog", "Finding", "Split"),
            "formats.read": ("read_log",),
            "write": ("write_csv",),
        },
    )

__all__ = ["EventLog", "Finding", "LogKind", "Split", "clean", "kind", "read_log", "write_csv"]
