"""A flow, a comparison or an explanation as a document."""

from typing import TYPE_CHECKING

from vsm_tui.later import later

if TYPE_CHECKING:
    from vsm_tui.export.comparison import comparison_payload
    from vsm_tui.export.explanation import explanation_payload
    from vsm_tui.export.payload import flow_payload
else:
    __getattr__ = later(
        __name__,
        {
            "comparison": ("comparison_payload",),
            "explanation": ("explanation_payload",),
            "payload": ("flow_payload",),
        },
    )

__all__ = ["comparison_payload", "explanation_payload", "flow_payload"]
