"""The map as one widget: rows drawn on demand, a cursor over its values, mouse and keys."""

from vsm_tui.tui.mapview.strips import Painter
from vsm_tui.tui.mapview.view import MapView

__all__ = ["MapView", "Painter"]
