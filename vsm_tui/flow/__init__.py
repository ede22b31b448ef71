"""The flow shape and the mathematics of an estimated stream."""

from vsm_tui.flow.compare import Comparison, Delta, StageDelta, compare, definition_differences
from vsm_tui.flow.convert import to_elapsed
from vsm_tui.flow.expected import expected
from vsm_tui.flow.ranges import Range80, simulate_range
from vsm_tui.flow.shape import (
    Bounded,
    Condition,
    Constraint,
    Evidence,
    Exclusion,
    Flow,
    Gap,
    Items,
    Layer,
    LeadTime,
    Lens,
    LoopFlow,
    Observed,
    StageFlow,
    Unmapped,
    Verdict,
    Warn,
    Window,
)

__all__ = [
    "Bounded",
    "Comparison",
    "Condition",
    "Constraint",
    "Delta",
    "Evidence",
    "Exclusion",
    "Flow",
    "Gap",
    "Items",
    "Layer",
    "LeadTime",
    "Lens",
    "LoopFlow",
    "Observed",
    "Range80",
    "StageDelta",
    "StageFlow",
    "Unmapped",
    "Verdict",
    "Warn",
    "Window",
    "compare",
    "definition_differences",
    "expected",
    "simulate_range",
    "to_elapsed",
]
