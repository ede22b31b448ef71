"""A flow and a stream → a document; never from widgets."""

from vsm_tui.export.payload import comparison_payload, flow_payload

__all__ = ["comparison_payload", "flow_payload"]
