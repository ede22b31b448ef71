"""Event log + stream → measured flow; the only room that knows numpy, DuckDB and pandas."""

from vsm_tui.measure.files import measure_files
from vsm_tui.measure.items import ItemRow, Segment
from vsm_tui.measure.measurement import Measurement, columns_of, last_states, measure
from vsm_tui.measure.read import Log, load

__all__ = ["ItemRow", "Log", "Measurement", "Segment", "columns_of", "last_states", "load", "measure", "measure_files"]
