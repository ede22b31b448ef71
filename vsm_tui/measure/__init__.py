"""Event log + stream → measured flow; the only room that knows numpy, DuckDB and pandas."""

import os
from typing import TYPE_CHECKING

from vsm_tui.later import later

# Matrices here have tens of columns: a second thread for their products costs more than it saves, most of all where
# parts are measured side by side. Read by numpy when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from vsm_tui.measure.files import measure_files
    from vsm_tui.measure.items.rows import ItemRow, Segment
    from vsm_tui.measure.log.log import Log
    from vsm_tui.measure.log.read import columns_of, load
    from vsm_tui.measure.measurement import Measurement, last_states, measure
else:
    __getattr__ = later(
        __name__,
        {
            "files": ("measure_files",),
            "items.rows": ("ItemRow", "Segment"),
            "measurement": ("Measurement", "last_states", "measure"),
            "log.log": ("Log",),
            "log.read": ("columns_of", "load"),
        },
    )

__all__ = ["ItemRow", "Log", "Measurement", "Segment", "columns_of", "last_states", "load", "measure", "measure_files"]
