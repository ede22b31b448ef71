"""Places of the map that nobody types."""

from __future__ import annotations

_COMPUTED = "this is worked out from wait, touch and rework: type those; ? tells how"
NOT_TYPED = {
    "wip": "only the log can tell this; press d to lay one over the map",
    "loop": "only the log knows this loop",
    **dict.fromkeys(("est", "meas", "share", "off", "fact"), _COMPUTED),
}
"""Why a value cannot be typed, by its field."""
