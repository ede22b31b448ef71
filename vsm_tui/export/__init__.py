"""A flow, a comparison or an explanation as a document."""

from vsm_tui.export.comparison import comparison_payload
from vsm_tui.export.explanation import explanation_payload
from vsm_tui.export.payload import flow_payload

__all__ = ["comparison_payload", "explanation_payload", "flow_payload"]
