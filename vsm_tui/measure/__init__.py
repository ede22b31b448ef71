"""Event log + stream → measured flow; the only room that knows numpy, DuckDB and pandas."""

from vsm_tui.measure.items import ItemRow, Segment
from vsm_tui.measure.measurement import Measurement, last_states, measure
from vsm_tui.measure.read import Log, load

__all__ = ["ItemRow", "Log", "Measurement", "Segment", "last_states", "load", "measure"]
